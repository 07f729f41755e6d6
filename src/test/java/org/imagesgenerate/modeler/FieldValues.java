package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.template.Place;
import org.imagesgenerate.template.TemplateView;
import org.junit.jupiter.api.Test;

/** What every text field says to what is typed into it. */
@InModeler
abstract class FieldValues {

  /**
   * A value that makes more fields appear.
   *
   * @param binding of the field it is chosen or typed in
   * @param before what was there
   */
  private record Opening(String binding, String value, String before) {}

  private static final List<Opening> OPENINGS =
      List.of(new Opening("output_format", "jpeg", ""), new Opening("delivery", "submit", "wait"));

  private final Modelers modelers;
  private final ModelerVersion version;

  /** A class for each modeler, so that both can be tried at the same time. */
  FieldValues(Modelers modelers, ModelerVersion version) {
    this.modelers = modelers;
    this.version = version;
  }

  @Test
  void everyTextOfGenerateMarksWhatIsWrongAndTakesWhatIsRight() {
    everyText(Templates.generate(), Place.all(Catalog.builtIn(), Operation.GENERATE));
  }

  @Test
  void everyTextOfCollectMarksWhatIsWrongAndTakesWhatIsRight() {
    everyText(Templates.collect(), Place.withTasks(Catalog.builtIn()));
  }

  private void everyText(JsonNode template, List<Place> places) {
    ConnectorForm form = ConnectorForm.begin(modelers.open(version), template);
    Set<JsonNode> tried = new HashSet<>();
    for (Place place : places) {
      form.go(place);
      tryTexts(form, tried);
      for (Opening opening : OPENINGS) {
        if (bringsNew(form, opening, tried) && set(form, opening.binding(), opening.value())) {
          tryTexts(form, tried);
          set(form, opening.binding(), opening.before());
        }
      }
    }
    assertThat(tried).as("texts that were tried").containsAll(texts(form.view().properties()));
  }

  /** Whether the template has a text behind this value that was not tried yet. */
  private static boolean bringsNew(ConnectorForm form, Opening opening, Set<JsonNode> tried) {
    return !tried.containsAll(
        texts(form.shownWith("zeebe:input " + opening.binding(), opening.value())));
  }

  /** Tells whether there is such a field, and it takes the value. */
  private static boolean set(ConnectorForm form, String binding, String value) {
    for (JsonNode property : form.shown()) {
      if (TemplateView.bindingName(property).equals(binding)) {
        List<String> choices = TemplateView.choices(property);
        if (choices.isEmpty()) {
          form.modeler().write(ConnectorForm.label(property), value);
        } else if (value.isEmpty() || choices.contains(value)) {
          form.modeler().choose(ConnectorForm.label(property), value);
        }
        return choices.isEmpty() || choices.contains(value);
      }
    }
    return false;
  }

  private static void tryTexts(ConnectorForm form, Set<JsonNode> tried) {
    for (JsonNode property : texts(form.shown())) {
      boolean isNew = tried.stream().noneMatch(other -> rule(other).equals(rule(property)));
      if (tried.add(property)) {
        tryText(form, property, isNew);
      }
    }
  }

  /** Properties of one input and one rule differ in their conditions only. */
  private static List<JsonNode> rule(JsonNode property) {
    return Stream.of("binding", "label", "type", "constraints", "feel", "optional")
        .map(property::path)
        .toList();
  }

  /**
   * @param isNew whether no other property with the same rule was tried in full
   */
  private static void tryText(ConnectorForm form, JsonNode property, boolean isNew) {
    Samples.wrong(property).entrySet().stream()
        .limit(isNew ? Integer.MAX_VALUE : 1)
        .forEach(wrong -> refuses(form, property, wrong.getKey(), wrong.getValue()));
    takes(form, property, Samples.right(property, "text"));
    if (isNew && property.at("/constraints").has("pattern")) {
      takes(form, property, "{{secrets.A_SECRET}}");
    }
    if (isNew && property.has("feel")) {
      takes(form, property, "=variable.field");
    }
    if (property.path("optional").asBoolean()) {
      form.modeler().write(ConnectorForm.label(property), "");
      says(form, property, "", "");
      assertThat(form.modeler().written()).doesNotContainKey(TemplateView.binding(property));
    }
  }

  private static void refuses(ConnectorForm form, JsonNode property, String text, String error) {
    form.modeler().write(ConnectorForm.label(property), text);
    says(form, property, text, error);
  }

  private static void takes(ConnectorForm form, JsonNode property, String text) {
    form.modeler().write(ConnectorForm.label(property), text);
    says(form, property, text, "");
    isWritten(form, property, text);
  }

  private static void isWritten(ConnectorForm form, JsonNode property, String text) {
    assertThat(form.modeler().written()).containsEntry(TemplateView.binding(property), text);
  }

  private static void says(ConnectorForm form, JsonNode property, String text, String error) {
    String label = ConnectorForm.label(property);
    assertThat(form.modeler().awaitError(label, error))
        .as("what %s says to '%s'", property.get("id").asText(), text)
        .isEqualTo(error);
  }

  private static List<JsonNode> texts(List<JsonNode> properties) {
    return properties.stream()
        .filter(property -> List.of("String", "Text").contains(property.get("type").asText()))
        .toList();
  }
}

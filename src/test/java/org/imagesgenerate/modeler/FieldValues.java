package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imagesgenerate.connector.catalog.Catalog;
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
    everyText(Templates.generate(), Place.all(Catalog.builtIn()));
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
        if (set(form, opening.binding(), opening.value())) {
          tryTexts(form, tried);
          set(form, opening.binding(), opening.before());
        }
      }
    }
    assertThat(tried).as("texts that were tried").containsAll(texts(form.view().properties()));
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
      if (tried.add(property)) {
        // properties of one input and one rule differ in their conditions only
        boolean isNew =
            tried.stream()
                .noneMatch(
                    it ->
                        it != property
                            && TemplateView.binding(it).equals(TemplateView.binding(property))
                            && Samples.wrong(it).equals(Samples.wrong(property)));
        tryText(form, property, isNew);
      }
    }
  }

  private static void tryText(ConnectorForm form, JsonNode property, boolean isNew) {
    String label = ConnectorForm.label(property);
    String right = Samples.right(property, "text");
    Samples.wrong(property).entrySet().stream()
        .limit(isNew ? Integer.MAX_VALUE : 1)
        .forEach(
            wrong -> {
              form.modeler().write(label, wrong.getKey());
              says(form, property, wrong.getKey(), wrong.getValue());
            });
    takes(form, property, right);
    if (property.at("/constraints").has("pattern")) {
      takes(form, property, "{{secrets.A_SECRET}}");
    }
    if (property.has("feel")) {
      takes(form, property, "=variable.field");
    }
    if (property.path("optional").asBoolean()) {
      form.modeler().write(label, "");
      says(form, property, "", "");
      assertThat(form.modeler().written()).doesNotContainKey(TemplateView.binding(property));
    }
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

package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.template.Place;
import org.imagesgenerate.template.TemplateView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every provider and every model of the catalog, chosen in the panel. */
@InModeler
abstract class EveryModelForm {

  private static final List<Place> PLACES = Place.all(Catalog.builtIn(), Operation.GENERATE);

  private final Modelers modelers;
  private final ModelerVersion version;

  /** A class for each modeler, so that both can be walked through at the same time. */
  EveryModelForm(Modelers modelers, ModelerVersion version) {
    this.modelers = modelers;
    this.version = version;
  }

  static List<String> providers() {
    return Provider.TYPES;
  }

  /** There with what a new task holds, and back with what was filled in at every model. */
  @ParameterizedTest
  @MethodSource("providers")
  void showsJustWhatBelongsToEachModel(String provider) {
    ConnectorForm form = ConnectorForm.begin(modelers.open(version), Templates.generate());
    List<Place> places = placesOf(provider);
    Set<JsonNode> tried = new HashSet<>();
    for (Place place : places) {
      form.go(place);
      form.check(name(place));
      tryChoices(form, place, tried);
    }
    form.fillIn(provider, property -> true);
    for (Place place : places.reversed()) {
      form.go(place);
      form.check(name(place) + " on the way back");
      form.fillIn(provider, ConnectorForm::isDropdown);
    }
  }

  /** From each provider to the next, and all the way back. */
  @Test
  void takesNothingFromOneProviderToTheNext() {
    ConnectorForm form = ConnectorForm.begin(modelers.open(version), Templates.generate());
    List<String> tour = new ArrayList<>(Provider.TYPES);
    tour.addAll(Provider.TYPES.reversed());
    String from = tour.getFirst();
    for (String to : tour) {
      form.go(placesOf(to).getLast());
      form.check(to + " after " + from);
      if (!to.equals(from)) {
        assertThat(ownValues(form)).as("%s after %s", to, from).noneMatch(typedAt(from));
      }
      form.fillIn(to, EveryModelForm::isOwn);
      from = to;
    }
  }

  /**
   * The form of Images Edit is generated like the other, so this walks only through one model for
   * each set of fields that the other does not have. The images stay on the way.
   */
  @Test
  void showsWhatAnEditOfAModelHasAndKeepsTheImages() {
    ConnectorForm form = ConnectorForm.begin(modelers.open(version), Templates.edit());
    form.modeler().write("Images", "=imageDocuments");
    Set<JsonNode> tried = new HashSet<>();
    Set<List<Object>> seen = new HashSet<>();
    for (Place place : Place.all(Catalog.builtIn(), Operation.EDIT)) {
      List<JsonNode> own =
          form.view().active(written(place)).stream()
              .filter(property -> property.path("group").asText().equals("images"))
              .toList();
      if (seen.add(List.of(place.naming(), own))) {
        form.go(place);
        form.check(name(place));
        tryChoices(form, place, tried);
        form.fillIn("edit", property -> TemplateView.bindingName(property).equals("mask"));
        assertThat(form.shown()).as(name(place)).containsAll(own);
        assertThat(form.modeler().written())
            .as(name(place))
            .containsEntry("zeebe:input images", "=imageDocuments");
      }
    }
    assertThat(seen).hasSizeGreaterThan(5);
  }

  private static Map<String, String> written(Place place) {
    Map<String, String> written = new HashMap<>();
    written.put(ConnectorForm.PROVIDER, place.provider());
    written.put("zeebe:property imagesGenerate:provider", place.provider());
    written.put("zeebe:property imagesGenerate:modelChoice", place.choice());
    return written;
  }

  @Test
  void showsJustWhatBelongsToEachProviderOfTasks() {
    ConnectorForm form = ConnectorForm.begin(modelers.open(version), Templates.collect());
    List<Place> places = Place.withTasks(Catalog.builtIn());
    Set<JsonNode> tried = new HashSet<>();
    for (Place place : places) {
      form.go(place);
      form.check(place.provider());
      tryChoices(form, place, tried);
      form.fillIn(place.provider(), property -> true);
    }
    for (Place place : places.reversed()) {
      form.go(place);
      form.check(place.provider() + " on the way back");
    }
  }

  /**
   * Chooses in lists that were not seen before: the last choice, and every one that brings fields
   * or takes some away.
   */
  private static void tryChoices(ConnectorForm form, Place place, Set<JsonNode> tried) {
    for (JsonNode property : form.shown()) {
      if (ConnectorForm.isDropdown(property)
          && !ConnectorForm.saysWhere(property)
          && tried.add(property)) {
        String label = ConnectorForm.label(property);
        String binding = TemplateView.binding(property);
        List<String> choices = TemplateView.choices(property);
        List<JsonNode> shown = form.shown();
        for (String choice : choices) {
          if (choice.equals(choices.getLast()) || !form.shownWith(binding, choice).equals(shown)) {
            form.modeler().choose(label, choice);
            assertThat(form.modeler().written()).containsEntry(binding, choice);
            form.check(name(place) + ", " + label + " = " + choice);
          }
        }
        String before = property.path("value").asText();
        form.modeler().choose(label, before);
      }
    }
  }

  /** What belongs to one provider alone: it names its accounts, hosts and models. */
  private static boolean isOwn(JsonNode property) {
    return TemplateView.bindingName(property)
        .matches("provider\\..*|model|extraBody|providerOptions");
  }

  private static List<String> ownValues(ConnectorForm form) {
    Map<String, String> written = form.modeler().written();
    return form.shown().stream()
        .filter(EveryModelForm::isOwn)
        .map(property -> written.getOrDefault(TemplateView.binding(property), ""))
        .toList();
  }

  private static Predicate<String> typedAt(String provider) {
    return value -> value.endsWith("typed " + provider) || value.contains("\"" + provider + "\"");
  }

  private static List<Place> placesOf(String provider) {
    return PLACES.stream().filter(place -> place.provider().equals(provider)).toList();
  }

  private static String name(Place place) {
    return place.provider() + " " + place.row().id();
  }
}

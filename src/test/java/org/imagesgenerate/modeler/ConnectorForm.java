package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.imagesgenerate.template.Place;
import org.imagesgenerate.template.Place.Naming;
import org.imagesgenerate.template.TemplateView;

/** A task in the modeler with one of our templates, seen field by field. */
final class ConnectorForm {

  static final String PROVIDER = "zeebe:input provider.type";
  static final String MODEL = "zeebe:input model";

  private final Modeler modeler;
  private final JsonNode template;
  private final TemplateView view;

  private ConnectorForm(Modeler modeler, JsonNode template) {
    this.modeler = modeler;
    this.template = template;
    this.view = new TemplateView(template);
  }

  /** A new task with this template, the only one that the modeler knows. */
  static ConnectorForm begin(Modeler modeler, JsonNode template) {
    ConnectorForm form = new ConnectorForm(modeler, template);
    modeler.loadTemplates(List.of(template));
    form.begin();
    return form;
  }

  /** Begins again with a new task. */
  void begin() {
    modeler.openDiagramFile("plain-task.bpmn");
    modeler.select("Task");
    // what the panel still shows of the task before must not be taken for this one's fields
    modeler.awaitFields(List.of());
    modeler.apply(template.get("id").asText());
    check("a new task");
  }

  Modeler modeler() {
    return modeler;
  }

  TemplateView view() {
    return view;
  }

  /** Chooses a provider, and a model if that has one to choose. */
  void go(Place place) {
    modeler.choose("Provider", place.provider());
    if (place.naming() != Naming.ALONE) {
      modeler.choose("Model", place.choice());
    }
    assertThat(modeler.written()).containsEntry(PROVIDER, place.provider());
    if (place.listed()) {
      assertThat(modeler.written()).containsEntry(MODEL, place.row().id());
    }
  }

  /** What the template shows, given what is written; hidden properties are not among it. */
  List<JsonNode> shown() {
    return shown(modeler.written());
  }

  /** What the template would show if this were written too. */
  List<JsonNode> shownWith(String binding, String value) {
    Map<String, String> written = modeler.written();
    written.put(binding, value);
    return shown(written);
  }

  private List<JsonNode> shown(Map<String, String> written) {
    return view.active(written).stream()
        .filter(property -> !property.get("type").asText().equals("Hidden"))
        .toList();
  }

  /** The panel shows what belongs here and nothing else, and nothing is written but that. */
  void check(String where) {
    Map<String, String> written = modeler.written();
    List<String> wanted = shown(written).stream().map(ConnectorForm::sign).sorted().toList();
    assertThat(modeler.awaitFields(wanted)).as("fields at %s", where).isEqualTo(wanted);

    List<JsonNode> active = view.active(written);
    written.forEach(
        (binding, value) -> {
          List<JsonNode> bound =
              active.stream().filter(it -> TemplateView.binding(it).equals(binding)).toList();
          assertThat(bound).as("fields of %s = %s at %s", binding, value, where).hasSize(1);
          List<String> choices = TemplateView.choices(bound.getFirst());
          if (bound.getFirst().get("type").asText().equals("Hidden")) {
            assertThat(value)
                .as("hidden %s at %s", binding, where)
                .isEqualTo(bound.getFirst().get("value").asText());
          }
          if (!choices.isEmpty()) {
            assertThat(choices).as("choices of %s at %s", binding, where).contains(value);
          }
        });
  }

  /**
   * Fills in fields, but those that say where we are: the last choice of a list, and text that is
   * right.
   *
   * @return what was typed, by binding
   */
  Map<String, String> fillIn(String mark, Predicate<JsonNode> which) {
    Map<String, String> typed = new LinkedHashMap<>();
    for (JsonNode property : shown().stream().filter(which).toList()) {
      if (!shown().contains(property)) {
        continue;
      }
      String binding = TemplateView.binding(property);
      String label = label(property);
      if (!isDropdown(property)) {
        String text = Samples.right(property, mark);
        modeler.write(label, text);
        typed.put(binding, text);
      } else if (!saysWhere(property)) {
        String choice = TemplateView.choices(property).getLast();
        modeler.choose(label, choice);
        typed.put(binding, choice);
      }
    }
    // a choice can take other fields away, before or after they are filled in
    typed.keySet().retainAll(modeler.written().keySet());
    return typed;
  }

  static String label(JsonNode property) {
    return property.get("label").asText();
  }

  static boolean isDropdown(JsonNode property) {
    return property.get("type").asText().equals("Dropdown");
  }

  static boolean saysWhere(JsonNode property) {
    return List.of(PROVIDER, MODEL, "zeebe:property imagesGenerate:modelChoice")
        .contains(TemplateView.binding(property));
  }

  private static String sign(JsonNode property) {
    return label(property) + " [" + String.join(", ", TemplateView.choices(property)) + "]";
  }
}

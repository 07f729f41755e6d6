package org.imagesgenerate.template;

import static org.imagesgenerate.template.TemplateView.choices;
import static org.imagesgenerate.template.TemplateView.conditions;
import static org.imagesgenerate.template.TemplateView.list;
import static org.imagesgenerate.template.TemplateView.wanted;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a JSON schema can not say of a template, and what the modelers pass over in silence or get
 * wrong. Every rule adds sentences to {@link #violations()}.
 */
final class TemplateRules {

  private static final int LARGEST_ICON = 8 * 1024;
  private static final int LONGEST_DESCRIPTION = 110;
  private static final Set<String> WORDY =
      Set.of("resultVariable", "resultExpression", "errorExpression");
  private static final String EXAMPLE = "^(e\\.g\\.|default:) ";
  private static final String SCHEMA =
      "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json";
  private static final String SVG = "data:image/svg+xml;base64,";

  private final JsonNode json;
  private final TemplateView template;
  private final List<String> violations = new ArrayList<>();

  TemplateRules(JsonNode json) {
    this.json = json;
    this.template = new TemplateView(json);
    checkHead();
    checkIds();
    checkGroups();
    checkPresets();
    template
        .properties()
        .forEach(
            property -> {
              checkConditions(property);
              checkChoices(property);
              checkWhatMustBeFilledIn(property);
              checkPattern(property);
              checkWords(property);
            });
  }

  List<String> violations() {
    return violations;
  }

  /** A pinned schema version is refused by the modeler of 8.8. */
  private void checkHead() {
    require(
        json.path("$schema").asText().equals(SCHEMA), "$schema names a version, or another schema");
    String icon = json.at("/icon/contents").asText();
    require(icon.startsWith(SVG), "the icon is not an SVG");
    require(icon.length() < LARGEST_ICON, "the icon is large, and goes into every task");
    if (icon.startsWith(SVG)) {
      String svg = new String(Base64.getDecoder().decode(icon.substring(SVG.length())));
      require(svg.startsWith("<svg"), "the icon is not an SVG");
    }
  }

  private void checkIds() {
    Set<String> ids = new HashSet<>();
    template
        .properties()
        .forEach(
            property ->
                require(
                    !property.has("id") || ids.add(id(property)),
                    "two properties are " + id(property)));
  }

  private void checkGroups() {
    List<String> groups = list(json.get("groups")).stream().map(TemplateRules::id).toList();
    require(Set.copyOf(groups).size() == groups.size(), "two groups have one id");
    List<String> used =
        template.properties().stream()
            .map(property -> property.path("group").asText())
            .filter(Predicate.not(String::isEmpty))
            .distinct()
            .toList();
    used.forEach(group -> require(groups.contains(group), "no group is " + group));
    groups.forEach(group -> require(used.contains(group), "nothing is in group " + group));
    List<Integer> order =
        template.properties().stream()
            .filter(property -> property.has("group"))
            .map(property -> groups.indexOf(property.path("group").asText()))
            .toList();
    require(
        order.stream().sorted().toList().equals(order),
        "properties are not in the order of the groups");
  }

  /** The modeler passes over a preset that is not there, and over what a preset sets in vain. */
  private void checkPresets() {
    List<String> presets = list(json.path("presets")).stream().map(TemplateRules::id).toList();
    require(Set.copyOf(presets).size() == presets.size(), "two presets have one id");
    require(
        list(json.path("steps")).stream()
            .map(step -> step.path("presetId").asText())
            .toList()
            .equals(presets),
        "the steps do not go through the presets one by one");
    for (JsonNode preset : json.path("presets")) {
      preset
          .path("properties")
          .properties()
          .forEach(
              entry ->
                  require(
                      template
                          .property(entry.getKey())
                          .map(template::possible)
                          .orElse(List.of())
                          .contains(entry.getValue().asText()),
                      "preset %s sets %s, which is not a choice"
                          .formatted(id(preset), entry.getKey())));
    }
  }

  /**
   * The modeler passes over a condition on a property that is not there: it is never met. An empty
   * value means that nothing is written yet.
   */
  private void checkConditions(JsonNode property) {
    for (JsonNode condition : conditions(property)) {
      String target = condition.path("property").asText();
      List<String> possible = template.property(target).map(template::possible).orElse(List.of());
      require(
          template.property(target).isPresent(),
          id(property) + " asks for " + target + ", which is not there");
      require(!target.equals(id(property)), id(property) + " asks for itself");
      for (String value : wanted(condition)) {
        require(
            value.isEmpty() || possible.contains(value),
            "%s requires %s = %s, which is not a choice".formatted(id(property), target, value));
      }
    }
  }

  private void checkChoices(JsonNode property) {
    boolean dropdown = property.path("type").asText().equals("Dropdown");
    require(
        dropdown == property.has("choices"),
        id(property) + " has choices without being a dropdown, or none");
    if (!dropdown) {
      return;
    }
    List<String> choices = choices(property);
    require(
        !property.has("feel"),
        id(property) + " is a dropdown with FEEL, which the modeler does not have");
    require(Set.copyOf(choices).size() == choices.size(), id(property) + " has a choice twice");
    require(
        choices.stream().noneMatch(String::isBlank),
        id(property) + " has an empty choice beside the modeler's own");
    require(
        property.path("optional").asBoolean() != property.has("value"),
        id(property) + " has to be optional or to have a default");
    require(
        !property.has("value") || choices.contains(property.get("value").asText()),
        id(property) + " has a default that is not among its choices");
  }

  /** Only inputs: headers that stay empty do no harm. */
  private void checkWhatMustBeFilledIn(JsonNode property) {
    String type = property.path("type").asText();
    boolean text = type.equals("String") || type.equals("Text");
    require(
        text || type.equals("Dropdown") || type.equals("Hidden"),
        id(property) + " is a " + type + ", which 8.8's modeler gets wrong");
    boolean optional = property.path("optional").asBoolean();
    boolean notEmpty = property.at("/constraints/notEmpty").asBoolean();
    require(!(optional && notEmpty), id(property) + " is optional and must not be empty");
    require(
        !(optional && property.at("/constraints").has("minLength")),
        id(property) + " is optional with a least length");
    if (text && property.at("/binding/type").asText().equals("zeebe:input")) {
      require(optional || notEmpty, id(property) + " would write an empty input");
      // =camunda.secrets.NAME is an expression
      require(property.has("feel"), id(property) + " takes no expression");
    }
  }

  private void checkPattern(JsonNode property) {
    JsonNode value = property.at("/constraints/pattern/value");
    if (value.isMissingNode()) {
      return;
    }
    try {
      Predicate<String> takes = Pattern.compile(value.asText()).asPredicate();
      if (property.path("optional").asBoolean()) {
        require(takes.test("") && takes.test("undefined"), id(property) + " marks an empty field");
      }
      require(
          !property.has("value") || takes.test(property.get("value").asText()),
          id(property) + " marks its own value");
      require(
          takes.test(property.path("placeholder").asText().replaceFirst(EXAMPLE, "")),
          id(property) + " marks its own placeholder");
      require(takes.test("{{secrets.ANY}}"), id(property) + " marks a secret");
      require(
          property.at("/constraints/pattern/message").asText().startsWith("must "),
          id(property) + " has a message that does not go on after the label");
    } catch (PatternSyntaxException e) {
      violations.add(id(property) + " has an invalid pattern: " + e.getMessage());
    }
  }

  private void checkWords(JsonNode property) {
    if (property.path("type").asText().equals("Hidden")) {
      return;
    }
    String description = property.path("description").asText();
    require(!property.path("label").asText().isBlank(), id(property) + " has no label");
    require(!description.isBlank(), id(property) + " has no description");
    require(
        WORDY.contains(id(property))
            || description.replaceAll("<[^>]*>", "").length() <= LONGEST_DESCRIPTION,
        id(property) + " has a description of more than a line or two");
    boolean text = !property.has("choices");
    require(
        property.path("placeholder").asText("e.g. ").matches(EXAMPLE + ".*"),
        id(property) + " has a placeholder that looks like a value");
    require(
        !text || property.has("placeholder") || property.has("value"),
        id(property) + " shows no form");
  }

  private static String id(JsonNode object) {
    return object.path("id").asText();
  }

  private void require(boolean kept, String violation) {
    if (!kept) {
      violations.add(violation);
    }
  }
}

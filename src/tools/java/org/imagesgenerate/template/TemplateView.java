package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads a template like the modeler does (sources of bpmn-js-element-templates 2.14.0 and 2.37.0):
 * a condition reads the value at the binding of its property, whether that is shown or not, and a
 * missing value is an empty text.
 */
public final class TemplateView {

  private final JsonNode json;
  private final List<JsonNode> properties;
  private final Map<String, JsonNode> byId = new LinkedHashMap<>();

  public TemplateView(JsonNode json) {
    this.json = json;
    this.properties = list(json.get("properties"));
    properties.forEach(property -> byId.putIfAbsent(property.path("id").asText(), property));
  }

  JsonNode json() {
    return json;
  }

  public List<JsonNode> properties() {
    return properties;
  }

  public Optional<JsonNode> property(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The active properties, given the values by binding. */
  public List<JsonNode> active(Map<String, String> written) {
    return properties.stream().filter(property -> isActive(property, written)).toList();
  }

  /** The simple conditions of a property, combined with "and". */
  static List<JsonNode> conditions(JsonNode property) {
    JsonNode condition = property.get("condition");
    if (condition == null) {
      return List.of();
    }
    return condition.has("allMatch") ? list(condition.get("allMatch")) : List.of(condition);
  }

  /** The values that a simple condition accepts. */
  static List<String> wanted(JsonNode condition) {
    return condition.has("oneOf")
        ? list(condition.get("oneOf")).stream().map(JsonNode::asText).toList()
        : List.of(condition.get("equals").asText());
  }

  /** The values of a dropdown. */
  public static List<String> choices(JsonNode property) {
    return property.has("choices")
        ? list(property.get("choices")).stream().map(it -> it.get("value").asText()).toList()
        : List.of();
  }

  /** All values that dropdowns and hidden properties can write to the binding of a property. */
  List<String> possible(JsonNode target) {
    return properties.stream()
        .filter(property -> binding(property).equals(binding(target)))
        .flatMap(
            property ->
                property.path("type").asText().equals("Hidden")
                    ? Stream.of(property.get("value").asText())
                    : choices(property).stream())
        .toList();
  }

  /** Identifies a binding. */
  public static String binding(JsonNode property) {
    return property.at("/binding/type").asText() + " " + bindingName(property);
  }

  public static String bindingName(JsonNode property) {
    JsonNode binding = property.get("binding");
    for (String key : List.of("name", "key", "property")) {
      if (binding.has(key)) {
        return binding.get(key).asText();
      }
    }
    throw new IllegalArgumentException("unknown binding " + binding);
  }

  private boolean isActive(JsonNode property, Map<String, String> written) {
    return conditions(property).stream()
        .allMatch(
            condition ->
                property(condition.get("property").asText())
                    .map(target -> written.getOrDefault(binding(target), ""))
                    .filter(wanted(condition)::contains)
                    .isPresent());
  }

  /** The error that the modeler would show for a value. */
  static Optional<String> error(JsonNode property, String value) {
    String label = property.path("label").asText(property.path("id").asText());
    JsonNode constraints = property.path("constraints");
    if (value.isEmpty()) {
      return constraints.path("notEmpty").asBoolean()
          ? Optional.of(label + " must not be empty")
          : Optional.empty();
    }
    if (property.has("choices")) {
      return choices(property).contains(value)
          ? Optional.empty()
          : Optional.of("%s: %s is not among %s".formatted(label, value, choices(property)));
    }
    boolean expression = value.startsWith("=");
    if (property.path("feel").asText().equals("required") && !expression) {
      return Optional.of(label + " must be FEEL and start with =");
    }
    if (expression || !constraints.has("pattern")) {
      return Optional.empty();
    }
    // like JavaScript's test(): a match anywhere in the text
    return Pattern.compile(constraints.at("/pattern/value").asText()).matcher(value).find()
        ? Optional.empty()
        : Optional.of(label + " " + constraints.at("/pattern/message").asText());
  }

  static List<JsonNode> list(JsonNode array) {
    return array == null
        ? List.of()
        : new ArrayList<>(StreamSupport.stream(array.spliterator(), false).toList());
  }
}

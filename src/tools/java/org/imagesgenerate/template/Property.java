package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Properties of a template, with their keys in a fixed order. */
final class Property {

  private static final List<String> ORDER =
      List.of(
          "id",
          "label",
          "description",
          "tooltip",
          "type",
          "choices",
          "value",
          "placeholder",
          "optional",
          "feel",
          "constraints",
          "group",
          "binding",
          "condition");

  /** The keys that a form with its own type does not inherit from the base template. */
  private static final List<String> WITH_TYPE =
      List.of("type", "choices", "value", "optional", "feel", "constraints");

  /** The keys that a hidden property has no use for. */
  private static final List<String> SHOWN = List.of("label", "description", "tooltip");

  /**
   * One form of a property of the base template.
   *
   * @param condition replaces that of the base template
   */
  static ObjectNode of(
      ObjectNode annotated, String id, ObjectNode appearance, Conditions condition) {
    ObjectNode property = annotated.deepCopy();
    if (appearance.has("type")) {
      property.remove(WITH_TYPE);
    }
    if (appearance.path("type").asText().equals("Hidden")) {
      property.remove(SHOWN);
    }
    property.setAll(appearance);
    property.put("id", id);
    property.remove("condition");
    if (condition.json() != null) {
      property.set("condition", condition.json());
    }
    return ordered(property);
  }

  static ObjectNode ordered(ObjectNode property) {
    ObjectNode ordered = JsonNodeFactory.instance.objectNode();
    for (String key : ORDER) {
      JsonNode value = property.get(key);
      if (value != null) {
        ordered.set(key, value);
      }
    }
    if (ordered.size() != property.size()) {
      throw new IllegalStateException("unknown key: " + property);
    }
    return ordered;
  }

  private Property() {}
}

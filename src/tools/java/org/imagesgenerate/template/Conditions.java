package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The conditions of a property: property id to accepted values, all combined with "and". The
 * modeler has no "or" between properties, which is why one field becomes several properties.
 */
record Conditions(Map<String, List<String>> wanted) {

  Conditions() {
    this(Map.of());
  }

  Conditions and(String property, List<String> values) {
    Map<String, List<String>> more = new LinkedHashMap<>(wanted);
    more.put(property, List.copyOf(values));
    return new Conditions(more);
  }

  /** The conditions as template JSON; null if there are none. */
  ObjectNode json() {
    List<ObjectNode> each =
        wanted.entrySet().stream().map(it -> simple(it.getKey(), it.getValue())).toList();
    if (each.size() < 2) {
      return each.isEmpty() ? null : each.getFirst();
    }
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.putArray("allMatch").addAll(each);
    return all;
  }

  private static ObjectNode simple(String property, List<String> values) {
    ObjectNode condition = JsonNodeFactory.instance.objectNode().put("property", property);
    if (values.size() == 1) {
      condition.put("equals", values.getFirst());
    } else {
      values.forEach(condition.putArray("oneOf")::add);
    }
    return condition.put("type", "simple");
  }
}

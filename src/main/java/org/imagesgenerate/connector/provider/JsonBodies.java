package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.support.Json;

/** Builds and reads JSON bodies. */
public final class JsonBodies {

  public static ObjectNode object() {
    return Json.MAPPER.createObjectNode();
  }

  /** Sets a field unless the value is null: only set fields are sent. */
  public static void put(ObjectNode body, String field, Object value) {
    if (value != null) {
      body.set(field, Json.MAPPER.valueToTree(value));
    }
  }

  /** Merges fields in: objects field by field, everything else is replaced. */
  public static void merge(ObjectNode body, Map<String, Object> extra) {
    merge(body, (ObjectNode) Json.MAPPER.valueToTree(extra));
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            field -> {
              if (field.getValue() instanceof ObjectNode more
                  && into.get(field.getKey()) instanceof ObjectNode there) {
                merge(there, more);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  public static byte[] bytes(JsonNode body) {
    try {
      return Json.MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }

  /** The text of a field; null if it is missing, null, empty or not text. */
  public static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
  }

  /** An object's fields in camelCase, nested ones too; empty if this is not an object. */
  public static Map<String, Object> camelCase(JsonNode node) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (node.isObject()) {
      node.properties().stream()
          .filter(field -> !field.getValue().isNull())
          .forEach(field -> map.put(camelCase(field.getKey()), camelValue(field.getValue())));
    }
    return map;
  }

  private static Object camelValue(JsonNode value) {
    if (value.isObject()) {
      return camelCase(value);
    }
    if (value.isArray()) {
      List<Object> list = new ArrayList<>();
      value.forEach(item -> list.add(camelValue(item)));
      return list;
    }
    return Json.MAPPER.convertValue(value, new TypeReference<Object>() {});
  }

  private static String camelCase(String snake) {
    StringBuilder camel = new StringBuilder();
    for (String word : snake.split("_")) {
      camel.append(
          camel.isEmpty() || word.isEmpty()
              ? word
              : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return camel.toString();
  }

  private JsonBodies() {}
}

package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.http.RequestBody;
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

  /** The same for a tree, which may contain POJO nodes. */
  public static void merge(ObjectNode into, ObjectNode from) {
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
    return bytes(body, Json.MAPPER.writer());
  }

  private static byte[] bytes(JsonNode body, ObjectWriter writer) {
    try {
      return writer.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }

  /**
   * A body whose input images are read while it is sent.
   *
   * @param json may contain {@link DataUri} as POJO nodes
   */
  public static RequestBody body(JsonNode json) {
    List<DataUri> images = new ArrayList<>();
    collect(json, images);
    if (images.isEmpty()) {
      return RequestBody.json(bytes(json));
    }
    long length =
        bytes(json, Json.MAPPER.writer().withAttribute(DataUri.LEFT_OUT, true)).length
            + images.stream().mapToLong(DataUri::length).sum();
    return new RequestBody() {
      @Override
      public String contentType() {
        return RequestBody.JSON;
      }

      @Override
      public long length() {
        return length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        Json.MAPPER.writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, json);
      }
    };
  }

  private static void collect(JsonNode json, List<DataUri> images) {
    if (json instanceof POJONode node && node.getPojo() instanceof DataUri image) {
      images.add(image);
    }
    json.forEach(child -> collect(child, images));
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

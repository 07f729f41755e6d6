package org.imagesgenerate.connector.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagesgenerate.connector.catalog.RequestSchema.Spelling;
import org.imagesgenerate.connector.support.Json;

/** Reads the catalog's JSON. It is part of the connector, so a mistake in it is an error. */
final class CatalogReader {

  private final ObjectNode file;
  private final Spelling spelling;

  private CatalogReader(ObjectNode file) {
    this.file = file;
    this.spelling =
        new Spelling(
            inputs(file.path("inputs")),
            file.path("separator").asText("x"),
            file.path("tasks").asInt(0),
            file.path("omit").asText(null),
            Set.copyOf(FieldSchema.texts(file.path("single")).toList()),
            file.path("delivers").asText().equals("url"),
            file.path("aggregator").asBoolean());
  }

  /** The entries of one file. */
  static List<Model> models(String json) {
    CatalogReader reader = new CatalogReader(resolved(json));
    return reader.file.path("models").properties().stream()
        .map(it -> reader.model(it.getKey(), it.getValue()))
        .toList();
  }

  /**
   * The entry of a model without one, made of the schema in its provider's own catalog. It is
   * spelled like the provider's other models, but has only the fields of that schema.
   */
  static Optional<Model> live(String provider, String name, JsonNode schema) {
    CatalogReader reader = new CatalogReader(resolved(resource(provider)));
    reader.file.remove("common");
    return new JsonSchemaReader(schema, reader.spelling)
        .entry()
        .map(entry -> reader.model(name, entry.put("live", true)));
  }

  /** A file that extends another one replaces single parts of it; null removes a part. */
  private static ObjectNode resolved(String json) {
    ObjectNode file = parse(json);
    if (!file.has("extends")) {
      return file;
    }
    ObjectNode base = resolved(resource(file.get("extends").asText()));
    replace(base, file);
    return base;
  }

  private static void replace(ObjectNode base, ObjectNode changes) {
    changes
        .properties()
        .forEach(
            it -> {
              if (it.getValue().isNull()) {
                base.remove(it.getKey());
              } else if (base.path(it.getKey()) instanceof ObjectNode there
                  && it.getValue() instanceof ObjectNode more
                  && !isField(more)) {
                replace(there, more);
              } else {
                base.set(it.getKey(), it.getValue());
              }
            });
  }

  private static boolean isField(ObjectNode node) {
    return node.has("enum") || node.has("type") || node.has("maximum");
  }

  private Model model(String id, JsonNode json) {
    List<String> ids = new ArrayList<>(List.of(id));
    FieldSchema.texts(json.path("names")).forEach(ids::add);
    Map<String, FieldSchema> fields = new LinkedHashMap<>();
    add(file.path("common"), fields);
    addFields(json, fields);
    return new Model(
        List.copyOf(ids),
        new RequestSchema(fields, spelling),
        json.path("images").asInt(1),
        json.path("offered").asBoolean(),
        optional(json, "path"),
        optional(json, "title"),
        optional(json, "ends").map(LocalDate::parse),
        optional(json, "successor"),
        json.path("live").asBoolean());
  }

  private void addFields(JsonNode model, Map<String, FieldSchema> fields) {
    if (model.has("like")) {
      addFields(required(file.path("models"), model.get("like").asText()), fields);
    }
    add(model.path("fields"), fields);
  }

  private void add(JsonNode some, Map<String, FieldSchema> fields) {
    some.properties()
        .forEach(
            it -> {
              if (it.getValue().isNull()) {
                fields.remove(it.getKey());
              } else {
                fields.put(it.getKey(), FieldSchema.of(it.getKey(), shared(it.getValue())));
              }
            });
  }

  private JsonNode shared(JsonNode field) {
    return field.isTextual() ? required(file.path("shared"), field.asText()) : field;
  }

  private static JsonNode required(JsonNode node, String name) {
    if (!node.has(name)) {
      throw new IllegalArgumentException("the catalog has no \"" + name + "\"");
    }
    return node.get(name);
  }

  private static Optional<String> optional(JsonNode json, String name) {
    return Optional.ofNullable(json.path(name).asText(null));
  }

  private static Map<String, List<String>> inputs(JsonNode json) {
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    json.properties()
        .forEach(it -> inputs.put(it.getKey(), FieldSchema.texts(it.getValue()).toList()));
    return inputs;
  }

  private static ObjectNode parse(String json) {
    try {
      return (ObjectNode) Json.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The text of a provider's file. */
  static String resource(String provider) {
    try (InputStream in = Catalog.class.getResourceAsStream(provider + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.imagesgenerate.connector.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
            Set.copyOf(FieldSchema.texts(file.path("unmasked")).toList()),
            file.path("delivers").asText().equals("url"),
            file.path("aggregator").asBoolean());
  }

  /** The entries of one file. */
  static Map<Operation, List<Model>> models(String json) {
    CatalogReader reader = new CatalogReader(resolved(json));
    Map<Operation, List<Model>> models = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      models.put(
          operation,
          reader.section(operation).properties().stream()
              .map(it -> reader.model(operation, it.getKey(), it.getValue()))
              .toList());
    }
    return models;
  }

  private JsonNode section(Operation operation) {
    return file.path(operation.section());
  }

  /**
   * The entry of a model without one, made of the schema in its provider's own catalog. It is
   * spelled like the provider's other models, but has only the fields of that schema.
   */
  static Optional<Model> live(String provider, Operation operation, String name, JsonNode schema) {
    CatalogReader reader = new CatalogReader(resolved(resource(provider)));
    reader.file.remove(List.of("common", "editing"));
    return new JsonSchemaReader(schema, reader.spelling)
        .entry(operation)
        .map(entry -> reader.model(operation, name, entry.put("live", true)));
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

  private Model model(Operation operation, String id, JsonNode entry) {
    Set<String> ids = new LinkedHashSet<>(List.of(id));
    optional(entry, "same").ifPresent(ids::add);
    JsonNode json = withSame(entry);
    FieldSchema.texts(json.path("names")).forEach(ids::add);
    Map<String, FieldSchema> fields = new LinkedHashMap<>();
    add(operation, file.path("common"), fields);
    addFields(operation, operation, json, fields);
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

  /** The entry with everything else that is known of the same model. */
  private JsonNode withSame(JsonNode entry) {
    if (!entry.has("same")) {
      return entry;
    }
    String same = entry.get("same").asText();
    ObjectNode all = required(section(Operation.GENERATE), same).deepCopy();
    all.remove("fields");
    all.put("like", same).setAll((ObjectNode) entry);
    return all;
  }

  /**
   * @param section where the entry is
   */
  private void addFields(
      Operation operation, Operation section, JsonNode entry, Map<String, FieldSchema> fields) {
    Operation place = section.other();
    if (entry.has("like")) {
      String like = entry.get("like").asText();
      boolean itself = like.equals(entry.path("same").asText());
      place = !itself && section(section).has(like) ? section : place;
      addFields(operation, place, withSame(required(section(place), like)), fields);
    }
    if (section == Operation.EDIT && place != section) {
      add(operation, file.path("editing"), fields);
    }
    add(operation, entry.path("fields"), fields);
  }

  private void add(Operation operation, JsonNode some, Map<String, FieldSchema> fields) {
    some.properties()
        .forEach(
            it -> {
              if (it.getValue().isNull()) {
                fields.remove(it.getKey());
              } else {
                fields.put(
                    it.getKey(), FieldSchema.of(operation, it.getKey(), shared(it.getValue())));
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

package org.imagesgenerate.connector.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The request schemas that the aggregators publish; README.md beside them names the sources. */
public final class PublishedSchemas {

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final Map<String, PublishedSchemas> READ = new LinkedHashMap<>();

  private final Map<String, JsonNode> models = new LinkedHashMap<>();
  private final Map<String, JsonSchema> validators = new LinkedHashMap<>();

  private PublishedSchemas(JsonNode file) {
    file.properties()
        .forEach(
            it -> {
              models.put(it.getKey(), it.getValue());
              validators.put(it.getKey(), FACTORY.getSchema(withoutOurs(it.getValue())));
            });
  }

  /** JSON Schema has no words for what goes together in a size. */
  private static JsonNode withoutOurs(JsonNode schema) {
    ObjectNode standard = schema.deepCopy();
    return standard.remove(List.of("x-size", "x-dimensions"));
  }

  /** Those of a value of {@code provider.type}. */
  public static synchronized PublishedSchemas of(String provider) {
    return READ.computeIfAbsent(provider, PublishedSchemas::read);
  }

  private static PublishedSchemas read(String provider) {
    try (InputStream in =
        PublishedSchemas.class.getResourceAsStream("schemas/" + provider + ".json")) {
      return new PublishedSchemas(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All models, by the id that is sent. */
  public List<String> models() {
    return List.copyOf(models.keySet());
  }

  /** The schema of a model, if one is published. */
  public Optional<JsonNode> schema(String model) {
    return Optional.ofNullable(models.get(model));
  }

  /**
   * One thing that is wrong with a request.
   *
   * @param keyword of JSON Schema, such as {@code required} or {@code additionalProperties}
   * @param field the field's name
   */
  public record Violation(String keyword, String field, String message) {

    private static Violation of(ValidationMessage message) {
      String place = message.getInstanceLocation().toString();
      String field =
          message.getProperty() == null
              ? place.substring(place.lastIndexOf('.') + 1)
              : message.getProperty();
      return new Violation(message.getType(), field, message.getMessage());
    }
  }

  /** What is wrong with a request; empty if the provider would accept it. */
  public List<Violation> violations(String model, JsonNode request) {
    List<Violation> violations =
        new ArrayList<>(
            validators.get(model).validate(request).stream().map(Violation::of).toList());
    size(request)
        .flatMap(size -> sizeViolation(models.get(model), size))
        .map(it -> new Violation("size", request.has("width") ? "width" : "size", it))
        .ifPresent(violations::add);
    return violations;
  }

  private static Optional<String> sizeViolation(JsonNode schema, ImageSize size) {
    JsonNode pairs = schema.path("x-dimensions");
    if (pairs.isArray() && !pairs.toString().contains("\"" + size + "\"")) {
      return Optional.of(size + " is none of " + pairs);
    }
    JsonNode bounds = schema.path("x-size");
    int shorter = Math.min(size.width(), size.height());
    int longer = Math.max(size.width(), size.height());
    boolean within =
        shorter >= bounds.path("sideMin").asInt(0)
            && longer <= bounds.path("sideMax").asInt(Integer.MAX_VALUE)
            && size.pixels() >= bounds.path("pixelsMin").asLong(0)
            && size.pixels() <= bounds.path("pixelsMax").asLong(Long.MAX_VALUE)
            && longer <= bounds.path("ratioMax").asDouble(1000) * shorter;
    return within ? Optional.empty() : Optional.of(size + " is not within " + bounds);
  }

  /** The size in pixels that a request asks for, in whatever form. */
  public static Optional<ImageSize> size(JsonNode request) {
    JsonNode edges = request.has("width") ? request : request.path("image_size");
    if (edges.has("width")) {
      return Optional.of(new ImageSize(edges.get("width").asInt(), edges.get("height").asInt()));
    }
    return ImageSize.of(request.path("size").asText("").replace('*', 'x'));
  }
}

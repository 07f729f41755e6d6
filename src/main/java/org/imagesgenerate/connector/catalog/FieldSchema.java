package org.imagesgenerate.connector.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One field of a model's request, in the words of JSON Schema.
 *
 * @param path its name; {@code a.b} is the field b of the object a, {@code a+b} are the two fields
 *     of a size
 * @param type {@code string}, {@code integer}, {@code boolean} or {@code object}; for input images
 *     {@code images}, {@code image} or {@code mask}
 * @param values what it accepts, if it is a text
 * @param minimum of a number
 * @param maximum of a number, or {@link Long#MAX_VALUE}
 * @param shortest in characters
 * @param longest in characters, or {@link Integer#MAX_VALUE}
 * @param usual what the model does without the field, or null
 * @param sizes what it accepts, if it is the size
 * @param pixels how many pixels a resolution means, where that is not its square
 * @param formats of an input image: {@code png}, {@code jpeg} or {@code webp}
 * @param maxBytes of an input image
 * @param isWhiteMask whether a mask's white pixels mark what is edited, instead of its transparent
 *     ones
 */
public record FieldSchema(
    String path,
    String type,
    AllowedValues values,
    long minimum,
    long maximum,
    int shortest,
    int longest,
    String usual,
    AllowedSizes sizes,
    Map<String, Long> pixels,
    Set<String> formats,
    long maxBytes,
    boolean isWhiteMask) {

  /** The step in which sizes are computed where none is documented: all known models accept it. */
  private static final int USUAL_GRID = 16;

  private static final Set<String> USUAL_FORMATS = Set.of("png", "jpeg", "webp");
  private static final long USUAL_MEGABYTES = 50;
  private static final long MEGABYTE = 1024L * 1024;

  static FieldSchema of(Operation operation, String path, JsonNode json) {
    Set<String> formats = Set.copyOf(texts(json.path("formats")).toList());
    return new FieldSchema(
        path,
        json.path("type").asText("string"),
        values(json),
        json.path("minimum").asLong(0),
        json.path("maximum").asLong(Long.MAX_VALUE),
        json.path("minLength").asInt(1),
        json.path("maxLength").asInt(Integer.MAX_VALUE),
        json.path("default").asText(null),
        sizes(json, operation),
        pixels(json),
        formats.isEmpty() ? USUAL_FORMATS : formats,
        json.path("megabytes").asLong(USUAL_MEGABYTES) * MEGABYTE,
        json.path("edited").asText().equals("white"));
  }

  private static AllowedValues values(JsonNode json) {
    boolean closed = json.has("enum");
    return new AllowedValues(
        !closed,
        texts(json.path(closed ? "enum" : "examples")).toList(),
        Set.copyOf(texts(json.path("uncertain")).toList()));
  }

  private static AllowedSizes sizes(JsonNode json, Operation operation) {
    List<ImageSize> listed =
        texts(json.path("enum")).flatMap(it -> ImageSize.of(it).stream()).toList();
    if (listed.isEmpty() && !json.has("edge")) {
      return null;
    }
    int step = json.path("multipleOf").asInt(1);
    return new AllowedSizes(
        texts(json.path("enum")).anyMatch(ImageSize.AUTO::equals),
        listed,
        json.path("edge").path(0).asInt(1),
        json.path("edge").path(1).asInt(AllowedSizes.UNLIMITED),
        step,
        Math.max(step, json.path("grid").asInt(USUAL_GRID)),
        json.path("pixels").path(0).asLong(0),
        json.path("pixels").path(1).asLong(Long.MAX_VALUE),
        json.path("ratio").asInt(0),
        json.path("nearest").asBoolean(),
        json.path("required").asBoolean()
            || json.path("required").asText().equals(operation.section()),
        ImageSize.of(json.path("default").asText("")).orElse(usualSize(listed)));
  }

  private static ImageSize usualSize(List<ImageSize> listed) {
    ImageSize square = new ImageSize(1024, 1024);
    return listed.isEmpty() || listed.contains(square) ? square : listed.getFirst();
  }

  private static Map<String, Long> pixels(JsonNode json) {
    Map<String, Long> pixels = new HashMap<>();
    if (!json.has("edge")) {
      json.path("pixels")
          .properties()
          .forEach(it -> pixels.put(it.getKey(), it.getValue().asLong()));
    }
    return Map.copyOf(pixels);
  }

  static Stream<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(it -> texts.add(it.asText()));
    return texts.stream();
  }

  /** Whether its value is a list of input images, even if there is only one. */
  public boolean isList() {
    return type.equals("images");
  }

  /** Whether its value is a whole number. */
  boolean isInteger() {
    return type.equals("integer");
  }
}

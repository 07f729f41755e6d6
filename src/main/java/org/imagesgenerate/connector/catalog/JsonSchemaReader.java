package org.imagesgenerate.connector.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.RequestSchema.Spelling;
import org.imagesgenerate.connector.input.ImagesEditInput;

/**
 * Reads the JSON Schema of a request, from a provider's own catalog, into an entry of ours. Its
 * format is known second-hand: unknown keywords are ignored, and nothing of it rejects a value.
 * Lists of values are examples, sizes become the nearest one. It comes over the network: so what is
 * read is limited.
 */
final class JsonSchemaReader {

  /** Several times as many as the longest known schema has. */
  private static final int MOST_NODES = 20_000;

  private static final int DEEPEST = 8;
  private static final int MOST_VALUES = 100;
  private static final int LONGEST_VALUE = 64;
  private static final int LONGEST_REFERENCE = 200;
  private static final int LARGEST_STEP = 1024;

  private static final String PIXELS = "width+height";

  /** Whose fields are read, after prompt and size. */
  private static final List<String> INPUTS =
      List.of(
          ("n seed negative_prompt aspect_ratio resolution quality style background output_format"
                  + " output_compression moderation user safety_identifier enable_base64_output"
                  + " enable_sync_mode")
              .split(" "));

  private final JsonNode document;
  private final Spelling spelling;
  private int nodes = MOST_NODES;

  JsonSchemaReader(JsonNode document, Spelling spelling) {
    this.document = document;
    this.spelling = spelling;
  }

  /** A schema with its references followed and its alternatives in one. */
  private static final class Flat {
    private final ObjectNode keywords = JsonNodeFactory.instance.objectNode();
    private final Map<String, JsonNode> properties = new LinkedHashMap<>();
    private final Set<String> required = new HashSet<>();
    private final Set<String> values = new LinkedHashSet<>();

    long number(String keyword, long otherwise) {
      JsonNode number = keywords.path(keyword);
      if (!number.isNumber()) {
        return otherwise;
      }
      // some sources print numbers that are larger than any long
      return number.canConvertToLong() ? number.asLong() : (long) number.asDouble();
    }
  }

  /**
   * Empty if the schema describes no request with a prompt; for an edit, with a prompt and an
   * image.
   */
  Optional<ObjectNode> entry(Operation operation) {
    String prompt = spelling.paths("prompt").getFirst();
    Queue<JsonNode> places = new ArrayDeque<>(List.of(document));
    while (!places.isEmpty() && nodes-- > 0) {
      JsonNode place = places.remove();
      Flat request = flat(place);
      if (request.properties.containsKey(prompt)) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        ObjectNode fields = entry.putObject("fields");
        readFields(request, fields);
        boolean edits = operation == Operation.EDIT;
        return Optional.of(entry).filter(it -> !edits || readImages(request, fields));
      }
      place.forEach(places::add);
    }
    return Optional.empty();
  }

  private void readFields(Flat request, ObjectNode fields) {
    fields.putObject(spelling.paths("prompt").getFirst());
    spelling.paths("size").forEach(path -> readSize(request, path, fields));
    for (String input : INPUTS) {
      for (String path : spelling.paths(input)) {
        property(request, path).ifPresent(it -> fields.set(path, field(input, it)));
      }
    }
    if (fields.has(PIXELS)) {
      // has rules of its own where a model has both; the pixels say the same
      fields.remove("resolution");
    }
  }

  /** Whether there is a field for input images. */
  private boolean readImages(Flat request, ObjectNode fields) {
    for (String path : spelling.paths("mask")) {
      // the rule of the provider's other masks
      property(request, path).ifPresent(it -> fields.put(path, "mask"));
    }
    for (String path : spelling.paths("images")) {
      Optional<Flat> images = property(request, path);
      if (images.isPresent()) {
        fields.set(path, images(images.get()));
        return true;
      }
    }
    return false;
  }

  private static ObjectNode images(Flat schema) {
    ObjectNode field = JsonNodeFactory.instance.objectNode();
    long most = schema.number("maxItems", ImagesEditInput.MOST_IMAGES);
    boolean isList =
        schema.keywords.has("maxItems") || schema.keywords.path("type").asText().equals("array");
    return field
        .put("type", isList ? "images" : "image")
        .put("maximum", most > 0 ? most : ImagesEditInput.MOST_IMAGES);
  }

  /** {@code a.b} is the property b of the object a. */
  private Optional<Flat> property(Flat object, String path) {
    String[] names = path.split("\\.", 2);
    Optional<Flat> found = Optional.ofNullable(object.properties.get(names[0])).map(this::flat);
    return names.length == 1 ? found : found.flatMap(it -> property(it, names[1]));
  }

  private static ObjectNode field(String input, Flat schema) {
    ObjectNode field = JsonNodeFactory.instance.objectNode();
    String type = schema.keywords.path("type").asText("string");
    field.put("type", type.equals("number") ? "integer" : type);
    long least = schema.number("minimum", 0);
    long most = schema.number("maximum", Long.MAX_VALUE);
    if (!input.equals("seed") && most > 0 && least <= most) {
      field.put("minimum", least).put("maximum", most);
    }
    ArrayNode examples = field.putArray("examples");
    schema.values.forEach(examples::add);
    field.set("default", schema.keywords.get("default"));
    return field;
  }

  /** The size is one text, or two numbers. */
  private void readSize(Flat request, String path, ObjectNode fields) {
    List<String> names = List.of(path.split("\\+"));
    if (!request.properties.keySet().containsAll(names)) {
      return;
    }
    Flat width = flat(request.properties.get(names.getFirst()));
    Flat height = flat(request.properties.get(names.getLast()));
    boolean isText = names.size() == 1;
    List<String> sizes = sizes((isText ? width : request).values.stream());
    if (isText && sizes.isEmpty() && !width.values.isEmpty()) {
      return; // names of shapes, not pixels
    }
    int most = edge(Math.min(unlimited(width), unlimited(height)));
    int least =
        Math.min(most, edge(Math.max(width.number("minimum", 1), height.number("minimum", 1))));
    int step = Math.clamp(width.number("multipleOf", 1), 1, LARGEST_STEP);
    ObjectNode size = fields.putObject(path);
    if (!sizes.isEmpty()) {
      sizes.forEach(size.putArray("enum")::add);
    }
    size.putArray("edge").add(least).add(most);
    size.put("multipleOf", step).put("nearest", true);
    size.put("required", request.required.containsAll(names));
    String usual = width.keywords.path("default").asText();
    sizes(Stream.of(isText ? usual : usual + "x" + height.keywords.path("default").asText()))
        .stream()
        .findFirst()
        .or(() -> sizes.isEmpty() ? Optional.of(square(least, most, step)) : Optional.empty())
        .ifPresent(it -> size.put("default", it));
  }

  private List<String> sizes(Stream<String> texts) {
    return texts
        .flatMap(it -> ImageSize.of(it.replace(spelling.separator(), "x")).stream())
        .map(ImageSize::toString)
        .toList();
  }

  private static long unlimited(Flat edge) {
    return edge.number("maximum", AllowedSizes.UNLIMITED);
  }

  private static int edge(long pixels) {
    return Math.clamp(pixels, 1, AllowedSizes.UNLIMITED);
  }

  private static String square(int least, int most, int step) {
    int edge = Math.max(step, Math.clamp(1024, least, most) / step * step);
    return new ImageSize(edge, edge).toString();
  }

  private Flat flat(JsonNode schema) {
    Flat flat = new Flat();
    add(schema, false, 0, flat);
    return flat;
  }

  private void add(JsonNode schema, boolean isAlternative, int depth, Flat flat) {
    if (!schema.isObject() || depth > DEEPEST || nodes <= 0) {
      return;
    }
    JsonNode properties = schema.path("properties");
    nodes -= 1 + schema.size() + properties.size() + schema.path("enum").size();
    schema.properties().forEach(it -> addKeyword(it.getKey(), it.getValue(), flat));
    properties.properties().forEach(it -> flat.properties.putIfAbsent(it.getKey(), it.getValue()));
    if (!isAlternative) {
      FieldSchema.texts(schema.path("required")).forEach(flat.required::add);
    }
    String reference = schema.path("$ref").asText();
    if (reference.startsWith("#/") && reference.length() <= LONGEST_REFERENCE) {
      add(document.at(reference.substring(1)), isAlternative, depth + 1, flat);
    }
    schema.path("allOf").forEach(it -> add(it, isAlternative, depth + 1, flat));
    schema.path("anyOf").forEach(it -> add(it, true, depth + 1, flat));
    schema.path("oneOf").forEach(it -> add(it, true, depth + 1, flat));
    JsonNode width = properties.path("width").path("const");
    JsonNode height = properties.path("height").path("const");
    if (width.isInt() && height.isInt()) {
      addValue(width.asText() + "x" + height.asText(), flat);
    }
  }

  private static void addKeyword(String keyword, JsonNode value, Flat flat) {
    if (keyword.equals("enum")) {
      FieldSchema.texts(value).forEach(it -> addValue(it, flat));
    } else if (keyword.equals("const")) {
      addValue(value.asText(), flat);
    } else if (keyword.equals("type") && value.isArray()) {
      // null beside the type of its values
      FieldSchema.texts(value)
          .filter(it -> !it.equals("null"))
          .findFirst()
          .ifPresent(it -> flat.keywords.put(keyword, it));
    } else if (value.isValueNode() && !flat.keywords.has(keyword)) {
      flat.keywords.set(keyword, value);
    }
  }

  private static void addValue(String value, Flat flat) {
    if (!value.isEmpty() && value.length() <= LONGEST_VALUE && flat.values.size() < MOST_VALUES) {
      flat.values.add(value);
    }
  }
}

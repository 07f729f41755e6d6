package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** OpenAI's checks of a request, in its order: fields, types, values, what goes together. */
final class OpenAiRules {

  /** The types of fields that are not texts. */
  private static final List<String> INTEGERS =
      List.of("n", "output_compression", "partial_images", "frame_count", "frame_duration_ms");

  private static final List<String> OBJECTS = List.of("svg");
  private static final List<String> BOOLEANS = List.of("stream");

  private final OpenAiModel model;
  private final JsonNode request;

  OpenAiRules(OpenAiModel model, JsonNode request) {
    this.model = model;
    this.request = request;
  }

  /** The texts of a form as the JSON that they stand for; what has another type stays a text. */
  static ObjectNode typed(ObjectNode texts) {
    ObjectNode typed = texts.deepCopy();
    for (Map.Entry<String, JsonNode> field : texts.properties()) {
      String name = field.getKey();
      String text = field.getValue().asText();
      if (INTEGERS.contains(name) && text.matches("-?\\d{1,9}")) {
        typed.put(name, Integer.parseInt(text));
      } else if (BOOLEANS.contains(name) && text.matches("true|false")) {
        typed.put(name, Boolean.parseBoolean(text));
      }
    }
    return typed;
  }

  /** The refusal, if there is one. */
  Optional<SimulatedResponse> broken() {
    return fields()
        .or(this::types)
        .or(this::prompt)
        .or(() -> range("n", 1, model.maximumN()))
        .or(() -> oneOf("quality", model.qualities()))
        .or(() -> oneOf("background", model.backgrounds()))
        .or(() -> oneOf("output_format", model.formats()))
        .or(() -> oneOf("moderation", List.of("low", "auto")))
        .or(() -> oneOf("response_format", List.of("url", "b64_json")))
        .or(() -> oneOf("style", List.of("vivid", "natural")))
        .or(() -> oneOf("input_fidelity", model.fidelities()))
        .or(() -> oneOf("complexity", List.of("low", "medium", "high")))
        .or(() -> range("output_compression", 0, 100))
        .or(() -> range("partial_images", 0, 3))
        .or(() -> range("frame_count", 2, 16))
        .or(() -> range("frame_duration_ms", 10, 655_350))
        .or(this::size)
        .or(this::together);
  }

  private Optional<SimulatedResponse> fields() {
    for (Iterator<String> names = request.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!model.fields().contains(name)) {
        return Optional.of(OpenAiErrors.unknownParameter(name));
      }
    }
    return Optional.empty();
  }

  private Optional<SimulatedResponse> types() {
    for (Iterator<String> names = request.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      JsonNode value = request.get(name);
      boolean nullTaken = !name.equals("prompt") && !name.equals("user");
      boolean right =
          value.isNull()
              ? nullTaken
              : INTEGERS.contains(name)
                  ? value.isIntegralNumber()
                  : BOOLEANS.contains(name)
                      ? value.isBoolean()
                      : OBJECTS.contains(name) ? value.isObject() : value.isTextual();
      if (!right) {
        String message =
            "Invalid type for '%s': got %s instead."
                .formatted(name, value.getNodeType().name().toLowerCase(Locale.ROOT));
        return Optional.of(OpenAiErrors.rejected("invalid_type", name, message));
      }
    }
    return Optional.empty();
  }

  private Optional<SimulatedResponse> prompt() {
    if (!request.has("prompt")) {
      return refuse(
          "missing_required_parameter", "prompt", "Missing required parameter: 'prompt'.");
    }
    String prompt = request.get("prompt").textValue();
    int length = prompt.codePointCount(0, prompt.length());
    if (length == 0) {
      return refuse("empty_string", "prompt", "Invalid 'prompt': it is an empty string.");
    }
    if (length > model.promptLimit()) {
      return refuse(
          "string_above_max_length",
          "prompt",
          "Invalid 'prompt': string too long. Expected at most %d, but got %d."
              .formatted(model.promptLimit(), length));
    }
    return Optional.empty();
  }

  private Optional<SimulatedResponse> range(String name, int least, int most) {
    if (!request.hasNonNull(name)) {
      return Optional.empty();
    }
    long value = request.get(name).longValue();
    if (value < least) {
      return refuse(
          "integer_below_min_value", name, "Invalid '%s': expected >= %d.".formatted(name, least));
    }
    if (value > most) {
      return refuse(
          "integer_above_max_value", name, "Invalid '%s': expected <= %d.".formatted(name, most));
    }
    return Optional.empty();
  }

  private Optional<SimulatedResponse> oneOf(String name, List<String> values) {
    String value = request.path(name).asText("");
    if (!request.hasNonNull(name) || values.contains(value)) {
      return Optional.empty();
    }
    if (name.equals("background") && value.equals("transparent")) {
      return invalid(name, "Transparent background is not supported for this model.");
    }
    String supported = values.stream().map(v -> "'" + v + "'").collect(Collectors.joining(", "));
    return invalid(
        name, "Invalid value: '%s'. Supported values are: %s.".formatted(value, supported));
  }

  private Optional<SimulatedResponse> size() {
    String size = request.path("size").asText("");
    if (!request.hasNonNull("size") || model.sizes().contains(size)) {
      return Optional.empty();
    }
    if (!model.freeSizes()) {
      return oneOf("size", model.sizes());
    }
    if (!size.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
      return invalid("size", "Invalid size '" + size + "'. Expected WIDTHxHEIGHT or 'auto'.");
    }
    long width = Long.parseLong(size.substring(0, size.indexOf('x')));
    long height = Long.parseLong(size.substring(size.indexOf('x') + 1));
    String rejection = null;
    if (width % 16 != 0 || height % 16 != 0) {
      rejection = "Width and height must both be divisible by 16.";
    } else if (Math.max(width, height) > 3840) {
      rejection = "The longest edge must be less than or equal to 3840.";
    } else if (Math.max(width, height) > 3 * Math.min(width, height)) {
      rejection = "The aspect ratio must be between 1:3 and 3:1.";
    } else if (width * height < 655_360) {
      rejection = "Requested resolution is below the current minimum pixel budget.";
    } else if (width * height > 8_294_400) {
      rejection = "Requested resolution is above the current maximum pixel budget.";
    }
    return rejection == null
        ? Optional.empty()
        : invalid("size", "Invalid size '" + size + "'. " + rejection);
  }

  /** Fields that exclude each other. */
  private Optional<SimulatedResponse> together() {
    String format = request.path("output_format").asText("png");
    boolean lossy = format.equals("jpeg") || format.equals("webp");
    if (request.path("background").asText().equals("transparent") && format.equals("jpeg")) {
      return invalid("background", "Transparent background needs output_format png or webp.");
    }
    if (!lossy && request.path("output_compression").asInt(100) < 100) {
      return invalid(
          "output_compression", "Compression less than 100 is not supported for " + format + ".");
    }
    if (format.equals("svg") && request.path("n").asInt(1) > 1) {
      return invalid("n", "Only one SVG can be made at a time.");
    }
    boolean moving = format.equals("gif");
    for (String name : List.of("frame_count", "frame_duration_ms")) {
      if (!moving && request.hasNonNull(name)) {
        return invalid(name, "Only output_format gif has frames.");
      }
    }
    if (!format.equals("svg") && request.hasNonNull("svg")) {
      return invalid("svg", "Only output_format svg takes this.");
    }
    boolean streamed = request.path("stream").asBoolean();
    if (streamed && (moving || format.equals("svg"))) {
      return invalid("stream", "Streaming is not supported for " + format + ".");
    }
    if (!streamed && request.path("partial_images").asInt() > 0) {
      return invalid("partial_images", "Partial images need stream.");
    }
    return Optional.empty();
  }

  private static Optional<SimulatedResponse> refuse(String code, String param, String message) {
    return Optional.of(OpenAiErrors.rejected(code, param, message));
  }

  private static Optional<SimulatedResponse> invalid(String param, String message) {
    return Optional.of(OpenAiErrors.invalidValue(param, message));
  }
}

package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A request that keeps all rules, with the server's choices for what it leaves open. */
record OpenAiJob(
    String prompt,
    String model,
    int n,
    int width,
    int height,
    String quality,
    String background,
    String format,
    String responseFormat) {

  private static final Map<String, Integer> TOKENS =
      Map.of("low", 272, "medium", 1056, "high", 4160, "xhigh", 6240, "max", 8320);

  static OpenAiJob of(JsonNode body, OpenAiModel model, InputImages inputs) {
    String size = chosen(body, "size", "auto");
    if (!size.matches("\\d+x\\d+")) {
      size = inputs.width(1024) + "x" + inputs.height(1024);
    }
    return new OpenAiJob(
        body.path("prompt").asText(),
        model.id(),
        body.path("n").asInt(1),
        Integer.parseInt(size.substring(0, size.indexOf('x'))),
        Integer.parseInt(size.substring(size.indexOf('x') + 1)),
        unlessAuto(chosen(body, "quality", "auto"), "medium"),
        unlessAuto(chosen(body, "background", "auto"), "opaque"),
        chosen(body, "output_format", "png"),
        chosen(body, "response_format", "url"));
  }

  private static String chosen(JsonNode body, String field, String otherwise) {
    return body.hasNonNull(field) ? body.get(field).asText() : otherwise;
  }

  private static String unlessAuto(String value, String otherwise) {
    return value.equals("auto") ? otherwise : value;
  }

  Pictures.Picture picture(int index) {
    boolean transparent = background.equals("transparent");
    return new Pictures.Picture(prompt, model, width, height, -index, transparent, format);
  }

  /** What GPT models tell beside the images. */
  void describe(ObjectNode answer) {
    answer
        .put("background", background)
        .put("output_format", format)
        .put("quality", quality)
        .put("size", width + "x" + height);
    int input = prompt.length() / 4 + 1;
    int output = n * TOKENS.getOrDefault(quality, 1056);
    ObjectNode usage =
        answer
            .putObject("usage")
            .put("input_tokens", input)
            .put("output_tokens", output)
            .put("total_tokens", input + output);
    usage.putObject("input_tokens_details").put("text_tokens", input).put("image_tokens", 0);
    usage.putObject("output_tokens_details").put("text_tokens", 0).put("image_tokens", output);
  }
}

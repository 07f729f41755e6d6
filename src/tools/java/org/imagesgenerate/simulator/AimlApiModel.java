package org.imagesgenerate.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model takes at AI/ML API.
 *
 * @param values the fields it takes, and of those with a list their values; an empty list takes any
 */
record AimlApiModel(String id, int promptLimit, int maximumN, Map<String, List<String>> values) {

  private static final List<String> ANY = List.of();

  /** A model without published fields. */
  static AimlApiModel loose(String id) {
    return new AimlApiModel(id, 32_000, 10, Map.of());
  }

  boolean isLoose() {
    return values.isEmpty();
  }

  static Map<String, AimlApiModel> all() {
    Map<String, AimlApiModel> all = new LinkedHashMap<>();
    List<String> forms = List.of("url", "b64_json");
    add(
        all,
        new AimlApiModel(
            "dall-e-2",
            1_000,
            10,
            fields("size", List.of("1024x1024", "512x512", "256x256"), "response_format", forms)));
    add(
        all,
        new AimlApiModel(
            "dall-e-3",
            4_000,
            1,
            fields(
                "size",
                List.of("1024x1024", "1024x1792", "1792x1024"),
                "quality",
                List.of("standard", "hd"),
                "style",
                List.of("vivid", "natural"),
                "response_format",
                forms)));
    for (String version : List.of("1", "1-mini", "1-5", "2")) {
      add(
          all,
          new AimlApiModel(
              "openai/gpt-image-" + version,
              32_000,
              1,
              fields(
                  "size",
                  List.of("1024x1024", "1024x1536", "1536x1024"),
                  "quality",
                  List.of("low", "medium", "high"),
                  "background",
                  List.of("transparent", "opaque", "auto"),
                  "moderation",
                  List.of("low", "auto"),
                  "output_format",
                  List.of("png", "jpeg", "webp"),
                  "output_compression",
                  ANY,
                  "response_format",
                  forms)));
    }
    add(all, loose("openai/gpt-image-2.5-sunburst"));
    add(all, loose("openai/gpt-image-2.6-sunburst"));
    for (String id : List.of("flux/schnell", "flux/dev", "flux-pro", "flux-pro/v1.1")) {
      add(all, flux(id));
    }
    return all;
  }

  /**
   * The GPT models for edits, which are made of files: documented of {@code gpt-image-1} and {@code
   * gpt-image-2}, and taken to hold for the others.
   */
  Optional<AimlApiModel> editing() {
    if (!id.startsWith("openai/gpt-image-")) {
      return Optional.empty();
    }
    Map<String, List<String>> fields = new LinkedHashMap<>(values);
    fields.remove("moderation");
    return Optional.of(new AimlApiModel(id, promptLimit, 10, fields));
  }

  private static AimlApiModel flux(String id) {
    Map<String, List<String>> fields =
        fields(
            "image_size",
            ANY,
            "seed",
            ANY,
            "guidance_scale",
            ANY,
            "num_inference_steps",
            ANY,
            "enable_safety_checker",
            ANY,
            "safety_tolerance",
            List.of("1", "2", "3", "4", "5", "6"),
            "output_format",
            List.of("jpeg", "png"));
    fields.remove("n");
    fields.put("num_images", ANY);
    return new AimlApiModel(id, 4_000, 4, fields);
  }

  private static Map<String, List<String>> fields(Object... namesAndValues) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    List.of("model", "prompt", "n").forEach(name -> fields.put(name, ANY));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      @SuppressWarnings("unchecked")
      List<String> values = (List<String>) namesAndValues[i + 1];
      fields.put((String) namesAndValues[i], values);
    }
    return fields;
  }

  private static void add(Map<String, AimlApiModel> all, AimlApiModel model) {
    all.put(model.id(), model);
  }
}

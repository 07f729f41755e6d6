package org.imagesgenerate.connector.provider.runware;

import static org.imagesgenerate.connector.provider.JsonBodies.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.ImageSize;
import org.imagesgenerate.connector.catalog.Sizes;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * A request in Runware's words: the fields of an {@code imageInference} task (reference and model
 * schemas, 2025-10 to 2026-10).
 */
final class RunwareRequest {

  /** What Runware's models of a free size are given when nobody names one: they ask for it. */
  private static final ImageSize USUAL_SIZE = new ImageSize(1024, 1024);

  private static final String TASK_TYPE = "imageInference";

  /** Fields of the task on which the safety of the money rests, and what to use instead. */
  private static final Map<String, String> OURS =
      Map.of(
          "taskType", "only images are made here",
          "taskUUID", "it is what keeps a task from being bought twice",
          "numberResults", "use n",
          "includeCost", "the cost is always asked for",
          "deliveryMethod", "use providerOptions.deliveryMethod");

  private final ImageRequest request;
  private final RunwareOptions options;
  private final ObjectNode fields = JsonBodies.object();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @throws ImagesException INVALID_INPUT if an option or a field of extraBody cannot be taken
   */
  RunwareRequest(ImageRequest request) {
    this.request = request;
    this.options = new RunwareOptions(request.providerOptions());
    options
        .unknown()
        .forEach(
            name ->
                warnings.add(
                    "providerOptions.%s was left out: Runware's are %s"
                        .formatted(name, String.join(", ", RunwareOptions.NAMES))));
    putImage();
    putDelivery();
    putSettings();
    refuseOurs();
    JsonBodies.merge(fields, request.extraBody());
  }

  /** The task under a UUID. */
  ObjectNode task(String uuid) {
    ObjectNode task = JsonBodies.object();
    task.put("taskType", TASK_TYPE).put("taskUUID", uuid);
    task.setAll(fields);
    return task;
  }

  /** What is sent otherwise than asked. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Whether the answer to the submit brings the images. */
  boolean isSync() {
    return options.sync() && !request.submit();
  }

  /** How many images are asked for. */
  int count() {
    return request.count();
  }

  private void putImage() {
    put(fields, "model", request.model());
    put(fields, "positivePrompt", request.prompt());
    size()
        .ifPresent(
            size -> {
              fields.put("width", size.width());
              fields.put("height", size.height());
            });
    put(fields, "numberResults", request.n());
    put(fields, "outputFormat", outputFormat());
    put(fields, "outputQuality", outputQuality());
  }

  /**
   * Models with a list of sizes choose by themselves when there is none; those of a free size do
   * not.
   */
  private java.util.Optional<ImageSize> size() {
    if (request.size() != null && !request.size().equals(ImageSize.AUTO)) {
      return ImageSize.of(request.size());
    }
    if (request.rules().size().rule() != Sizes.Rule.FREE) {
      return java.util.Optional.empty();
    }
    if (request.size() != null) {
      warnings.add(
          "size: \"auto\" was sent as %s, because Runware asks for a width and a height"
              .formatted(USUAL_SIZE));
    }
    return java.util.Optional.of(USUAL_SIZE);
  }

  /** Runware's own default is JPG, which has no transparency. */
  private String outputFormat() {
    if (request.outputFormat() == null) {
      return "transparent".equals(request.background()) ? "PNG" : null;
    }
    String format = request.outputFormat().toUpperCase(Locale.ROOT);
    return format.equals("JPEG") ? "JPG" : format;
  }

  /** Both are qualities: 100 is the best of output_compression, 99 that of outputQuality. */
  private Integer outputQuality() {
    Integer asked = request.outputCompression();
    if (options.outputQuality() != null) {
      if (asked != null) {
        warnings.add(
            "output_compression was left out: providerOptions.outputQuality says the same");
      }
      return options.outputQuality();
    }
    if (asked == null) {
      return null;
    }
    int taken = Math.clamp(asked, RunwareOptions.LOWEST_QUALITY, RunwareOptions.HIGHEST_QUALITY);
    if (taken != asked) {
      warnings.add(
          "output_compression: %d was sent as %d, because Runware takes 20 to 99"
              .formatted(asked, taken));
    }
    return taken;
  }

  /**
   * A document is made of whatever comes. Runware's default is an address, which keeps every
   * question for a running task small.
   */
  private void putDelivery() {
    String outputType =
        switch (request.responseFormat()) {
          case DOCUMENT -> null;
          case URL -> "URL";
          case B64_JSON -> "base64Data";
        };
    put(fields, "outputType", outputType);
    put(fields, "ttl", ttl());
    put(fields, "uploadEndpoint", options.uploadEndpoint());
    put(fields, "safety", options.safety());
    put(fields, "includeCost", true);
    put(fields, "deliveryMethod", isSync() ? "sync" : "async");
    if (options.sync() && request.submit()) {
      warnings.add(
          "providerOptions.deliveryMethod: \"sync\" was sent as \"async\", because a task that is only submitted is not waited for");
    }
    put(
        fields,
        "webhookURL",
        request.webhookUrl() == null ? null : request.webhookUrl().toString());
  }

  private Integer ttl() {
    if (options.ttl() != null && request.responseFormat() == ResponseFormat.B64_JSON) {
      warnings.add("providerOptions.ttl was left out: images in base64 have no address that ends");
      return null;
    }
    return options.ttl();
  }

  /** The 2.5 models have them under settings, older ones under their maker's name. */
  private void putSettings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("quality", request.quality());
    settings.put("background", request.background());
    settings.put("style", request.style());
    settings.put("moderation", request.moderation());
    settings.values().removeIf(java.util.Objects::isNull);
    if (settings.isEmpty()) {
      return;
    }
    if (request.rules().wire().equals("openai")) {
      put(fields, "providerSettings", Map.of("openai", settings));
    } else {
      put(fields, "settings", settings);
    }
  }

  private void refuseOurs() {
    List<String> problems =
        request.extraBody().keySet().stream()
            .filter(OURS::containsKey)
            .sorted()
            .map(
                name ->
                    "extraBody: \"%s\" cannot be set here: %s; take it out"
                        .formatted(name, OURS.get(name)))
            .toList();
    if (!problems.isEmpty()) {
      throw ImagesException.invalidInput(String.join("\n", problems));
    }
  }
}

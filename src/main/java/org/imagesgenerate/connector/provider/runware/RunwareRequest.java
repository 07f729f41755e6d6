package org.imagesgenerate.connector.provider.runware;

import static org.imagesgenerate.connector.provider.JsonBodies.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * A request in Runware's words: the fields of an {@code imageInference} task, which are the model's
 * own and those of the platform (reference, 2025-10 to 2026-10).
 */
final class RunwareRequest {

  private static final String TASK_TYPE = "imageInference";
  private static final String OUTPUT_QUALITY = "outputQuality";

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
    JsonBodies.merge(fields, request.fields());
    if (options.outputQuality() != null) {
      if (fields.has(OUTPUT_QUALITY)) {
        warnings.add(
            "output_compression was left out: providerOptions.outputQuality says the same");
      }
      put(fields, OUTPUT_QUALITY, options.outputQuality());
    }
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

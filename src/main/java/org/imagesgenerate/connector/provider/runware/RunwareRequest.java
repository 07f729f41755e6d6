package org.imagesgenerate.connector.provider.runware;

import static org.imagesgenerate.connector.provider.JsonBodies.put;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.DataUri;
import org.imagesgenerate.connector.provider.InputImageFields;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * A request as Runware's API expects it: the fields of an {@code imageInference} task, which are
 * the model's own and those of the platform (reference, 2025-10 to 2026-10).
 *
 * <p>Images to edit are data URIs, which are read only when the body is sent. They are not uploaded
 * before: Runware stores an upload at 2048 pixels a side at most (page on image upload, 2025-10),
 * which would shrink the input.
 */
final class RunwareRequest {

  private static final String TASK_TYPE = "imageInference";
  private static final String OUTPUT_QUALITY = "outputQuality";

  /** Fields that only the connector sets, so that a task is bought once; and why. */
  private static final Map<String, String> RESERVED_FIELDS =
      Map.of(
          "taskType", "the connector only makes images",
          "taskUUID", "the connector sets it, so that a task is not bought twice",
          "numberResults", "use n",
          "includeCost", "the cost is always requested",
          "deliveryMethod", "use providerOptions.deliveryMethod");

  private final ImageRequest request;
  private final RunwareOptions options;
  private final ObjectNode fields = JsonBodies.object();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @throws ImagesException INVALID_INPUT if an option or a field of extraBody is not accepted
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
    JsonBodies.merge(
        fields, InputImageFields.of(request, image -> new POJONode(new DataUri(image))));
    rejectReservedFields();
    JsonBodies.merge(fields, request.extraBody());
  }

  /** The task under a UUID. */
  ObjectNode task(String uuid) {
    ObjectNode task = JsonBodies.object();
    task.put("taskType", TASK_TYPE).put("taskUUID", uuid);
    task.setAll(fields);
    return task;
  }

  /** What is sent differently from the input. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** How long the URLs of the images work, if the request states it. */
  Optional<Duration> urlLifetime() {
    return Optional.of(fields.path("ttl"))
        .filter(JsonNode::canConvertToInt)
        .map(seconds -> Duration.ofSeconds(seconds.asInt()));
  }

  /** Whether the response to the submit contains the images. */
  boolean isSync() {
    return options.sync() && !request.submit();
  }

  /** How many images are requested. */
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
   * A document can be made of a URL or of base64. Runware's default is a URL, which keeps the
   * response to every poll small.
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
          "providerOptions.deliveryMethod: \"sync\" was sent as \"async\", because a submit does not wait for the images");
    }
    put(
        fields,
        "webhookURL",
        request.webhookUrl() == null ? null : request.webhookUrl().toString());
  }

  private Integer ttl() {
    if (options.ttl() != null && request.responseFormat() == ResponseFormat.B64_JSON) {
      warnings.add("providerOptions.ttl was left out: images in base64 have no URL that expires");
      return null;
    }
    return options.ttl();
  }

  private void rejectReservedFields() {
    List<String> problems =
        request.extraBody().keySet().stream()
            .filter(RESERVED_FIELDS::containsKey)
            .sorted()
            .map(
                name ->
                    "extraBody: \"%s\" cannot be set: %s; remove it"
                        .formatted(name, RESERVED_FIELDS.get(name)))
            .toList();
    if (!problems.isEmpty()) {
      throw ImagesException.invalidInput(String.join("\n", problems));
    }
  }
}

package org.imagesgenerate.connector.provider.wavespeed;

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
 * A request in the words of WaveSpeedAI (model pages, 2025-09 to 2026-11): the model's fields, and
 * how the task is delivered.
 *
 * @param bodies one of each task
 * @param warnings what is sent differently from the request, or not at all
 */
record WaveSpeedRequest(List<byte[]> bodies, List<String> warnings) {

  private static final String SYNC = "enable_sync_mode";

  private static final String BASE64 = "enable_base64_output";

  /**
   * @param images the fields that hold the images to edit: the same in each task
   */
  static WaveSpeedRequest of(ImageRequest request, ObjectNode images) {
    List<String> warnings = new ArrayList<>();
    boolean sync = sync(request, warnings);
    List<byte[]> bodies =
        request.requests().stream().map(fields -> body(request, fields, images, sync)).toList();
    return new WaveSpeedRequest(bodies, List.copyOf(warnings));
  }

  private static byte[] body(
      ImageRequest request, Map<String, Object> fields, ObjectNode images, boolean sync) {
    ObjectNode body = JsonBodies.object();
    JsonBodies.merge(body, fields);
    JsonBodies.merge(body, images);
    put(body, BASE64, wantsBase64(request) ? true : null);
    put(body, SYNC, sync ? true : null);
    JsonBodies.merge(body, request.extraBody());
    return JsonBodies.bytes(body);
  }

  /**
   * The API returns URLs by default, and documents can be made from URLs, so only {@code b64_json}
   * has to be requested. With a webhook the API rejects base64 and the sync mode; some models have
   * no such field.
   */
  private static boolean wantsBase64(ImageRequest request) {
    return request.responseFormat() == ResponseFormat.B64_JSON
        && request.webhookUrl() == null
        && request.rules().request().has(BASE64);
  }

  private static boolean sync(ImageRequest request, List<String> warnings) {
    boolean requested = false;
    for (Map.Entry<String, Object> option : request.providerOptions().entrySet()) {
      if (option.getKey().equals(SYNC)) {
        requested = bool(option.getValue());
      } else {
        warnings.add(
            "providerOptions.%s was left out: WaveSpeedAI has only %s there; fields of the model go into extraBody"
                .formatted(option.getKey(), SYNC));
      }
    }
    String reason = requested ? reasonAgainstSync(request) : null;
    if (reason != null) {
      warnings.add("providerOptions.%s was left out: %s".formatted(SYNC, reason));
    }
    return requested && reason == null;
  }

  private static String reasonAgainstSync(ImageRequest request) {
    if (request.requests().size() > 1) {
      return "several images are several tasks, which run side by side only without it";
    }
    if (request.submit()) {
      return "with delivery \"submit\" nothing waits";
    }
    return request.rules().request().has(SYNC) ? null : request.model() + " has no such field";
  }

  private static boolean bool(Object value) {
    return switch (String.valueOf(value).strip()) {
      case "true" -> true;
      case "false", "", "null" -> false;
      default ->
          throw ImagesException.invalidInput(
              "providerOptions.%s: has to be true or false".formatted(SYNC));
    };
  }
}

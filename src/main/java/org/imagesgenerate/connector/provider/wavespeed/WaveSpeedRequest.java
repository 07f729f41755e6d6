package org.imagesgenerate.connector.provider.wavespeed;

import static org.imagesgenerate.connector.provider.JsonBodies.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.ImageSize;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * A request in the words of WaveSpeedAI (model pages, 2025-09 to 2026-11). There is no number of
 * images: each is a task of its own, with the same body.
 *
 * @param body of one task
 * @param warnings what is sent otherwise than asked, or not at all
 */
record WaveSpeedRequest(byte[] body, List<String> warnings) {

  private static final String SYNC = "enable_sync_mode";

  /** The note of the table's rows that take a shape instead of pixels. */
  private static final String ASPECT = "aspect";

  static WaveSpeedRequest of(ImageRequest request) {
    List<String> warnings = new ArrayList<>();
    ObjectNode body = JsonBodies.object();
    put(body, "prompt", request.prompt());
    size(body, request, warnings);
    put(body, "quality", request.quality());
    put(body, "style", request.style());
    put(body, "background", request.background());
    put(body, "output_format", request.outputFormat());
    put(body, "enable_base64_output", wantsBase64(request) ? true : null);
    put(body, SYNC, sync(request, warnings) ? true : null);
    JsonBodies.merge(body, request.extraBody());
    return new WaveSpeedRequest(JsonBodies.bytes(body), List.copyOf(warnings));
  }

  private static void size(ObjectNode body, ImageRequest request, List<String> warnings) {
    Optional<ImageSize> size = Optional.ofNullable(request.size()).flatMap(ImageSize::of);
    if (size.isEmpty()) {
      return;
    }
    if (!request.rules().wire().equals(ASPECT)) {
      put(body, "size", size.get().width() + "*" + size.get().height());
      return;
    }
    AspectRatio nearest = AspectRatio.of(size.get());
    put(body, "aspect_ratio", nearest.ratio());
    put(body, "resolution", nearest.resolution());
    if (!nearest.exact()) {
      warnings.add(
          "size: %s takes no pixels; instead of %s the nearest was sent, aspect_ratio %s and resolution %s"
              .formatted(request.model(), size.get(), nearest.ratio(), nearest.resolution()));
    }
  }

  /**
   * Only who asks for base64 needs the API to be told: addresses are what it gives by itself, and
   * documents are made of either. With a webhook the API refuses both this and the sync mode; a
   * model that nobody knows may not have the field.
   */
  private static boolean wantsBase64(ImageRequest request) {
    return request.responseFormat() == ResponseFormat.B64_JSON
        && request.webhookUrl() == null
        && !request.rules().isUnknown();
  }

  private static boolean sync(ImageRequest request, List<String> warnings) {
    boolean asked = false;
    for (Map.Entry<String, Object> option : request.providerOptions().entrySet()) {
      if (option.getKey().equals(SYNC)) {
        asked = bool(option.getValue());
      } else {
        warnings.add(
            "providerOptions.%s was left out: WaveSpeedAI has only %s there; fields of the model go into extraBody"
                .formatted(option.getKey(), SYNC));
      }
    }
    boolean together = request.count() > 1;
    if (asked && (together || request.submit())) {
      warnings.add(
          "providerOptions.%s was left out: %s"
              .formatted(
                  SYNC,
                  together
                      ? "several images are several tasks, which run side by side only without it"
                      : "with delivery \"submit\" nothing waits"));
    }
    return asked && !together && !request.submit();
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

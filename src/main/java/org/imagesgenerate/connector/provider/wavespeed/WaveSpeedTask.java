package org.imagesgenerate.connector.provider.wavespeed;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.ResponseBody;
import org.imagesgenerate.connector.http.ResponseBody.UnreadableImage;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.ProviderError;
import org.imagesgenerate.connector.provider.ProviderErrors;

/** One task from its submit to its end. Not thread-safe. */
final class WaveSpeedTask {

  /** A gateway may send invalid responses for some seconds while the task is fine. */
  private static final int MOST_INVALID_RESPONSES = 5;

  /** After so many results without a readable image, the image is damaged and not the response. */
  private static final int MOST_UNREADABLE_RESULTS = 3;

  /** Null if the response to the submit ended before it. */
  final String id;

  /** Where to poll. */
  final URI url;

  /** Empty while it runs. */
  final List<Image> images = new ArrayList<>();

  /** Why some of its images are missing. */
  final List<String> warnings = new ArrayList<>();

  /** How long it took, or null if the API does not state it. */
  Long millis;

  private final ProviderErrors errors;
  private ImagesException failure;
  private String lastProblem;
  private int invalidResponses;
  private int unreadableResults;

  WaveSpeedTask(String id, URI url, ProviderErrors errors) {
    this.id = id;
    this.url = url;
    this.errors = errors;
  }

  boolean hasEnded() {
    return failure != null || !images.isEmpty();
  }

  /** Why it ended without an image, or null. */
  ImagesException failure() {
    return failure;
  }

  /** Why the last poll brought nothing, or null. */
  String lastProblem() {
    return lastProblem;
  }

  /** The poll failed; the next one may succeed. */
  void pollFailed(String reason) {
    lastProblem = "task %s: %s".formatted(id, reason);
  }

  /** The response to a poll makes no sense. Too many of them end the task. */
  void invalidResponse(ImagesException meaning) {
    pollFailed(meaning.getMessage());
    failure = ++invalidResponses < MOST_INVALID_RESPONSES ? null : meaning;
  }

  /** Takes over the state that the API reports, and the images of the body. */
  void update(Prediction prediction, ResponseBody body) {
    lastProblem = null;
    invalidResponses = 0;
    if (prediction.isCompleted()) {
      millis = prediction.millis();
      readImages(prediction.data(), body);
    } else if (!prediction.isRunning()) {
      failure = failed(prediction);
    }
  }

  /** A synchronous submit whose response ended early, after an image was complete. */
  void keepCompleteImages(ResponseBody body) {
    body.completeImages().forEach(file -> images.add(Image.of(new Source.Bytes(file))));
    warnings.add("the response ended early, after its image: " + body.interruption());
  }

  /** Failed tasks are refunded, according to the documentation. */
  private ImagesException failed(Prediction prediction) {
    String code = prediction.code() == 0 ? null : "" + prediction.code();
    ErrorCode meaning =
        Optional.ofNullable(code).flatMap(WaveSpeedClient::meaning).orElse(ErrorCode.TASK_FAILED);
    boolean free = meaning == ErrorCode.REQUEST_REJECTED;
    String reason = prediction.error() == null ? "no reason given" : prediction.error();
    return errors
        .of(
            meaning,
            free ? PurchaseState.NONE : PurchaseState.UNKNOWN,
            meaning == ErrorCode.CONTENT_POLICY ? "the prompt or the image" : null,
            " (task %s, status %s: \"%s\")"
                .formatted(id, prediction.status(), ProviderError.cut(reason)))
        .with("providerCode", code);
  }

  private void readImages(JsonNode data, ResponseBody body) {
    warnings.clear();
    JsonNode outputs = data.path("outputs");
    for (int i = 0; i < outputs.size(); i++) {
      // text with most models, an object with a URL with some
      JsonNode output = outputs.get(i);
      String image = output.isObject() ? output.path("url").asText() : output.asText();
      if (!image.isBlank()) {
        readImage(image, data.path("has_nsfw_contents").path(i), body);
      }
    }
    if (images.isEmpty() && warnings.isEmpty()) {
      String details = ": task %s has no outputs".formatted(id);
      failure = errors.of(ErrorCode.NO_IMAGE, PurchaseState.UNKNOWN, null, details);
    } else if (images.isEmpty()) {
      String details = ": " + String.join("; ", warnings);
      pollFailed(String.join("; ", warnings));
      failure =
          ++unreadableResults < MOST_UNREADABLE_RESULTS
              ? null
              : errors.of(ErrorCode.RESPONSE_INVALID, PurchaseState.UNKNOWN, null, details);
    }
  }

  private void readImage(String output, JsonNode nsfw, ResponseBody body) {
    try {
      // a data URI or base64, which may begin with a slash; anything with :// is a URL,
      // which may be one that is not downloaded
      Source source =
          output.matches("(?is)[a-z][a-z0-9+.-]*://.*")
              ? new Source.RemoteUrl(URI.create(output))
              : new Source.Bytes(body.image(output));
      Boolean flagged = nsfw.isBoolean() ? nsfw.booleanValue() : null;
      images.add(new Image(source, null, null, flagged, null));
    } catch (UnreadableImage | IllegalArgumentException e) {
      warnings.add("an image of task %s cannot be read: %s".formatted(id, e.getMessage()));
    }
  }
}

package org.imagesgenerate.connector.provider.wavespeed;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.ResponseBody;
import org.imagesgenerate.connector.http.ResponseBody.UnreadableImage;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;

/** One task from its submit to its end. Not thread-safe. */
final class WaveSpeedTask {

  /** Something in between may answer nonsense for some seconds while the task is well. */
  private static final int MOST_STRANGE_ANSWERS = 5;

  /** So many answers without an image that can be read: then it is the image, not the answer. */
  private static final int MOST_SPOILED_ANSWERS = 3;

  private final String id;
  private final URI address;
  private final List<Image> images = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private ImagesException failure;
  private boolean ended;
  private int strangeAnswers;
  private int spoiledAnswers;
  private String trouble;

  /**
   * @param address where to ask for it
   */
  WaveSpeedTask(String id, URI address) {
    this.id = id;
    this.address = address;
  }

  /** A task that ended within its submit, whose answer broke off after an image was complete. */
  static WaveSpeedTask brokenOff(ResponseBody body) {
    WaveSpeedTask task = new WaveSpeedTask(null, null);
    body.completeImages().forEach(spool -> task.images.add(Image.of(new Source.Bytes(spool))));
    task.problems.add("the answer broke off after its image: " + body.interruption());
    task.ended = true;
    return task;
  }

  /** Null if the answer to the submit broke off before it was read. */
  String id() {
    return id;
  }

  URI address() {
    return address;
  }

  boolean hasEnded() {
    return ended;
  }

  /** What it made; empty while it runs. */
  List<Image> images() {
    return images;
  }

  /** Why it ended without an image, or null. */
  ImagesException failure() {
    return failure;
  }

  /** Outputs that cannot be read, beside others that can. */
  List<String> problems() {
    return problems;
  }

  /** Why the last question brought nothing, or null. */
  String trouble() {
    return trouble;
  }

  /** Asking failed in a way that may pass. */
  void troubled(String reason) {
    trouble = "task %s: %s".formatted(id, reason);
  }

  /** An answer that makes no sense; the fifth in a row ends it. */
  void strange(ImagesException meaning) {
    troubled(meaning.getMessage());
    if (++strangeAnswers == MOST_STRANGE_ANSWERS) {
      fail(meaning);
    }
  }

  /** Takes in what the API says; the body's images go over to this task. */
  void hear(Prediction prediction, ResponseBody body) {
    strangeAnswers = 0;
    trouble = null;
    if (prediction.isCompleted()) {
      complete(prediction, body);
    } else if (!prediction.isRunning()) {
      fail(WaveSpeedErrorMapper.ofTask(prediction));
    }
  }

  private void fail(ImagesException reason) {
    ended = true;
    failure = reason;
  }

  private void complete(Prediction prediction, ResponseBody body) {
    JsonNode outputs = prediction.data().path("outputs");
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).asText().isBlank()) {
        continue;
      }
      JsonNode nsfw = prediction.data().path("has_nsfw_contents").path(i);
      try {
        images.add(
            new Image(
                source(outputs.get(i).asText(), body),
                null,
                null,
                nsfw.isBoolean() ? nsfw.booleanValue() : null,
                null));
      } catch (UnreadableImage | IllegalArgumentException e) {
        problems.add("an image of task %s cannot be read: %s".formatted(id, e.getMessage()));
      }
    }
    if (!images.isEmpty()) {
      ended = true;
    } else if (problems.isEmpty()) {
      fail(noImage());
    } else if (++spoiledAnswers == MOST_SPOILED_ANSWERS) {
      fail(unreadable());
    } else {
      troubled(String.join("; ", problems));
      problems.clear();
    }
  }

  /** An address, or the image itself as data URI or bare base64, which may begin with a slash. */
  private static Source source(String output, ResponseBody body) throws UnreadableImage {
    return output.matches("(?i)https?://.*")
        ? new Source.RemoteUrl(URI.create(output))
        : new Source.Bytes(body.image(output));
  }

  private ImagesException noImage() {
    return ImagesException.of(
        ErrorCode.NO_IMAGE,
        PurchaseState.UNKNOWN,
        "WaveSpeedAI reports task %s as completed, but it has no outputs".formatted(id));
  }

  private ImagesException unreadable() {
    return ImagesException.of(
        ErrorCode.RESPONSE_INVALID, PurchaseState.UNKNOWN, String.join("; ", problems));
  }

  /** Gives up what it made: it can be asked for again. */
  void discard() {
    images.stream()
        .map(Image::source)
        .filter(Source.Bytes.class::isInstance)
        .forEach(source -> ((Source.Bytes) source).spool().close());
  }
}

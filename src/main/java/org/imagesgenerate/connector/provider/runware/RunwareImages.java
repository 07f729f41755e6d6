package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.http.ResponseBody;
import org.imagesgenerate.connector.http.ResponseBody.UnreadableImage;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.TaskHandle;

/** Reads the images of a task that is over; what failed beside them becomes warnings. */
final class RunwareImages {

  private final URI api;
  private final Redaction redaction;

  /**
   * @param api relative addresses start there
   * @param redaction hides secrets that an error repeats
   */
  RunwareImages(URI api, Redaction redaction) {
    this.api = api;
    this.redaction = redaction;
  }

  /** {@link TaskState.Succeeded} or {@link TaskState.Failed}. */
  TaskState of(ResponseBody body, RunwareResponse report, TaskHandle task) {
    List<Image> images = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (JsonNode item : report.images()) {
      try {
        image(body, item).ifPresent(images::add);
      } catch (UnreadableImage | IllegalArgumentException e) {
        problems.add("an image cannot be read: " + e.getMessage());
      }
    }
    if (images.isEmpty()) {
      return new TaskState.Failed(TaskFailures.ended(report, problems, task), !problems.isEmpty());
    }
    report.errors().stream()
        .map(error -> "an image failed: " + error.said())
        .forEach(problems::add);
    if (task.images() != null && images.size() != task.images()) {
      problems.add("%d of %d images came".formatted(images.size(), task.images()));
    }
    return new TaskState.Succeeded(
        new GenerationResult(
            images,
            task.ids().getFirst(),
            Map.of(),
            report.cost(),
            task,
            problems.stream().map(redaction::text).toList()));
  }

  private Optional<Image> image(ResponseBody body, JsonNode item) throws UnreadableImage {
    Source source = source(body, item);
    JsonNode seed = item.path("seed");
    JsonNode nsfw = item.path("NSFWContent");
    return Optional.ofNullable(source)
        .map(
            it ->
                new Image(
                    it,
                    null,
                    seed.canConvertToLong() ? seed.asLong() : null,
                    nsfw.isBoolean() ? nsfw.asBoolean() : null,
                    null));
  }

  /** Null where a success brought nothing. */
  private Source source(ResponseBody body, JsonNode item) throws UnreadableImage {
    for (String field : List.of(RunwareResponse.BASE64, RunwareResponse.DATA_URI)) {
      String base64 = JsonBodies.text(item, field);
      if (base64 != null) {
        return new Source.Bytes(body.image(base64));
      }
    }
    String url = JsonBodies.text(item, RunwareResponse.URL);
    return url == null ? null : new Source.RemoteUrl(api.resolve(url));
  }
}

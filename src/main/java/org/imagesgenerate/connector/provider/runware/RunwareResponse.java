package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.http.ResponseBody.UnreadableImage;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.HttpStatusMapping;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.TaskHandle;

/**
 * What a response says about one task. Responses hold {@code data} and {@code errors}, one or both;
 * some failures come as {@code {error, taskUUID}}. Each image of a task is an item of the same
 * UUID, with a {@code status} unless the submit waited for it.
 */
final class RunwareResponse {

  private static final String CURRENCY = "USD";
  private static final String URL = "imageURL";
  private static final List<String> BASE64 = List.of("imageBase64Data", "imageDataURI");
  private static final Set<ErrorCode> WRONG_KEY =
      Set.of(ErrorCode.AUTHENTICATION_FAILED, ErrorCode.PERMISSION_DENIED);

  /** A poll may be rejected for want of credit while the task that was paid for goes on. */
  private static final Set<ErrorCode> TEMPORARY =
      Set.of(
          ErrorCode.QUOTA_EXHAUSTED,
          ErrorCode.RATE_LIMITED,
          ErrorCode.PROVIDER_UNAVAILABLE,
          ErrorCode.OUTCOME_UNKNOWN);

  private final HttpResponse http;
  private final URI api;
  private final TaskHandle task;
  private final List<JsonNode> images = new ArrayList<>();
  private final List<RunwareError> errors = new ArrayList<>();
  private int processing;
  private boolean taskListed;
  private BigDecimal cost;

  /**
   * @param json the part of the response to read; items of other tasks are ignored
   * @param api relative image URLs start there
   */
  private RunwareResponse(HttpResponse http, JsonNode json, URI api, TaskHandle task) {
    this.http = http;
    this.api = api;
    this.task = task;
    json.path("data").forEach(this::readItem);
    json.path("errors").forEach(error -> readError(error, error));
    readError(json, json.path("error"));
  }

  static RunwareResponse of(HttpResponse http, URI api, TaskHandle task) {
    return new RunwareResponse(http, http.body().json(), api, task);
  }

  /** The response to the submit, from the archive, which lists lookups under the same UUID. */
  static Optional<RunwareResponse> archived(HttpResponse http, URI api, TaskHandle task) {
    for (JsonNode item : http.body().json().path("data")) {
      JsonNode response = item.path("response");
      String type = JsonBodies.text(item.path("request").path(0), "taskType");
      if (task.ids().getFirst().equalsIgnoreCase(JsonBodies.text(item, "taskUUID"))
          && response.isObject()
          && (type == null || type.equals("imageInference"))) {
        RunwareResponse archived = new RunwareResponse(http, response, api, task);
        archived.taskListed = true;
        return Optional.of(archived);
      }
    }
    return Optional.empty();
  }

  private void readItem(JsonNode item) {
    String status = item.path("status").asText();
    if (status.equals("error")) {
      readError(item, item.path("error").isObject() ? item.get("error") : item);
    } else if (isAboutTask(item)) {
      addCost(item);
      taskListed = true;
      if (status.equals("success") || hasImage(item)) {
        images.add(item);
      } else if (!status.isEmpty()) {
        processing++;
      }
    }
  }

  /**
   * @param owner holds the task's UUID and the cost
   */
  private void readError(JsonNode owner, JsonNode error) {
    if (isAboutTask(owner) && error.isObject()) {
      addCost(owner);
      errors.add(RunwareError.of(error));
    }
  }

  private boolean isAboutTask(JsonNode item) {
    String uuid = JsonBodies.text(item, "taskUUID");
    return item.isObject() && (uuid == null || uuid.equalsIgnoreCase(task.ids().getFirst()));
  }

  private static boolean hasImage(JsonNode item) {
    return JsonBodies.text(item, URL) != null
        || BASE64.stream().anyMatch(field -> JsonBodies.text(item, field) != null);
  }

  private void addCost(JsonNode item) {
    Cost.amount(item.path("cost"))
        .ifPresent(amount -> cost = cost == null ? amount : cost.add(amount));
  }

  HttpResponse http() {
    return http;
  }

  TaskHandle task() {
    return task;
  }

  /** The first error; if there are several, they are usually the same. */
  Optional<RunwareError> error() {
    return errors.stream().findFirst();
  }

  boolean hasImages() {
    return !images.isEmpty();
  }

  /** Whether Runware has the task; errors alone do not say so. */
  boolean hasTask() {
    return taskListed;
  }

  /** What Runware charged, if the response states it and it is more than zero. */
  Optional<Cost> charge() {
    return Optional.ofNullable(cost)
        .filter(it -> it.signum() > 0)
        .map(it -> new Cost(it, CURRENCY));
  }

  boolean saysTaskExists() {
    return errors.stream().anyMatch(RunwareError::saysTaskExists);
  }

  private boolean saysTaskNotFound() {
    return !taskListed
        && !errors.isEmpty()
        && errors.stream().allMatch(RunwareError::saysTaskNotFound);
  }

  private ErrorCode statusMeaning() {
    return HttpStatusMapping.of(http.status(), !errors.isEmpty());
  }

  /** Whether a submit that got this response may have started the task all the same. */
  boolean mayHaveStarted() {
    return statusMeaning() == ErrorCode.OUTCOME_UNKNOWN
        || http.isSuccess() && errors.isEmpty()
        || errors.stream().anyMatch(RunwareError::saysTimeout);
  }

  /** Whether the errors explain only why the poll was rejected; the task itself may be fine. */
  boolean isAboutPoll() {
    return !taskListed
        && !errors.isEmpty()
        && !saysTaskNotFound()
        && errors.stream().allMatch(RunwareError::isAboutPoll);
  }

  /** Whether every further poll would be rejected too: wrong key, or wrong URL. */
  boolean isFinalRejection() {
    int status = http.status();
    return WRONG_KEY.contains(statusMeaning())
        || isAboutPoll() && anyError(WRONG_KEY::contains)
        || status >= 300 && status < 400
        || (status == 404 || status == 405) && errors.isEmpty();
  }

  /** Whether a later poll may get another response; this one says nothing about the task. */
  boolean isTemporaryRejection() {
    return isTemporary(http.status())
        || isAboutPoll() && anyError(TEMPORARY::contains)
        || !http.body().isJson();
  }

  static boolean isTemporary(int status) {
    return TEMPORARY.contains(HttpStatusMapping.of(status, false));
  }

  private boolean anyError(Predicate<ErrorCode> meaning) {
    return errors.stream().anyMatch(error -> error.meaning().filter(meaning).isPresent());
  }

  /**
   * The state of the task according to this response. A task has ended if as many images and errors
   * are listed as images were requested: what is not listed yet may still come.
   *
   * @param noMoreImages whether to expect no more images than there are now
   */
  TaskState state(boolean noMoreImages, RunwareErrors failures) {
    if (saysTaskNotFound()) {
      return new TaskState.NotFound(true);
    }
    if (!taskListed && endedImages() == 0) {
      return new TaskState.NotFound(false);
    }
    boolean all = noMoreImages || task.images() == null || endedImages() >= task.images();
    return all && processing == 0 && endedImages() > 0 ? endState(failures) : running();
  }

  private int endedImages() {
    return images.size() + errors.size();
  }

  TaskState running() {
    return new TaskState.Running(endedImages(), processing);
  }

  private TaskState endState(RunwareErrors failures) {
    List<Image> readable = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (JsonNode item : images) {
      try {
        source(item).map(source -> image(source, item)).ifPresent(readable::add);
      } catch (UnreadableImage | IllegalArgumentException e) {
        problems.add("an image cannot be read: " + e.getMessage());
      }
    }
    if (readable.isEmpty()) {
      return new TaskState.Failed(failures.taskFailed(this, problems), !problems.isEmpty());
    }
    errors.forEach(error -> problems.add("an image failed: " + error.quote()));
    if (task.images() != null && readable.size() != task.images()) {
      problems.add("%d of %d images came".formatted(readable.size(), task.images()));
    }
    return new TaskState.Succeeded(
        new GenerationResult(
            readable,
            task.ids().getFirst(),
            Map.of(),
            cost == null ? null : new Cost(cost, CURRENCY),
            task,
            List.copyOf(problems)));
  }

  /** Empty if the item has no image. */
  private Optional<Source> source(JsonNode item) throws UnreadableImage {
    for (String field : BASE64) {
      String base64 = JsonBodies.text(item, field);
      if (base64 != null) {
        return Optional.of(new Source.Bytes(http.body().image(base64)));
      }
    }
    return Optional.ofNullable(JsonBodies.text(item, URL))
        .map(url -> new Source.RemoteUrl(api.resolve(url)));
  }

  private static Image image(Source source, JsonNode item) {
    JsonNode seed = item.path("seed");
    JsonNode nsfw = item.path("NSFWContent");
    return new Image(
        JsonBodies.text(item, "imageUUID"),
        source,
        null,
        seed.canConvertToLong() ? seed.asLong() : null,
        nsfw.isBoolean() ? nsfw.asBoolean() : null,
        null);
  }
}

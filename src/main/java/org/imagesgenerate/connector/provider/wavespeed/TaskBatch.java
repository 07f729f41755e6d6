package org.imagesgenerate.connector.provider.wavespeed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Unexpected;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/**
 * The tasks of one order: those that run or ended, and how many are still to be submitted. Not
 * thread-safe.
 */
final class TaskBatch {

  private final TaskHandle origin;
  private final List<WaveSpeedTask> tasks = new ArrayList<>();
  private int missing;
  private ImagesException refusal;

  private TaskBatch(TaskHandle origin, int missing) {
    this.origin = origin;
    this.missing = missing;
  }

  /** None yet; each request of the order is to be submitted as one. */
  static TaskBatch toBuy(GenerationRequest order) {
    int images = order.request().count();
    return new TaskBatch(
        new TaskHandle(
            Provider.WAVESPEED,
            order.request().model(),
            List.of(),
            images,
            order.activation().elementInstanceKey(),
            order.activation().request()),
        order.request().requests().size());
  }

  /** Those of a handle, and none to be submitted. */
  static TaskBatch bought(TaskHandle handle, Function<String, WaveSpeedTask> running) {
    TaskBatch tasks = new TaskBatch(handle, 0);
    handle.ids().stream().map(running).forEach(tasks.tasks::add);
    return tasks;
  }

  void submitted(WaveSpeedTask task) {
    tasks.add(task);
    missing--;
    refusal = null;
  }

  /** A submit failed after others were accepted. Only what bought nothing is tried again later. */
  void refused(ImagesException reason) {
    refusal = reason;
    if (reason.code().retry() != ErrorCode.Retry.AFTER_BACK_OFF) {
      missing = 0;
    }
  }

  /** How many were submitted: the next one is that request of the order. */
  int submittedSoFar() {
    return tasks.size();
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  boolean areSubmitted() {
    return missing == 0;
  }

  boolean haveEnded() {
    return missing == 0 && running().isEmpty();
  }

  List<WaveSpeedTask> running() {
    return tasks.stream().filter(task -> !task.hasEnded()).toList();
  }

  /** Why fewer tasks were submitted than images were asked for. */
  Optional<ImagesException> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** What a next attempt goes on with; without an id if none is known. */
  TaskHandle handle() {
    List<String> ids = tasks.stream().map(WaveSpeedTask::id).filter(Objects::nonNull).toList();
    return new TaskHandle(
        origin.provider(),
        origin.model(),
        ids,
        origin.images(),
        origin.elementInstanceKey(),
        origin.request());
  }

  /**
   * The time for one submit: of several, one that hangs must leave time to ask for the others. A
   * single one may have to wait for its image.
   */
  Deadline time(Deadline left) {
    return isEmpty() && missing == 1 ? left : left.half();
  }

  /** Whatever goes wrong after the first id leaves the handle behind. */
  void hold(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      if (tasks.isEmpty()) {
        throw e;
      }
      discard();
      throw e instanceof ImagesException failure
          ? withHandle(failure)
          : pending(Unexpected.sentence(e)).causedBy(e);
    }
  }

  /**
   * What they brought.
   *
   * @throws ImagesException if they brought nothing, or if some still run
   */
  GenerationResult generated() {
    if (!running().isEmpty()) {
      discard();
      throw pending("the time budget ended");
    }
    List<Image> images = tasks.stream().flatMap(task -> task.images().stream()).toList();
    if (images.isEmpty()) {
      throw nothing();
    }
    List<String> warnings = new ArrayList<>();
    tasks.forEach(task -> warnings.addAll(task.problems()));
    failures().forEach(failure -> warnings.add(failure.getMessage()));
    refusal().ifPresent(it -> warnings.add("fewer tasks than asked for: " + it.getMessage()));
    int asked = origin.images() == null ? tasks.size() : origin.images();
    if (images.size() != asked) {
      warnings.add("%d of %d images came".formatted(images.size(), asked));
    }
    TaskHandle handle = handle();
    return new GenerationResult(
        images,
        tasks.getFirst().id(),
        Map.of(),
        null,
        handle.ids().isEmpty() ? null : handle,
        List.copyOf(warnings));
  }

  private List<ImagesException> failures() {
    return tasks.stream().map(WaveSpeedTask::failure).filter(Objects::nonNull).toList();
  }

  private ImagesException pending(String reason) {
    List<String> details =
        new ArrayList<>(
            running().stream().map(WaveSpeedTask::trouble).filter(Objects::nonNull).toList());
    refusal().ifPresent(it -> details.add("fewer tasks than asked for: " + it.getMessage()));
    return withHandle(
        ImagesException.of(
            ErrorCode.TASK_PENDING,
            PurchaseState.UNKNOWN,
            "Not all of the %d tasks at WaveSpeedAI ended: %s; the next attempt asks for the same tasks and buys nothing%s"
                .formatted(
                    tasks.size(),
                    reason,
                    details.stream().map(it -> "; " + it).collect(Collectors.joining()))));
  }

  /** One code if all failed alike. The handle stays only where asking again may bring something. */
  private ImagesException nothing() {
    List<ImagesException> failures = new ArrayList<>(failures());
    refusal().ifPresent(failures::add);
    String message =
        failures.stream()
            .map(ImagesException::getMessage)
            .distinct()
            .collect(Collectors.joining("; "));
    ImagesException all =
        ImagesException.of(
                same(failures, ImagesException::code, ErrorCode.TASK_FAILED),
                same(failures, ImagesException::purchase, PurchaseState.UNKNOWN),
                message)
            .with("requestId", tasks.getFirst().id())
            .with("providerCode", same(failures, it -> it.variables().get("providerCode"), null));
    return failures.stream().anyMatch(it -> it.code() == ErrorCode.RESPONSE_INVALID)
        ? withHandle(all)
        : all;
  }

  private static <T> T same(
      List<ImagesException> failures, Function<ImagesException, T> property, T otherwise) {
    List<T> values = failures.stream().map(property).distinct().toList();
    return values.size() == 1 ? values.getFirst() : otherwise;
  }

  private ImagesException withHandle(ImagesException failure) {
    return failure.with("requestId", tasks.getFirst().id()).with("task", handle());
  }

  /** Gives up what came: it can be asked for again. */
  void discard() {
    tasks.forEach(WaveSpeedTask::discard);
  }
}

package org.imagesgenerate.connector.provider.wavespeed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.UnexpectedError;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.ProviderErrors;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/** The tasks of one request, and how many are still to be submitted. Not thread-safe. */
final class TaskBatch {

  private final TaskHandle origin;
  private final List<WaveSpeedTask> tasks;
  private final ProviderErrors errors;
  private int missing;
  private ImagesException rejection;

  /**
   * @param origin what the tasks belong to
   * @param tasks that are submitted already
   * @param missing how many are still to be submitted
   */
  TaskBatch(TaskHandle origin, List<WaveSpeedTask> tasks, int missing, ProviderErrors errors) {
    this.origin = origin;
    this.tasks = new ArrayList<>(tasks);
    this.missing = missing;
    this.errors = errors;
  }

  void add(WaveSpeedTask task) {
    tasks.add(task);
    missing--;
    rejection = null;
  }

  /** A submit failed after others succeeded. It is repeated only if it bought nothing. */
  void submitFailed(ImagesException reason) {
    rejection = reason;
    if (reason.code().retry() != ErrorCode.Retry.AFTER_BACK_OFF) {
      missing = 0;
    }
  }

  /** How many were submitted: the index of the next one. */
  int submitted() {
    return tasks.size();
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  boolean isSubmitted() {
    return missing == 0;
  }

  boolean hasEnded() {
    return missing == 0 && running().isEmpty();
  }

  List<WaveSpeedTask> running() {
    return tasks.stream().filter(task -> !task.hasEnded()).toList();
  }

  /** For the next attempt; without ids if none is known. */
  TaskHandle handle() {
    return origin.with(tasks.stream().map(task -> task.id).filter(Objects::nonNull).toList());
  }

  /** The time for one submit. One of several must leave time to poll the others. */
  Deadline forSubmit(Deadline deadline) {
    return isEmpty() && missing == 1 ? deadline : deadline.half();
  }

  /** Runs something that may fail; from the first task on, its failure carries the handle. */
  void keepHandle(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      if (tasks.isEmpty()) {
        throw e;
      }
      discard();
      throw e instanceof ImagesException failure
          ? withHandle(failure)
          : withHandle(
                  errors.of(
                      ErrorCode.TASK_PENDING,
                      PurchaseState.UNKNOWN,
                      subject(),
                      ": " + UnexpectedError.describe(e)))
              .causedBy(e);
    }
  }

  /**
   * @throws ImagesException if there is no image, or if some tasks still run
   */
  GenerationResult result(Deadline deadline) {
    if (!running().isEmpty()) {
      discard();
      throw withHandle(errors.pending(subject(), deadline, problems()));
    }
    List<Image> images = tasks.stream().flatMap(task -> task.images.stream()).toList();
    if (images.isEmpty()) {
      throw noImages();
    }
    List<String> warnings = new ArrayList<>();
    tasks.forEach(task -> warnings.addAll(task.warnings));
    failures().map(ImagesException::getMessage).forEach(warnings::add);
    int requested = origin.images() == null ? tasks.size() : origin.images();
    if (images.size() != requested) {
      warnings.add("received %d of %d images".formatted(images.size(), requested));
    }
    TaskHandle handle = handle();
    return new GenerationResult(
        images,
        tasks.getFirst().id,
        Map.of(),
        Map.of(),
        tasks.stream()
            .map(task -> task.millis)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null),
        null,
        handle.ids().isEmpty() ? null : handle,
        List.copyOf(warnings));
  }

  /** Why images are missing: tasks that failed, and a submit that failed. */
  private Stream<ImagesException> failures() {
    return Stream.concat(tasks.stream().map(WaveSpeedTask::failure), Stream.of(rejection))
        .filter(Objects::nonNull);
  }

  /** Why fewer tasks were submitted than images were requested, or null. */
  ImagesException rejection() {
    return rejection;
  }

  private String subject() {
    return tasks.size() == 1
        ? "task " + tasks.getFirst().id
        : "%d of %d tasks".formatted(running().size(), tasks.size());
  }

  private String problems() {
    return Stream.concat(
            running().stream().map(WaveSpeedTask::lastProblem).filter(Objects::nonNull),
            Stream.ofNullable(rejection).map(ImagesException::getMessage))
        .map("; "::concat)
        .collect(Collectors.joining());
  }

  /** The handle remains only if polling again may bring images. */
  private ImagesException noImages() {
    List<ImagesException> failures = failures().toList();
    String message =
        failures.stream()
            .map(ImagesException::getMessage)
            .distinct()
            .collect(Collectors.joining(" "));
    ImagesException all =
        ImagesException.of(
                common(failures, ImagesException::code, ErrorCode.TASK_FAILED),
                common(failures, ImagesException::purchase, PurchaseState.UNKNOWN),
                message)
            .with("requestId", tasks.getFirst().id)
            .with("providerCode", common(failures, it -> it.variables().get("providerCode"), null));
    return failures.stream().anyMatch(it -> it.code() == ErrorCode.RESPONSE_INVALID)
        ? withHandle(all)
        : all;
  }

  /** What all failures have in common, else the default. */
  private static <T> T common(
      List<ImagesException> failures, Function<ImagesException, T> property, T other) {
    List<T> values = failures.stream().map(property).distinct().toList();
    return values.size() == 1 ? values.getFirst() : other;
  }

  private ImagesException withHandle(ImagesException failure) {
    return failure.with("requestId", tasks.getFirst().id).with("task", handle());
  }

  /** Deletes the images; the tasks can be polled for them again. */
  void discard() {
    tasks.forEach(task -> task.images.forEach(Image::discard));
  }
}

package org.imagesgenerate.connector.provider.runware;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ErrorCode.Retry;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.Polling;
import org.imagesgenerate.connector.provider.Polling.Reply;
import org.imagesgenerate.connector.provider.ResumableTask;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/**
 * One attempt's loop for one task: look it up, submit it if Runware does not have it, and poll it
 * until it ends. Runware does not document what it does with a repeated UUID, and even a first
 * attempt may follow a worker that was killed; so nothing is submitted before a lookup.
 */
final class RunwareTask {

  /** A submit whose response was lost may still be on its way: look twice before the next one. */
  private static final int LOOKUPS_AFTER_LOST_SUBMIT = 2;

  /** After so many temporary rejections of the first lookup, the attempt fails and is retried. */
  private static final int MAX_REJECTED_LOOKUPS = 4;

  /**
   * After so many polls with the same images and errors, fewer than requested and none in progress,
   * no more will come. About a minute with the usual waits.
   */
  private static final int MAX_UNCHANGED_POLLS = 14;

  /** After so many responses in a row that there is no such task, the loop believes it. */
  private static final int MAX_NOT_FOUND = 3;

  /** After so many responses without a readable image, the images are broken. */
  private static final int MAX_UNREADABLE = 3;

  /** What this attempt knows about the task. */
  private enum Existence {
    /** Not submitted, as far as this worker knows. */
    UNLIKELY,
    /** It was submitted, perhaps by an earlier attempt, but Runware did not confirm it. */
    POSSIBLE,
    /** Runware has it. */
    CONFIRMED
  }

  private final RunwareClient client;
  private final Polling polling;
  private final Deadline deadline;

  /** Null while collecting: then nothing can be submitted. */
  private final GenerationRequest request;

  private final InstantSource clock;

  private TaskHandle task;
  private Existence existence = Existence.POSSIBLE;
  private int lookupsBeforeSubmit = 1;
  private boolean lostSubmit;
  private Instant urlExpiry;
  private int rejectedLookups;
  private int endedImages;
  private int unchangedPolls;
  private int timesNotFound;
  private int timesUnreadable;
  private ImagesException unreadableImages;

  /** Continues with the task that an earlier attempt saved, or starts a new one. */
  RunwareTask(
      GenerationRequest request, RunwareClient client, Polling polling, InstantSource clock) {
    this.client = client;
    this.polling = polling;
    this.deadline = request.deadline();
    this.request = request;
    this.clock = clock;
    Optional<TaskHandle> earlier =
        ResumableTask.of(request).filter(it -> Provider.RUNWARE.equals(it.provider()));
    String uuid =
        earlier.map(it -> it.ids().getFirst()).orElseGet(() -> TaskUuid.of(request.purchaseKey()));
    this.task = request.task(Provider.RUNWARE, List.of(uuid));
    if (request.state().mayHaveSent()) {
      lookupsBeforeSubmit = LOOKUPS_AFTER_LOST_SUBMIT;
    } else if (earlier.isEmpty()) {
      existence = Existence.UNLIKELY;
    }
  }

  /** Collects a task that the process named; it may not exist. */
  RunwareTask(TaskHandle task, Deadline deadline, RunwareClient client, Polling polling) {
    this.client = client;
    this.polling = polling;
    this.deadline = deadline;
    this.request = null;
    this.clock = null;
    this.task = task;
  }

  /**
   * @throws ImagesException if the task ended without images; TASK_PENDING if the deadline ends
   *     first
   */
  GenerationResult waitUntilEnded() {
    return loop(this::next);
  }

  /**
   * @throws ImagesException if Runware rejects the task, or it ended without images; TASK_PENDING
   *     if the deadline ends before Runware confirmed it
   */
  TaskHandle waitUntilAccepted() {
    return loop(
        () -> {
          Reply<GenerationResult> reply = next();
          discard(reply.value());
          return existence == Existence.CONFIRMED
              ? Reply.done(task)
              : Reply.notYet(reply.retryAfter());
        });
  }

  /** Every failure, even a bug or a JVM error, carries the handle, so the next attempt can poll. */
  private <T> T loop(Supplier<Reply<T>> step) {
    try {
      return polling
          .poll(deadline, step)
          .orElseThrow(
              () -> client.errors().pending(task, deadline, existence == Existence.CONFIRMED));
    } catch (ImagesException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw client.errors().unexpected(task, e);
    }
  }

  private Reply<GenerationResult> next() {
    TaskState state = lookUp();
    if (state instanceof TaskState.NotFound && countLookupBeforeSubmit()) {
      state = submit();
    }
    return switch (state) {
      case TaskState.Succeeded succeeded -> {
        existence = Existence.CONFIRMED;
        yield Reply.done(
            urlExpiry == null ? succeeded.result() : succeeded.result().expiringAt(urlExpiry));
      }
      case TaskState.Failed failed -> onFailed(failed);
      case TaskState.Running running -> onRunning(running);
      case TaskState.NotFound notFound -> onNotFound(notFound);
      case TaskState.Indeterminate indeterminate -> Reply.notYet(indeterminate.retryAfter());
    };
  }

  private TaskState lookUp() {
    boolean submitted = existence != Existence.UNLIKELY;
    boolean noMoreImages = unchangedPolls >= MAX_UNCHANGED_POLLS;
    TaskState state = client.find(task, submitted, noMoreImages, deadline);
    if (!submitted
        && state instanceof TaskState.Indeterminate it
        && it.rejection() != null
        && (!isTemporary(it.rejection()) || ++rejectedLookups == MAX_REJECTED_LOOKUPS)) {
      throw it.rejection();
    }
    if (existence == Existence.POSSIBLE
        && state instanceof TaskState.Failed failed
        && !failed.unreadable()
        && wasReported()) {
      task = task.with(List.of(TaskUuid.after(task.ids().getFirst(), request.purchaseKey())));
      request.state().saveTask(task);
      return lookUp();
    }
    return state;
  }

  /**
   * Whether an earlier attempt already created an incident because this task failed. This attempt
   * runs because a person added retries, and another try needs another task.
   */
  private boolean wasReported() {
    return request != null
        && ResumableTask.ofVariable(request).filter(it -> it.ids().equals(task.ids())).isPresent()
        && Stream.of(ErrorCode.values())
            .filter(code -> code.retry() == Retry.NEVER)
            .anyMatch(code -> code.name().equals(request.earlierError().path("code").asText()));
  }

  /** Counts one lookup that did not find the task; true if there were enough of them. */
  private boolean countLookupBeforeSubmit() {
    return request != null && existence != Existence.CONFIRMED && --lookupsBeforeSubmit <= 0;
  }

  private TaskState submit() {
    try {
      RunwareRequest submitted = new RunwareRequest(request.imageRequest());
      if (existence == Existence.UNLIKELY) {
        // a task of an earlier attempt is older than that, so when its URLs expire is not known
        urlExpiry = submitted.urlLifetime().map(clock.instant()::plus).orElse(null);
      }
      TaskState state = client.submit(submitted, task, deadline);
      existence = Existence.POSSIBLE;
      lostSubmit |= state instanceof TaskState.Indeterminate;
      lookupsBeforeSubmit = LOOKUPS_AFTER_LOST_SUBMIT;
      return state;
    } catch (ImagesException e) {
      // an earlier submit may have arrived, so a temporary rejection of this one,
      // or a missing image, is not final
      if (lostSubmit && (isTemporary(e) || e.code() == ErrorCode.INVALID_INPUT)) {
        return new TaskState.Indeterminate(e.retryAfter(), e);
      }
      throw e;
    }
  }

  private static boolean isTemporary(ImagesException failure) {
    return failure.code().retry() == Retry.AFTER_BACK_OFF;
  }

  private Reply<GenerationResult> onFailed(TaskState.Failed failed) {
    existence = Existence.CONFIRMED;
    if (!failed.unreadable() || ++timesUnreadable == MAX_UNREADABLE) {
      throw failed.failure();
    }
    unreadableImages = failed.failure();
    return Reply.notYet();
  }

  private Reply<GenerationResult> onRunning(TaskState.Running running) {
    existence = Existence.CONFIRMED;
    boolean unchanged =
        running.processing() == 0
            && running.endedImages() > 0
            && running.endedImages() == endedImages;
    unchangedPolls = unchanged ? unchangedPolls + 1 : 0;
    endedImages = running.endedImages();
    timesNotFound = 0;
    return Reply.notYet();
  }

  private Reply<GenerationResult> onNotFound(TaskState.NotFound notFound) {
    timesNotFound = notFound.certain() ? timesNotFound + 1 : 0;
    if (timesNotFound >= MAX_NOT_FOUND && unreadableImages != null) {
      throw unreadableImages;
    }
    if (timesNotFound >= MAX_NOT_FOUND && request == null) {
      throw client.errors().notFound(task);
    }
    return Reply.notYet();
  }

  /** Deletes images that came with the response to a submit: the process collects them later. */
  private static void discard(GenerationResult result) {
    if (result != null) {
      result.images().forEach(GenerationResult.Image::discard);
    }
  }
}

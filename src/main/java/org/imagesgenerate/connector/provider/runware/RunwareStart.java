package org.imagesgenerate.connector.provider.runware;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.Polling;
import org.imagesgenerate.connector.provider.Polling.Reply;
import org.imagesgenerate.connector.provider.ResumableTask;
import org.imagesgenerate.connector.provider.TaskHandle;

/**
 * Sees to it that Runware has the task of an order, once. Every attempt looks for the task by its
 * UUID, and submits it only where nothing is found: what Runware does with a repeated UUID is not
 * documented, and a first attempt may be one after a worker that was killed.
 */
final class RunwareStart {

  /**
   * A submit whose answer was lost a moment ago may still be on its way: one question more before
   * it is sent again.
   */
  private static final int QUESTIONS_AFTER_A_LOSS = 2;

  /** So often Runware may turn a first look down for now; then the job's own retries wait. */
  private static final int MOST_REFUSALS = 4;

  private final RunwareTasks tasks;
  private final Polling polling;
  private final RunwareRequest request;
  private final GenerationRequest order;
  private TaskHandle task;

  /** How often nothing has to be found before the task is submitted. */
  private int questions = 1;

  /** Whether the answer to a submit of this attempt was lost. */
  private boolean lost;

  /** How often a first look was turned down. */
  private int refusals;

  /** Whether Runware may have the task, as far as this attempt knows. */
  private boolean mayExist;

  RunwareStart(
      RunwareTasks tasks, Polling polling, RunwareRequest request, GenerationRequest order) {
    this.tasks = tasks;
    this.polling = polling;
    this.request = request;
    this.order = order;
    Optional<TaskHandle> earlierTask =
        ResumableTask.of(order).filter(earlier -> Provider.RUNWARE.equals(earlier.provider()));
    this.mayExist = earlierTask.isPresent() || order.state().hasBegun();
    this.task =
        earlierTask
            .map(earlier -> handle(earlier.ids().getFirst()))
            .orElseGet(() -> handle(TaskUuid.of(order.activation())));
  }

  /** The task's handle; after {@link #begin} it is final. */
  TaskHandle task() {
    return task;
  }

  private TaskHandle handle(String uuid) {
    return new TaskHandle(
        Provider.RUNWARE,
        order.request().model(),
        List.of(uuid),
        request.count(),
        order.activation().elementInstanceKey(),
        order.activation().request());
  }

  /**
   * @return {@link TaskState.Succeeded}, {@link TaskState.Failed} or {@link TaskState.Running}
   * @throws ImagesException if Runware refuses the task; TASK_PENDING if the deadline ends before
   *     it is clear that Runware has it
   */
  TaskState begin() {
    if (order.state().hasBegun()) {
      questions = QUESTIONS_AFTER_A_LOSS;
    }
    return polling
        .ask(order.deadline(), this::lookOrSubmit)
        .orElseThrow(() -> TaskFailures.pending(task, order.deadline(), false));
  }

  private Reply<TaskState> lookOrSubmit() {
    TaskState look = mayExist ? tasks.look(task, false, order.deadline()) : find();
    if (look instanceof TaskState.Failed failed && !failed.isSpoiled() && wasReported()) {
      task = handle(TaskUuid.after(task.ids().getFirst(), order.activation()));
      order.state().saveTask(task);
      look = tasks.look(task, false, order.deadline());
    }
    if (look instanceof TaskState.Unknown && --questions <= 0) {
      look = submit();
    }
    if (look.isClear()) {
      return Reply.done(look);
    }
    return look instanceof TaskState.Indeterminate unclear
        ? Reply.notBefore(unclear.pause())
        : Reply.notYet();
  }

  private TaskState find() {
    try {
      return tasks.find(task, order.deadline());
    } catch (ImagesException e) {
      boolean mayPass =
          e.code() == ErrorCode.RATE_LIMITED || e.code() == ErrorCode.PROVIDER_UNAVAILABLE;
      if (mayPass && ++refusals < MOST_REFUSALS) {
        return TaskState.Indeterminate.after(e.retryAfter());
      }
      throw e;
    }
  }

  private TaskState submit() {
    try {
      TaskState look = tasks.submit(request, task, order.deadline());
      lost = lost || !look.isClear();
      mayExist = true;
      questions = QUESTIONS_AFTER_A_LOSS;
      return look;
    } catch (ImagesException e) {
      // a submit that was lost before may have arrived, so a passing refusal of this one ends
      // nothing
      if (lost && e.code().retry() == ErrorCode.Retry.AFTER_BACK_OFF) {
        return TaskState.Indeterminate.after(e.retryAfter());
      }
      throw e;
    }
  }

  /**
   * Whether the task's end was the end of an earlier attempt already: then somebody saw the
   * incident and wants another try, which needs another task.
   */
  private boolean wasReported() {
    if (ResumableTask.ofVariable(order)
        .filter(earlier -> earlier.ids().equals(task.ids()))
        .isEmpty()) {
      return false;
    }
    String code = order.earlierError().path("code").asText();
    return Stream.of(ErrorCode.values())
        .filter(it -> it.retry() == ErrorCode.Retry.NEVER)
        .anyMatch(it -> it.name().equals(code));
  }
}

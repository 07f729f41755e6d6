package org.imagesgenerate.connector.provider.runware;

import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.Polling.Reply;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/** Waits for the end of one task: what each question brings, until it is over. */
final class RunwareWait {

  /**
   * So many questions in a row that find the same images and errors, fewer than asked for, and none
   * under way: then no more will come. About a minute with the usual waits.
   */
  private static final int QUIET_QUESTIONS = 14;

  /** So many answers in a row that there is no such task. */
  private static final int MOST_DENIALS = 3;

  /** So many answers without an image that can be read: then it is the image, not the answer. */
  private static final int MOST_SPOILED_ANSWERS = 3;

  private final RunwareTasks tasks;
  private final TaskHandle task;
  private final Deadline deadline;
  private final boolean mayBeNone;
  private int ended;
  private int quiet;
  private int denials;
  private boolean seen;
  private int spoiledAnswers;
  private ImagesException spoiled;

  /**
   * @param mayBeNone whether the task may not exist: the handle is the process's word only
   */
  RunwareWait(RunwareTasks tasks, TaskHandle task, Deadline deadline, boolean mayBeNone) {
    this.tasks = tasks;
    this.task = task;
    this.deadline = deadline;
    this.mayBeNone = mayBeNone;
  }

  /**
   * Asks once.
   *
   * @throws ImagesException if the task ended without images, or cannot be asked for
   */
  Reply<GenerationResult> question() {
    return reply(tasks.look(task, quiet >= QUIET_QUESTIONS, deadline));
  }

  /** What a look at the task means for the wait. */
  Reply<GenerationResult> reply(TaskState look) {
    return switch (look) {
      case TaskState.Succeeded over -> Reply.done(over.generated());
      case TaskState.Failed failed -> failed(failed);
      case TaskState.Running running -> running(running);
      case TaskState.Unknown unknown -> unknown(unknown);
      case TaskState.Indeterminate unclear -> Reply.notBefore(unclear.pause());
    };
  }

  private Reply<GenerationResult> failed(TaskState.Failed failed) {
    if (!failed.isSpoiled() || ++spoiledAnswers == MOST_SPOILED_ANSWERS) {
      throw failed.failure();
    }
    spoiled = failed.failure();
    seen = true;
    return Reply.notYet();
  }

  private Reply<GenerationResult> running(TaskState.Running running) {
    boolean same = running.processing() == 0 && running.ended() > 0 && running.ended() == ended;
    quiet = same ? quiet + 1 : 0;
    ended = running.ended();
    denials = 0;
    seen = true;
    return Reply.notYet();
  }

  private Reply<GenerationResult> unknown(TaskState.Unknown unknown) {
    denials = unknown.certain() ? denials + 1 : 0;
    if (denials >= MOST_DENIALS && spoiled != null) {
      throw spoiled;
    }
    if (denials >= MOST_DENIALS && mayBeNone) {
      throw TaskFailures.unknown(task);
    }
    return Reply.notYet();
  }

  /** Whether Runware ever said that it has the task. */
  boolean sawTask() {
    return seen || !mayBeNone;
  }
}

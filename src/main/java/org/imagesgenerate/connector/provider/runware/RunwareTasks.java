package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.JsonNode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/**
 * Submits tasks and looks at them. A running task is asked for with {@code getResponse}; one that
 * is over may be found in the archive only, with {@code getTaskDetails} (Runware's pages on task
 * polling and task details, 2026). Neither buys anything.
 */
final class RunwareTasks {

  private final RunwareClient calls;
  private final RunwareErrorMapper refusals;
  private final RunwareImages images;

  RunwareTasks(RunwareClient calls, RunwareErrorMapper refusals, RunwareImages images) {
    this.calls = calls;
    this.refusals = refusals;
    this.images = images;
  }

  /**
   * Sends the task once.
   *
   * @return never {@link TaskState.Unknown}; {@link TaskState.Indeterminate} if it may or may not
   *     have arrived
   * @throws ImagesException if it was refused, or did not leave
   */
  TaskState submit(RunwareRequest request, TaskHandle task, Deadline deadline) {
    String uuid = task.ids().getFirst();
    try (HttpResponse answer = calls.submit(request.task(uuid), deadline)) {
      RunwareResponse report = RunwareResponse.of(answer.body().json(), uuid);
      if (report.saysTaskExists()) {
        return new TaskState.Running(0, 0);
      }
      if (!report.images().isEmpty() && report.isOver(task.images(), request.isSync())) {
        return images.of(answer.body(), report, task);
      }
      if (report.isKnown()) {
        return new TaskState.Running(report.ended(), report.processing());
      }
      if (isUnclear(answer, report)) {
        return TaskState.Indeterminate.after(refusals.wait(answer));
      }
      throw refusals.ofSubmit(answer, report, task);
    } catch (HttpFailure e) {
      if (e.stage() == Stage.NOT_SENT || e.stage() == Stage.FORBIDDEN) {
        throw refusals.ofSubmit(e);
      }
      return TaskState.Indeterminate.after(null);
    }
  }

  /** Whether the task may be at work all the same, or the answer is not Runware's own. */
  private static boolean isUnclear(HttpResponse answer, RunwareResponse report) {
    int status = answer.status();
    if (report.errors().isEmpty()) {
      return answer.isSuccess() || status >= 500 || status == 408 || status == 409 || status == 425;
    }
    return status == 502
        || status == 504
        || status >= 520 && status < 530
        || report.errors().stream().anyMatch(RunwareError::saysTimeout);
  }

  /**
   * Asks once what became of the task.
   *
   * @param settled whether the images that are there are to be taken for all
   * @throws ImagesException if asking again does not help
   */
  TaskState look(TaskHandle task, boolean settled, Deadline deadline) {
    TaskState look = ask(task, settled, deadline);
    boolean hidden = look instanceof TaskState.Indeterminate unclear && unclear.hint();
    if (!hidden && !(look instanceof TaskState.Unknown)) {
      return look;
    }
    TaskState archived = askArchive(task, settled, deadline);
    return archived instanceof TaskState.Unknown ? look : archived;
  }

  /**
   * Looks for a task of which nothing is known yet, before it is submitted. What Runware says
   * against the question, it would say against the submit too; nothing was bought then.
   *
   * @return {@link TaskState.Unknown} if it can be submitted
   * @throws ImagesException if it was refused, or did not leave
   */
  TaskState find(TaskHandle task, Deadline deadline) {
    String uuid = task.ids().getFirst();
    try (HttpResponse answer = calls.ask("getResponse", uuid, deadline)) {
      RunwareResponse report = RunwareResponse.of(answer.body().json(), uuid);
      if (refusals.isFinal(answer, report)) {
        throw refusals.ofSubmit(answer, report, task);
      }
      if (refusesForNow(answer, report)) {
        // or it tells the end of the task in this way
        TaskState archived = askArchive(task, false, deadline);
        if (archived.isClear()) {
          return archived;
        }
        throw refusals.ofSubmit(answer, report, task);
      }
      if (isPassing(answer.status()) || !answer.body().isJson()) {
        return TaskState.Indeterminate.after(refusals.wait(answer));
      }
      if (report.isKnown()) {
        return read(answer, report, false, task);
      }
    } catch (HttpFailure e) {
      if (e.stage() == Stage.NOT_SENT) {
        throw refusals.ofSubmit(e);
      }
      return unanswered(e, task);
    }
    // an error alone may be the end of the task, or Runware's way to say that there is none
    return askArchive(task, false, deadline);
  }

  private static boolean refusesForNow(HttpResponse answer, RunwareResponse report) {
    return !report.errors().isEmpty()
        && !report.saysTaskUnknown()
        && (isPassing(answer.status())
            || report.errors().stream().anyMatch(RunwareCodes::isPassing));
  }

  private TaskState ask(TaskHandle task, boolean settled, Deadline deadline) {
    String uuid = task.ids().getFirst();
    try (HttpResponse answer = calls.ask("getResponse", uuid, deadline)) {
      RunwareResponse report = RunwareResponse.of(answer.body().json(), uuid);
      if (refusals.isFinal(answer, report)) {
        throw refusals.ofQuestion(answer, report, task);
      }
      if (isPassing(answer.status()) || report.isAboutQuestion() || !answer.body().isJson()) {
        return new TaskState.Indeterminate(refusals.wait(answer), !report.errors().isEmpty());
      }
      return read(answer, report, settled, task);
    } catch (HttpFailure e) {
      return unanswered(e, task);
    }
  }

  private TaskState read(
      HttpResponse answer, RunwareResponse report, boolean settled, TaskHandle task) {
    if (report.saysTaskUnknown()) {
      return new TaskState.Unknown(true);
    }
    if (report.isOver(task.images(), settled)) {
      return images.of(answer.body(), report, task);
    }
    return report.isKnown() || report.ended() > 0
        ? new TaskState.Running(report.ended(), report.processing())
        : new TaskState.Unknown(false);
  }

  /** Too many questions, an empty purse, trouble in between: none of it is about the task. */
  private static boolean isPassing(int status) {
    return status >= 500 || status == 402 || status == 408 || status == 425 || status == 429;
  }

  private TaskState askArchive(TaskHandle task, boolean settled, Deadline deadline) {
    String uuid = task.ids().getFirst();
    try (HttpResponse answer = calls.ask("getTaskDetails", uuid, deadline)) {
      for (JsonNode item : answer.body().json().path("data")) {
        if (uuid.equalsIgnoreCase(JsonBodies.text(item, "taskUUID")) && isOfImages(item)) {
          RunwareResponse report = RunwareResponse.of(item.path("response"), uuid);
          return report.isOver(task.images(), settled)
              ? images.of(answer.body(), report, task)
              : new TaskState.Running(report.ended(), report.processing());
        }
      }
      return isPassing(answer.status())
          ? TaskState.Indeterminate.after(refusals.wait(answer))
          : new TaskState.Unknown(true);
    } catch (HttpFailure e) {
      return unanswered(e, task);
    }
  }

  /** Our own questions carry the task's UUID too; their archived answers are not its end. */
  private static boolean isOfImages(JsonNode item) {
    String type = JsonBodies.text(item.path("request").path(0), "taskType");
    return item.path("response").isObject() && (type == null || type.equals("imageInference"));
  }

  private TaskState unanswered(HttpFailure failure, TaskHandle task) {
    if (failure.stage() == Stage.TOO_LARGE) {
      throw TaskFailures.tooLarge(failure, task);
    }
    if (failure.stage() == Stage.FORBIDDEN) {
      throw refusals.ofSubmit(failure);
    }
    return TaskState.Indeterminate.after(null);
  }
}

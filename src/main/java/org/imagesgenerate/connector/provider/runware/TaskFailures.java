package org.imagesgenerate.connector.provider.runware;

import java.util.List;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Unexpected;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/** How a task that Runware has, or may have, ends without images: all of these carry the task. */
final class TaskFailures {

  /** An answer about a task that is too large to read. */
  static ImagesException tooLarge(HttpFailure failure, TaskHandle task) {
    return about(
        task,
        ImagesException.of(
                ErrorCode.RESPONSE_TOO_LARGE,
                PurchaseState.UNKNOWN,
                "The answer about task %s is too large to read: %s"
                    .formatted(task.ids().getFirst(), failure.getMessage()))
            .causedBy(failure));
  }

  /**
   * A task that is over and brought no image that can be read.
   *
   * @param problems why images cannot be read
   */
  static ImagesException ended(RunwareResponse report, List<String> problems, TaskHandle task) {
    return report.errors().isEmpty()
        ? nothing(report, problems, task)
        : failed(report, report.errors().getFirst(), task);
  }

  private static ImagesException failed(
      RunwareResponse report, RunwareError error, TaskHandle task) {
    ErrorCode code = RunwareCodes.ofEnded(error);
    return about(
        task,
        ImagesException.of(
                code,
                purchase(code, error, report),
                "Runware's task %s ended without images (%s)%s%s"
                    .formatted(
                        task.ids().getFirst(),
                        error.said(),
                        charged(report),
                        RunwareErrorMapper.hint(code, task)))
            .with("providerCode", error.code()));
  }

  private static ImagesException nothing(
      RunwareResponse report, List<String> problems, TaskHandle task) {
    return about(
        task,
        ImagesException.of(
            problems.isEmpty() ? ErrorCode.NO_IMAGE : ErrorCode.RESPONSE_INVALID,
            report.wasCharged() ? PurchaseState.MADE : PurchaseState.UNKNOWN,
            "Runware's task %s succeeded, but %s%s"
                .formatted(
                    task.ids().getFirst(),
                    problems.isEmpty() ? "holds no image" : String.join("; ", problems),
                    charged(report))));
  }

  private static String charged(RunwareResponse report) {
    return report.wasCharged()
        ? "; Runware charged %s %s"
            .formatted(report.cost().amount().toPlainString(), report.cost().currency())
        : "";
  }

  /** The budget ended first; the next attempt finds the same task. */
  static ImagesException pending(TaskHandle task, Deadline deadline, boolean known) {
    String state = known ? "is still at work on" : "could not say whether it has";
    return about(
        task,
        ImagesException.of(
            ErrorCode.TASK_PENDING,
            PurchaseState.UNKNOWN,
            "The time budget of %s ended while Runware %s task %s; the next attempt asks for the same task"
                .formatted(deadline.budget(), state, task.ids().getFirst())));
  }

  /** Nobody foresaw it, so it says nothing about the task. */
  static ImagesException unexpected(TaskHandle task, Throwable thrown) {
    return about(
            task,
            ImagesException.of(
                ErrorCode.TASK_PENDING,
                PurchaseState.UNKNOWN,
                "%s; the next attempt asks Runware for the same task %s"
                    .formatted(Unexpected.sentence(thrown), task.ids().getFirst())))
        .causedBy(thrown);
  }

  /** There is no such task to collect. */
  static ImagesException unknown(TaskHandle task) {
    return about(
        task,
        ImagesException.of(
            ErrorCode.TASK_FAILED,
            PurchaseState.UNKNOWN,
            "Runware knows no task %s: it is of another account, or too old"
                .formatted(task.ids().getFirst())));
  }

  /** The failure with the task, for the next attempt or for Images Collect. */
  static ImagesException about(TaskHandle task, ImagesException failure) {
    return failure.with("requestId", task.ids().getFirst()).with("task", task);
  }

  private static PurchaseState purchase(
      ErrorCode code, RunwareError error, RunwareResponse report) {
    if (report.wasCharged()) {
      return PurchaseState.MADE;
    }
    return switch (code) {
      case QUOTA_EXHAUSTED, MODEL_UNAVAILABLE, REQUEST_REJECTED -> PurchaseState.NONE;
      case CONTENT_POLICY ->
          RunwareCodes.isOfPrompt(error) ? PurchaseState.NONE : PurchaseState.UNKNOWN;
      default -> PurchaseState.UNKNOWN;
    };
  }

  private TaskFailures() {}
}

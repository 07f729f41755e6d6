package org.imagesgenerate.connector.provider.runware;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Purchase;
import org.imagesgenerate.connector.http.Answer;
import org.imagesgenerate.connector.http.Deadline;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.StatusMeaning;
import org.imagesgenerate.connector.provider.Task;

/**
 * Turns what Runware refuses, and tasks that end without images, into the contract's codes: from
 * status and machine code, never from words in a message.
 */
final class RunwareRefusals {

  private static final Set<ErrorCode> REFUSED_FOR_GOOD =
      Set.of(ErrorCode.AUTHENTICATION_FAILED, ErrorCode.PERMISSION_DENIED);

  private final InstantSource clock;

  RunwareRefusals(InstantSource clock) {
    this.clock = clock;
  }

  /** The wait that an answer asks for, or null. */
  Duration wait(Answer answer) {
    return answer.retryAfter(clock.instant()).orElse(null);
  }

  /** A submit that Runware, or a server before it, turned down: there is no task. */
  ImagesException ofSubmit(Answer answer, TaskReport report, Task task) {
    Optional<RunwareError> error = report.errors().stream().findFirst();
    ErrorCode code = code(answer.status(), error.orElse(null));
    return exception(code, purchase(code, report), sentence(code, task), answer, error)
        .with("requestId", task.ids().getFirst())
        .retryAfter(wait(answer));
  }

  /** A submit that did not leave. */
  ImagesException ofSubmit(HttpFailure failure) {
    return failure.stage() == HttpFailure.Stage.FORBIDDEN
        ? ImagesException.invalidInput("provider.baseUrl: " + failure.getMessage())
            .causedBy(failure)
        : ImagesException.of(
                ErrorCode.CONNECTION_FAILED,
                Purchase.NONE,
                "Nothing was sent: " + failure.getMessage())
            .causedBy(failure);
  }

  /** Whether a question was refused in a way that asking again does not mend. */
  boolean isFinal(Answer answer, TaskReport report) {
    int status = answer.status();
    boolean nobodyHere = (status == 404 || status == 405) && report.errors().isEmpty();
    boolean keyRefused =
        report.isAboutQuestion()
            && report.errors().stream()
                .map(RunwareCodes::family)
                .anyMatch(family -> family.filter(REFUSED_FOR_GOOD::contains).isPresent());
    return status == 401
        || status == 403
        || status >= 300 && status < 400
        || nobodyHere
        || keyRefused;
  }

  /** A question for a task that was refused; the task itself may be well. */
  ImagesException ofQuestion(Answer answer, TaskReport report, Task task) {
    Optional<RunwareError> error = report.errors().stream().findFirst();
    ErrorCode code = code(answer.status(), error.orElse(null));
    String sentence =
        sentence(code, task) + ", so task " + task.ids().getFirst() + " is not asked for";
    return about(task, exception(code, Purchase.UNKNOWN, sentence, answer, error));
  }

  /** An answer about a task that is too large to read. */
  ImagesException tooLarge(HttpFailure failure, Task task) {
    return about(
        task,
        ImagesException.of(
                ErrorCode.RESPONSE_TOO_LARGE,
                Purchase.UNKNOWN,
                "The answer about task %s is too large to read: %s"
                    .formatted(task.ids().getFirst(), failure.getMessage()))
            .causedBy(failure));
  }

  /**
   * A task that is over and brought no image that can be read.
   *
   * @param problems why images cannot be read
   */
  ImagesException ended(TaskReport report, List<String> problems, Task task) {
    String uuid = task.ids().getFirst();
    String charged =
        report.wasCharged()
            ? "; Runware charged %s %s"
                .formatted(report.cost().amount().toPlainString(), report.cost().currency())
            : "";
    Optional<RunwareError> error = report.errors().stream().findFirst();
    if (error.isPresent()) {
      ErrorCode code = RunwareCodes.ofEnded(error.get());
      String message =
          "Runware's task %s ended without images (%s)%s%s"
              .formatted(uuid, error.get().said(), charged, hint(code, task));
      return about(
          task,
          ImagesException.of(code, purchaseOfEnded(code, error.get(), report), message)
              .with("providerCode", error.get().code()));
    }
    return about(
        task,
        ImagesException.of(
            problems.isEmpty() ? ErrorCode.NO_IMAGE : ErrorCode.RESPONSE_INVALID,
            report.wasCharged() ? Purchase.MADE : Purchase.UNKNOWN,
            "Runware's task %s succeeded, but brought no image: %s%s"
                .formatted(uuid, String.join("; ", problems), charged)));
  }

  /** The budget ended first; the next attempt finds the same task. */
  ImagesException pending(Task task, Deadline deadline, boolean known) {
    String state = known ? "is still at work on" : "could not say whether it has";
    return about(
        task,
        ImagesException.of(
            ErrorCode.TASK_PENDING,
            Purchase.UNKNOWN,
            "The time budget of %s ended while Runware %s task %s; the next attempt asks for the same task"
                .formatted(deadline.budget(), state, task.ids().getFirst())));
  }

  /** There is no such task to collect. */
  ImagesException unknown(Task task) {
    return about(
        task,
        ImagesException.of(
            ErrorCode.TASK_FAILED,
            Purchase.UNKNOWN,
            "Runware knows no task %s: it is of another account, or too old"
                .formatted(task.ids().getFirst())));
  }

  private static ImagesException about(Task task, ImagesException failure) {
    return failure.with("requestId", task.ids().getFirst()).with("task", task);
  }

  private static ErrorCode code(int status, RunwareError error) {
    ErrorCode family = error == null ? null : RunwareCodes.family(error).orElse(null);
    // a 403 blocks the account, whatever its code says of the prompt: every prompt would fail alike
    if (family != null && !(status == 403 && family == ErrorCode.CONTENT_POLICY)) {
      return family;
    }
    ErrorCode meaning = StatusMeaning.of(status, error != null);
    // whatever may have reached Runware was asked for before this
    return meaning == ErrorCode.OUTCOME_UNKNOWN ? ErrorCode.PROVIDER_UNAVAILABLE : meaning;
  }

  private static Purchase purchase(ErrorCode code, TaskReport report) {
    if (report.wasCharged()) {
      return Purchase.MADE;
    }
    boolean made =
        code == ErrorCode.CONTENT_POLICY
            && report.errors().stream().anyMatch(RunwareCodes::isOfOutput);
    return made ? Purchase.UNKNOWN : Purchase.NONE;
  }

  private static Purchase purchaseOfEnded(ErrorCode code, RunwareError error, TaskReport report) {
    if (report.wasCharged()) {
      return Purchase.MADE;
    }
    return switch (code) {
      case QUOTA_EXHAUSTED, MODEL_UNAVAILABLE, REQUEST_REJECTED -> Purchase.NONE;
      case CONTENT_POLICY -> RunwareCodes.isOfPrompt(error) ? Purchase.NONE : Purchase.UNKNOWN;
      default -> Purchase.UNKNOWN;
    };
  }

  private static ImagesException exception(
      ErrorCode code,
      Purchase purchase,
      String sentence,
      Answer answer,
      Optional<RunwareError> error) {
    String quote = answer.body().quote();
    String said =
        error
            .map(RunwareError::said)
            .orElse(quote.isEmpty() ? "it sent no reason" : "\"" + quote + "\"");
    return ImagesException.of(
            code, purchase, "%s (HTTP status %d, %s)".formatted(sentence, answer.status(), said))
        .with("httpStatus", answer.status())
        .with("providerCode", error.map(RunwareError::code).orElse(null));
  }

  private static String sentence(ErrorCode code, Task task) {
    return switch (code) {
      case AUTHENTICATION_FAILED -> "Runware does not accept the key; check provider.apiKey";
      case PERMISSION_DENIED -> "Runware does not allow this to the account";
      case QUOTA_EXHAUSTED -> "The money at Runware is used up";
      case CONTENT_POLICY -> "The safety system of Runware, or of the model, refused";
      case MODEL_UNAVAILABLE ->
          "Runware does not serve the model " + task.model() + hint(code, task);
      case RATE_LIMITED -> "Runware asks to slow down";
      case PROVIDER_UNAVAILABLE -> "Runware did not do the work";
      default -> "Runware refused the request; if it does not name a field, check provider.baseUrl";
    };
  }

  private static String hint(ErrorCode code, Task task) {
    return code == ErrorCode.MODEL_UNAVAILABLE && task.model() != null
        ? Catalog.builtIn()
            .successor(Provider.RUNWARE, task.model())
            .map(it -> "; use " + it + " instead")
            .orElse("")
        : "";
  }
}

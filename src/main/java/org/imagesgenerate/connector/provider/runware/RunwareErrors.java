package org.imagesgenerate.connector.provider.runware;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.UnexpectedError;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.ProviderError;
import org.imagesgenerate.connector.provider.ProviderErrors;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/** The failures of this adapter. Those of a task that Runware may have carry its handle. */
final class RunwareErrors {

  /** Codes that a failed task may end with; every other code becomes TASK_FAILED. */
  private static final Set<ErrorCode> TASK_FAILURE_CODES =
      Set.of(
          ErrorCode.CONTENT_POLICY,
          ErrorCode.QUOTA_EXHAUSTED,
          ErrorCode.MODEL_UNAVAILABLE,
          ErrorCode.REQUEST_REJECTED);

  private final ProviderErrors errors;

  RunwareErrors(InstantSource clock) {
    this.errors =
        new ProviderErrors("Runware", "the usage page of Runware", RunwareError::meaning, clock);
  }

  /** The wait that a response asks for, or null. */
  Duration retryAfter(HttpResponse response) {
    return errors.wait(response);
  }

  /** A request that was not sent completely, or whose host is not allowed. */
  ImagesException notSent(HttpFailure failure, Deadline deadline) {
    return errors.of(failure, deadline);
  }

  /** A submit, or a lookup before it, that was rejected: Runware does not have the task. */
  ImagesException rejected(RunwareResponse response) {
    ProviderError error = error(response);
    return rejected(response, ProviderErrors.purchase(code(response, error), error));
  }

  /** A poll that was rejected; the task itself may be fine. */
  ImagesException pollRejected(RunwareResponse response) {
    return withTask(response.task(), rejected(response, PurchaseState.UNKNOWN));
  }

  private ImagesException rejected(RunwareResponse response, PurchaseState purchase) {
    TaskHandle task = response.task();
    ProviderError error = error(response);
    return errors.rejected(
        code(response, error),
        response.charge().isPresent() ? PurchaseState.MADE : purchase,
        response.http(),
        error,
        task.model(),
        model(task));
  }

  private static ProviderError error(RunwareResponse response) {
    return response
        .error()
        .map(RunwareError::error)
        .orElse(ProviderError.unreadable())
        .in(uuid(response.task()));
  }

  /** Runware never leaves the outcome unknown: what may have reached it is polled. */
  private ErrorCode code(RunwareResponse response, ProviderError error) {
    ErrorCode code = errors.code(response.http().status(), error);
    return code == ErrorCode.OUTCOME_UNKNOWN ? ErrorCode.PROVIDER_UNAVAILABLE : code;
  }

  /**
   * A task that ended without a readable image.
   *
   * @param unreadable why images cannot be read
   */
  ImagesException taskFailed(RunwareResponse response, List<String> unreadable) {
    ErrorCode code =
        response
            .error()
            .map(
                error ->
                    error
                        .meaning()
                        .filter(TASK_FAILURE_CODES::contains)
                        .orElse(ErrorCode.TASK_FAILED))
            .orElse(unreadable.isEmpty() ? ErrorCode.NO_IMAGE : ErrorCode.RESPONSE_INVALID);
    String providerCode = response.error().map(it -> it.error().code()).orElse(null);
    TaskHandle task = response.task();
    List<String> details = new ArrayList<>(List.of("task " + uuid(task)));
    response
        .error()
        .ifPresentOrElse(it -> details.add(it.quote()), () -> details.addAll(unreadable));
    if (code == ErrorCode.MODEL_UNAVAILABLE) {
      model(task).successor().ifPresent(it -> details.add("use " + it + " instead"));
    }
    response
        .charge()
        .map(it -> "Runware charged %s %s".formatted(it.amount().toPlainString(), it.currency()))
        .ifPresent(details::add);
    PurchaseState purchase =
        response.charge().isPresent() ? PurchaseState.MADE : purchaseAtEnd(code, providerCode);
    return withTask(task, errors.of(code, purchase, null, " (" + String.join("; ", details) + ")"))
        .with("providerCode", providerCode);
  }

  private static PurchaseState purchaseAtEnd(ErrorCode code, String providerCode) {
    return switch (code) {
      case QUOTA_EXHAUSTED, MODEL_UNAVAILABLE, REQUEST_REJECTED -> PurchaseState.NONE;
      default -> "promptBlocked".equals(providerCode) ? PurchaseState.NONE : PurchaseState.UNKNOWN;
    };
  }

  /** From the catalog, because a handle that is collected comes without the request. */
  private static Model model(TaskHandle task) {
    return Catalog.builtIn().model(Provider.RUNWARE, Objects.requireNonNullElse(task.model(), ""));
  }

  ImagesException tooLarge(HttpFailure failure, TaskHandle task) {
    String details = " (task %s: %s)".formatted(uuid(task), failure.getMessage());
    return withTask(
        task,
        errors
            .of(ErrorCode.RESPONSE_TOO_LARGE, PurchaseState.UNKNOWN, null, details)
            .causedBy(failure));
  }

  /**
   * @param confirmed whether Runware confirmed that it has the task
   */
  ImagesException pending(TaskHandle task, Deadline deadline, boolean confirmed) {
    return confirmed
        ? withTask(task, errors.pending("task " + uuid(task), deadline, ""))
        : unfinished(
            task,
            "Runware did not confirm task %s within the timeout of %s. You may have been billed. The next attempt looks for the same task before it buys anything. If Runware needs longer, raise the input timeout (field Timeout)."
                .formatted(uuid(task), deadline.budget()));
  }

  /** A bug or an error of the JVM; it says nothing about the task. */
  ImagesException unexpected(TaskHandle task, Throwable thrown) {
    return unfinished(
            task,
            "%s. You may have been billed. The next attempt looks for the same task %s at Runware before it buys anything."
                .formatted(UnexpectedError.describe(thrown), uuid(task)))
        .causedBy(thrown);
  }

  private static ImagesException unfinished(TaskHandle task, String message) {
    return withTask(
        task, ImagesException.of(ErrorCode.TASK_PENDING, PurchaseState.UNKNOWN, message));
  }

  /** A handle whose task Runware does not have. */
  ImagesException notFound(TaskHandle task) {
    String message =
        "Runware has no task %s: it belongs to another account or is too old. You may have been billed. Check provider.apiKey and task.";
    return withTask(
        task,
        ImagesException.of(
            ErrorCode.TASK_FAILED, PurchaseState.UNKNOWN, message.formatted(uuid(task))));
  }

  private static ImagesException withTask(TaskHandle task, ImagesException failure) {
    return failure.with("requestId", uuid(task)).with("task", task);
  }

  private static String uuid(TaskHandle task) {
    return task.ids().getFirst();
  }
}

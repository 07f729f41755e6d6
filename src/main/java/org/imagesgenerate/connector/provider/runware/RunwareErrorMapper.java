package org.imagesgenerate.connector.provider.runware;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.HttpStatusMapping;
import org.imagesgenerate.connector.provider.TaskHandle;

/**
 * Turns what Runware refuses into the contract's codes: from status and machine code, never from
 * words in a message.
 */
final class RunwareErrorMapper {

  private static final Set<ErrorCode> REFUSED_FOR_GOOD =
      Set.of(ErrorCode.AUTHENTICATION_FAILED, ErrorCode.PERMISSION_DENIED);

  private final InstantSource clock;

  RunwareErrorMapper(InstantSource clock) {
    this.clock = clock;
  }

  /** The wait that an answer asks for, or null. */
  Duration wait(HttpResponse answer) {
    return answer.retryAfter(clock.instant()).orElse(null);
  }

  /** A submit that Runware, or a server before it, turned down: there is no task. */
  ImagesException ofSubmit(HttpResponse answer, RunwareResponse report, TaskHandle task) {
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
                PurchaseState.NONE,
                "Nothing was sent: " + failure.getMessage())
            .causedBy(failure);
  }

  /** Whether a question was refused in a way that asking again does not mend. */
  boolean isFinal(HttpResponse answer, RunwareResponse report) {
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
  ImagesException ofQuestion(HttpResponse answer, RunwareResponse report, TaskHandle task) {
    Optional<RunwareError> error = report.errors().stream().findFirst();
    ErrorCode code = code(answer.status(), error.orElse(null));
    String sentence =
        sentence(code, task) + ", so task " + task.ids().getFirst() + " is not asked for";
    return TaskFailures.about(
        task, exception(code, PurchaseState.UNKNOWN, sentence, answer, error));
  }

  private static ErrorCode code(int status, RunwareError error) {
    ErrorCode family = error == null ? null : RunwareCodes.family(error).orElse(null);
    // a 403 blocks the account, whatever its code says of the prompt: every prompt would fail alike
    if (family != null && !(status == 403 && family == ErrorCode.CONTENT_POLICY)) {
      return family;
    }
    ErrorCode meaning = HttpStatusMapping.of(status, error != null);
    // whatever may have reached Runware was asked for before this
    return meaning == ErrorCode.OUTCOME_UNKNOWN ? ErrorCode.PROVIDER_UNAVAILABLE : meaning;
  }

  private static PurchaseState purchase(ErrorCode code, RunwareResponse report) {
    if (report.wasCharged()) {
      return PurchaseState.MADE;
    }
    boolean made =
        code == ErrorCode.CONTENT_POLICY
            && report.errors().stream().anyMatch(RunwareCodes::isOfOutput);
    return made ? PurchaseState.UNKNOWN : PurchaseState.NONE;
  }

  private static ImagesException exception(
      ErrorCode code,
      PurchaseState purchase,
      String sentence,
      HttpResponse answer,
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

  private static String sentence(ErrorCode code, TaskHandle task) {
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

  /** What to use instead of a model that is gone; else nothing. */
  static String hint(ErrorCode code, TaskHandle task) {
    return code == ErrorCode.MODEL_UNAVAILABLE && task.model() != null
        ? Catalog.builtIn()
            .successor(Provider.RUNWARE, task.model())
            .map(it -> "; use " + it + " instead")
            .orElse("")
        : "";
  }
}

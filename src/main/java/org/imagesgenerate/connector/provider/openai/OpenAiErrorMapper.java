package org.imagesgenerate.connector.provider.openai;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Urls;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.provider.HttpStatusMapping;
import org.imagesgenerate.connector.provider.openai.OpenAiError.Blocked;
import org.imagesgenerate.connector.provider.openai.OpenAiError.Form;

/**
 * Turns refusals into the contract's codes: from status and machine code, never from words in a
 * message, because one and the same word stands in blocks of an account and in refusals of a
 * prompt. Codes: OpenAI's error reference and observed answers (2026-10), Azure's troubleshooting
 * page (2026-09).
 */
final class OpenAiErrorMapper {

  private static final Set<String> CONTENT =
      Set.of(
          "content_policy_violation",
          "moderation_blocked",
          "content_filter",
          "contentfilter",
          "responsibleaipolicyviolation");
  private static final Set<String> MONEY =
      Set.of(
          "insufficient_quota",
          "billing_not_active",
          "billing_hard_limit_reached",
          "credit_balance_exhausted",
          "organization_spend_limit_exceeded",
          "project_spend_limit_exceeded",
          "organization_usage_limit_exceeded");
  private static final Set<String> MODEL =
      Set.of("model_not_found", "deploymentnotfound", "model_deprecated", "model_retired");
  private static final Set<String> PACE = Set.of("rate_limit_exceeded", "slow_down");
  private static final Set<String> OVERLOAD = Set.of("server_is_overloaded");
  private static final int PROXY = 407;

  private final OpenAiDialect dialect;
  private final InstantSource clock;

  OpenAiErrorMapper(OpenAiDialect dialect, InstantSource clock) {
    this.dialect = dialect;
    this.clock = clock;
  }

  /** What an answer other than a success means. */
  ImagesException of(HttpResponse answer, ImageRequest request, String requestId) {
    OpenAiError error = OpenAiError.of(answer.body());
    ErrorCode code = code(answer.status(), error);
    if (code == ErrorCode.REQUEST_REJECTED && isAboutEndedModel(error, request)) {
      code = ErrorCode.MODEL_UNAVAILABLE;
    }
    return ImagesException.of(code, purchase(code, error), message(code, answer, error, request))
        .with("httpStatus", answer.status())
        .with("requestId", requestId != null ? requestId : error.requestId())
        .with("providerCode", error.code())
        .retryAfter(answer.retryAfter(clock.instant()).orElse(null));
  }

  /** Whether the body of a success without images is a refusal all the same. */
  boolean isRefusal(HttpResponse answer) {
    return byCode(answer.status(), OpenAiError.of(answer.body())).isPresent();
  }

  /** What no answer, or half an answer, means. Nobody can be asked: there are no tasks here. */
  ImagesException of(HttpFailure failure, ImageRequest request) {
    boolean refused = failure.status() >= 300;
    if (refused && failure.stage() != Stage.NOT_SENT) {
      ErrorCode code = code(failure.status(), OpenAiError.UNREADABLE);
      return ImagesException.of(
              code,
              purchase(code, null),
              "%s answered with HTTP status %d, and %s"
                  .formatted(dialect.displayName(), failure.status(), failure.getMessage()))
          .with("httpStatus", failure.status())
          .causedBy(failure);
    }
    ImagesException exception =
        switch (failure.stage()) {
          case FORBIDDEN ->
              ImagesException.invalidInput("provider.baseUrl: " + failure.getMessage());
          case NOT_SENT ->
              ImagesException.of(
                  ErrorCode.CONNECTION_FAILED,
                  PurchaseState.NONE,
                  "Nothing was sent: " + failure.getMessage());
          case NO_ANSWER ->
              ImagesException.of(
                  ErrorCode.OUTCOME_UNKNOWN,
                  PurchaseState.UNKNOWN,
                  "It is unknown whether %s made images, and it cannot be asked: %s. Look at the provider's usage page before you retry"
                      .formatted(request.model(), failure.getMessage()));
          case BROKEN_OFF ->
              ImagesException.of(
                  ErrorCode.RESPONSE_INVALID,
                  PurchaseState.UNKNOWN,
                  "The images may have been made, but the answer cannot be read: "
                      + failure.getMessage());
          case TOO_LARGE ->
              ImagesException.of(
                  ErrorCode.RESPONSE_TOO_LARGE,
                  PurchaseState.UNKNOWN,
                  "Too large to read: " + failure.getMessage());
        };
    return exception
        .with("httpStatus", failure.status() == 0 ? null : failure.status())
        .causedBy(failure);
  }

  private ErrorCode code(int status, OpenAiError error) {
    return dialect
        .classify(status, error)
        .or(() -> byCode(status, error))
        .orElseGet(() -> byStatus(status, error));
  }

  /** A refusal that names no other field, of a model that its maker has ended. */
  private boolean isAboutEndedModel(OpenAiError error, ImageRequest request) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return error.own()
        && error.parameter() == null
        && request.rules().shutdown().filter(day -> !day.isAfter(today)).isPresent();
  }

  private static Optional<ErrorCode> byCode(int status, OpenAiError error) {
    return Stream.of(error.code(), error.type())
        .filter(Objects::nonNull)
        .map(word -> byWord(status, word.toLowerCase(Locale.ROOT)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<ErrorCode> byWord(int status, String word) {
    if (MONEY.contains(word)) {
      return Optional.of(ErrorCode.QUOTA_EXHAUSTED);
    }
    if (status == 403) {
      // blocks the account or keeps it from the model, whatever the text says
      return Optional.empty();
    }
    if (CONTENT.contains(word)) {
      return Optional.of(ErrorCode.CONTENT_POLICY);
    }
    if (MODEL.contains(word)) {
      return Optional.of(ErrorCode.MODEL_UNAVAILABLE);
    }
    if (status == 503 && (PACE.contains(word) || OVERLOAD.contains(word))) {
      return Optional.of(ErrorCode.PROVIDER_UNAVAILABLE);
    }
    return status < 500 && PACE.contains(word)
        ? Optional.of(ErrorCode.RATE_LIMITED)
        : Optional.empty();
  }

  private static ErrorCode byStatus(int status, OpenAiError error) {
    ErrorCode meaning = HttpStatusMapping.of(status, error.own());
    if (meaning == ErrorCode.REQUEST_REJECTED && "model".equals(error.parameter())) {
      return ErrorCode.MODEL_UNAVAILABLE;
    }
    if (meaning == ErrorCode.MODEL_UNAVAILABLE && error.form() == Form.DETAIL) {
      // what FastAPI says to a path that it does not know
      return ErrorCode.REQUEST_REJECTED;
    }
    return meaning;
  }

  private static PurchaseState purchase(ErrorCode code, OpenAiError error) {
    boolean unknown =
        code == ErrorCode.OUTCOME_UNKNOWN
            || code == ErrorCode.CONTENT_POLICY
                && error != null
                && error.blocked() != Blocked.PROMPT;
    return unknown ? PurchaseState.UNKNOWN : PurchaseState.NONE;
  }

  private String message(
      ErrorCode code, HttpResponse answer, OpenAiError error, ImageRequest request) {
    String said = error.message() != null ? error.message() : answer.body().quote();
    String quoted = said.isEmpty() ? "it sent no reason" : "\"" + said + "\"";
    return "%s (HTTP status %d%s: %s)%s"
        .formatted(
            sentence(code, answer.status(), error, request),
            answer.status(),
            error.code() == null ? "" : ", " + error.code(),
            quoted,
            hint(code, answer, request));
  }

  private String sentence(ErrorCode code, int status, OpenAiError error, ImageRequest request) {
    String name = dialect.displayName();
    return switch (code) {
      case AUTHENTICATION_FAILED ->
          status == PROXY
              ? "The proxy asks for a login; put it into the proxy's address"
              : name + " does not accept the key; check provider.apiKey";
      case PERMISSION_DENIED -> name + " does not allow this to the account";
      case QUOTA_EXHAUSTED ->
          "The money at " + name + " is used up, or a limit of spending is reached";
      case CONTENT_POLICY ->
          switch (error.blocked()) {
            case PROMPT -> "The safety system of " + name + " refused the prompt";
            case IMAGE -> "The safety system of " + name + " withheld the image";
            case UNSAID ->
                "The safety system of "
                    + name
                    + " refused the prompt or withheld the image, which may have been billed";
          };
      case MODEL_UNAVAILABLE -> "%s does not serve the model %s".formatted(name, request.model());
      case RATE_LIMITED -> name + " asks to slow down";
      case PROVIDER_UNAVAILABLE -> name + " did not do the work";
      case OUTCOME_UNKNOWN ->
          "It is unknown whether %s made images, and it cannot be asked".formatted(name);
      default ->
          status >= 300 && status < 400
              ? name
                  + " points to another address, which is not followed; put it into provider.baseUrl"
              : error.parameter() == null
                  ? name + " refused the request"
                  : "%s refused the field %s".formatted(name, error.parameter());
    };
  }

  private static String hint(ErrorCode code, HttpResponse answer, ImageRequest request) {
    return switch (code) {
      case MODEL_UNAVAILABLE ->
          request.rules().successor().map(it -> "; use " + it + " instead").orElse("")
              + (answer.status() == 404 ? "; if the model is right, check provider.baseUrl" : "");
      case REQUEST_REJECTED ->
          answer.status() == 404
              ? "; check provider.baseUrl"
              : answer
                  .header("location")
                  .map(it -> "; it points to " + Urls.withoutQuery(it))
                  .orElse("");
      case OUTCOME_UNKNOWN -> "; look at the provider's usage page before you retry";
      default -> "";
    };
  }
}

package org.imagesgenerate.connector.provider;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Urls;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.provider.ProviderError.Rejected;
import org.imagesgenerate.connector.support.Deadline;

/**
 * Turns what goes wrong at a provider into the contract's error codes and messages. The code comes
 * from the HTTP status and the provider's error code, never from the words of a message: the same
 * words appear when an account is blocked and when a prompt is rejected. An adapter brings a table
 * of its provider's error codes, and parses error bodies into {@link ProviderError}.
 */
public final class ProviderErrors {

  /** What a provider means differently from the others. */
  @FunctionalInterface
  public interface Exceptions {
    Optional<ErrorCode> code(int status, ProviderError error);
  }

  private static final Set<ErrorCode> ACCOUNT =
      EnumSet.of(
          ErrorCode.AUTHENTICATION_FAILED, ErrorCode.PERMISSION_DENIED, ErrorCode.QUOTA_EXHAUSTED);

  private static final int PROXY_LOGIN = 407;

  private final ErrorMessages messages;
  private final Function<String, Optional<ErrorCode>> codes;
  private final Exceptions exceptions;
  private final InstantSource clock;

  /**
   * @param provider its name, for messages
   * @param usagePage where people see what was billed, for messages
   * @param codes the meaning of the provider's error codes and types
   * @param clock for waits that a provider names as a date, and for the end of models
   */
  public ProviderErrors(
      String provider,
      String usagePage,
      Function<String, Optional<ErrorCode>> codes,
      InstantSource clock) {
    this(provider, usagePage, codes, (status, error) -> Optional.empty(), clock);
  }

  /**
   * @param exceptions come before the table and the statuses
   */
  public ProviderErrors(
      String provider,
      String usagePage,
      Function<String, Optional<ErrorCode>> codes,
      Exceptions exceptions,
      InstantSource clock) {
    this.messages = new ErrorMessages(provider, usagePage);
    this.codes = codes;
    this.exceptions = exceptions;
    this.clock = clock;
  }

  /** Replaces what to do after an error code, where the provider has something special. */
  public ProviderErrors nextStep(ErrorCode code, String nextStep) {
    messages.setNextStep(code, nextStep);
    return this;
  }

  /** The meaning of an error's code, else of its type; empty if neither is in the table. */
  public Optional<ErrorCode> known(ProviderError error) {
    return Stream.of(error.code(), error.type())
        .filter(Objects::nonNull)
        .map(codes)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The contract's code for a rejection: from the table if it is clear, else from the status. */
  public ErrorCode code(int status, ProviderError error) {
    ErrorCode code =
        exceptions
            .code(status, error)
            .or(() -> known(error).filter(it -> fits(status, it)))
            .orElseGet(() -> HttpStatusMapping.of(status, error.own()));
    return code == ErrorCode.REQUEST_REJECTED && "model".equals(error.field())
        ? ErrorCode.MODEL_UNAVAILABLE
        : code;
  }

  /** A 403 is about the account, whatever its code says; a 5xx is never a rate limit. */
  private static boolean fits(int status, ErrorCode code) {
    return status == 403 ? ACCOUNT.contains(code) : status < 500 || code != ErrorCode.RATE_LIMITED;
  }

  /** What happened to the money if a request is rejected with this code. */
  public static PurchaseState purchase(ErrorCode code, ProviderError error) {
    boolean maybe =
        code == ErrorCode.OUTCOME_UNKNOWN
            || code == ErrorCode.CONTENT_POLICY && error.rejected() != Rejected.PROMPT;
    return maybe ? PurchaseState.UNKNOWN : PurchaseState.NONE;
  }

  /** Whether a rejection applies to every request of the account. */
  public static boolean isAboutAccount(ErrorCode code) {
    return ACCOUNT.contains(code);
  }

  /**
   * A purchase that the provider, or a server before it, rejected.
   *
   * @param status of the response, or a more exact one in its body
   */
  public ImagesException rejected(
      int status, HttpResponse response, ProviderError error, ImageRequest request) {
    ErrorCode code = code(status, error);
    return rejected(code, purchase(code, error), response, error, request.model(), request.rules());
  }

  /**
   * A request that the provider, or a server before it, rejected.
   *
   * @param code usually {@link #code}
   * @param purchase usually {@link #purchase}
   * @param model the id that was sent
   * @param entry the model's entry in the catalog
   */
  public ImagesException rejected(
      ErrorCode code,
      PurchaseState purchase,
      HttpResponse response,
      ProviderError error,
      String model,
      Model entry) {
    ErrorCode meant =
        code == ErrorCode.REQUEST_REJECTED && isAboutEndedModel(error, entry)
            ? ErrorCode.MODEL_UNAVAILABLE
            : code;
    String said = error.message() != null ? error.message() : response.body().quote();
    String details =
        details(
            response.status(),
            error.code(),
            purchase == PurchaseState.NONE ? null : error.requestId(),
            said.isEmpty() ? "no reason given" : "\"" + said + "\"");
    return sentence(
            meant,
            purchase,
            cause(meant, response.status(), subject(meant, error, model)) + details,
            nextStep(meant, response, entry.successor()))
        .with("httpStatus", response.status())
        .with("requestId", error.requestId())
        .with("providerCode", error.code())
        .retryAfter(wait(response));
  }

  /** The wait that a response asks for, or null. */
  public Duration wait(HttpResponse response) {
    return response.retryAfter(clock.instant()).orElse(null);
  }

  /** A rejection that names no other field, of a model that its maker has ended. */
  private boolean isAboutEndedModel(ProviderError error, Model entry) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return error.own()
        && error.field() == null
        && entry.shutdown().filter(day -> !day.isAfter(today)).isPresent();
  }

  private static String subject(ErrorCode code, ProviderError error, String model) {
    return switch (code) {
      case CONTENT_POLICY -> error.rejectedText();
      case MODEL_UNAVAILABLE -> "the model " + model;
      case REQUEST_REJECTED -> error.field() == null ? null : "the field " + error.field();
      default -> null;
    };
  }

  private String cause(ErrorCode code, int status, String subject) {
    if (status == PROXY_LOGIN) {
      return "The proxy requires a login";
    }
    if (code == ErrorCode.REQUEST_REJECTED && isRedirect(status)) {
      return messages.provider()
          + " redirected to another URL, which the connector does not follow";
    }
    return messages.cause(code, subject);
  }

  private String nextStep(ErrorCode code, HttpResponse response, Optional<String> successor) {
    int status = response.status();
    if (status == PROXY_LOGIN) {
      return "Put user and password into the proxy's URL.";
    }
    if (code == ErrorCode.REQUEST_REJECTED && isRedirect(status)) {
      return "Set provider.baseUrl to the new URL"
          + response.header("location").map(it -> ": " + Urls.withoutQuery(it)).orElse(".");
    }
    if (code == ErrorCode.MODEL_UNAVAILABLE) {
      return successor.map("Use %s instead."::formatted).orElse("Check the model.")
          + (status == 404 ? " If the model is right, check provider.baseUrl." : "");
    }
    return code == ErrorCode.REQUEST_REJECTED && status == 404
        ? "Check provider.baseUrl."
        : messages.nextStep(code);
  }

  private static boolean isRedirect(int status) {
    return status >= 300 && status < 400;
  }

  /**
   * A purchase without a response, or with one that could not be read to its end, where the
   * provider offers no way to ask what became of it.
   *
   * @param deadline that the exchange had
   */
  public ImagesException of(HttpFailure failure, Deadline deadline) {
    int status = failure.status();
    String reason = ": " + failure.getMessage();
    ImagesException exception =
        status >= 300
            ? withoutBody(status, failure.getMessage())
            : switch (failure.stage()) {
              case FORBIDDEN ->
                  ImagesException.invalidInput("provider.baseUrl: " + failure.getMessage());
              case NOT_SENT -> of(ErrorCode.CONNECTION_FAILED, PurchaseState.NONE, null, reason);
              case NO_RESPONSE -> unanswered(failure, deadline);
              case INTERRUPTED ->
                  of(ErrorCode.RESPONSE_INVALID, PurchaseState.UNKNOWN, null, reason);
              case TOO_LARGE ->
                  of(ErrorCode.RESPONSE_TOO_LARGE, PurchaseState.UNKNOWN, null, reason);
            };
    return exception.with("httpStatus", status == 0 ? null : status).causedBy(failure);
  }

  private ImagesException withoutBody(int status, String message) {
    ErrorCode code = code(status, ProviderError.unreadable());
    PurchaseState purchase = purchase(code, ProviderError.unreadable());
    return sentence(
        code,
        purchase,
        cause(code, status, null) + details(status, null, null, message),
        messages.nextStep(code));
  }

  private ImagesException unanswered(HttpFailure failure, Deadline deadline) {
    ErrorCode code = ErrorCode.OUTCOME_UNKNOWN;
    PurchaseState purchase = PurchaseState.UNKNOWN;
    String cause =
        messages.provider()
            + (failure.status() == 0 ? " did not answer" : " did not complete its answer");
    return deadline.isOver()
        ? ImagesException.of(
            code,
            purchase,
            messages.of(purchase, cause + within(deadline), "") + " " + ErrorMessages.RAISE_TIMEOUT)
        : sentence(code, purchase, cause + ": " + failure.getMessage(), "");
  }

  private static String within(Deadline deadline) {
    return " within " + ErrorMessages.words(deadline.budget());
  }

  /**
   * A task that has not ended.
   *
   * @param subject such as {@code task 7}
   * @param details why; may be empty
   */
  public ImagesException pending(String subject, Deadline deadline, String details) {
    boolean shutDown = Thread.currentThread().isInterrupted();
    String when = shutDown ? ", and this worker is shutting down" : within(deadline);
    ImagesException pending =
        of(ErrorCode.TASK_PENDING, PurchaseState.UNKNOWN, subject, when + details);
    return shutDown
        ? pending
        : pending.withMessage(pending.getMessage() + " " + ErrorMessages.RAISE_TIMEOUT);
  }

  /** A success that brought no image, or none that can be read. */
  public ImagesException unusable(
      ErrorCode code,
      PurchaseState purchase,
      HttpResponse response,
      String requestId,
      String reason) {
    return of(code, purchase, null, details(response.status(), null, requestId, reason))
        .with("httpStatus", response.status())
        .with("requestId", requestId);
  }

  /**
   * A failure of this provider.
   *
   * @param subject what it is about, such as {@code the field size} or {@code task 7}; null: what
   *     the code is usually about
   * @param details continues the sentence, with its own punctuation; may be empty
   */
  public ImagesException of(
      ErrorCode code, PurchaseState purchase, String subject, String details) {
    return sentence(
        code, purchase, messages.cause(code, subject) + details, messages.nextStep(code));
  }

  private ImagesException sentence(
      ErrorCode code, PurchaseState purchase, String cause, String nextStep) {
    return ImagesException.of(code, purchase, messages.of(purchase, cause, nextStep));
  }

  private static String details(int status, String code, String requestId, String said) {
    return " (HTTP status %d%s%s: %s)"
        .formatted(
            status,
            code == null ? "" : ", " + code,
            requestId == null ? "" : ", request " + requestId,
            said);
  }
}

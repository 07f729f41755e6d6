package org.imagesgenerate.connector.provider;

import java.math.BigDecimal;
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

  /**
   * How a message is made: {@code cause (details). money nextStep}.
   *
   * @param cause with places for the provider's name and the subject
   * @param subject what the cause is about, unless the caller names it
   * @param nextStep empty: check the usage page, then add a retry
   */
  private record Text(String cause, String subject, String nextStep) {}

  private static Text text(ErrorCode code) {
    return switch (code) {
      case INVALID_INPUT -> new Text("%s does not accept %s", "a field", "Correct it.");
      case AUTHENTICATION_FAILED ->
          new Text("%s rejected %s", "the API key", "Check provider.apiKey.");
      case PERMISSION_DENIED ->
          new Text(
              "%s denied %s", "the account access", "Check what the account and region may use.");
      case QUOTA_EXHAUSTED ->
          new Text(
              "%s: %s reached",
              "quota or spending limit", "Add credit or raise the limit, then add a retry.");
      case CONTENT_POLICY ->
          new Text("The safety system of %s rejected %s", "the prompt", "Change the prompt.");
      case MODEL_UNAVAILABLE -> new Text("%s does not offer %s", "the model", "Check the model.");
      case REQUEST_REJECTED ->
          new Text(
              "%s rejected %s",
              "the request", "Correct the request; if no field is named, check provider.baseUrl.");
      case RATE_LIMITED ->
          new Text(
              "%s: %s reached", "rate limit", "If this happens often, run fewer jobs at once.");
      case PROVIDER_UNAVAILABLE ->
          new Text(
              "%s is %s",
              "temporarily unavailable", "If this continues, check the provider's status page.");
      case CONNECTION_FAILED ->
          new Text(
              "The request to %s was %s",
              "not sent",
              "If this continues, check provider.baseUrl, proxy, firewall and certificates.");
      case OUTCOME_UNKNOWN -> new Text("%s did not return %s", "a result", "");
      case TASK_FAILED -> new Text("%s: %s failed", "the task", "A retry starts a new task.");
      case TASK_PENDING ->
          new Text(
              "%s has not finished %s",
              "the task", "The next attempt continues with the same task and buys nothing.");
      case NO_IMAGE -> new Text("%s reported success, but returned %s", "no image", "");
      case RESPONSE_INVALID -> new Text("%s returned %s", "a response that cannot be read", "");
      case RESPONSE_TOO_LARGE ->
          new Text(
              "%s returned %s",
              "a response that is too large",
              "Raise the setting that is named, or request a smaller size.");
      case DOWNLOAD_FAILED ->
          new Text(
              "%s: %s could not be downloaded",
              "the image", "The next attempt downloads it again and buys nothing.");
      case DELIVERY_FAILED ->
          new Text(
              "%s: %s could not be stored",
              "the images", "The next attempt stores them again and buys nothing.");
    };
  }

  private static final Set<ErrorCode> ACCOUNT =
      EnumSet.of(
          ErrorCode.AUTHENTICATION_FAILED, ErrorCode.PERMISSION_DENIED, ErrorCode.QUOTA_EXHAUSTED);

  /** The next step says it all: these buy nothing more. */
  private static final Set<ErrorCode> CONTINUED =
      EnumSet.of(ErrorCode.TASK_PENDING, ErrorCode.DOWNLOAD_FAILED, ErrorCode.DELIVERY_FAILED);

  private static final int PROXY_LOGIN = 407;

  private final String provider;
  private final String usagePage;
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
    this.provider = provider;
    this.usagePage = usagePage;
    this.codes = codes;
    this.exceptions = exceptions;
    this.clock = clock;
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

  /** A 403 is about the account, whatever its code says; a 5xx is no rate limit. */
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
      return provider + " redirects to another URL, which is not followed";
    }
    return cause(code, subject);
  }

  private String cause(ErrorCode code, String subject) {
    Text text = text(code);
    return text.cause().formatted(provider, subject == null ? text.subject() : subject);
  }

  private static String nextStep(
      ErrorCode code, HttpResponse response, Optional<String> successor) {
    int status = response.status();
    if (status == PROXY_LOGIN) {
      return "Put it into the proxy's URL.";
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
        : text(code).nextStep();
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
              case NO_ANSWER -> unanswered(failure, deadline);
              case BROKEN_OFF ->
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
        text(code).nextStep());
  }

  private ImagesException unanswered(HttpFailure failure, Deadline deadline) {
    String begun = failure.status() == 0 ? "answer" : "complete its answer";
    String money = money(PurchaseState.UNKNOWN, "");
    return ImagesException.of(
        ErrorCode.OUTCOME_UNKNOWN,
        PurchaseState.UNKNOWN,
        deadline.isOver()
            ? "%s did not %s within %s. %s Slower models need a larger timeout."
                .formatted(provider, begun, words(deadline.budget()), money)
            : "%s did not %s: %s. %s".formatted(provider, begun, failure.getMessage(), money));
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
    return sentence(code, purchase, cause(code, subject) + details, text(code).nextStep());
  }

  private ImagesException sentence(
      ErrorCode code, PurchaseState purchase, String cause, String nextStep) {
    String rest = CONTINUED.contains(code) ? nextStep : money(purchase, nextStep);
    return ImagesException.of(code, purchase, "%s. %s".formatted(cause, rest).strip());
  }

  private String money(PurchaseState purchase, String nextStep) {
    if (purchase == PurchaseState.NONE) {
      return nextStep;
    }
    String billed =
        purchase == PurchaseState.MADE ? "You have been billed" : "You may have been billed";
    return nextStep.isEmpty()
        ? "%s: check %s, then add a retry.".formatted(billed, usagePage)
        : "%s. %s".formatted(billed, nextStep);
  }

  private static String details(int status, String code, String requestId, String said) {
    return " (HTTP status %d%s%s: %s)"
        .formatted(
            status,
            code == null ? "" : ", " + code,
            requestId == null ? "" : ", request " + requestId,
            said);
  }

  /** A duration as people say it, such as {@code 4 minutes} or {@code 0.3 seconds}. */
  private static String words(Duration duration) {
    Duration rounded =
        duration.toSeconds() < 10
            ? duration
            : Duration.ofSeconds(duration.plusMillis(500).toSeconds());
    boolean minutes = rounded.toSeconds() >= 60 && rounded.toSecondsPart() == 0;
    String number =
        minutes
            ? "" + rounded.toMinutes()
            : BigDecimal.valueOf(rounded.toMillis(), 3).stripTrailingZeros().toPlainString();
    return "%s %s%s"
        .formatted(number, minutes ? "minute" : "second", number.equals("1") ? "" : "s");
  }
}

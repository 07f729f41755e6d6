package org.imagesgenerate.connector.provider;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.PurchaseState;

/** The messages of a provider's failures: {@code cause (details). money nextStep}. */
final class ErrorMessages {

  /**
   * The message of an error code.
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
      case TASK_FAILED ->
          new Text(
              "%s: %s failed",
              "the task", "A retry of Images Generate or Images Edit starts a new task.");
      case TASK_PENDING ->
          new Text(
              "%s has not finished %s",
              "the task", "The next attempt continues with the same task and buys nothing more.");
      case NO_IMAGE -> new Text("%s reported success, but returned %s", "no image", "");
      case RESPONSE_INVALID -> new Text("%s returned %s", "a response that cannot be read", "");
      case RESPONSE_TOO_LARGE ->
          new Text(
              "%s returned %s",
              "a response that is too large",
              "Raise the setting that is named, or request a smaller size.");
      case DOWNLOAD_FAILED ->
          new Text(
              "%2$s could not be downloaded",
              "The image", "The next attempt downloads it again and buys nothing more.");
      case DELIVERY_FAILED ->
          new Text(
              "%2$s could not be stored",
              "The images", "The next attempt stores them again and buys nothing more.");
    };
  }

  /** What to do if a model is slow: the input, and its name in the template. */
  static final String RAISE_TIMEOUT =
      "If the model needs longer, raise the input timeout (field Timeout).";

  private final String provider;
  private final String usagePage;
  private final Map<ErrorCode, String> nextSteps = new EnumMap<>(ErrorCode.class);

  ErrorMessages(String provider, String usagePage) {
    this.provider = provider;
    this.usagePage = usagePage;
  }

  String provider() {
    return provider;
  }

  void setNextStep(ErrorCode code, String nextStep) {
    nextSteps.put(code, nextStep);
  }

  /** The beginning of a message; a null subject is the usual one. */
  String cause(ErrorCode code, String subject) {
    Text text = text(code);
    return text.cause().formatted(provider, subject == null ? text.subject() : subject);
  }

  String nextStep(ErrorCode code) {
    return nextSteps.getOrDefault(code, text(code).nextStep());
  }

  /** The whole message. */
  String of(PurchaseState purchase, String cause, String nextStep) {
    return "%s. %s".formatted(cause, money(purchase, nextStep)).strip();
  }

  private String money(PurchaseState purchase, String nextStep) {
    if (purchase == PurchaseState.NONE) {
      return nextStep.isEmpty() ? "Nothing was bought: add a retry to try again." : nextStep;
    }
    String billed =
        purchase == PurchaseState.MADE ? "You have been billed" : "You may have been billed";
    return nextStep.isEmpty()
        ? "%s: check %s, then add a retry.".formatted(billed, usagePage)
        : "%s. %s".formatted(billed, nextStep);
  }

  /** A duration as people say it, such as {@code 4 minutes} or {@code 0.3 seconds}. */
  static String words(Duration duration) {
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

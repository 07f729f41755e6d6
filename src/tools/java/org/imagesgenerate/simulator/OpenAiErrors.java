package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Refusals as OpenAI and Azure word them for programs: status, type, code and headers are theirs,
 * the messages only resemble theirs. For {@link Fault#answer(SimulatedResponse)}.
 */
public final class OpenAiErrors {

  private static final String INVALID = "invalid_request_error";
  private static final String USER = "image_generation_user_error";
  private static final AtomicLong REQUESTS = new AtomicLong();

  private OpenAiErrors() {}

  /**
   * Any error in OpenAI's form.
   *
   * @param param may be null
   * @param code may be null
   */
  public static SimulatedResponse error(
      int status, String type, String code, String param, String message) {
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return withRequestId(SimulatedResponse.json(status, body));
  }

  static SimulatedResponse withRequestId(SimulatedResponse answer) {
    return answer.with("x-request-id", "req_%032x".formatted(REQUESTS.incrementAndGet()));
  }

  static SimulatedResponse rejected(String code, String param, String message) {
    return error(400, INVALID, code, param, message);
  }

  public static SimulatedResponse unknownParameter(String name) {
    return rejected("unknown_parameter", name, "Unknown parameter: '" + name + "'.");
  }

  public static SimulatedResponse invalidValue(String param, String message) {
    return error(400, USER, "invalid_value", param, message);
  }

  // ---- who may

  /** The message shows the two ends of the key, as the real one does. */
  public static SimulatedResponse invalidApiKey(String key) {
    String masked =
        key.length() < 12
            ? "*".repeat(key.length())
            : key.substring(0, 8) + "*".repeat(key.length() - 12) + key.substring(key.length() - 4);
    return error(
        401, INVALID, "invalid_api_key", null, "Incorrect API key provided: " + masked + ".");
  }

  public static SimulatedResponse noApiKey() {
    return error(401, INVALID, null, null, "You didn't provide an API key.");
  }

  public static SimulatedResponse organizationNotVerified(String model) {
    return error(
        403,
        INVALID,
        null,
        null,
        "Your organization must be verified to use the model `" + model + "`.");
  }

  public static SimulatedResponse countryNotSupported() {
    return error(
        403,
        "request_forbidden",
        "unsupported_country_region_territory",
        null,
        "Country, region, or territory not supported");
  }

  /** How a retired or mistyped model is refused. */
  public static SimulatedResponse modelDoesNotExist(String model) {
    return invalidValue("model", "The model '" + model + "' does not exist.");
  }

  /** The form of other endpoints, and of some compatible servers. */
  public static SimulatedResponse modelNotFound(String model) {
    return error(
        404, INVALID, "model_not_found", "model", "The model `" + model + "` was not found.");
  }

  // ---- money and pace

  /** Too fast; the wait is in whole seconds, rounded up, and in milliseconds. */
  public static SimulatedResponse rateLimitExceeded(Duration retryAfter) {
    long seconds = (retryAfter.toMillis() + 999) / 1000;
    return rateLimitExceeded()
        .with("retry-after", Long.toString(seconds))
        .with("retry-after-ms", Long.toString(retryAfter.toMillis()));
  }

  /** Too fast, and no word about how long to wait. */
  public static SimulatedResponse rateLimitExceeded() {
    return error(
            429, "rate_limit_error", "rate_limit_exceeded", null, "Rate limit reached for images.")
        .with("x-ratelimit-limit-requests", "20")
        .with("x-ratelimit-remaining-requests", "0")
        .with("x-ratelimit-reset-requests", "6m0s");
  }

  public static SimulatedResponse insufficientQuota() {
    return insufficientQuota("insufficient_quota");
  }

  /**
   * @param code one of those for money, such as {@code project_spend_limit_exceeded}
   */
  public static SimulatedResponse insufficientQuota(String code) {
    return error(429, "insufficient_quota", code, null, "You exceeded your current quota.");
  }

  /** A 400, though it is about money. */
  public static SimulatedResponse billingHardLimitReached() {
    return rejected("billing_hard_limit_reached", null, "Billing hard limit has been reached");
  }

  // ---- content

  /**
   * The GPT models' refusal.
   *
   * @param stage {@code input} or {@code output}
   */
  public static SimulatedResponse moderationBlocked(String stage, String... categories) {
    ObjectNode body = Json.object();
    ObjectNode error =
        body.putObject("error")
            .put(
                "message",
                "Your request was rejected by the safety system. If you believe this is an error,"
                    + " contact us and include the request ID req_0. safety_violations=["
                    + String.join(", ", categories)
                    + "].")
            .put("type", USER)
            .putNull("param")
            .put("code", "moderation_blocked");
    ObjectNode details = error.putObject("moderation_details").put("moderation_stage", stage);
    List.of(categories).forEach(details.putArray("categories")::add);
    return withRequestId(SimulatedResponse.json(400, body));
  }

  /** The refusal of the DALL·E models. */
  public static SimulatedResponse contentPolicyViolation() {
    return rejected(
        "content_policy_violation",
        null,
        "Your request was rejected as a result of our safety system.");
  }

  // ---- trouble

  public static SimulatedResponse serverError() {
    return error(500, "server_error", null, null, "The server had an error.");
  }

  public static SimulatedResponse overloaded() {
    return error(
        503, "service_unavailable_error", "server_is_overloaded", null, "We are overloaded.");
  }

  // ---- Azure

  /** Azure's own form: a code and a message, nothing else. */
  public static SimulatedResponse azure(int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", code).put("message", message);
    return withRequestId(SimulatedResponse.json(status, body)).with("apim-request-id", "apim-0");
  }

  /** The filter's refusal in the form with {@code created} beside the error. */
  public static SimulatedResponse azureContentFilter() {
    ObjectNode body = Json.object().put("created", 1_700_000_000);
    body.putObject("error")
        .put("code", "contentFilter")
        .put("message", "Your task failed as a result of our safety system.");
    return withRequestId(SimulatedResponse.json(400, body));
  }

  /** The filter's refusal in the form with an inner error. */
  public static SimulatedResponse azureResponsibleAiViolation() {
    ObjectNode body = Json.object();
    ObjectNode error =
        body.putObject("error")
            .put("code", "content_policy_violation")
            .put("message", "This request has been blocked by our content filters.");
    error
        .putObject("inner_error")
        .put("code", "ResponsibleAIPolicyViolation")
        .putObject("content_filter_results")
        .putObject("violence")
        .put("filtered", true)
        .put("severity", "medium");
    return withRequestId(SimulatedResponse.json(400, body));
  }

  /** An account that is shut out: the text speaks of content, but every prompt fails alike. */
  public static SimulatedResponse azureResourceBlocked() {
    return azure(
        403,
        "Forbidden",
        "Your resource has been temporarily blocked because we detected behavior that may violate"
            + " our content policy.");
  }

  public static SimulatedResponse azureKeyRefused() {
    return azure(401, "401", "Access denied due to invalid subscription key or wrong endpoint.");
  }

  public static SimulatedResponse azureDeploymentNotFound() {
    return azure(404, "DeploymentNotFound", "The deployment does not exist for this resource.");
  }
}

package org.imagesgenerate.connector.provider.runware;

import static org.imagesgenerate.connector.error.ErrorCode.AUTHENTICATION_FAILED;
import static org.imagesgenerate.connector.error.ErrorCode.CONTENT_POLICY;
import static org.imagesgenerate.connector.error.ErrorCode.MODEL_UNAVAILABLE;
import static org.imagesgenerate.connector.error.ErrorCode.PERMISSION_DENIED;
import static org.imagesgenerate.connector.error.ErrorCode.PROVIDER_UNAVAILABLE;
import static org.imagesgenerate.connector.error.ErrorCode.QUOTA_EXHAUSTED;
import static org.imagesgenerate.connector.error.ErrorCode.RATE_LIMITED;
import static org.imagesgenerate.connector.error.ErrorCode.REQUEST_REJECTED;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.ProviderError;
import org.imagesgenerate.connector.provider.ProviderError.Rejected;

/**
 * One error in a response. Runware says that its codes are still being unified and vary by model
 * (error page, 2026), so every part may be missing.
 *
 * @param error code, field and message
 * @param taskType the type of the task that it is about, or null
 */
record RunwareError(ProviderError error, String taskType) {

  /**
   * Runware's codes as its TypeScript client 1.6.8 (2026-07) sorts them, some by name, most by a
   * part of it. The first rule that matches decides.
   */
  private static final List<Map.Entry<ErrorCode, String>> RULES =
      List.of(
          Map.entry(QUOTA_EXHAUSTED, ".*(credits|quota|balance).*|paymentRequired"),
          Map.entry(RATE_LIMITED, ".*rateLimit.*|tooManyRequests"),
          Map.entry(
              CONTENT_POLICY,
              "(provider)?contentPolicyViolation|(sensitive|unsafe|nsfw)ContentDetected"
                  + "|(prompt|image)Blocked|moderationFailed"),
          // between Runware and the model's maker: their key, their limits
          Map.entry(PROVIDER_UNAVAILABLE, "provider.*"),
          Map.entry(
              AUTHENTICATION_FAILED,
              ".*apiKey.*|unauthorized|auth(entication)?Failed|authTimeout"
                  + "|(invalid|missing)Authentication|invalidCredentials"
                  + "|token(Expired|Invalid|Missing|Revoked)"),
          Map.entry(
              PERMISSION_DENIED,
              "forbidden|permissionDenied|insufficientPermissions"
                  + "|(account|organization|workspace)(Suspended|Disabled)"),
          Map.entry(MODEL_UNAVAILABLE, "unknownModel|modelNotFound|modelOwnershipValidationError"),
          Map.entry(
              PROVIDER_UNAVAILABLE,
              ".*timeout.*|(internalServer|standard|unknown|undefined|default|inference)Error"
                  + "|(service|server)Unavailable|unrecognizedResponse|model(NotReady|Unavailable|Disabled)"
                  + "|(processing|task|download|upload)Failed|noAvailableServer"),
          Map.entry(
              REQUEST_REJECTED,
              "(validation|invalid|missing|conflict|duplicate|unsupported|value|array|max|mismatch|unknown"
                  + "|incompatible).*"));

  /** Codes for an image that was made and withheld. */
  private static final Set<String> WITHHELD_IMAGE =
      Set.of(
          "sensitiveContentDetected",
          "unsafeContentDetected",
          "nsfwContentDetected",
          "imageBlocked");

  /** Task types that buy nothing: an error about one of them says nothing about the image task. */
  private static final Set<String> POLLS =
      Set.of("getResponse", "getTaskDetails", "authentication");

  private static final Set<ErrorCode> ABOUT_THE_CALLER =
      Set.of(RATE_LIMITED, AUTHENTICATION_FAILED, PERMISSION_DENIED);

  static RunwareError of(JsonNode json) {
    String code = JsonBodies.text(json, "code");
    return new RunwareError(
        new ProviderError(
            true,
            code,
            null,
            field(json.path("parameter")),
            JsonBodies.text(json, "message"),
            null,
            code != null && WITHHELD_IMAGE.contains(code) ? Rejected.IMAGE : Rejected.PROMPT),
        JsonBodies.text(json, "taskType"));
  }

  /** A text, or a list where several fields conflict. */
  private static String field(JsonNode parameter) {
    if (!parameter.isArray()) {
      return parameter.isTextual() ? parameter.asText() : null;
    }
    List<String> names = new ArrayList<>();
    parameter.forEach(name -> names.add(name.asText()));
    return names.isEmpty() ? null : String.join(", ", names);
  }

  /** What a code means where a submit is rejected with it; empty if it is in no rule. */
  static Optional<ErrorCode> meaning(String code) {
    return RULES.stream()
        .filter(rule -> code.matches("(?i)" + rule.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  Optional<ErrorCode> meaning() {
    return Optional.ofNullable(error.code())
        .flatMap(RunwareError::meaning)
        .map(
            code ->
                code == REQUEST_REJECTED && "model".equals(error.field())
                    ? MODEL_UNAVAILABLE
                    : code);
  }

  /**
   * Whether, in the response to a poll, it is about the poll and not the end of the task: it says
   * so, or it is about the caller's key or rate.
   */
  boolean isAboutPoll() {
    if (taskType != null) {
      return POLLS.contains(taskType);
    }
    return meaning().filter(ABOUT_THE_CALLER::contains).isPresent()
        && !error.code().startsWith("provider");
  }

  /**
   * Whether a submit was rejected because its UUID is in use: Runware has the task. {@code
   * conflictTaskUUID} is what Runware's Python client 0.5.24 expects; codes that begin with {@code
   * duplicate} are in the list of its TypeScript client 1.6.8.
   */
  boolean saysTaskExists() {
    String code = lowerCode();
    return (code.startsWith("conflict") || code.startsWith("duplicate"))
        && (code.contains("task") || isAboutUuid());
  }

  boolean saysTaskNotFound() {
    String code = lowerCode();
    return code.startsWith("task") && (code.endsWith("notfound") || code.endsWith("expired"))
        || isAboutUuid() && !saysTaskExists();
  }

  private boolean isAboutUuid() {
    return "taskUUID".equals(error.field());
  }

  /** Whether something gave up waiting, which does not tell what became of the task. */
  boolean saysTimeout() {
    return lowerCode().contains("timeout");
  }

  private String lowerCode() {
    return error.code() == null ? "" : error.code().toLowerCase(Locale.ROOT);
  }

  /** Code, field and message as they came, for messages of ours. */
  String quote() {
    return (error.code() == null ? "" : error.code() + ": ")
        + (error.field() == null ? "" : "field " + error.field() + ": ")
        + (error.message() == null ? "no reason given" : "\"" + error.message() + "\"");
  }
}

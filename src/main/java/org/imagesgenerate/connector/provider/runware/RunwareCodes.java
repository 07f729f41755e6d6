package org.imagesgenerate.connector.provider.runware;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ErrorCode.Retry;

/**
 * Runware's codes in families, as its TypeScript client 1.6.8 (2026-07) sorts them: some by name,
 * most by a part of the name. Never by words of a message.
 */
final class RunwareCodes {

  private static final Set<String> SAFETY =
      Set.of(
          "contentPolicyViolation",
          "providerContentPolicyViolation",
          "sensitiveContentDetected",
          "unsafeContentDetected",
          "nsfwContentDetected",
          "promptBlocked",
          "imageBlocked",
          "moderationFailed");

  /** Those that speak of an image, which was made and withheld. */
  private static final Set<String> OUTPUT =
      Set.of(
          "sensitiveContentDetected",
          "unsafeContentDetected",
          "nsfwContentDetected",
          "imageBlocked");

  private static final Set<String> KEY =
      Set.of(
          "unauthorized",
          "authenticationFailed",
          "authFailed",
          "authTimeout",
          "invalidAuthentication",
          "invalidCredentials",
          "missingAuthentication",
          "tokenExpired",
          "tokenInvalid",
          "tokenMissing",
          "tokenRevoked");
  private static final Set<String> ACCOUNT =
      Set.of(
          "forbidden",
          "permissionDenied",
          "insufficientPermissions",
          "accountSuspended",
          "accountDisabled",
          "organizationSuspended",
          "organizationDisabled",
          "workspaceSuspended",
          "workspaceDisabled");
  private static final Set<String> MODEL =
      Set.of("modelNotFound", "unknownModel", "modelOwnershipValidationError");
  private static final Set<String> NOT_DONE =
      Set.of(
          "internalServerError",
          "serviceUnavailable",
          "serverUnavailable",
          "standardError",
          "unknownError",
          "undefinedError",
          "defaultError",
          "unrecognizedResponse",
          "inferenceError",
          "processingFailed",
          "taskFailed",
          "downloadFailed",
          "uploadFailed",
          "noAvailableServer",
          "modelNotReady",
          "modelUnavailable",
          "modelDisabled");
  private static final List<String> MONEY = List.of("credits", "quota", "balance");
  private static final List<String> REQUEST =
      List.of(
          "validation",
          "invalid",
          "missing",
          "conflict",
          "duplicate",
          "unsupported",
          "value",
          "array",
          "max",
          "mismatch",
          "unknown",
          "incompatible");

  private static final Set<String> QUESTIONS =
      Set.of("getResponse", "getTaskDetails", "authentication");
  private static final Set<ErrorCode> ABOUT_WHO_ASKS =
      Set.of(ErrorCode.RATE_LIMITED, ErrorCode.AUTHENTICATION_FAILED, ErrorCode.PERMISSION_DENIED);

  /** What a code means when a submit is refused with it; empty for one of no known family. */
  static Optional<ErrorCode> family(RunwareError error) {
    String code = error.code() == null ? "" : error.code();
    String lower = code.toLowerCase(Locale.ROOT);
    if (MONEY.stream().anyMatch(lower::contains) || code.equals("paymentRequired")) {
      return Optional.of(ErrorCode.QUOTA_EXHAUSTED);
    }
    if (lower.contains("ratelimit") || code.equals("tooManyRequests")) {
      return Optional.of(ErrorCode.RATE_LIMITED);
    }
    if (SAFETY.contains(code)) {
      return Optional.of(ErrorCode.CONTENT_POLICY);
    }
    // what follows "provider" is between Runware and the model's maker: its key, its limits
    if (lower.startsWith("provider")) {
      return Optional.of(ErrorCode.PROVIDER_UNAVAILABLE);
    }
    if (KEY.contains(code) || lower.contains("apikey")) {
      return Optional.of(ErrorCode.AUTHENTICATION_FAILED);
    }
    if (ACCOUNT.contains(code)) {
      return Optional.of(ErrorCode.PERMISSION_DENIED);
    }
    if (MODEL.contains(code)) {
      return Optional.of(ErrorCode.MODEL_UNAVAILABLE);
    }
    if (NOT_DONE.contains(code) || error.saysTimeout()) {
      return Optional.of(ErrorCode.PROVIDER_UNAVAILABLE);
    }
    if (REQUEST.stream().anyMatch(lower::startsWith)) {
      return Optional.of(
          "model".equals(error.parameter())
              ? ErrorCode.MODEL_UNAVAILABLE
              : ErrorCode.REQUEST_REJECTED);
    }
    return Optional.empty();
  }

  /**
   * What a code means when a task that Runware had taken on ended with it. Trying again would only
   * find the same end, so whatever may pass is a failed task here.
   */
  static ErrorCode ofEnded(RunwareError error) {
    ErrorCode family = family(error).orElse(ErrorCode.TASK_FAILED);
    return switch (family) {
      case CONTENT_POLICY, QUOTA_EXHAUSTED, MODEL_UNAVAILABLE, REQUEST_REJECTED -> family;
      default -> ErrorCode.TASK_FAILED;
    };
  }

  /**
   * Whether an error in the answer to a question is about the question, and not the task's end: it
   * says so, or it speaks of who asks and how often.
   */
  static boolean isOfQuestion(RunwareError error) {
    if (error.taskType() != null) {
      return QUESTIONS.contains(error.taskType());
    }
    return family(error).filter(ABOUT_WHO_ASKS::contains).isPresent()
        && !error.code().startsWith("provider");
  }

  /**
   * Whether a question was refused in a way that passes: it was one too many, or Runware is down.
   */
  static boolean isPassing(RunwareError error) {
    return isOfQuestion(error)
        && family(error).filter(it -> it.retry() == Retry.AFTER_BACK_OFF).isPresent();
  }

  /** Whether an image had been made, and was withheld. */
  static boolean isOfOutput(RunwareError error) {
    return error.code() != null && OUTPUT.contains(error.code());
  }

  /** Whether the prompt was refused, so that nothing can have been made. */
  static boolean isOfPrompt(RunwareError error) {
    return "promptBlocked".equals(error.code());
  }

  private RunwareCodes() {}
}

package org.imagesgenerate.connector.provider.wavespeed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Urls;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.provider.HttpStatusMapping;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * Turns refusals into the contract's codes: from status and machine code, never from words.
 * Documented are the codes of failed tasks (error-codes page, 2025); which statuses a refused
 * submit has beside 401, 404 and 429 is not.
 */
final class WaveSpeedErrorMapper {

  private static final String NAME = "WaveSpeedAI";
  private static final int LONGEST_MESSAGE = 1000;

  private static final Map<Integer, ErrorCode> CODES =
      Map.of(
          1200, ErrorCode.CONTENT_POLICY,
          1400, ErrorCode.REQUEST_REJECTED,
          1401, ErrorCode.REQUEST_REJECTED,
          1402, ErrorCode.REQUEST_REJECTED);

  /** What is refused to one task is refused to all. */
  static final List<ErrorCode> ACCOUNT =
      List.of(
          ErrorCode.AUTHENTICATION_FAILED, ErrorCode.PERMISSION_DENIED, ErrorCode.QUOTA_EXHAUSTED);

  private final InstantSource clock;

  WaveSpeedErrorMapper(InstantSource clock) {
    this.clock = clock;
  }

  /** What an answer to a submit means that names no task. */
  ImagesException ofSubmit(HttpResponse answer, ImageRequest request) {
    JsonNode json = answer.body().json();
    boolean own = json.has("code") && (json.has("message") || json.has("data"));
    int machine = json.path("code").asInt();
    int status = answer.isSuccess() && machine >= 400 && machine < 600 ? machine : answer.status();
    if (status < 300) {
      return unreadable(answer);
    }
    ErrorCode code = code(status, machine, own);
    String said = own ? JsonBodies.text(json, "message") : "\"" + answer.body().quote() + "\"";
    String sentence =
        "%s (HTTP status %d: %s)%s"
            .formatted(
                sentence(code, request, status),
                answer.status(),
                said == null ? "it sent no reason" : cut(said),
                hint(code, request, answer));
    return ImagesException.of(code, purchase(code), sentence)
        .with("httpStatus", answer.status())
        .with("providerCode", machine == 0 || machine == answer.status() ? null : "" + machine)
        .retryAfter(answer.retryAfter(clock.instant()).orElse(null));
  }

  private static ErrorCode code(int status, int machine, boolean own) {
    ErrorCode meaning = HttpStatusMapping.of(status, own);
    // a 403 blocks the account, whatever its code says of the prompt: every prompt would fail alike
    return meaning == ErrorCode.PERMISSION_DENIED ? meaning : CODES.getOrDefault(machine, meaning);
  }

  /** What it means that no whole answer to a submit came. Nobody can be asked: the id is in it. */
  ImagesException ofSubmit(HttpFailure failure) {
    ImagesException exception =
        switch (failure.stage()) {
          case FORBIDDEN ->
              ImagesException.invalidInput("provider.baseUrl: " + failure.getMessage());
          case NOT_SENT ->
              ImagesException.of(
                  ErrorCode.CONNECTION_FAILED,
                  PurchaseState.NONE,
                  "Nothing was sent: " + failure.getMessage());
          case NO_ANSWER -> unknown(failure.getMessage());
          case BROKEN_OFF, TOO_LARGE -> brokenOff(failure);
        };
    return exception
        .with("httpStatus", failure.status() == 0 ? null : failure.status())
        .causedBy(failure);
  }

  /** What a status means of which the body cannot be read. */
  private static ImagesException brokenOff(HttpFailure failure) {
    if (failure.status() >= 500) {
      return unknown(failure.getMessage());
    }
    if (failure.status() >= 300) {
      ErrorCode code = HttpStatusMapping.of(failure.status(), false);
      return ImagesException.of(
          code,
          purchase(code),
          "%s answered with HTTP status %d, and %s"
              .formatted(NAME, failure.status(), failure.getMessage()));
    }
    return ImagesException.of(
        failure.stage() == HttpFailure.Stage.TOO_LARGE
            ? ErrorCode.RESPONSE_TOO_LARGE
            : ErrorCode.RESPONSE_INVALID,
        PurchaseState.UNKNOWN,
        "%s, but its answer, which names the task, cannot be read: %s. Look at its list of predictions before you retry"
            .formatted(
                failure.status() == 0 ? NAME + " answered" : NAME + " reported success",
                failure.getMessage()));
  }

  /** Why a task ended without images. Failed tasks are refunded, the documentation says. */
  static ImagesException ofTask(Prediction prediction) {
    ErrorCode code = CODES.getOrDefault(prediction.code(), ErrorCode.TASK_FAILED);
    String said = prediction.error() == null ? "no reason was given" : cut(prediction.error());
    String sentence =
        switch (code) {
          case CONTENT_POLICY ->
              "The safety system of " + NAME + " refused the prompt or its image";
          case REQUEST_REJECTED -> NAME + " refused a field of the request";
          default -> "The task at " + NAME + " ended as " + prediction.status();
        };
    return ImagesException.of(
            code,
            code == ErrorCode.REQUEST_REJECTED ? PurchaseState.NONE : PurchaseState.UNKNOWN,
            "%s (task %s: %s)".formatted(sentence, prediction.id(), said))
        .with("providerCode", prediction.code() == 0 ? null : "" + prediction.code());
  }

  /**
   * What an answer to the question for a task means, if it will not pass. Never a code with a
   * back-off: those carry no variables, and the handle would be lost.
   */
  ImagesException ofQuestion(HttpResponse answer, String id) {
    ErrorCode meaning = answer.isSuccess() ? null : HttpStatusMapping.of(answer.status(), true);
    if (meaning == ErrorCode.MODEL_UNAVAILABLE) {
      return ImagesException.of(
              ErrorCode.TASK_FAILED,
              PurchaseState.UNKNOWN,
              "%s does not know the task %s, or no longer".formatted(NAME, id))
          .with("httpStatus", answer.status());
    }
    return ImagesException.of(
            meaning != null && ACCOUNT.contains(meaning) ? meaning : ErrorCode.RESPONSE_INVALID,
            PurchaseState.UNKNOWN,
            "%s was asked for task %s, and answered with HTTP status %d: \"%s\""
                .formatted(NAME, id, answer.status(), answer.body().quote()))
        .with("httpStatus", answer.status());
  }

  private static ImagesException unknown(String reason) {
    return ImagesException.of(
        ErrorCode.OUTCOME_UNKNOWN,
        PurchaseState.UNKNOWN,
        "It is unknown whether %s began a task, and it cannot be asked, since the task's id was in the answer that did not come: %s. Look at its list of predictions before you retry"
            .formatted(NAME, reason));
  }

  private static ImagesException unreadable(HttpResponse answer) {
    return ImagesException.of(
            ErrorCode.RESPONSE_INVALID,
            PurchaseState.UNKNOWN,
            "%s reported success, but names no task: \"%s\". Look at its list of predictions before you retry"
                .formatted(NAME, answer.body().quote()))
        .with("httpStatus", answer.status());
  }

  private static PurchaseState purchase(ErrorCode code) {
    return code == ErrorCode.OUTCOME_UNKNOWN ? PurchaseState.UNKNOWN : PurchaseState.NONE;
  }

  private static String sentence(ErrorCode code, ImageRequest request, int status) {
    return switch (code) {
      case AUTHENTICATION_FAILED ->
          NAME
              + " does not accept the key; check provider.apiKey, and that the account was topped up once";
      case PERMISSION_DENIED -> NAME + " does not allow this to the account";
      case QUOTA_EXHAUSTED -> "The money at " + NAME + " is used up";
      case CONTENT_POLICY -> "The safety system of " + NAME + " refused the prompt";
      case MODEL_UNAVAILABLE -> "%s does not serve the model %s".formatted(NAME, request.model());
      case RATE_LIMITED -> NAME + " asks to slow down";
      case PROVIDER_UNAVAILABLE -> NAME + " did not do the work";
      case OUTCOME_UNKNOWN ->
          "It is unknown whether %s began a task, and it cannot be asked".formatted(NAME);
      default ->
          status < 400
              ? NAME
                  + " points to another address, which is not followed; put it into provider.baseUrl"
              : NAME + " refused the request";
    };
  }

  private static String hint(ErrorCode code, ImageRequest request, HttpResponse answer) {
    return switch (code) {
      case MODEL_UNAVAILABLE ->
          request.rules().successor().map(it -> "; use " + it + " instead").orElse("");
      case REQUEST_REJECTED ->
          answer.status() == 404
              ? "; check provider.baseUrl"
              : answer
                  .header("location")
                  .map(it -> "; it points to " + Urls.withoutQuery(it))
                  .orElse("");
      case OUTCOME_UNKNOWN -> "; look at its list of predictions before you retry";
      default -> "";
    };
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
  }
}

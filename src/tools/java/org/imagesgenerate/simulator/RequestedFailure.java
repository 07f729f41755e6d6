package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.error.ErrorCode;

/**
 * A failure that a prompt requests with {@code simulate RATE_LIMITED}, as each of the APIs would
 * bring it about. The words stay in the prompt of a task, so they also decide what its polls and
 * downloads return.
 */
final class RequestedFailure {

  /** Codes have an underscore; other words in capitals may belong to the picture. */
  private static final Pattern WORDS = Pattern.compile("\\bsimulate ([A-Z]{1,40}_[A-Z_]{1,40})\\b");

  private static final int BLOCK = 1 << 20;

  private enum Api {
    OPENAI,
    AZURE,
    AIML,
    WAVESPEED,
    RUNWARE;

    static Api of(ReceivedRequest request, boolean asAimlApi) {
      String path = request.path();
      if (asAimlApi) {
        return AIML;
      }
      return path.startsWith("/openai/")
          ? AZURE
          : path.startsWith("/api/v3/") ? WAVESPEED : request.json().isArray() ? RUNWARE : OPENAI;
    }
  }

  /** The word after {@code simulate}, whether it is a code or not. */
  static Optional<String> word(String prompt) {
    Matcher matcher = WORDS.matcher(prompt);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<ErrorCode> code(String prompt) {
    return word(prompt)
        .flatMap(
            word ->
                Arrays.stream(ErrorCode.values()).filter(it -> it.name().equals(word)).findAny());
  }

  /** The request with these words in its prompt. */
  static ReceivedRequest withWords(ReceivedRequest request, ErrorCode code) {
    JsonNode body = request.json().deepCopy();
    for (JsonNode task : body.isArray() ? body : Json.object().arrayNode().add(body)) {
      for (String field : new String[] {"prompt", "positivePrompt"}) {
        if (task.path(field).isTextual()) {
          ((ObjectNode) task).put(field, task.get(field).asText() + ", simulate " + code);
        }
      }
    }
    return request.with(body);
  }

  /** What the prompt of a purchase requests of its response, or nothing. */
  static Optional<Fault> fault(ReceivedRequest request, boolean asAimlApi) {
    String prompt = prompt(request.json());
    return word(prompt)
        .map(
            word ->
                code(prompt)
                    .map(code -> fault(code, Api.of(request, asAimlApi)))
                    .orElseGet(
                        () ->
                            refused(
                                Api.of(request, asAimlApi),
                                "simulate %s: this is not an error code; use one of %s"
                                    .formatted(word, Arrays.toString(ErrorCode.values())))));
  }

  private static String prompt(JsonNode body) {
    if (body.isArray()) {
      for (JsonNode task : body) {
        if (task.has("positivePrompt")) {
          return task.get("positivePrompt").asText();
        }
      }
    }
    return body.path("prompt").asText("");
  }

  private static Fault fault(ErrorCode code, Api api) {
    boolean tasks = api == Api.WAVESPEED || api == Api.RUNWARE;
    return switch (code) {
      case AUTHENTICATION_FAILED, PERMISSION_DENIED, QUOTA_EXHAUSTED, RATE_LIMITED ->
          Fault.answer(account(code, api));
      case MODEL_UNAVAILABLE -> Fault.answer(noModel(api));
      case REQUEST_REJECTED -> refused(api, "simulated: a parameter is wrong");
      case PROVIDER_UNAVAILABLE -> Fault.answer(overloaded(api));
      case CONTENT_POLICY -> contentPolicy(api);
      case OUTCOME_UNKNOWN ->
          api == Api.RUNWARE
              ? refused(api, "simulate OUTCOME_UNKNOWN: Runware's tasks can always be polled")
              : Fault.closeAfterReading().afterWork();
      case TASK_FAILED, TASK_PENDING ->
          tasks ? Fault.none() : refused(api, "simulate " + code + ": this API has no tasks");
      // see the methods below
      case NO_IMAGE, RESPONSE_INVALID, RESPONSE_TOO_LARGE, DOWNLOAD_FAILED -> Fault.none();
      case INVALID_INPUT, CONNECTION_FAILED, DELIVERY_FAILED ->
          refused(
              api,
              "simulate %s: no response of a server causes this; use the provider Simulation, or Make it fail in the playground"
                  .formatted(code));
    };
  }

  private static SimulatedResponse account(ErrorCode code, Api api) {
    int status =
        switch (code) {
          case AUTHENTICATION_FAILED -> 401;
          case PERMISSION_DENIED -> 403;
          case QUOTA_EXHAUSTED -> 402;
          default -> 429;
        };
    return switch (api) {
      case WAVESPEED -> WaveSpeedSimulation.error(status, "simulated");
      case RUNWARE ->
          RunwareSimulation.error(
              status,
              switch (status) {
                case 401 -> "invalidApiKey";
                case 403 -> "forbidden";
                case 402 -> "insufficientCredits";
                default -> "rateLimitExceeded";
              },
              "");
      case AIML ->
          switch (status) {
            case 401 -> AimlApiErrors.noValidKey();
            case 403 -> AimlApiErrors.cardNotVerified();
            case 402 -> AimlApiErrors.outOfCredits();
            default -> AimlApiErrors.tooManyRequests();
          };
      default ->
          switch (status) {
            case 401 ->
                api == Api.AZURE
                    ? OpenAiErrors.azureKeyRefused()
                    : OpenAiErrors.invalidApiKey("sk-simulated");
            case 403 ->
                api == Api.AZURE
                    ? OpenAiErrors.azureResourceBlocked()
                    : OpenAiErrors.organizationNotVerified("simulated");
            case 402 -> OpenAiErrors.insufficientQuota();
            default -> OpenAiErrors.rateLimitExceeded();
          };
    };
  }

  private static SimulatedResponse noModel(Api api) {
    return switch (api) {
      case AIML -> AimlApiErrors.modelNotFound("simulated");
      case WAVESPEED -> WaveSpeedSimulation.error(404, "product not found");
      case RUNWARE -> RunwareSimulation.error(400, "invalidModel", "model");
      case AZURE -> OpenAiErrors.azureDeploymentNotFound();
      case OPENAI -> OpenAiErrors.modelDoesNotExist("simulated");
    };
  }

  private static SimulatedResponse overloaded(Api api) {
    return switch (api) {
      case AIML -> AimlApiErrors.underMaintenance();
      case WAVESPEED -> WaveSpeedSimulation.error(503, "service unavailable");
      case RUNWARE -> RunwareSimulation.error(503, "providerUnavailable", "");
      default -> OpenAiErrors.overloaded();
    };
  }

  private static Fault contentPolicy(Api api) {
    return switch (api) {
      case AIML ->
          refused(api, "simulate CONTENT_POLICY: AI/ML API has no error of its own for this");
      // the task ends with it
      case WAVESPEED -> Fault.none();
      case RUNWARE ->
          Fault.answer(RunwareSimulation.error(400, "contentPolicyViolation", "positivePrompt"));
      case AZURE -> Fault.answer(OpenAiErrors.azureResponsibleAiViolation());
      case OPENAI -> Fault.answer(OpenAiErrors.moderationBlocked("input", "violence"));
    };
  }

  private static Fault refused(Api api, String message) {
    return Fault.answer(
        switch (api) {
          case AIML -> AimlApiErrors.validation(message);
          case WAVESPEED -> WaveSpeedSimulation.error(400, message);
          case RUNWARE -> RunwareSimulation.error(400, "invalidPositivePrompt", message);
          case AZURE, OPENAI -> OpenAiErrors.invalidValue("prompt", message);
        });
  }

  /** How a task with this prompt is to end. */
  static Optional<TaskEnd> taskEnd(String prompt) {
    return code(prompt)
        .flatMap(
            code ->
                switch (code) {
                  case TASK_FAILED -> Optional.of(TaskEnd.failed("inferenceError"));
                  case TASK_PENDING -> Optional.of(TaskEnd.never());
                  case CONTENT_POLICY -> Optional.of(TaskEnd.failed(TaskEnd.CONTENT));
                  default -> Optional.empty();
                });
  }

  /** Whether an image has to come as a URL, whatever was requested, because its download fails. */
  static boolean needsUrl(String prompt) {
    return code(prompt)
        .filter(it -> it == ErrorCode.DOWNLOAD_FAILED || it == ErrorCode.RESPONSE_TOO_LARGE)
        .isPresent();
  }

  /** What stands in the place of an image's URL. */
  static Optional<String> url(String prompt, String base) {
    return code(prompt)
        .flatMap(
            code ->
                switch (code) {
                  case NO_IMAGE -> Optional.of("");
                  case RESPONSE_INVALID -> Optional.of("http://[");
                  case DOWNLOAD_FAILED -> Optional.of(base + Shelf.PATH + "missing.png");
                  case RESPONSE_TOO_LARGE -> Optional.of(base + Shelf.PATH + "too-large.png");
                  default -> Optional.empty();
                });
  }

  /** What stands in the place of an image's base64. */
  static Optional<String> base64(String prompt) {
    return code(prompt)
        .flatMap(
            code ->
                switch (code) {
                  case NO_IMAGE -> Optional.of("");
                  case RESPONSE_INVALID -> Optional.of("*not base64*");
                  default -> Optional.empty();
                });
  }

  /** A download that never ends, of the URL above. */
  static Optional<Fault> download(ReceivedRequest request) {
    return request.path().equals(Shelf.PATH + "too-large.png")
        ? Optional.of(
            Fault.answer(SimulatedResponse.of(200, "image/png", new byte[0]))
                .and(Fault.endless(new byte[BLOCK])))
        : Optional.empty();
  }

  private RequestedFailure() {}
}

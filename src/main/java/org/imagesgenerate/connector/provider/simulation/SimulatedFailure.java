package org.imagesgenerate.connector.provider.simulation;

import java.time.Duration;
import java.util.List;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;

/** Fails as a provider would: with the money and the variables that belong to the code. */
final class SimulatedFailure {

  private static final String ADDRESS = "https://images.example/simulated.png";

  static ImagesException of(ErrorCode code, GenerationRequest order, String requestId) {
    ImagesException failure =
        ImagesException.of(code, purchase(code), message(code))
            .with("httpStatus", status(code))
            .with("requestId", answered(code) ? requestId : null)
            .with("providerCode", status(code) == null ? null : "simulated");
    return switch (code) {
      case RATE_LIMITED -> failure.retryAfter(Duration.ofSeconds(1));
      case TASK_PENDING -> failure.with("task", task(order, requestId));
      case DOWNLOAD_FAILED -> failure.with("url", ADDRESS).with("urls", List.of(ADDRESS));
      default -> failure;
    };
  }

  private static PurchaseState purchase(ErrorCode code) {
    return switch (code) {
      case OUTCOME_UNKNOWN,
          TASK_FAILED,
          TASK_PENDING,
          NO_IMAGE,
          RESPONSE_INVALID,
          RESPONSE_TOO_LARGE ->
          PurchaseState.UNKNOWN;
      case DOWNLOAD_FAILED, DELIVERY_FAILED -> PurchaseState.MADE;
      default -> PurchaseState.NONE;
    };
  }

  /** The status that comes with the code, or null where none does. */
  private static Integer status(ErrorCode code) {
    return switch (code) {
      case AUTHENTICATION_FAILED -> 401;
      case PERMISSION_DENIED -> 403;
      case QUOTA_EXHAUSTED, RATE_LIMITED -> 429;
      case CONTENT_POLICY, REQUEST_REJECTED -> 400;
      case MODEL_UNAVAILABLE -> 404;
      case PROVIDER_UNAVAILABLE -> 503;
      default -> null;
    };
  }

  /** Whether a provider answered at all. */
  private static boolean answered(ErrorCode code) {
    return switch (code) {
      case INVALID_INPUT, CONNECTION_FAILED, OUTCOME_UNKNOWN -> false;
      default -> true;
    };
  }

  private static String message(ErrorCode code) {
    String meaning =
        switch (code) {
          case INVALID_INPUT -> "a field is wrong, and nothing was sent";
          case AUTHENTICATION_FAILED -> "the key was refused";
          case PERMISSION_DENIED -> "the account may not do this";
          case QUOTA_EXHAUSTED -> "the money is used up";
          case CONTENT_POLICY -> "a safety system refused the prompt";
          case MODEL_UNAVAILABLE -> "the model does not exist any more";
          case REQUEST_REJECTED -> "a parameter was refused";
          case RATE_LIMITED -> "the provider asks to slow down";
          case PROVIDER_UNAVAILABLE -> "the provider did not do the work";
          case CONNECTION_FAILED -> "the provider was not reached";
          case OUTCOME_UNKNOWN -> "no answer came, and nobody can be asked";
          case TASK_FAILED -> "the task ended without images";
          case TASK_PENDING -> "the time budget ended while the task still runs";
          case NO_IMAGE -> "the provider reported success, but sent no image";
          case RESPONSE_INVALID -> "the answer cannot be read";
          case RESPONSE_TOO_LARGE -> "the answer is too large";
          case DOWNLOAD_FAILED -> "the image was bought, but could not be fetched";
          case DELIVERY_FAILED -> "the image was bought, but the document store failed";
        };
    return "Simulated, as asked: " + meaning;
  }

  private static TaskHandle task(GenerationRequest order, String id) {
    PurchaseKey activation = order.activation();
    return new TaskHandle(
        Provider.SIMULATION,
        order.request().model(),
        List.of(id),
        order.request().count(),
        activation.elementInstanceKey(),
        activation.request());
  }

  private SimulatedFailure() {}
}

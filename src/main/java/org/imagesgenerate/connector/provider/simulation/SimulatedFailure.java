package org.imagesgenerate.connector.provider.simulation;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.ProviderErrors;

/** Fails as a provider would: same message, purchase state and variables. */
final class SimulatedFailure {

  private static final String URL = "https://images.example/simulated.png";

  private static final ProviderErrors ERRORS =
      new ProviderErrors(
          "The simulation", "the usage page", code -> Optional.empty(), InstantSource.system());

  static ImagesException of(ErrorCode code, GenerationRequest generation, String requestId) {
    ImagesException failure =
        ERRORS
            .of(code, purchase(code), null, " (simulated, as requested)")
            .with("httpStatus", status(code))
            .with("requestId", hasResponse(code) ? requestId : null)
            .with("providerCode", status(code) == null ? null : "simulated");
    return switch (code) {
      case RATE_LIMITED -> failure.retryAfter(Duration.ofSeconds(1));
      case TASK_PENDING ->
          failure.with("task", generation.task(Provider.SIMULATION, List.of(requestId)));
      case DOWNLOAD_FAILED -> failure.with("url", URL).with("urls", List.of(URL));
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

  /** The usual HTTP status of the code, or null. */
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

  /** Whether a provider would have responded. */
  private static boolean hasResponse(ErrorCode code) {
    return switch (code) {
      case INVALID_INPUT, CONNECTION_FAILED, OUTCOME_UNKNOWN -> false;
      default -> true;
    };
  }

  private SimulatedFailure() {}
}

package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/** Refusals in the form of AI/ML API, which has no {@code error} object. */
public final class AimlApiErrors {

  private static final String PATH = "/v1/images/generations";

  private AimlApiErrors() {}

  /** Any error in this form. */
  public static SimulatedResponse error(int status, String message) {
    ObjectNode body =
        Json.object()
            .put("requestId", UUID.randomUUID().toString())
            .put("statusCode", status)
            .put("timestamp", Instant.now().toString())
            .put("path", PATH)
            .put("message", message);
    return SimulatedResponse.json(status, body);
  }

  public static SimulatedResponse validation(String rejection) {
    return error(400, "Body validation error: " + rejection);
  }

  public static SimulatedResponse noValidKey() {
    return error(401, "No valid API key was given.");
  }

  /** The credits are used up: a 403. */
  public static SimulatedResponse outOfCredits() {
    return error(403, "You've run out of credits.");
  }

  /** The account has credits, but may not use them. */
  static SimulatedResponse cardNotVerified() {
    ObjectNode body = (ObjectNode) outOfCredits().json().orElseThrow();
    body.putObject("data").put("kind", "err_unverified_card");
    return SimulatedResponse.json(403, body);
  }

  public static SimulatedResponse modelNotFound(String model) {
    return error(404, "There is no model " + model + ".");
  }

  public static SimulatedResponse tooManyRequests() {
    return error(429, "Too many requests.");
  }

  public static SimulatedResponse underMaintenance() {
    return error(500, "The model is under maintenance.");
  }

  public static SimulatedResponse generationTimedOut() {
    return error(504, "The generation timed out.");
  }
}

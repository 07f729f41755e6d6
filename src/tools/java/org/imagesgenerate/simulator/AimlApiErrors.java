package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/** Refusals in the form of AI/ML API, which has no {@code error} object. */
public final class AimlApiErrors {

  private static final String PATH = "/v1/images/generations";

  private AimlApiErrors() {}

  /** Any error in this form. */
  public static Answer error(int status, String message) {
    ObjectNode body =
        Json.object()
            .put("requestId", UUID.randomUUID().toString())
            .put("statusCode", status)
            .put("timestamp", Instant.now().toString())
            .put("path", PATH)
            .put("message", message);
    return Answer.json(status, body);
  }

  public static Answer validation(String trouble) {
    return error(400, "Body validation error: " + trouble);
  }

  public static Answer noValidKey() {
    return error(401, "No valid API key was given.");
  }

  /** The credits are used up: a 403. */
  public static Answer outOfCredits() {
    return error(403, "You've run out of credits.");
  }

  public static Answer modelNotFound(String model) {
    return error(404, "There is no model " + model + ".");
  }

  public static Answer tooManyRequests() {
    return error(429, "Too many requests.");
  }

  public static Answer underMaintenance() {
    return error(500, "The model is under maintenance.");
  }

  public static Answer generationTimedOut() {
    return error(504, "The generation timed out.");
  }
}

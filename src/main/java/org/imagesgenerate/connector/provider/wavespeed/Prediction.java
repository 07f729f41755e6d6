package org.imagesgenerate.connector.provider.wavespeed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.http.ResponseBody;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * The state of a task: the {@code data} of the envelope {@code {code, message, data}} (seed page
 * and documentation, 2025-09 to 2026-11).
 *
 * @param id the task's id, safe to use in a path
 * @param status {@code created}, {@code processing}, {@code completed}, or another end
 * @param code the task's error code, 0 if there is none
 * @param error the text of a failure, or null
 * @param resultUrl where the API says that the result will be, or null; not yet trusted
 * @param data all of it
 */
record Prediction(
    String id, String status, int code, String error, String resultUrl, JsonNode data) {

  /** Ids have 32 hexadecimal digits so far; nothing is accepted that could change a path. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,199}");

  /** The two documented ones, and others that could only mean the same. */
  private static final Set<String> RUNNING =
      Set.of("created", "processing", "pending", "queued", "starting", "running");

  private static final int SYNC_TIMEOUT = 5004;

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Empty if the body does not name a task. */
  static Optional<Prediction> of(ResponseBody body) {
    JsonNode data = body.json().path("data");
    String id = JsonBodies.text(data, "id");
    String status = JsonBodies.text(data, "status");
    if (id == null || !isId(id) || status == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Prediction(
            id,
            status,
            data.path("code").asInt(),
            JsonBodies.text(data, "error"),
            JsonBodies.text(data.path("urls"), "get"),
            data));
  }

  /** How long the model worked, or null if that is not stated. */
  Long millis() {
    JsonNode inference = data.at("/timings/inference");
    return inference.asLong() > 0 ? (Long) inference.asLong() : null;
  }

  boolean isRunning() {
    return RUNNING.contains(status);
  }

  boolean isCompleted() {
    return status.equals("completed");
  }

  /** Whether only the wait of a synchronous submit ended; the task itself still runs. */
  boolean outlivesItsSubmit() {
    return isRunning() || code == SYNC_TIMEOUT;
  }
}

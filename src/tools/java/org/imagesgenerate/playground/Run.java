package org.imagesgenerate.playground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.imagesgenerate.connector.SentRequests.Sent;
import org.imagesgenerate.local.ProcessRun;

/**
 * A process instance that the page started, and the data that the page shows.
 *
 * @param earlier the requests that were sent before it started; with several simulators, a count
 *     would not tell which requests are new
 */
record Run(ProcessRun process, Set<Sent> earlier) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The state that the page polls twice a second. */
  ObjectNode state(List<Sent> requests) {
    ObjectNode state = JSON.createObjectNode();
    state.put("key", String.valueOf(process.key()));
    state.put("ended", process.ended());
    state.set("active", JSON.valueToTree(process.active()));
    var steps = state.putArray("steps");
    process
        .steps()
        .forEach(
            step ->
                steps
                    .addObject()
                    .put("elementId", step.elementId())
                    .put("millis", step.took().toMillis()));
    var attempts = state.putArray("failedAttempts");
    process
        .failedAttempts()
        .forEach(
            attempt ->
                attempts
                    .addObject()
                    .put("elementId", attempt.elementId())
                    .put("retriesLeft", attempt.retriesLeft())
                    .put("message", attempt.message()));
    process
        .incident()
        .ifPresent(
            incident ->
                state
                    .putObject("incident")
                    .put("elementId", incident.elementId())
                    .put("type", incident.type())
                    .put("message", incident.message()));
    var tasks = state.putArray("userTasks");
    process
        .userTasks()
        .forEach(
            task ->
                tasks
                    .addObject()
                    .put("key", String.valueOf(task.key()))
                    .put("elementId", task.elementId()));
    state.set("variables", JSON.valueToTree(process.variables()));
    state.set("inputs", JSON.valueToTree(process.localVariables()));
    var sent = state.putArray("requests");
    requests.stream()
        .filter(request -> !earlier.contains(request))
        .forEach(request -> sent.add(request(request)));
    return state;
  }

  private static JsonNode request(Sent request) {
    ObjectNode json = JSON.createObjectNode().put("line", request.line());
    if (request.body().length > 0) {
      try {
        json.set("body", JSON.readTree(request.body()));
      } catch (IOException e) {
        json.put("body", new String(request.body(), StandardCharsets.UTF_8));
      }
    }
    return json;
  }
}

package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Why Runware rejects a task.
 *
 * @param status HTTP status of the response if nothing in it succeeded
 */
record RunwareRejection(int status, String code, String parameter) {

  static RunwareRejection missing(String parameter) {
    return new RunwareRejection(400, "missing" + capitalized(parameter), parameter);
  }

  static RunwareRejection invalid(String parameter) {
    return new RunwareRejection(400, "invalid" + capitalized(parameter), parameter);
  }

  static RunwareRejection unsupported(String parameter) {
    return new RunwareRejection(400, "unsupportedParameter", parameter);
  }

  /** The error as it stands in the answer. */
  ObjectNode describe(JsonNode task) {
    ObjectNode error = Json.object().put("code", code).put("message", code + ", simulated");
    if (!parameter.isEmpty()) {
      error.put("parameter", parameter);
    }
    error.put("taskType", task.path("taskType").asText());
    if (task.has("taskUUID")) {
      error.set("taskUUID", task.get("taskUUID"));
    }
    return error.put("documentation", "https://runware.ai/docs");
  }

  private static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}

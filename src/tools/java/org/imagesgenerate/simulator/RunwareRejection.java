package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Why a task of Runware is refused.
 *
 * @param status what the whole answer has when nothing in it succeeded
 */
record RunwareTrouble(int status, String code, String parameter) {

  static RunwareTrouble missing(String parameter) {
    return new RunwareTrouble(400, "missing" + capitalized(parameter), parameter);
  }

  static RunwareTrouble invalid(String parameter) {
    return new RunwareTrouble(400, "invalid" + capitalized(parameter), parameter);
  }

  static RunwareTrouble unsupported(String parameter) {
    return new RunwareTrouble(400, "unsupportedParameter", parameter);
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

package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * One error of an answer. Runware says that its codes are still being unified and vary by model
 * (error page, 2026), so every part may be missing.
 *
 * @param code the machine code, or null
 * @param parameter the request field that is wrong, or null
 * @param message for people, or null
 * @param taskType the type of the task it is about, or null
 */
record RunwareError(String code, String parameter, String message, String taskType) {

  private static final int LONGEST_MESSAGE = 1000;

  static RunwareError of(JsonNode error) {
    return new RunwareError(
        JsonBodies.text(error, "code"),
        parameter(error.path("parameter")),
        cut(JsonBodies.text(error, "message")),
        JsonBodies.text(error, "taskType"));
  }

  /** A text, or a list where several fields do not go together. */
  private static String parameter(JsonNode parameter) {
    if (!parameter.isArray()) {
      return parameter.isTextual() ? parameter.asText() : null;
    }
    List<String> names = new ArrayList<>();
    parameter.forEach(name -> names.add(name.asText()));
    return names.isEmpty() ? null : String.join(", ", names);
  }

  private static String cut(String message) {
    return message == null || message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "…";
  }

  /**
   * Whether a submit was refused because its UUID is in use: the task is there. {@code
   * conflictTaskUUID} is what Runware's Python client 0.5.24 knows; the family {@code duplicate…}
   * is in the list of its TypeScript client 1.6.8.
   */
  boolean saysTaskExists() {
    String lower = lowerCode();
    boolean used = lower.startsWith("conflict") || lower.startsWith("duplicate");
    return used && (lower.contains("task") || "taskUUID".equals(parameter));
  }

  /** Whether a question was refused because Runware knows no task of that UUID. */
  boolean saysTaskUnknown() {
    String lower = lowerCode();
    return lower.startsWith("task") && (lower.endsWith("notfound") || lower.endsWith("expired"))
        || "taskUUID".equals(parameter) && !saysTaskExists();
  }

  /** Whether somebody waited in vain, which says nothing about what became of the task. */
  boolean saysTimeout() {
    return lowerCode().contains("timeout");
  }

  private String lowerCode() {
    return code == null ? "" : code.toLowerCase(Locale.ROOT);
  }

  /** Code, field and message as they came, for messages of ours. */
  String said() {
    String quoted = message == null ? "without a reason" : "\"" + message + "\"";
    return (code == null ? "" : code + ": ")
        + (parameter == null ? "" : "field " + parameter + ": ")
        + quoted;
  }
}

package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.imagesgenerate.connector.http.Body;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * What an error body says. Servers that speak OpenAI's API write it in four forms: {@code error}
 * (OpenAI, Azure), {@code detail} as text or list (FastAPI: vLLM-Omni and others), {@code
 * statusCode} with {@code message} (AI/ML API); or they write nothing that can be read.
 *
 * @param own whether the body is one of these forms, so that the provider itself is speaking, and
 *     not something in between
 * @param code the machine code, or null
 * @param parameter the request field that is wrong, or null
 * @param message for people, or null
 * @param requestId where the body names it, or null
 * @param outputRefused whether a safety system refused an image that had been made, or may have
 */
public record OpenAiError(
    boolean own,
    String code,
    String parameter,
    String message,
    String requestId,
    boolean outputRefused) {

  private static final OpenAiError UNREADABLE =
      new OpenAiError(false, null, null, null, null, false);
  private static final int LONGEST_MESSAGE = 1000;

  static OpenAiError of(Body body) {
    JsonNode json = body.json();
    JsonNode error = json.path("error");
    if (error.isObject()) {
      return ofObject(json, error);
    }
    if (error.isTextual()) {
      return plain(JsonBodies.text(json, "code"), error.asText(), null);
    }
    JsonNode detail = json.path("detail");
    if (detail.isTextual()) {
      return plain(null, detail.asText(), null);
    }
    if (detail.isArray()) {
      return plain(null, sentences(detail), null);
    }
    if (json.has("statusCode") && json.has("message")) {
      JsonNode message = json.get("message");
      return plain(
          JsonBodies.text(json, "code"),
          message.isArray() ? sentences(message) : message.asText(),
          JsonBodies.text(json, "requestId"));
    }
    return UNREADABLE;
  }

  private static OpenAiError ofObject(JsonNode json, JsonNode error) {
    JsonNode inner =
        error.path("inner_error").isObject() ? error.path("inner_error") : error.path("innererror");
    String innerCode = JsonBodies.text(inner, "code");
    String code = innerCode != null ? innerCode : code(error);
    String stage = JsonBodies.text(error.path("moderation_details"), "moderation_stage");
    boolean madeFirst = json.has("created") || "output".equals(stage) || "unknown".equals(stage);
    return new OpenAiError(
        true,
        code,
        JsonBodies.text(error, "param"),
        cut(JsonBodies.text(error, "message")),
        null,
        madeFirst);
  }

  /** LiteLLM and others write the status where the code stands; it says nothing. */
  private static String code(JsonNode error) {
    String code = JsonBodies.text(error, "code");
    return code == null || code.matches("[0-9]+") ? null : code;
  }

  private static OpenAiError plain(String code, String message, String requestId) {
    return new OpenAiError(true, code, null, cut(message), requestId, false);
  }

  private static String sentences(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(
            item -> {
              String place =
                  StreamSupport.stream(item.path("loc").spliterator(), false)
                      .map(JsonNode::asText)
                      .collect(Collectors.joining("."));
              String text = item.isTextual() ? item.asText() : item.path("msg").asText();
              return place.isEmpty() ? text : place + ": " + text;
            })
        .collect(Collectors.joining("; "));
  }

  private static String cut(String message) {
    return message == null || message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "…";
  }
}

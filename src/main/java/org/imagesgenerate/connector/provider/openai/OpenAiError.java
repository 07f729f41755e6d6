package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.imagesgenerate.connector.http.ResponseBody;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * What an error body says. Servers that speak OpenAI's API write it in four forms, or write nothing
 * that can be read.
 *
 * @param form in which form it is written
 * @param code the machine code, or null
 * @param type the kind of error; unstable for one and the same code, so it counts only where there
 *     is no code that is known; or null
 * @param parameter the request field that is wrong, or null
 * @param message for people, or null
 * @param requestId where the body names it, or null
 * @param blocked what a safety system blocked, if it is a refusal of one
 */
public record OpenAiError(
    Form form,
    String code,
    String type,
    String parameter,
    String message,
    String requestId,
    Blocked blocked) {

  /** What a safety system blocked. */
  public enum Blocked {
    /** The prompt, before anything was made. */
    PROMPT,
    /** An image that had been made, or may have been. */
    IMAGE,
    /** One of the two: the body does not say at which stage. */
    UNSAID
  }

  /** How an error is written. */
  public enum Form {
    /** An object or a text {@code error} (OpenAI, Azure), or an object that says it is one. */
    ERROR,
    /** {@code detail} as text or list (FastAPI: vLLM-Omni and others). */
    DETAIL,
    /** {@code statusCode} with {@code message} (AI/ML API). */
    STATUS_CODE,
    /** None of these. */
    NONE
  }

  static final OpenAiError UNREADABLE =
      new OpenAiError(Form.NONE, null, null, null, null, null, Blocked.PROMPT);
  private static final int LONGEST_MESSAGE = 1000;

  /** Whether the provider itself is speaking, and not something in between. */
  public boolean own() {
    return form != Form.NONE;
  }

  static OpenAiError of(ResponseBody body) {
    JsonNode json = body.json();
    JsonNode error = json.path("error");
    if (error.isObject()) {
      return ofObject(json, error);
    }
    if (error.isTextual()) {
      return plain(Form.ERROR, JsonBodies.text(json, "code"), error.asText(), null);
    }
    if ("error".equals(JsonBodies.text(json, "object"))) {
      return ofObject(json, json);
    }
    JsonNode detail = json.path("detail");
    if (detail.isTextual()) {
      return plain(Form.DETAIL, null, detail.asText(), null);
    }
    if (detail.isArray()) {
      return plain(Form.DETAIL, null, sentences(detail), null);
    }
    // with an activityId it is Azure's API Management, which stands in between
    if (json.has("statusCode") && json.has("message") && !json.has("activityId")) {
      JsonNode message = json.get("message");
      return plain(
          Form.STATUS_CODE,
          JsonBodies.text(json, "code") != null ? JsonBodies.text(json, "code") : kind(json),
          message.isArray() ? sentences(message) : message.asText(),
          JsonBodies.text(json, "requestId"));
    }
    return UNREADABLE;
  }

  private static OpenAiError ofObject(JsonNode json, JsonNode error) {
    JsonNode inner =
        error.path("inner_error").isObject() ? error.path("inner_error") : error.path("innererror");
    String innerCode = JsonBodies.text(inner, "code");
    String stage = JsonBodies.text(error.path("moderation_details"), "moderation_stage");
    String code = innerCode != null ? innerCode : code(error);
    return new OpenAiError(
        Form.ERROR,
        code != null ? code : kind(json),
        JsonBodies.text(error, "type"),
        JsonBodies.text(error, "param"),
        cut(JsonBodies.text(error, "message")),
        null,
        blocked(json.has("created"), stage, code));
  }

  private static Blocked blocked(boolean hasCreated, String stage, String code) {
    if (hasCreated || "output".equals(stage) || "unknown".equals(stage)) {
      return Blocked.IMAGE;
    }
    // its other codes are of the prompt only
    return "moderation_blocked".equals(code) && !"input".equals(stage)
        ? Blocked.UNSAID
        : Blocked.PROMPT;
  }

  /** AI/ML API's own word for what is wrong, where it has one. */
  private static String kind(JsonNode json) {
    return JsonBodies.text(json.path("data"), "kind");
  }

  /** LiteLLM and others write the status where the code stands; it says nothing. */
  private static String code(JsonNode error) {
    String code = JsonBodies.text(error, "code");
    return code == null || code.matches("[0-9]+") ? null : code;
  }

  private static OpenAiError plain(Form form, String code, String message, String requestId) {
    return new OpenAiError(form, code, null, null, cut(message), requestId, Blocked.PROMPT);
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

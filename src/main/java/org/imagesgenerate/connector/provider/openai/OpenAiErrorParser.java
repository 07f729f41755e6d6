package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.ProviderError;
import org.imagesgenerate.connector.provider.ProviderError.Rejected;

/**
 * Reads error bodies. Servers that speak OpenAI's API write them in four forms: an object or a text
 * {@code error} (OpenAI, Azure), an object that says it is an error (vLLM), {@code detail} as text
 * or list (FastAPI), and {@code statusCode} with {@code message} (AI/ML API).
 */
final class OpenAiErrorParser {

  static ProviderError parse(HttpResponse response) {
    JsonNode json = response.body().json();
    JsonNode error = json.path("error");
    if (error.isObject()) {
      return ofObject(json, error);
    }
    if (error.isTextual()) {
      return ProviderError.of(JsonBodies.text(json, "code"), null, error.asText());
    }
    if ("error".equals(JsonBodies.text(json, "object"))) {
      return ofObject(json, json);
    }
    JsonNode detail = json.path("detail");
    if (detail.isTextual() || detail.isArray()) {
      String message = detail.isTextual() ? detail.asText() : sentences(detail);
      // FastAPI's 404 is about a path that the server does not have, never about a model
      boolean own = response.status() != 404;
      return new ProviderError(own, null, null, null, message, null, Rejected.PROMPT);
    }
    // with an activityId it is Azure's API Management, a gateway
    String kind = kind(json);
    boolean isForm = json.has("statusCode") || kind != null;
    if (isForm && json.has("message") && !json.has("activityId")) {
      String code = JsonBodies.text(json, "code");
      JsonNode message = json.get("message");
      return new ProviderError(
          true,
          code != null ? code : kind,
          kind,
          null,
          message.isArray() ? sentences(message) : message.asText(),
          JsonBodies.text(json, "requestId"),
          Rejected.PROMPT);
    }
    return ProviderError.unreadable();
  }

  private static ProviderError ofObject(JsonNode json, JsonNode error) {
    JsonNode inner =
        error.path("inner_error").isObject() ? error.path("inner_error") : error.path("innererror");
    String innerCode = JsonBodies.text(inner, "code");
    String stage = JsonBodies.text(error.path("moderation_details"), "moderation_stage");
    String code = innerCode != null ? innerCode : code(error);
    return new ProviderError(
        true,
        code != null ? code : kind(json),
        JsonBodies.text(error, "type"),
        JsonBodies.text(error, "param"),
        JsonBodies.text(error, "message"),
        null,
        rejected(json.has("created"), stage, code));
  }

  private static Rejected rejected(boolean hasCreated, String stage, String code) {
    if (hasCreated || "output".equals(stage) || "unknown".equals(stage)) {
      return Rejected.IMAGE;
    }
    // the other codes of a safety system are about the prompt only
    return "moderation_blocked".equals(code) && !"input".equals(stage)
        ? Rejected.PROMPT_OR_IMAGE
        : Rejected.PROMPT;
  }

  /** AI/ML API's error code, where it has one. */
  private static String kind(JsonNode json) {
    return JsonBodies.text(json.path("data"), "kind");
  }

  /** LiteLLM and others repeat the status as the code, which adds nothing. */
  private static String code(JsonNode error) {
    String code = JsonBodies.text(error, "code");
    return code == null || code.matches("[0-9]+") ? null : code;
  }

  private static String sentences(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(OpenAiErrorParser::sentence)
        .collect(Collectors.joining("; "));
  }

  /** A text, or FastAPI's {@code {loc, msg}}. */
  private static String sentence(JsonNode item) {
    String place =
        StreamSupport.stream(item.path("loc").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining("."));
    String text = item.isTextual() ? item.asText() : item.path("msg").asText();
    return place.isEmpty() ? text : place + ": " + text;
  }

  private OpenAiErrorParser() {}
}

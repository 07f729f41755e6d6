package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the server answers. The length of the body is no header: how the body is framed is decided
 * when it is delivered.
 *
 * @param headers in the order in which they are sent
 */
public record Answer(int status, Map<String, String> headers, byte[] body) {

  /** An answer without body and content type. */
  public static Answer empty(int status) {
    return new Answer(status, Map.of(), new byte[0]);
  }

  public static Answer json(int status, JsonNode body) {
    return of(status, "application/json", Json.bytes(body));
  }

  public static Answer text(int status, String contentType, String body) {
    return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer of(int status, String contentType, byte[] body) {
    return new Answer(status, Map.of("content-type", contentType), body);
  }

  /** A copy with one header set; names are told apart in lower case. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }

  public Answer withStatus(int other) {
    return new Answer(other, headers, body);
  }

  public Answer withBody(byte[] other) {
    return new Answer(status, headers, other);
  }

  public Answer withBody(JsonNode other) {
    return withBody(Json.bytes(other));
  }

  /** The body, if it is JSON. */
  public Optional<JsonNode> json() {
    return Json.parse(body);
  }
}

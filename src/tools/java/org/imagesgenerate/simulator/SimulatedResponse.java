package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the server answers. The length of the body is not a header here: how the body is framed is
 * decided when it is delivered.
 *
 * @param headers in the order in which they are sent
 */
public record SimulatedResponse(int status, Map<String, String> headers, byte[] body) {

  /** An answer without body and content type. */
  public static SimulatedResponse empty(int status) {
    return new SimulatedResponse(status, Map.of(), new byte[0]);
  }

  public static SimulatedResponse json(int status, JsonNode body) {
    return of(status, "application/json", Json.bytes(body));
  }

  public static SimulatedResponse text(int status, String contentType, String body) {
    return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  public static SimulatedResponse of(int status, String contentType, byte[] body) {
    return new SimulatedResponse(status, Map.of("content-type", contentType), body);
  }

  /** A copy with one header set; names are told apart in lower case. */
  public SimulatedResponse with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new SimulatedResponse(status, more, body);
  }

  public SimulatedResponse withStatus(int other) {
    return new SimulatedResponse(other, headers, body);
  }

  public SimulatedResponse withBody(byte[] other) {
    return new SimulatedResponse(status, headers, other);
  }

  public SimulatedResponse withBody(JsonNode other) {
    return withBody(Json.bytes(other));
  }

  /** The body, if it is JSON. */
  public Optional<JsonNode> json() {
    return Json.parse(body);
  }
}

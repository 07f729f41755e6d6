package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.provider.Cost;

/** What differs between the servers that speak OpenAI's images API. */
public interface OpenAiDialect {

  /** The provider's name, for messages. */
  String displayName();

  /** Where the request goes. */
  URI endpoint(ImageRequest request);

  /** Who asks. */
  Map<String, String> headers();

  /** The value of {@code response_format} to send, or null to send none. */
  String responseFormat(ImageRequest request);

  /** Changes to the body that OpenAI itself would get. */
  default void adjust(ObjectNode body, ImageRequest request) {}

  /** Response headers that may hold the id of the exchange, best first. */
  default List<String> requestIdHeaders() {
    return List.of("x-request-id");
  }

  /** How long the addresses of images live from the answer on, or null if nobody says. */
  default Duration addressesLive() {
    return null;
  }

  /** A code for a refusal that this server means otherwise than OpenAI. */
  default Optional<ErrorCode> classify(int status, OpenAiError error) {
    return Optional.empty();
  }

  /** The list of images in the body of a success. */
  default JsonNode images(JsonNode body) {
    return body.path("data");
  }

  /** The server's own counts. */
  default JsonNode usage(JsonNode body) {
    return body.path("usage");
  }

  /** What the server says it charged, or null. */
  default Cost cost(JsonNode body) {
    return null;
  }
}

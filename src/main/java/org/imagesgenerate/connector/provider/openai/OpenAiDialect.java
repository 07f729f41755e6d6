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
import org.imagesgenerate.connector.provider.ProviderError;

/** How one server that speaks OpenAI's images API differs from the others. */
public interface OpenAiDialect {

  /** The provider's name, for messages. */
  String displayName();

  /** The URL of the request. */
  URI endpoint(ImageRequest request);

  /** Authentication, and whatever else the server needs. */
  Map<String, String> headers();

  /** Changes the body that OpenAI itself would get. */
  default void adjust(ObjectNode body, ImageRequest request) {}

  /** Response headers that may hold the request ID, best first. */
  default List<String> requestIdHeaders() {
    return List.of("x-request-id");
  }

  /** How long the URLs of images are valid, or null if the server does not state it. */
  default Duration urlLifetime() {
    return null;
  }

  /** The error code of a rejection that this server means differently from OpenAI. */
  default Optional<ErrorCode> classify(int status, ProviderError error) {
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

  /** What the server says that it charged, or null. */
  default Cost cost(JsonNode body) {
    return null;
  }
}

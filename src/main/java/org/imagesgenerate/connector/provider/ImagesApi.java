package org.imagesgenerate.connector.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.support.Settings;

/** The API of one provider. */
public interface ImagesApi {

  /**
   * The API's own URL and headers: images on its host are downloaded with them. Null if there is no
   * network.
   *
   * @param uri of the request
   * @param headers with the key
   */
  record Origin(URI uri, Map<String, String> headers) {

    /** Without the headers, which have the key. */
    @Override
    public String toString() {
      return uri.getAuthority();
    }
  }

  /** The API as this request uses it. */
  Origin origin(ImageRequest request);

  /**
   * How the request that is sent will differ from the input. {@link #generate} does not repeat
   * these.
   *
   * @throws org.imagesgenerate.connector.error.ImagesException INVALID_INPUT if this API cannot
   *     make such a request
   */
  default List<String> warnings(ImageRequest request) {
    return List.of();
  }

  /**
   * How to ask the provider's own catalog for the request schema of a model, free of charge. Empty
   * if it has none, or cannot have the model.
   */
  default Optional<SchemaLookup> schemaLookup(String model, Settings settings) {
    return Optional.empty();
  }

  /**
   * Whether the same request, repeated on any worker, finds what the first one bought. Only then an
   * attempt may be repeated although its outcome is unknown.
   */
  default boolean isRepeatable() {
    return false;
  }

  /**
   * Buys the images and waits for them.
   *
   * @return at least one image; more or fewer than requested with a warning
   * @throws org.imagesgenerate.connector.error.ImagesException with the contract's code, and what
   *     happened to the money
   */
  GenerationResult generate(GenerationRequest generation);
}

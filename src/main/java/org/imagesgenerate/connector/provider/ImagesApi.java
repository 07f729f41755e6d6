package org.imagesgenerate.connector.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.catalog.ImageRequest;

/** One provider's API, ready to be asked. */
public interface ImagesApi {

  /**
   * Where the API is and who asks, for result addresses on the API's own host; null if there is no
   * network behind it.
   *
   * @param uri the request's own address
   * @param headers they hold the key
   */
  record Origin(URI uri, Map<String, String> headers) {

    /** Headers hold keys. */
    @Override
    public String toString() {
      return uri.getAuthority();
    }
  }

  /** Where the images of this request come from. */
  Origin origin(ImageRequest request);

  /**
   * What will be sent otherwise than asked, known before anything is sent. {@link #generate} does
   * not say it again.
   *
   * @throws org.imagesgenerate.connector.error.ImagesException INVALID_INPUT if the request cannot
   *     be put into this API's words
   */
  default List<String> warnings(ImageRequest request) {
    return List.of();
  }

  /**
   * Whether the same order given again, by whatever worker, finds what the first one bought. Only
   * then an attempt of which nobody knows how it ended may simply be repeated.
   */
  default boolean isRepeatable() {
    return false;
  }

  /**
   * Buys the images and waits for them.
   *
   * @return at least one image; more or fewer than asked for comes with a warning
   * @throws org.imagesgenerate.connector.error.ImagesException with the contract's code, and what
   *     happened to the money
   */
  GenerationResult generate(GenerationRequest order);
}

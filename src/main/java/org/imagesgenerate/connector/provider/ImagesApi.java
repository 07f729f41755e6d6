package org.imagesgenerate.connector.provider;

import java.net.URI;
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
   * Buys the images and waits for them.
   *
   * @return at least one image; more or fewer than asked for comes with a warning
   * @throws org.imagesgenerate.connector.error.ImagesException with the contract's code, and what
   *     happened to the money
   */
  Generated generate(Order order);
}

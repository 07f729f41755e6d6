package org.imagesgenerate.connector.provider;

import org.imagesgenerate.connector.error.ImagesException;

/** An API key as the value of a header. */
public final class ApiKey {

  /**
   * The key without surrounding whitespace, which secrets often have.
   *
   * @throws ImagesException INVALID_INPUT if the key is not a valid header value; the message does
   *     not repeat it
   */
  public static String header(String key) {
    String stripped = key.strip();
    if (!stripped.chars().allMatch(it -> it > ' ' && it < 127)) {
      throw ImagesException.invalidInput(
          "provider.apiKey: contains whitespace or a non-ASCII character; check the secret");
    }
    return stripped;
  }

  private ApiKey() {}
}

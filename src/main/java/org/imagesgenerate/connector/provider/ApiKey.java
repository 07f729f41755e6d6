package org.imagesgenerate.connector.provider;

import org.imagesgenerate.connector.error.ImagesException;

/** A key as it may stand in a header. */
public final class ApiKey {

  /**
   * The key without blanks around it, which secrets often carry.
   *
   * @throws ImagesException INVALID_INPUT if the key cannot stand in a header; its text is not said
   */
  public static String header(String key) {
    String stripped = key.strip();
    if (!stripped.chars().allMatch(it -> it > ' ' && it < 127)) {
      throw ImagesException.invalidInput(
          "provider.apiKey: holds a blank, a line break or a letter that no key has; check the secret");
    }
    return stripped;
  }

  private ApiKey() {}
}

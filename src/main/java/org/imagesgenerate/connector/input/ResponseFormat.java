package org.imagesgenerate.connector.input;

import java.util.Arrays;
import java.util.Optional;

/** How the images come back into the process. */
public enum ResponseFormat {
  /** Each image becomes a Camunda document. */
  DOCUMENT("document"),
  /** The provider's URLs, which expire. */
  URL("url"),
  /** Base64 text in the variable, as long as it is small enough for the engine. */
  B64_JSON("b64_json");

  /**
   * How many characters of base64 a job may leave in its variables. Connectors runtimes from 8.8.16
   * and 8.9.7 on reject output variables of more than 1.5 MiB together, and they do so after the
   * purchase. A process usually holds a result twice, in the result variable and through the result
   * expression, so this is less than half of it.
   */
  public static final int MAX_BASE64_CHARACTERS = 700_000;

  private final String text;

  ResponseFormat(String text) {
    this.text = text;
  }

  /** The value of {@code response_format}. */
  public String text() {
    return text;
  }

  /** Ignores case. */
  public static Optional<ResponseFormat> of(String text) {
    return Arrays.stream(values()).filter(it -> it.text.equalsIgnoreCase(text.strip())).findFirst();
  }
}

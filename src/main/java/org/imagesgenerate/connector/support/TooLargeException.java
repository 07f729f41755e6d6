package org.imagesgenerate.connector.support;

import java.io.IOException;

/** A body or an image is larger than the operator allows. */
public final class TooLargeException extends IOException {

  /**
   * @param what what is too large
   * @param limit the limit in bytes
   * @param setting the setting that raises it
   */
  public TooLargeException(String what, long limit, String setting) {
    super("%s is larger than %,d bytes; %s raises the limit".formatted(what, limit, setting));
  }

  /** For a bound that no setting raises. */
  public TooLargeException(String message) {
    super(message);
  }
}

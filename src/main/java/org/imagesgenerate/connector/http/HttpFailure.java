package org.imagesgenerate.connector.http;

/**
 * No answer, or none that could be read to its end. What that means for the money depends on how
 * far the exchange came.
 */
public final class HttpFailure extends Exception {

  /** How far the exchange came. */
  public enum Stage {
    /** The host leads to an address that nobody may connect to; nothing was sent. */
    FORBIDDEN,
    /** The last byte of the request never left this machine: nobody can have acted on it. */
    NOT_SENT,
    /** The request left, and no answer came. */
    NO_ANSWER,
    /** A status came, but the body broke off. */
    BROKEN_OFF,
    /** The body is larger than the operator allows. */
    TOO_LARGE
  }

  private final Stage stage;
  private final int status;

  HttpFailure(Stage stage, int status, String message, Throwable cause) {
    super(message, cause);
    this.stage = stage;
    this.status = status;
  }

  public Stage stage() {
    return stage;
  }

  /** The status that came, or 0. */
  public int status() {
    return status;
  }
}

package org.imagesgenerate.connector.http;

/**
 * There is no response, or it could not be read to its end. What that means for the money depends
 * on how far the exchange came.
 */
public final class HttpFailure extends Exception {

  /** How far the exchange came. */
  public enum Stage {
    /** The host resolves to an address that must not be connected to; nothing was sent. */
    FORBIDDEN,
    /** The request was not fully sent: the server cannot have acted on it. */
    NOT_SENT,
    /** The request was sent, and no response came in time. */
    NO_RESPONSE,
    /** A status came, but the connection ended within the body. */
    INTERRUPTED,
    /** The response is larger than the limit. */
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

  /** The HTTP status, or 0 if none came. */
  public int status() {
    return status;
  }
}

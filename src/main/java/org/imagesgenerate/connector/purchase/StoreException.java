package org.imagesgenerate.connector.purchase;

/** The store cannot be used now. The message holds no secret and nothing that a driver said. */
public final class StoreException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean isBusy;

  /**
   * @param isBusy whether the caller got no turn, so that nothing was tried
   */
  StoreException(String message, boolean isBusy) {
    super(message);
    this.isBusy = isBusy;
  }

  boolean isBusy() {
    return isBusy;
  }
}

package org.imagesgenerate.connector.purchase;

/** The store cannot be used now. The message holds no secret and nothing that a driver said. */
public final class StoreException extends Exception {

  private static final long serialVersionUID = 1L;

  StoreException(String message) {
    super(message);
  }
}

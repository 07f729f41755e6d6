package org.imagesgenerate.connector.error;

import java.util.Locale;

/** What happened to the money. */
public enum PurchaseState {
  /** Nothing was bought. */
  NONE,
  /** Bought, and the images are kept or given back. */
  MADE,
  /** Nobody can tell. */
  UNKNOWN;

  /** The word of the contract. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

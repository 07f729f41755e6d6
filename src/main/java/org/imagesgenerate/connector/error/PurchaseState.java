package org.imagesgenerate.connector.error;

import java.util.Locale;

/** Whether images were bought. */
public enum PurchaseState {
  /** Nothing was bought. */
  NONE,
  /** Bought, and the images are kept or returned. */
  MADE,
  /** Perhaps bought. */
  UNKNOWN;

  /** The value in error variables. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

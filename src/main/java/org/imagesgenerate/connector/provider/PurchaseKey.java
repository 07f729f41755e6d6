package org.imagesgenerate.connector.provider;

/**
 * One activation of a task with one request: the unit of one purchase.
 *
 * @param elementInstance the activation
 * @param fingerprint of the whole request: changed input is a new purchase, on purpose
 */
public record PurchaseKey(ElementInstance elementInstance, String fingerprint) {

  /** In the only engine. */
  public PurchaseKey(long elementInstanceKey, String fingerprint) {
    this(new ElementInstance(elementInstanceKey, null, null), fingerprint);
  }

  public long elementInstanceKey() {
    return elementInstance.elementInstanceKey();
  }

  /**
   * What names the purchase, together with the element instance key, where other engines can see it
   * too: in the shared ledger and at the provider.
   */
  public String requestInEngine() {
    return elementInstance.inEngine(fingerprint);
  }
}

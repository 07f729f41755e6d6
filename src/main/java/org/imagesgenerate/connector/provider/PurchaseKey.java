package org.imagesgenerate.connector.provider;

/**
 * One activation of a task with one request: the unit of one purchase.
 *
 * @param job whose activation it is
 * @param request fingerprint of the whole request: changed input is a new purchase, on purpose
 */
public record PurchaseKey(ElementInstance job, String request) {

  /** In the only engine. */
  public PurchaseKey(long elementInstanceKey, String request) {
    this(new ElementInstance(elementInstanceKey, null, null), request);
  }

  public long elementInstanceKey() {
    return job.elementInstanceKey();
  }

  /**
   * What names the purchase, together with the element instance key, where other engines can see it
   * too: in the shared ledger and at the provider.
   */
  public String requestInEngine() {
    return job.inEngine(request);
  }
}

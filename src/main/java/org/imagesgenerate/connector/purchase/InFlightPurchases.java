package org.imagesgenerate.connector.purchase;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.support.Deadline;

/** Of the copies of a job that run in this JVM, one works and the others wait for it. */
public final class InFlightPurchases {

  /** A purchase that at least one attempt works on or waits for. */
  final class InFlightPurchase implements AutoCloseable {
    private final PurchaseKey key;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean isBought;
    private int attempts;

    private InFlightPurchase(PurchaseKey key) {
      this.key = key;
    }

    /** The attempt that holds the lock has the images. */
    void bought() {
      isBought = true;
    }

    @Override
    public void close() {
      lock.unlock();
      leave(this);
    }
  }

  private final ConcurrentHashMap<PurchaseKey, InFlightPurchase> purchases =
      new ConcurrentHashMap<>();

  /**
   * Waits for earlier copies of the job.
   *
   * @throws ImagesException TASK_PENDING if one of them is still running at the deadline, or this
   *     worker shuts down
   */
  InFlightPurchase enter(PurchaseKey key, Deadline deadline) {
    InFlightPurchase purchase =
        purchases.compute(
            key,
            (it, found) -> {
              InFlightPurchase entered = found == null ? new InFlightPurchase(key) : found;
              entered.attempts++;
              return entered;
            });
    try {
      // without waiting first: an interrupted attempt may still do what needs no waiting
      if (purchase.lock.tryLock()
          || purchase.lock.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        return purchase;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leave(purchase);
    throw ImagesException.of(
        ErrorCode.TASK_PENDING,
        purchase.isBought ? PurchaseState.MADE : PurchaseState.UNKNOWN,
        "Another attempt of the same job is still running on this worker. You %s been billed. The next attempt gets its images and buys nothing more."
            .formatted(purchase.isBought ? "have" : "may have"));
  }

  private void leave(InFlightPurchase purchase) {
    purchases.compute(purchase.key, (key, it) -> --it.attempts == 0 ? null : it);
  }

  /** Whether an attempt works on it or waits for it. */
  public boolean contains(PurchaseKey key) {
    return purchases.containsKey(key);
  }
}

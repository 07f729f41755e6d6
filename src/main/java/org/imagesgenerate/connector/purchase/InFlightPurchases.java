package org.imagesgenerate.connector.purchase;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.support.Deadline;

/**
 * Single flight: of the copies of a job that run in this JVM, one is at work and the others wait.
 */
public final class InFlightPurchases {

  /** The attempts at one activation. */
  final class InFlightPurchase implements AutoCloseable {
    private final PurchaseKey activation;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean isBought;
    private int attempts;

    private InFlightPurchase(PurchaseKey activation) {
      this.activation = activation;
    }

    /** The one at work has the images. */
    void bought() {
      isBought = true;
    }

    @Override
    public void close() {
      lock.unlock();
      leave(this);
    }
  }

  private final ConcurrentHashMap<PurchaseKey, InFlightPurchase> flights =
      new ConcurrentHashMap<>();

  /**
   * Waits for the copies that came before.
   *
   * @throws ImagesException TASK_PENDING if one of them outlasts the deadline, or this worker shuts
   *     down
   */
  InFlightPurchase enter(PurchaseKey activation, Deadline deadline) {
    InFlightPurchase flight =
        flights.compute(
            activation,
            (key, found) -> {
              InFlightPurchase entered = found == null ? new InFlightPurchase(key) : found;
              entered.attempts++;
              return entered;
            });
    try {
      // an attempt that was interrupted before may still do what needs no waiting
      if (flight.lock.tryLock()
          || flight.lock.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        return flight;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leave(flight);
    throw ImagesException.of(
        ErrorCode.TASK_PENDING,
        flight.isBought ? PurchaseState.MADE : PurchaseState.UNKNOWN,
        "Another attempt of the same job is still at work; the next attempt takes its images");
  }

  private void leave(InFlightPurchase flight) {
    flights.compute(flight.activation, (key, it) -> --it.attempts == 0 ? null : it);
  }

  /** Whether an attempt at it is at work or waits. */
  public boolean contains(PurchaseKey activation) {
    return flights.containsKey(activation);
  }
}

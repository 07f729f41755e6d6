package org.imagesgenerate.connector.purchase;

import java.time.Duration;
import java.util.List;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Sleeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a failing store means. Before the purchase it ends the job, since nothing was sent yet.
 * After the purchase it ends nothing: the images matter more.
 */
record StoreAccess(Sleeper sleeper, LateWrites late) {

  private static final Logger LOG = LoggerFactory.getLogger(StoreAccess.class);
  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(3));

  /** A write waits so long for its turn even after the deadline: it saves what was paid for. */
  static final Duration SHORTEST_WAIT = Duration.ofSeconds(10);

  interface Read<T> {
    T run() throws StoreException;
  }

  interface Write {
    void run(Deadline deadline) throws StoreException;
  }

  /**
   * Reads or claims a row before anything is sent.
   *
   * @throws ImagesException CONNECTION_FAILED
   */
  <T> T beforePurchase(Read<T> read) {
    try {
      return read.run();
    } catch (StoreException | RuntimeException e) {
      throw ImagesException.of(
          ErrorCode.CONNECTION_FAILED,
          PurchaseState.NONE,
          "The request was not sent, because of %s. Nothing was bought. If this continues, check the ledger's database."
              .formatted(reason(e)));
    }
  }

  /**
   * Reads a purchase.
   *
   * @throws ImagesException DELIVERY_FAILED
   */
  <T> T afterPurchase(Read<T> read) {
    try {
      return read.run();
    } catch (StoreException | RuntimeException e) {
      throw ImagesException.of(
          ErrorCode.DELIVERY_FAILED,
          PurchaseState.MADE,
          "The images could not be read from %s. You have been billed. The next attempt reads them again and buys nothing more."
              .formatted(reason(e)));
    }
  }

  private static String reason(Exception e) {
    return e instanceof StoreException
        ? e.getMessage()
        : "an unexpected " + e.getClass().getSimpleName();
  }

  /** Tries to write several times while there is time; returns whether it succeeded. */
  boolean write(Deadline deadline, Write write) {
    return write(deadline, write, () -> {});
  }

  /**
   * Writes how an attempt ended: several times while there is time, and later if the store cannot
   * be used now.
   */
  void writeEnd(PurchaseKey key, Deadline deadline, Write write) {
    late.remove(key);
    write(deadline, write, () -> late.add(key, write));
  }

  private boolean write(Deadline deadline, Write write, Runnable whenStoreFails) {
    try {
      for (int attempt = 0; ; attempt++) {
        try {
          write.run(deadline.atLeast(SHORTEST_WAIT));
          return true;
        } catch (StoreException e) {
          if (attempt == WAITS.size() || !sleep(WAITS.get(attempt), deadline)) {
            LOG.warn("A purchase could not be stored: {}", e.getMessage());
            whenStoreFails.run();
            return false;
          }
          Metric.RETRIES.add(1, "ledger");
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("A purchase could not be stored: {}", e.getClass().getName());
      return false;
    }
  }

  /** Returns false if the deadline would pass, or this worker is shutting down. */
  boolean sleep(Duration wait, Deadline deadline) {
    if (wait.compareTo(deadline.left()) >= 0) {
      return false;
    }
    try {
      sleeper.pause(wait);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

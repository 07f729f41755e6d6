package org.imagesgenerate.connector.purchase;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.purchase.InFlightPurchases.InFlightPurchase;
import org.imagesgenerate.connector.support.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How finished attempts ended, as far as the store could not be written. Each write is repeated
 * until it succeeds, the same job runs again, or the process ends: after that, the row says what it
 * said before.
 */
final class LateWrites {

  /** A worker has far fewer jobs in flight; each write takes some KB of heap. */
  private static final int MAX_WRITES = 10_000;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(LateWrites.class);

  /** Runs something later, on a thread that does not keep the JVM alive. */
  static final BiConsumer<Runnable, Duration> SCHEDULER =
      (task, wait) -> {
        Executor thread = it -> Thread.ofPlatform().daemon().name("late-ledger-writes").start(it);
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, thread)
            .execute(task);
      };

  private final InFlightPurchases inFlightPurchases;
  private final BiConsumer<Runnable, Duration> scheduler;
  private final Map<PurchaseKey, StoreAccess.Write> writes = new LinkedHashMap<>();
  private Duration wait = FIRST_WAIT;
  private boolean isScheduled;

  LateWrites(InFlightPurchases inFlightPurchases, BiConsumer<Runnable, Duration> scheduler) {
    this.inFlightPurchases = inFlightPurchases;
    this.scheduler = scheduler;
  }

  /** The end of a newer attempt replaces that of an older one. */
  synchronized void add(PurchaseKey key, StoreAccess.Write write) {
    remove(key);
    if (writes.size() == MAX_WRITES) {
      remove(writes.keySet().iterator().next());
      LOG.warn("More than {} purchases wait to be stored: the oldest is given up", MAX_WRITES);
    }
    writes.put(key, write);
    schedule();
  }

  synchronized void remove(PurchaseKey key) {
    writes.remove(key);
  }

  private void schedule() {
    if (!isScheduled) {
      isScheduled = true;
      scheduler.accept(this::run, wait);
    }
  }

  private void run() {
    List<PurchaseKey> keys;
    synchronized (this) {
      keys = List.copyOf(writes.keySet());
    }
    boolean isStoreUp = true;
    for (int i = 0; i < keys.size() && isStoreUp; i++) {
      // not while the job runs again: it writes what is waiting first, or replaces it
      isStoreUp = writeUnlessRunning(keys.get(i));
    }
    synchronized (this) {
      Duration doubled = wait.multipliedBy(2);
      wait = isStoreUp ? FIRST_WAIT : doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
      isScheduled = false;
      if (!writes.isEmpty()) {
        schedule();
      }
    }
  }

  private boolean writeUnlessRunning(PurchaseKey key) {
    InFlightPurchase purchase;
    try {
      purchase = inFlightPurchases.enter(key, Deadline.in(Duration.ZERO));
    } catch (ImagesException isRunning) {
      return true;
    }
    try {
      return write(key);
    } finally {
      purchase.close();
    }
  }

  /**
   * Writes what is waiting, if anything is. Only for the attempt that has the purchase to itself.
   *
   * @return whether the store could be used
   */
  boolean write(PurchaseKey key) {
    StoreAccess.Write write;
    synchronized (this) {
      write = writes.remove(key);
    }
    if (write == null) {
      return true;
    }
    try {
      write.run(Deadline.in(StoreAccess.SHORTEST_WAIT));
      return true;
    } catch (StoreException e) {
      // at the end: one that always fails does not stop the others
      add(key, write);
      return false;
    } catch (RuntimeException | Error e) {
      LOG.error("A purchase could not be stored: {}", e.getClass().getName());
      return true;
    }
  }
}

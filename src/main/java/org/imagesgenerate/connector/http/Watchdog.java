package org.imagesgenerate.connector.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.support.Deadline;

/**
 * Cancels exchanges whose time is over or whose thread was interrupted. A platform thread that
 * waits for a socket does not notice an interrupt by itself, and a worker that shuts down would
 * wait for minutes. One thread checks all exchanges together, ten times a second.
 */
final class Watchdog implements AutoCloseable {

  private static final long INTERVAL_MILLIS = 100;

  /** An identity, not a record: two exchanges are never the same. */
  private static final class Exchange {
    private final Thread worker = Thread.currentThread();
    private final Deadline deadline;
    private final Runnable cancel;

    Exchange(Deadline deadline, Runnable cancel) {
      this.deadline = deadline;
      this.cancel = cancel;
    }
  }

  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("images-generate-watchdog").factory());

  Watchdog() {
    timer.scheduleWithFixedDelay(
        this::check, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void check() {
    for (Exchange exchange : exchanges) {
      try {
        if (exchange.deadline.isOver() || exchange.worker.isInterrupted()) {
          exchange.cancel.run();
        }
      } catch (RuntimeException | Error e) {
        // an exception would end the timer; the next check tries again
      }
    }
  }

  /**
   * Watches what the calling thread does from now on.
   *
   * @param cancel called by another thread, perhaps more than once; must not wait
   * @return to be run when it is done
   */
  Runnable watch(Deadline deadline, Runnable cancel) {
    Exchange exchange = new Exchange(deadline, cancel);
    exchanges.add(exchange);
    return () -> exchanges.remove(exchange);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

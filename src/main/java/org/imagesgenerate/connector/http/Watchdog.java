package org.imagesgenerate.connector.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.support.Deadline;

/**
 * Ends exchanges: when their time is over, and when their thread is interrupted. A thread of the
 * operating system that waits for a socket does not notice an interrupt by itself, and a worker
 * that shuts down would wait for minutes.
 */
final class Watchdog implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final ScheduledThreadPoolExecutor watchman =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("images-generate-watch").factory());

  Watchdog() {
    watchman.setRemoveOnCancelPolicy(true);
  }

  /**
   * Watches over what the calling thread does from now on.
   *
   * @param end ends it; called by another thread, perhaps more than once, and must not wait
   * @return to be run when it is done
   */
  Runnable over(Deadline deadline, Runnable end) {
    Thread worker = Thread.currentThread();
    long look = BETWEEN_LOOKS.toNanos();
    List<Future<?>> plans =
        List.of(
            watchman.schedule(end, deadline.left().toNanos(), TimeUnit.NANOSECONDS),
            watchman.scheduleWithFixedDelay(
                () -> {
                  if (worker.isInterrupted()) {
                    end.run();
                  }
                },
                look,
                look,
                TimeUnit.NANOSECONDS));
    return () -> plans.forEach(plan -> plan.cancel(false));
  }

  @Override
  public void close() {
    watchman.shutdownNow();
  }
}

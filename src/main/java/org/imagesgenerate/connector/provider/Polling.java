package org.imagesgenerate.connector.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Sleeper;

/**
 * Polls until there is a result or the job's budget ends. The waits grow from one second to five:
 * Runware advises to begin with one to two seconds and to increase (task polling, 2026-10),
 * WaveSpeedAI's own client polls every second.
 *
 * <p>Thread-safe.
 */
public final class Polling {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int GROWTH_PERCENT = 150;

  /** Kept for one last poll before the deadline. */
  private static final Duration LAST_POLL = Duration.ofSeconds(1);

  /**
   * The outcome of one poll.
   *
   * @param value the result, or null if there is none yet
   * @param atLeast wait at least this long before the next poll; may be null
   */
  public record Reply<T>(T value, Duration atLeast) {

    /** There is a result. */
    public static <T> Reply<T> done(T value) {
      return new Reply<>(value, null);
    }

    /** There is no result yet. */
    public static <T> Reply<T> notYet() {
      return new Reply<>(null, null);
    }

    /** There is no result yet, and the provider asks for a wait; null: it does not. */
    public static <T> Reply<T> notBefore(Duration wait) {
      return new Reply<>(null, wait);
    }
  }

  private final Sleeper sleeper;

  public Polling(Sleeper sleeper) {
    this.sleeper = sleeper;
  }

  /**
   * Polls at once, then after each wait: for a task that may have run for a while.
   *
   * @param poll polls once; what it throws ends the polling
   * @return empty if the deadline ends first, or if this worker shuts down
   */
  public <T> Optional<T> ask(Deadline deadline, Supplier<Reply<T>> poll) {
    return ask(deadline, poll, FIRST);
  }

  /**
   * Waits first: for a task that was just submitted.
   *
   * @param poll polls once; what it throws ends the polling
   * @return empty if the deadline ends first, or if this worker shuts down
   */
  public <T> Optional<T> waitAndAsk(Deadline deadline, Supplier<Reply<T>> poll) {
    return rest(FIRST, deadline) ? ask(deadline, poll, grown(FIRST)) : Optional.empty();
  }

  private <T> Optional<T> ask(Deadline deadline, Supplier<Reply<T>> poll, Duration firstWait) {
    Duration wait = firstWait;
    while (!deadline.isOver()) {
      Reply<T> reply = poll.get();
      if (reply.value() != null) {
        return Optional.of(reply.value());
      }
      boolean longer = reply.atLeast() != null && reply.atLeast().compareTo(wait) > 0;
      if (!rest(longer ? reply.atLeast() : wait, deadline)) {
        return Optional.empty();
      }
      wait = grown(wait);
    }
    return Optional.empty();
  }

  private static Duration grown(Duration wait) {
    Duration next = wait.multipliedBy(GROWTH_PERCENT).dividedBy(100);
    return next.compareTo(LONGEST) < 0 ? next : LONGEST;
  }

  /** Waits, not longer than the deadline allows; false if there is no time for another poll. */
  private boolean rest(Duration wait, Deadline deadline) {
    Duration room = deadline.left().minus(LAST_POLL);
    if (!room.isPositive()) {
      return false;
    }
    try {
      sleeper.pause(wait.compareTo(room) < 0 ? wait : room);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

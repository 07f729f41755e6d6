package org.imagesgenerate.connector.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Sleeper;

/**
 * Polls until there is a result or the job's budget ends. The waits grow from one second to three:
 * Runware advises to start with one to two seconds and to lengthen them (task polling, 2026-10);
 * WaveSpeedAI's own client polls every second. Not more than three, because {@code http} does not
 * reuse a connection that was idle for four.
 *
 * <p>Thread-safe.
 */
public final class Polling {

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
  private static final int GROWTH_PERCENT = 150;

  /** Kept free for one last poll before the deadline. */
  private static final Duration LAST_POLL = Duration.ofSeconds(1);

  /**
   * What one poll returned.
   *
   * @param value the result, or null if there is none yet
   * @param retryAfter the shortest wait before the next poll that the provider asks for, or null
   */
  public record Reply<T>(T value, Duration retryAfter) {

    /** There is a result. */
    public static <T> Reply<T> done(T value) {
      return new Reply<>(value, null);
    }

    /** There is no result yet. */
    public static <T> Reply<T> notYet() {
      return new Reply<>(null, null);
    }

    /**
     * There is no result yet.
     *
     * @param retryAfter null if the provider does not ask for a wait
     */
    public static <T> Reply<T> notYet(Duration retryAfter) {
      return new Reply<>(null, retryAfter);
    }
  }

  private final Sleeper sleeper;

  public Polling(Sleeper sleeper) {
    this.sleeper = sleeper;
  }

  /**
   * Polls immediately, then after each wait.
   *
   * @param poll its exceptions end the polling and pass through
   * @return empty if the deadline ends first, or if the worker shuts down
   */
  public <T> Optional<T> poll(Deadline deadline, Supplier<Reply<T>> poll) {
    return poll(deadline, poll, FIRST_WAIT);
  }

  /**
   * Waits before the first poll: for a task that was submitted just now.
   *
   * @param poll its exceptions end the polling and pass through
   * @return empty if the deadline ends first, or if the worker shuts down
   */
  public <T> Optional<T> waitThenPoll(Deadline deadline, Supplier<Reply<T>> poll) {
    return sleep(FIRST_WAIT, deadline)
        ? poll(deadline, poll, longerThan(FIRST_WAIT))
        : Optional.empty();
  }

  private <T> Optional<T> poll(Deadline deadline, Supplier<Reply<T>> poll, Duration firstWait) {
    Duration wait = firstWait;
    while (!deadline.isOver()) {
      Reply<T> reply = poll.get();
      if (reply.value() != null) {
        return Optional.of(reply.value());
      }
      if (!sleep(longest(wait, reply.retryAfter()), deadline)) {
        return Optional.empty();
      }
      wait = longerThan(wait);
    }
    return Optional.empty();
  }

  private static Duration longerThan(Duration wait) {
    Duration longer = wait.multipliedBy(GROWTH_PERCENT).dividedBy(100);
    return longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
  }

  private static Duration longest(Duration wait, Duration retryAfter) {
    return retryAfter != null && retryAfter.compareTo(wait) > 0 ? retryAfter : wait;
  }

  /** Whether there is time for another poll after the wait, which the deadline shortens. */
  private boolean sleep(Duration wait, Deadline deadline) {
    Duration available = deadline.left().minus(LAST_POLL);
    if (!available.isPositive()) {
      return false;
    }
    try {
      sleeper.pause(wait.compareTo(available) < 0 ? wait : available);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

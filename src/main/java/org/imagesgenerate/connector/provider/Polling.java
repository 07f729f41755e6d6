package org.imagesgenerate.connector.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Sleeper;

/**
 * Asks for the same thing again and again until it is there or the job's budget ends. The waits
 * grow from one second to five: Runware advises to begin at one to two seconds and to lengthen
 * (task polling, 2026-10), WaveSpeedAI's own client asks every second.
 *
 * <p>Thread-safe.
 */
public final class Polling {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int GROWTH_PERCENT = 150;

  /** Left for the last question before the deadline, so that a task is not given up unasked. */
  private static final Duration LAST_QUESTION = Duration.ofSeconds(1);

  /**
   * What one question brought.
   *
   * @param value what was waited for, or null: not yet
   * @param atLeast wait at least this long before the next question; null for no wish
   */
  public record Reply<T>(T value, Duration atLeast) {

    /** It is there. */
    public static <T> Reply<T> done(T value) {
      return new Reply<>(value, null);
    }

    /** It is not there yet. */
    public static <T> Reply<T> notYet() {
      return new Reply<>(null, null);
    }

    /** It is not there yet, and the provider wants to be left alone for a while; null: no wish. */
    public static <T> Reply<T> notBefore(Duration wait) {
      return new Reply<>(null, wait);
    }
  }

  private final Sleeper pause;

  public Polling(Sleeper pause) {
    this.pause = pause;
  }

  /**
   * Asks at once, then after each wait: for a task that may have been at work for a while.
   *
   * @param question throws to end it all; what it throws goes through
   * @return empty if the deadline ends first, or if this worker shuts down
   */
  public <T> Optional<T> ask(Deadline deadline, Supplier<Reply<T>> question) {
    return ask(deadline, question, FIRST);
  }

  /**
   * Waits, then asks: for a task that was submitted this moment.
   *
   * @param question throws to end it all; what it throws goes through
   * @return empty if the deadline ends first, or if this worker shuts down
   */
  public <T> Optional<T> waitAndAsk(Deadline deadline, Supplier<Reply<T>> question) {
    return rest(FIRST, deadline) ? ask(deadline, question, grown(FIRST)) : Optional.empty();
  }

  private <T> Optional<T> ask(Deadline deadline, Supplier<Reply<T>> question, Duration firstWait) {
    Duration wait = firstWait;
    while (!deadline.isOver()) {
      Reply<T> reply = question.get();
      if (reply.value() != null) {
        return Optional.of(reply.value());
      }
      boolean patient = reply.atLeast() != null && reply.atLeast().compareTo(wait) > 0;
      if (!rest(patient ? reply.atLeast() : wait, deadline)) {
        return Optional.empty();
      }
      wait = grown(wait);
    }
    return Optional.empty();
  }

  private static Duration grown(Duration wait) {
    Duration longer = wait.multipliedBy(GROWTH_PERCENT).dividedBy(100);
    return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
  }

  /** Whether there is time for another question after the wait, which the deadline shortens. */
  private boolean rest(Duration wait, Deadline deadline) {
    Duration room = deadline.left().minus(LAST_QUESTION);
    if (!room.isPositive()) {
      return false;
    }
    try {
      pause.pause(wait.compareTo(room) < 0 ? wait : room);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

package org.imagesgenerate.connector.support;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The end of a job's budget, set once and passed down. Every wait, poll, read and upload takes what
 * is left of it.
 */
public final class Deadline {

  private final LongSupplier nanoTime;
  private final long end;
  private final Duration budget;

  private Deadline(LongSupplier nanoTime, Duration budget) {
    this.nanoTime = nanoTime;
    this.budget = budget;
    this.end = nanoTime.getAsLong() + budget.toNanos();
  }

  /** Starts a budget now. */
  public static Deadline in(Duration budget) {
    return new Deadline(System::nanoTime, budget);
  }

  /** Starts a budget on another clock, for tests. */
  public static Deadline in(Duration budget, LongSupplier nanoTime) {
    return new Deadline(nanoTime, budget);
  }

  /** What is left, never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
  }

  /**
   * Half of what is left: for one exchange of several, so that one that hangs leaves time to ask
   * again.
   */
  public Deadline half() {
    return new Deadline(nanoTime, left().dividedBy(2));
  }

  public boolean isOver() {
    return left().isZero();
  }

  /** The whole budget, for messages. */
  public Duration budget() {
    return budget;
  }
}

package org.imagesgenerate.connector.support;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a job's budget ends. Set once and passed down: every wait, poll, read and upload is limited
 * by the time that is left.
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

  /** The remaining time, never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
  }

  /**
   * Half of the remaining time: for one of several exchanges, so that there is time for another one
   * if it hangs.
   */
  public Deadline half() {
    return new Deadline(nanoTime, left().dividedBy(2));
  }

  /** This deadline, or an earlier one. */
  public Deadline atMost(Duration wait) {
    return left().compareTo(wait) <= 0 ? this : new Deadline(nanoTime, wait);
  }

  /** This deadline, or a later one. */
  public Deadline atLeast(Duration wait) {
    return left().compareTo(wait) >= 0 ? this : new Deadline(nanoTime, wait);
  }

  public boolean isOver() {
    return left().isZero();
  }

  /** The whole budget, for messages. */
  public Duration budget() {
    return budget;
  }
}

package org.imagesgenerate.connector.http;

import java.time.Duration;
import org.imagesgenerate.connector.support.Deadline;

/** How far one exchange came, noted by those who see it happen. */
final class RequestProgress {

  /** Under this name the request's context holds it. */
  static final String NAME = RequestProgress.class.getName();

  /**
   * A request that buys leaves within this part of the time that is left when its exchange begins.
   * The rest belongs to the provider: with the default of PT4M that is three minutes, which is more
   * than any model of today needs for an image. A request that waited longer would leave only to be
   * cut off, paid for and lost.
   */
  private static final int PART_BEFORE_A_PURCHASE = 4;

  /**
   * This part of the job's whole budget belongs to the provider, too, however long the job waited
   * before its exchange began: for another worker, for example. The next attempt has a whole budget
   * again, so a job that waited too long is late, but not lost.
   */
  private static final int PART_OF_THE_JOB = 2;

  private final Deadline deadline;
  private final Duration reserve;

  /** Whether the last byte of the request was handed to the network. */
  volatile boolean left;

  /** The status of the answer, or 0. */
  volatile int status;

  /**
   * @param purchase whether the request buys; others may use all of the time for their way
   */
  RequestProgress(Deadline deadline, boolean purchase) {
    this.deadline = deadline;
    this.reserve = purchase ? reserve(deadline.left(), deadline.budget()) : Duration.ZERO;
  }

  private static Duration reserve(Duration left, Duration budget) {
    Duration ofExchange = left.minus(left.dividedBy(PART_BEFORE_A_PURCHASE));
    Duration ofJob = budget.dividedBy(PART_OF_THE_JOB);
    return ofExchange.compareTo(ofJob) > 0 ? ofExchange : ofJob;
  }

  /** How long a connection may be waited for. */
  Duration patience() {
    Duration patience = deadline.left().minus(reserve);
    return patience.isNegative() ? Duration.ZERO : patience;
  }

  /** What is kept for the provider; zero if the request does not buy. */
  Duration reserve() {
    return reserve;
  }

  /** Whether what is left is no longer enough for the provider. */
  boolean isReserveBroken() {
    return deadline.left().compareTo(reserve) < 0;
  }

  /** What nobody waits for any more must not leave: finding the server may have taken long. */
  boolean isTooLate() {
    return deadline.isOver() || Thread.currentThread().isInterrupted();
  }
}

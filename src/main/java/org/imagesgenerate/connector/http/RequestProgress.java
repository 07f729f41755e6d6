package org.imagesgenerate.connector.http;

import java.time.Duration;
import org.imagesgenerate.connector.support.Deadline;

/** How far one exchange came. */
final class RequestProgress {

  /** Under this name the request's context holds it. */
  static final String NAME = RequestProgress.class.getName();

  /**
   * A request that buys is sent within this part of the time that remains when its exchange begins.
   * The rest belongs to the provider: with the default of PT4M that is three minutes, more than any
   * model of today needs for an image. A request that waited longer would be sent only to be cut
   * off, paid for and lost.
   */
  private static final int PART_BEFORE_A_PURCHASE = 4;

  /**
   * This part of the job's whole budget belongs to the provider too, however long the job waited
   * before its exchange began: for another worker, for example. The next attempt has a whole budget
   * again, so a job that waited too long is late, but not lost.
   */
  private static final int PART_OF_THE_JOB = 2;

  private final Deadline deadline;
  private final Duration reserve;

  /** Whether the last byte of the request was handed to the network, or a response came before. */
  volatile boolean sent;

  /** The status of the response, or 0. */
  volatile int status;

  /**
   * @param purchase whether the request buys; others may use all of the time for their way
   */
  RequestProgress(Deadline deadline, boolean purchase) {
    this.deadline = deadline;
    this.reserve = purchase ? reserve(deadline.left(), deadline.budget()) : Duration.ZERO;
  }

  private static Duration reserve(Duration remaining, Duration budget) {
    Duration ofExchange = remaining.minus(remaining.dividedBy(PART_BEFORE_A_PURCHASE));
    Duration ofJob = budget.dividedBy(PART_OF_THE_JOB);
    return ofExchange.compareTo(ofJob) > 0 ? ofExchange : ofJob;
  }

  /** What is kept for the provider; zero if the request does not buy. */
  Duration reserve() {
    return reserve;
  }

  /** How long the request may wait before it is sent; negative if it is too late. */
  Duration timeToSend() {
    return deadline.left().minus(reserve);
  }

  /** Whether sending takes so long that too little time would be left for the provider. */
  boolean isSendingTooLong() {
    return !reserve.isZero()
        && deadline.left().compareTo(deadline.budget().dividedBy(PART_OF_THE_JOB)) < 0;
  }

  /** Whether the job no longer waits for a response: finding the server may have taken long. */
  boolean isAbandoned() {
    return deadline.isOver() || Thread.currentThread().isInterrupted();
  }
}

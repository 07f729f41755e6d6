package org.imagesgenerate.connector.http;

/** How far one exchange came, noted by those who see it happen. */
final class Departure {

  /** Under this name the request's context holds it. */
  static final String NAME = Departure.class.getName();

  private final Deadline deadline;

  /** Whether the last byte of the request was handed to the network. */
  volatile boolean left;

  /** The status of the answer, or 0. */
  volatile int status;

  Departure(Deadline deadline) {
    this.deadline = deadline;
  }

  /** What nobody waits for any more must not leave: finding the server may have taken long. */
  boolean isTooLate() {
    return deadline.isOver() || Thread.currentThread().isInterrupted();
  }
}

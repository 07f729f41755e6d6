package org.imagesgenerate.connector.http;

/** How far one exchange came, noted by those who see it happen. */
final class Departure {

  /** Whether the last byte of the request was handed to the network. */
  volatile boolean left;

  /** The status of the answer, or 0. */
  volatile int status;

  void answered(int status) {
    this.status = status;
  }
}

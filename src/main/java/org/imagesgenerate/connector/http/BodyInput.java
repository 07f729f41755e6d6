package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.InputStream;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TooLargeException;

/**
 * A window on the body of a response. Unread bytes are those from {@link #position} to {@link
 * #limit}. A body that breaks off ends like any other one; {@link #throwFailure()} then says why,
 * so that everything that arrived before is used.
 */
final class BodyInput {

  /** The most that the window holds. */
  static final int BLOCK = 16 * 1024;

  private static final int SMALL = 8 * 1024;

  private final InputStream in;
  private final long mostBytes;
  private long total;
  private boolean ended;
  private IOException failure;

  byte[] bytes = new byte[SMALL];
  int position;
  int limit;

  BodyInput(InputStream in, long mostBytes) {
    this.in = in;
    this.mostBytes = mostBytes;
  }

  /**
   * Reads until {@code count} unread bytes are there, or the body ends.
   *
   * @return whether there is at least one
   */
  boolean require(int count) {
    if (limit - position < count) {
      moveToFront(bytes);
      while (limit < count && read()) {
        // reads on
      }
    }
    return position < limit;
  }

  /** Moves what is unread to the front of a window of {@link #BLOCK} bytes. */
  void startBlock() {
    byte[] from = bytes;
    if (bytes.length < BLOCK) {
      bytes = new byte[BLOCK];
    }
    moveToFront(from);
  }

  private void moveToFront(byte[] from) {
    System.arraycopy(from, position, bytes, 0, limit - position);
    limit -= position;
    position = 0;
  }

  /** Reads until the window is full or the body ends. */
  void fill() {
    while (limit < bytes.length && read()) {
      // reads on
    }
  }

  private boolean read() {
    int length = read(bytes, limit, bytes.length - limit);
    limit += length;
    return length > 0;
  }

  /** The next byte, even if the window is full; -1 at the end of the body. */
  int next() {
    if (position < limit) {
      return bytes[position++] & 0xff;
    }
    byte[] one = new byte[1];
    return read(one, 0, 1) > 0 ? one[0] & 0xff : -1;
  }

  private int read(byte[] into, int offset, int length) {
    try {
      int read = ended ? -1 : in.read(into, offset, length);
      total += Math.max(read, 0);
      if (total > mostBytes) {
        throw new TooLargeException("the response", mostBytes, Limits.BODY_SETTING);
      }
      ended = read < 0;
      return Math.max(read, 0);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      ended = true;
      return 0;
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /** Throws what ended the body too soon. */
  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}

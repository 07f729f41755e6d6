package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Decodes base64 that arrives in pieces of any length. Takes the standard and the URL-safe alphabet
 * and skips blanks and line ends, because some compatible servers wrap lines; padding may be
 * missing.
 */
final class Base64Decoder {

  /** The text is not base64. */
  static final class NotBase64 extends Exception {
    NotBase64(String message) {
      super(message, null, false, false);
    }
  }

  private static final byte INVALID = -1;
  private static final byte BLANK = -2;
  private static final byte PADDING = -3;
  private static final byte[] VALUES = values();
  private static final int QUANTUM = 4;
  private static final int BITS = 6;

  private final OutputStream out;
  private final byte[] decoded = new byte[12 * 1024];
  private int decodedLength;
  private int bits;
  private int characters;
  private int paddings;

  Base64Decoder(OutputStream out) {
    this.out = out;
  }

  void decode(byte[] text, int from, int to) throws IOException, NotBase64 {
    int at = from;
    while (at < to) {
      at = characters == 0 && paddings == 0 ? decodeWhole(text, at, to) : at;
      if (at < to) {
        decode(text[at++]);
      }
    }
  }

  /** The fast way: whole quanta of plain characters. Returns where something else begins. */
  private int decodeWhole(byte[] text, int from, int to) throws IOException {
    int at = from;
    while (at + QUANTUM <= to) {
      int a = VALUES[text[at] & 0xff];
      int b = VALUES[text[at + 1] & 0xff];
      int c = VALUES[text[at + 2] & 0xff];
      int d = VALUES[text[at + 3] & 0xff];
      if ((a | b | c | d) < 0) {
        return at;
      }
      put(a << 18 | b << 12 | c << 6 | d);
      at += QUANTUM;
    }
    return at;
  }

  private void decode(byte character) throws IOException, NotBase64 {
    byte value = VALUES[character & 0xff];
    switch (value) {
      case BLANK -> {}
      case PADDING -> {
        paddings++;
        if (characters + paddings > QUANTUM || characters < 2) {
          throw new NotBase64("padding in the wrong place");
        }
      }
      case INVALID -> throw new NotBase64("a character that is not base64");
      default -> {
        if (paddings > 0) {
          throw new NotBase64("text after the padding");
        }
        bits = bits << BITS | value;
        if (++characters == QUANTUM) {
          put(bits);
          characters = 0;
          bits = 0;
        }
      }
    }
  }

  private void put(int threeBytes) throws IOException {
    if (decodedLength == decoded.length) {
      flush();
    }
    decoded[decodedLength++] = (byte) (threeBytes >> 16);
    decoded[decodedLength++] = (byte) (threeBytes >> 8);
    decoded[decodedLength++] = (byte) threeBytes;
  }

  /** Writes what a last, shorter quantum holds. */
  void finish() throws IOException, NotBase64 {
    flush();
    if (characters == 1) {
      throw new NotBase64("the text breaks off");
    }
    if (characters == 2) {
      out.write(bits >> 4);
    } else if (characters == 3) {
      out.write(bits >> 10);
      out.write(bits >> 2);
    }
  }

  private void flush() throws IOException {
    out.write(decoded, 0, decodedLength);
    decodedLength = 0;
  }

  /** Whether the character may stand in base64 text. */
  static boolean accepts(int character) {
    return VALUES[character & 0xff] != INVALID;
  }

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, INVALID);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    values['-'] = values['+'];
    values['_'] = values['/'];
    values['='] = PADDING;
    for (char blank : new char[] {' ', '\t', '\r', '\n'}) {
      values[blank] = BLANK;
    }
    return values;
  }
}

package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import org.imagesgenerate.connector.support.TooLargeException;

/**
 * Decodes one base64 string of a JSON body, up to its closing quote. Blocks of plain characters go
 * to the JDK's decoder, which uses vector instructions, without any look at them. From the first
 * block on that it rejects, each block is cleaned in place before: JSON escapes are resolved,
 * whitespace is dropped, because some servers wrap lines, and the URL-safe alphabet is mapped to
 * the standard one. Padding may be missing.
 */
final class Base64Decoder {

  private static final byte WHITESPACE = 0;
  private static final byte PADDING = -1;
  private static final byte INVALID = -2;
  private static final byte ESCAPE = -3;
  private static final byte QUOTE = -4;

  /** For each byte the base64 character it stands for, or one of the above. */
  private static final byte[] MEANING = meanings();

  private static final int QUANTUM = 4;
  private static final int HEX = 16;
  private static final int HEX_DIGITS = 4;

  private final BodyInput in;
  private byte[] decoded;
  private OutputStream out;

  /** How many characters at the front of the input's window are clean. */
  private int clean;

  private int padding;
  private boolean closed;
  private String problem;
  private TooLargeException tooLarge;

  Base64Decoder(BodyInput in) {
    this.in = in;
  }

  /**
   * Decodes up to and including the closing quote, even if the string turns out to be invalid.
   *
   * @return false if the body ended before
   */
  boolean decode(OutputStream to) throws IOException {
    if (decoded == null) {
      decoded = new byte[BodyInput.BLOCK / QUANTUM * 3];
    }
    out = to;
    clean = 0;
    padding = 0;
    closed = false;
    problem = null;
    in.startBlock();
    boolean plain = true;
    while (true) {
      in.fill();
      plain = plain && decodePlainBlock();
      if (plain) {
        continue;
      }
      clean();
      if (closed) {
        decodeRest();
        return true;
      }
      if (clean == BodyInput.BLOCK) {
        int length = Base64.getDecoder().decode(in.bytes, decoded);
        startNextBlock();
        write(length);
      } else if (in.hasEnded()) {
        return false;
      }
    }
  }

  /** Why the string is not an image that can be kept, or null. */
  String problem() {
    return problem;
  }

  /** Not null if an image was over the limit. */
  TooLargeException tooLarge() {
    return tooLarge;
  }

  private boolean decodePlainBlock() throws IOException {
    // the JDK would accept padding, and could not know whether more follows
    if (in.limit < BodyInput.BLOCK || in.bytes[BodyInput.BLOCK - 1] == '=') {
      return false;
    }
    int length;
    try {
      length = Base64.getDecoder().decode(in.bytes, decoded);
    } catch (IllegalArgumentException e) {
      return false;
    }
    startNextBlock();
    write(length);
    return true;
  }

  private void startNextBlock() {
    in.position = 0;
    in.limit = 0;
    clean = 0;
  }

  /** Cleans what was read, up to the closing quote. */
  private void clean() {
    byte[] bytes = in.bytes;
    int to = clean;
    while (in.position < in.limit && !closed) {
      int at = in.position;
      byte meaning = MEANING[bytes[at++] & 0xff];
      while (meaning > 0 && padding == 0 && at < in.limit) {
        bytes[to++] = meaning;
        meaning = MEANING[bytes[at++] & 0xff];
      }
      in.position = at;
      meaning = meaning == ESCAPE ? unescaped() : meaning;
      switch (meaning) {
        case WHITESPACE -> {}
        case PADDING -> padding++;
        case QUOTE -> closed = true;
        case INVALID -> fail("a character that is not base64");
        default -> {
          if (padding > 0) {
            fail("text after the padding");
          }
          bytes[to++] = meaning;
        }
      }
    }
    clean = to;
    if (!closed) {
      in.position = clean;
      in.limit = clean;
    }
  }

  private void fail(String reason) {
    problem = problem == null ? reason : problem;
  }

  /** What a JSON escape stands for; its backslash was read. */
  private byte unescaped() {
    int character = in.next();
    return switch (character) {
      case 'n', 'r', 't' -> WHITESPACE;
      case '/' -> '/';
      case 'u' -> hexadecimal();
      default -> INVALID;
    };
  }

  private byte hexadecimal() {
    int character = 0;
    for (int i = 0; i < HEX_DIGITS; i++) {
      int digit = Character.digit(in.next(), HEX);
      character = digit < 0 || character < 0 ? -1 : character * HEX + digit;
    }
    return character < 0 || character >= MEANING.length
        ? INVALID
        : (byte) Math.max(MEANING[character], INVALID);
  }

  private void decodeRest() throws IOException {
    int rest = clean % QUANTUM;
    if (padding > 0 && (rest < 2 || rest + padding > QUANTUM)) {
      fail("padding in the wrong place");
    } else if (rest == 1) {
      fail("the text breaks off");
    }
    if (problem == null) {
      write(Base64.getDecoder().decode(Arrays.copyOf(in.bytes, clean), decoded));
    }
  }

  private void write(int length) throws IOException {
    if (problem == null) {
      try {
        out.write(decoded, 0, length);
      } catch (TooLargeException e) {
        tooLarge = e;
        fail(e.getMessage());
      }
    }
  }

  /** Whether the byte may be part of a base64 string in JSON. */
  static boolean accepts(byte b) {
    byte meaning = MEANING[b & 0xff];
    return meaning != INVALID && meaning != QUOTE;
  }

  private static byte[] meanings() {
    byte[] meanings = new byte[256];
    Arrays.fill(meanings, INVALID);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    alphabet.chars().forEach(character -> meanings[character] = (byte) character);
    " \t\r\n".chars().forEach(character -> meanings[character] = WHITESPACE);
    meanings['='] = PADDING;
    meanings['-'] = '+';
    meanings['_'] = '/';
    meanings['\\'] = ESCAPE;
    meanings['"'] = QUOTE;
    return meanings;
  }
}

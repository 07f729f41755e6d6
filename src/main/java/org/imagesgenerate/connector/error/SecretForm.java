package org.imagesgenerate.connector.error;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One way in which a secret may be written, and where a text holds it: each character as it is,
 * percent-encoded in either case, or escaped as in JSON, in any mixture.
 */
final class SecretForm {

  private static final char CUT = '…';
  private static final HexFormat PERCENT = HexFormat.of().withPrefix("%");

  private final String text;
  private final boolean ignoreCase;
  private final boolean sought;

  /** By character: its percent-encoding; null for the second half of a pair. Rarely needed. */
  private String[] percent;

  /**
   * @param ignoreCase whether upper and lower case mean the same
   * @param sought whether texts that hold it are rejected, or it is only masked
   */
  SecretForm(String text, boolean ignoreCase, boolean sought) {
    this.text = text;
    this.ignoreCase = ignoreCase;
    this.sought = sought;
  }

  private String percent(int character) {
    if (percent == null) {
      String[] encoded = new String[text.length()];
      for (int i = 0; i < encoded.length; i += Character.charCount(text.codePointAt(i))) {
        encoded[i] =
            PERCENT.formatHex(
                Character.toString(text.codePointAt(i)).getBytes(StandardCharsets.UTF_8));
      }
      percent = encoded;
    }
    return percent[character];
  }

  int length() {
    return text.length();
  }

  boolean isSought() {
    return sought;
  }

  /** Marks the ASCII characters with which it can begin. */
  void markBeginnings(boolean[] beginnings) {
    beginnings['%'] = true;
    beginnings['\\'] = true;
    char first = text.charAt(0);
    for (char it : new char[] {Character.toLowerCase(first), Character.toUpperCase(first), first}) {
      if (it < beginnings.length) {
        beginnings[it] = true;
      }
    }
  }

  /**
   * Where it ends if it begins at {@code from}, or -1.
   *
   * @param shortestCut so many characters before a cut (…) are enough: messages quote only the
   *     beginning of a long text
   */
  int end(String in, int from, int shortestCut) {
    if (in.regionMatches(ignoreCase, from, text, 0, text.length())) {
      return from + text.length();
    }
    int at = from;
    int i = 0;
    while (i < text.length()) {
      if (at >= in.length()) {
        return -1;
      }
      int next = afterCharacter(in, at, i);
      String encoded = in.charAt(at) == '%' ? percent(i) : null;
      if (encoded != null && in.regionMatches(true, at, encoded, 0, encoded.length())) {
        next = at + encoded.length();
        i += Character.charCount(text.codePointAt(i));
      } else if (next > at) {
        i++;
      } else {
        return in.charAt(at) == CUT && i >= shortestCut ? at : -1;
      }
      at = next;
    }
    return at;
  }

  /** Behind the character, plain or escaped as in JSON, or -1. */
  private int afterCharacter(String in, int at, int i) {
    char is = in.charAt(at);
    if (is == '\\' && at + 1 < in.length()) {
      if (in.charAt(at + 1) == 'u') {
        return isHexOf(text.charAt(i), in, at + 2) ? at + 6 : -1;
      }
      return in.charAt(at + 1) == text.charAt(i) ? at + 2 : -1;
    }
    boolean blank = text.charAt(i) == ' ' && is == '+';
    return blank || in.regionMatches(ignoreCase, at, text, i, 1) ? at + 1 : -1;
  }

  private static boolean isHexOf(char character, String in, int at) {
    return in.regionMatches(true, at, HexFormat.of().toHexDigits(character), 0, 4);
  }
}

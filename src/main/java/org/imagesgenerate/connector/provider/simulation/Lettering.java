package org.imagesgenerate.connector.provider.simulation;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * A drawn alphabet. The connectors runtime is a Java runtime without fonts, where {@code
 * java.awt.Font} fails: so letters come from {@code scenes.json}. They are points in a grid, a
 * digit to base 32 for each row of five, joined by lines so that they look smooth.
 */
final class Lettering {

  /** The height of a capital, in distances between points. */
  static final int CAPITAL = 6;

  private static final float STROKE = 0.95f;

  private Lettering() {}

  /**
   * What of a text can be drawn, on one line, accents apart: nothing if it has letters of another
   * script, because the rest would mislead.
   */
  static String drawable(String text) {
    StringBuilder kept = new StringBuilder();
    for (int sign : Normalizer.normalize(text, Form.NFKD).codePoints().toArray()) {
      if (!points(sign).isEmpty()) {
        kept.appendCodePoint(sign);
      } else if (Character.isLetter(sign)) {
        return "";
      } else if (Character.isWhitespace(sign)) {
        kept.append(' ');
      }
    }
    return kept.toString().strip().replaceAll(" +", " ");
  }

  private static String points(int sign) {
    return Scene.DATA.path("letters").path(Character.toString(sign)).asText();
  }

  /** How wide a drawable text is, in distances between points. */
  static float width(String text) {
    return draw(text, null);
  }

  /**
   * Draws a drawable text; the outline's origin is the upper left of its first capital.
   *
   * @return how wide it is
   */
  static float draw(String text, Outline outline) {
    float end = 0;
    float start = 0;
    boolean small = false;
    for (char sign : text.toCharArray()) {
      boolean accent = Character.getType(sign) == Character.NON_SPACING_MARK;
      int[] rows = points(sign).chars().map(digit -> Character.digit(digit, 32)).toArray();
      int used = 0;
      for (int row : rows) {
        used |= row;
      }
      if (!accent) {
        small = Character.isLowerCase(sign);
        // letters are as wide as they are drawn
        start = used == 0 ? end : end - (Integer.numberOfLeadingZeros(used) - 27);
        end = used == 0 ? end + 3 : start + 6 - Integer.numberOfTrailingZeros(used);
      }
      for (int row = 0; outline != null && row < rows.length; row++) {
        int below = row + 1 < rows.length ? rows[row + 1] : 0;
        join(rows[row], below, start, row - (accent ? small ? 0.4f : 2 : 0), outline);
      }
    }
    return Math.max(0, end - 2);
  }

  private static void join(int row, int below, float left, float y, Outline outline) {
    for (int x = 0, bit = 0x10; x < 5; x++, bit >>= 1) {
      boolean right = (row & bit >> 1) != 0;
      boolean under = (below & bit) != 0;
      for (int to = -1; to <= 1 && (row & bit) != 0; to++) {
        boolean corner = to > 0 ? !right : (row & bit << 1) == 0;
        int other = to > 0 ? bit >> 1 : bit << 1;
        if (to == 0 ? under : corner && !under && (below & other) != 0) {
          outline.stroke(STROKE, left + x, y, left + x + to, y + 1);
        }
      }
      if ((row & bit) != 0) {
        outline.stroke(STROKE, left + x, y, left + x + (right ? 1 : 0), y);
      }
    }
  }
}

package org.imagesgenerate.connector.provider.simulation;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;

/**
 * A drawn alphabet, five dots wide. The connectors runtime is a Java runtime without fonts, where
 * {@code java.awt.Font} fails: so letters come from here.
 *
 * <p>Printable ASCII and its accented letters are drawn; what is not known becomes a box.
 */
final class PixelFont {

  /** Dots from one letter to the next; a letter is one dot narrower. */
  static final int ADVANCE = 6;

  /** Dot rows of a line: two for accents, seven for the letter, two for what hangs below. */
  static final int ROWS = 11;

  private static final int ACCENT_ROWS = 2;
  private static final int LETTER_ROWS = ROWS - ACCENT_ROWS;

  /**
   * Nine digits for each character from the space to the tilde. A digit to base 32 is one row of
   * five dots, its highest bit at the left.
   */
  private static final String LETTERS =
      "000000000444440400AA0000000AAVAVAA004FKE5U400OP248J300CIK8LID00440000000"
          + "24888420084222480004LEL4000044V4400000000CC48000V0000000000CC0011248GG00"
          + "EHJLPHE004C4444E00EH1248V00V2421HE0026AIV2200VGU11HE0068GUHHE00V12488800"
          + "EHHEHHE00EHHF12C0000CC0CC0000CC0CC48248G8420000V0V0000842124800EH1240400"
          + "EH1DLLE004AHHVHH00UHHUHHU00EHGGGHE00SIHHHIS00VGGUGGV00VGGUGGG00EHGNHHF00"
          + "HHHVHHH00E44444E0072222IC00HIKOKIH00GGGGGGV00HRLLHHH00HHPLJHH00EHHHHHE00"
          + "UHHUGGG00EHHHLID00UHHUKIH00FGGE11U00V44444400HHHHHHE00HHHHHA400HHHLLLA00"
          + "HHA4AHH00HHHA44400V1248GV00E88888E00GG8421100E22222E004AH0000000000000V0"
          + "84000000000E1FHF00GGMPHHU0000EGGHE0011DJHHF0000EHVGE00698S8880000FHHHF1E"
          + "GGMPHHH0040C444E002062222ICGGIKOKI00C44444E0000QLLHH0000MPHHH0000EHHHE00"
          + "00UHHHUGG00FHHHF1100MPGGG0000FGE1U0088S88960000HHHJD0000HHHA40000HHLLA00"
          + "00HA4AH0000HHHHF1E00V248V00244844200444444400844244800008L20000";

  private static final String BOX = "VHHHHHV00";
  private static final String SHARP_S = "EHHMHHMG0";

  /** The accents grave, acute, circumflex, tilde, diaeresis, ring and caron: two rows each. */
  private static final String ACCENTS = "\u0300\u0301\u0302\u0303\u0308\u030A\u030C";

  private static final String ACCENT_DOTS = "84244A9MA0EAA4";

  /** Typographic signs, and the ASCII sign that is drawn in their place. */
  private static final String LOOKALIKES = "‘'’'‚,“\"”\"„\"–-—-‐-‑-−-•*";

  private PixelFont() {}

  /**
   * The dots of one character.
   *
   * @return {@link #ROWS} rows of five bits, the highest at the left
   */
  static int[] dots(int codePoint) {
    String parts = Normalizer.normalize(Character.toString(codePoint), Form.NFKD);
    int[] dots = new int[ROWS];
    String letter = letter(parts.codePointAt(0));
    for (int row = 0; row < LETTER_ROWS; row++) {
      dots[ACCENT_ROWS + row] = Character.digit(letter.charAt(row), 32);
    }
    int accent = parts.length() > 1 ? ACCENTS.indexOf(parts.charAt(1)) : -1;
    if (accent >= 0) {
      // a small letter leaves its upper rows free: there the accent is nearer to it
      int top = dots[ACCENT_ROWS] == 0 && dots[ACCENT_ROWS + 1] == 0 ? ACCENT_ROWS : 0;
      dots[top] |= Character.digit(ACCENT_DOTS.charAt(2 * accent), 32);
      dots[top + 1] |= Character.digit(ACCENT_DOTS.charAt(2 * accent + 1), 32);
    }
    return dots;
  }

  private static String letter(int codePoint) {
    int lookalike = LOOKALIKES.indexOf(codePoint);
    if (lookalike >= 0 && codePoint > '~') {
      return letter(LOOKALIKES.charAt(lookalike + 1));
    }
    if (codePoint == 'ß') {
      return SHARP_S;
    }
    if (codePoint < ' ' || codePoint > '~') {
      return BOX;
    }
    int start = (codePoint - ' ') * LETTER_ROWS;
    return LETTERS.substring(start, start + LETTER_ROWS);
  }

  /**
   * Breaks a text into lines, between words where that is possible.
   *
   * <p>Characters without a shape (controls, joiners, stray accents) are left out, so that every
   * code point of a line takes one place and may stand in an XML file.
   *
   * @param columns characters that fit into a line, at least one
   * @return the lines; none for a blank text
   */
  static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : Normalizer.normalize(text, Form.NFC).split("\\R")) {
      StringBuilder line = new StringBuilder();
      for (String word : printable(paragraph).split(" ")) {
        append(word, line, columns, lines);
      }
      flush(line, lines);
    }
    return lines;
  }

  private static void append(String word, StringBuilder line, int columns, List<String> lines) {
    int length = length(word);
    if (length == 0) {
      return;
    }
    if (!line.isEmpty() && length(line) + 1 + length > columns) {
      flush(line, lines);
    }
    line.append(line.isEmpty() ? "" : " ").append(word);
    int start = 0;
    for (int left = length(line); left > columns; left -= columns) {
      int end = line.offsetByCodePoints(start, columns);
      lines.add(line.substring(start, end));
      start = end;
    }
    line.delete(0, start);
  }

  private static void flush(StringBuilder line, List<String> lines) {
    if (!line.isEmpty()) {
      lines.add(line.toString());
      line.setLength(0);
    }
  }

  private static int length(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            codePoint -> {
              if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
                printable.append(' ');
              } else if (hasShape(codePoint)) {
                printable.appendCodePoint(codePoint);
              }
            });
    return printable.toString();
  }

  private static boolean hasShape(int codePoint) {
    boolean noCharacter = (codePoint & 0xFFFE) == 0xFFFE;
    return !noCharacter
        && switch (Character.getType(codePoint)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.NON_SPACING_MARK,
              Character.ENCLOSING_MARK ->
              false;
          default -> true;
        };
  }
}

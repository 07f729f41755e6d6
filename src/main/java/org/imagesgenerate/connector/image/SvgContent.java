package org.imagesgenerate.connector.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds active content in an SVG: a browser that opens it runs its scripts and loads its
 * references. The text is searched in chunks, not parsed, so an SVG of any size takes little
 * memory. False positives only add a warning; a false negative would hide a script.
 */
final class SvgContent {

  /** Something to warn of, and its pattern; runs of whitespace are one space by then. */
  private record Hazard(String name, Pattern pattern) {
    Hazard(String name, String regex) {
      this(name, Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
    }
  }

  private static final String ELEMENT = "<([\\w.-]{1,100}:)?";

  private static final List<Hazard> HAZARDS =
      List.of(
          new Hazard("scripts", ELEMENT + "script[\\s/>]"),
          new Hazard("event handlers", "[\\s\"'/]on[a-z]{2,50} ?= ?[\"']"),
          // an animation can write any URL into an href
          new Hazard(
              "javascript links", "javascript ?:|attributeName ?= ?[\"'] ?([\\w.-]{1,100}:)?href"),
          new Hazard("foreign objects", ELEMENT + "foreignObject[\\s/>]"),
          new Hazard(
              "external references",
              "href ?+= ?+[\"'] ?+(?!#|[\"']|data:image/(png|jpe?g|gif|webp)[;,])"
                  + "|url\\( ?+(?:[\"']|&quot;|&apos;)?+ ?+(?!#|\\)|data:)"
                  + "|@import"),
          // may expand to any of the above
          new Hazard("entity declarations", "<!(entity|attlist)\\s"));

  private static final int CHUNK = 64 * 1024;

  /** Longer than any match, so that nothing is missed between two chunks. */
  private static final int OVERLAP = 512;

  /** The names of what was found; empty for a harmless image. */
  static List<String> hazards(InputStream in) throws IOException {
    Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder(CHUNK);
    List<Hazard> missing = new ArrayList<>(HAZARDS);
    boolean isLast = false;
    while (!isLast && !missing.isEmpty()) {
      isLast = !fill(text, reader);
      int end = isLast ? text.length() : text.length() - OVERLAP;
      missing.removeIf(hazard -> isIn(text, end, hazard.pattern()));
      if (!isLast) {
        text.delete(0, end);
      }
    }
    return HAZARDS.stream().filter(it -> !missing.contains(it)).map(Hazard::name).toList();
  }

  /** Whether the pattern is found before an end; what begins later is found with the next chunk. */
  private static boolean isIn(CharSequence text, int end, Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() && matcher.start() < end;
  }

  /** Fills the chunk; false if the text ended before. */
  private static boolean fill(StringBuilder text, Reader reader) throws IOException {
    char[] more = new char[8 * 1024];
    while (text.length() < CHUNK) {
      int count = reader.read(more);
      if (count < 0) {
        return false;
      }
      for (int i = 0; i < count; i++) {
        append(text, more[i]);
      }
    }
    return true;
  }

  private static void append(StringBuilder text, char character) {
    boolean isBlank = Character.isWhitespace(character);
    boolean afterBlank = !text.isEmpty() && text.charAt(text.length() - 1) == ' ';
    if (!isBlank) {
      text.append(character);
    } else if (!afterBlank) {
      text.append(' ');
    }
  }

  private SvgContent() {}
}

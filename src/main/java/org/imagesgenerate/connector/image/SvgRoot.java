package org.imagesgenerate.connector.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The root element of an SVG. It is searched with patterns, in the first part of the text only: an
 * SVG could make an XML parser read other files, expand entities endlessly, or buffer a huge
 * comment.
 *
 * @param width in pixels, or null if it is not stated
 * @param height in pixels, or null if it is not stated
 */
record SvgRoot(Integer width, Integer height) {

  private static final int MAX_PROLOG = 64 * 1024;

  /** What may precede the root: whitespace, declaration, comments, a document type. */
  private static final Pattern BEFORE =
      Pattern.compile(
          "\\s+|<\\?.*?\\?>|<!--.*?-->|<!DOCTYPE[^\\[>]*(\\[.*?\\]\\s*)?>", Pattern.DOTALL);

  private static final Pattern ROOT =
      Pattern.compile("<([A-Za-z_][A-Za-z0-9_.-]*:)?svg(?=[\\s/>])");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\s(width|height|viewBox)\\s*=\\s*(\"([^\"]*)\"|'([^']*)')");
  private static final Pattern PIXELS = Pattern.compile("\\s*([0-9]{1,6})(\\.[0-9]+)?(px)?\\s*");
  private static final Pattern WHITESPACE = Pattern.compile("[\\s,]+");

  /** Empty if the text does not begin with an {@code svg} element. */
  static Optional<SvgRoot> read(InputStream in) throws IOException {
    String text = new String(in.readNBytes(MAX_PROLOG), StandardCharsets.UTF_8);
    int at = text.startsWith("\uFEFF") ? 1 : 0;
    Matcher before = BEFORE.matcher(text);
    while (before.region(at, text.length()).lookingAt()) {
      at = before.end();
    }
    Matcher root = ROOT.matcher(text).region(at, text.length());
    if (!root.lookingAt()) {
      return Optional.empty();
    }
    int end = endOfElement(text, root.end());
    return end < 0 ? Optional.empty() : Optional.of(of(text.substring(root.end(), end)));
  }

  /** The index of the closing bracket outside of quotes; -1 if it is missing. */
  private static int endOfElement(String text, int from) {
    char quote = 0;
    for (int at = from; at < text.length(); at++) {
      char character = text.charAt(at);
      if (quote != 0) {
        quote = character == quote ? 0 : quote;
      } else if (character == '"' || character == '\'') {
        quote = character;
      } else if (character == '>') {
        return at;
      }
    }
    return -1;
  }

  private static SvgRoot of(String attributes) {
    Integer width = pixels(attribute(attributes, "width"));
    Integer height = pixels(attribute(attributes, "height"));
    String[] box = WHITESPACE.split(attribute(attributes, "viewBox").strip());
    return width == null && height == null && box.length == 4
        ? new SvgRoot(pixels(box[2]), pixels(box[3]))
        : new SvgRoot(width, height);
  }

  private static String attribute(String attributes, String name) {
    return ATTRIBUTE
        .matcher(attributes)
        .results()
        .filter(found -> found.group(1).equals(name))
        .map(found -> found.group(3) == null ? found.group(4) : found.group(3))
        .findFirst()
        .orElse("");
  }

  private static Integer pixels(String text) {
    Matcher matcher = PIXELS.matcher(text);
    return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
  }
}

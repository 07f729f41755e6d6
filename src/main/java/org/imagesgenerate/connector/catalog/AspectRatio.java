package org.imagesgenerate.connector.catalog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of an image.
 *
 * @param text as written, such as {@code 16:9} or {@code 19.5:9}
 * @param value width divided by height
 */
public record AspectRatio(String text, double value) {

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,5}(?:\\.[0-9]{1,3})?)\\s*:\\s*([0-9]{1,5}(?:\\.[0-9]{1,3})?)");

  /** The rounding of division, no more. */
  private static final double SAME = 1e-6;

  /** The ratio of a text such as {@code 16:9}. */
  public static Optional<AspectRatio> of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double width = Double.parseDouble(matcher.group(1));
    double height = Double.parseDouble(matcher.group(2));
    return width > 0 && height > 0
        ? Optional.of(new AspectRatio(matcher.group(1) + ":" + matcher.group(2), width / height))
        : Optional.empty();
  }

  /** The ratio of a size. */
  static AspectRatio of(ImageSize size) {
    return new AspectRatio(
        size.width() + ":" + size.height(), (double) size.width() / size.height());
  }

  /** How far two ratios are apart: 0 if they are the same, 0.1 if one is about 10 % wider. */
  double distance(AspectRatio other) {
    double distance = Math.abs(Math.log(value / other.value));
    return distance < SAME ? 0 : distance;
  }

  @Override
  public String toString() {
    return text;
  }
}

package org.imagesgenerate.connector.catalog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size in pixels.
 *
 * @param width at least 1
 * @param height at least 1
 */
public record ImageSize(int width, int height) {

  /** The value that lets the model choose the size. */
  public static final String AUTO = "auto";

  private static final Pattern FORM =
      Pattern.compile("([1-9][0-9]{0,4})\\s{0,9}[xX×]\\s{0,9}([1-9][0-9]{0,4})");

  /** The size of a text such as {@code 1536x1024}, {@code 1536 x 1024} or {@code 1536×1024}. */
  public static Optional<ImageSize> of(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ImageSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** All pixels together. */
  public long pixels() {
    return (long) width * height;
  }

  /** The form of the contract, {@code WxH}. */
  @Override
  public String toString() {
    return width + "x" + height;
  }
}

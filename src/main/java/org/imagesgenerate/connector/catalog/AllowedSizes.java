package org.imagesgenerate.connector.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The sizes in pixels that a model accepts.
 *
 * @param auto whether the model accepts {@code auto}
 * @param listed the only sizes, or empty if the bounds decide
 * @param shortest no edge is shorter
 * @param longest no edge is longer
 * @param step both edges are a multiple of it
 * @param grid the step in which a size is computed from a ratio
 * @param fewestPixels in the whole image
 * @param mostPixels in the whole image
 * @param widest the longer edge is at most this many times the shorter one; 0 for no limit
 * @param nearest true: a size that is not accepted becomes the nearest one; false: it is rejected
 * @param required whether a request without a size is rejected
 * @param usual what the model makes when no size is requested
 */
public record AllowedSizes(
    boolean auto,
    List<ImageSize> listed,
    int shortest,
    int longest,
    int step,
    int grid,
    long fewestPixels,
    long mostPixels,
    int widest,
    boolean nearest,
    boolean required,
    ImageSize usual) {

  /** Any edge up to this one is accepted: no limit is known. */
  public static final int UNLIMITED = 99_999;

  /**
   * Providers call 896x1280 a 3:4 and 1408x768 a 16:9. Neighbours such as 3:4 and 4:5 are further
   * apart than this, nearly.
   */
  private static final double SAME_SHAPE = 0.075;

  /** A ratio that is 1 % off is as bad as pixels that are a factor of e off. */
  private static final int WEIGHT_OF_SHAPE = 100;

  /** A size with less than a quarter or more than four times the pixels is not similar. */
  private static final double SIMILAR_PIXELS = Math.log(4);

  /** 3840x2160 passes as 4K, which is 4096x4096 at most makers. */
  private static final double SAME_RESOLUTION = 0.75;

  /** Whether every size is accepted. */
  public boolean any() {
    return listed.isEmpty() && longest == UNLIMITED && fewestPixels == 0;
  }

  /** Whether the model accepts exactly this size. */
  public boolean accepts(ImageSize size) {
    return listed.isEmpty() ? isWithinBounds(size) : listed.contains(size);
  }

  private boolean isWithinBounds(ImageSize size) {
    int longer = Math.max(size.width(), size.height());
    int shorter = Math.min(size.width(), size.height());
    return size.width() % step == 0
        && size.height() % step == 0
        && shorter >= shortest
        && longer <= longest
        && (widest == 0 || longer <= (long) widest * shorter)
        && size.pixels() >= fewestPixels
        && size.pixels() <= mostPixels;
  }

  /** The accepted size that is most like another one, if one has its shape. */
  Optional<ImageSize> nearestTo(ImageSize size) {
    return best(AspectRatio.of(size), size.pixels())
        .filter(it -> pixelsApart(it, size.pixels()) <= SIMILAR_PIXELS);
  }

  /** The size of a shape, as large as the model usually makes it. */
  Optional<ImageSize> ofRatio(AspectRatio ratio) {
    return best(ratio, usual.pixels());
  }

  /** The size of a shape in a resolution. */
  Optional<ImageSize> ofRatio(AspectRatio ratio, long pixels) {
    return best(ratio, pixels).filter(it -> pixelsApart(it, pixels) <= SAME_RESOLUTION);
  }

  private Optional<ImageSize> best(AspectRatio ratio, long pixels) {
    return (listed.isEmpty() ? sizesOf(ratio) : listed)
        .stream()
            .filter(it -> AspectRatio.of(it).distance(ratio) <= SAME_SHAPE)
            .min(
                Comparator.comparingDouble(
                    it ->
                        WEIGHT_OF_SHAPE * AspectRatio.of(it).distance(ratio)
                            + pixelsApart(it, pixels)));
  }

  private static double pixelsApart(ImageSize size, long pixels) {
    return Math.abs(Math.log((double) size.pixels() / pixels));
  }

  private List<ImageSize> sizesOf(AspectRatio ratio) {
    List<ImageSize> sizes = new ArrayList<>();
    int most = Math.min(longest, 16_384);
    for (int width = grid; width <= most; width += grid) {
      long steps = Math.round(width / ratio.value() / grid);
      if (steps > 0 && steps * grid <= most) {
        ImageSize size = new ImageSize(width, (int) steps * grid);
        if (isWithinBounds(size)) {
          sizes.add(size);
        }
      }
    }
    return sizes;
  }

  /** What is accepted, for a message. */
  public String sentence() {
    if (!listed.isEmpty()) {
      return "use one of "
          + (auto ? ImageSize.AUTO + ", " : "")
          + listed.stream().map(ImageSize::toString).collect(Collectors.joining(", "));
    }
    String start = "use " + (required && !auto ? "" : "auto, or ") + "WxH";
    if (any()) {
      return start + " in pixels, such as 1024x1024";
    }
    return start + " such as " + example() + ": " + rule();
  }

  private ImageSize example() {
    ImageSize example = widest > 0 ? new ImageSize(1536, 1024) : new ImageSize(1024, 1024);
    return accepts(example) ? example : usual;
  }

  /** The bounds in words. */
  public String rule() {
    List<String> rules = new ArrayList<>();
    String multiples = step > 1 ? "both edges multiples of " + step : "both edges";
    if (shortest > step) {
      rules.add("%s%s from %d to %d".formatted(multiples, step > 1 ? "," : "", shortest, longest));
    } else {
      rules.add("%s, none over %d".formatted(multiples, longest));
    }
    if (widest > 0) {
      rules.add("no ratio over %d:1".formatted(widest));
    }
    if (fewestPixels > 0) {
      rules.add("and %d to %d pixels in all".formatted(fewestPixels, mostPixels));
    }
    return String.join(", ", rules);
  }
}

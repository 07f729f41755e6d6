package org.imagesgenerate.connector.provider.wavespeed;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.catalog.ImageSize;

/**
 * What comes nearest to a size at models that take no pixels.
 *
 * @param ratio such as {@code 3:2}
 * @param resolution {@code 1k}, {@code 2k} or {@code 4k}
 * @param exact whether the two say the same as the size; how many pixels they mean is documented
 *     for squares and for 16:9 in 4k only
 */
record AspectRatio(String ratio, String resolution, boolean exact) {

  /** Model pages of gpt-image-2 to 2.6 (2026-11). */
  private static final List<String> RATIOS =
      List.of(
          "1:1", "1:2", "2:1", "1:3", "3:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16",
          "16:9", "9:21", "21:9");

  /** Squares of 1024 and 2048, and the most pixels that the maker of the models allows. */
  private static final Map<String, Long> PIXELS =
      Map.of("1k", 1024L * 1024, "2k", 2048L * 2048, "4k", 3840L * 2160);

  static AspectRatio of(ImageSize size) {
    double shape = Math.log((double) size.width() / size.height());
    String ratio =
        RATIOS.stream()
            .min(Comparator.comparingDouble(it -> Math.abs(shape - Math.log(shape(it)))))
            .orElseThrow();
    double pixels = Math.log(size.pixels());
    String resolution =
        PIXELS.entrySet().stream()
            .min(Comparator.comparingDouble(it -> Math.abs(pixels - Math.log(it.getValue()))))
            .orElseThrow()
            .getKey();
    boolean exact =
        (double) size.width() / size.height() == shape(ratio)
            && size.pixels() == PIXELS.get(resolution);
    return new AspectRatio(ratio, resolution, exact);
  }

  private static double shape(String ratio) {
    int colon = ratio.indexOf(':');
    return Double.parseDouble(ratio.substring(0, colon))
        / Double.parseDouble(ratio.substring(colon + 1));
  }
}

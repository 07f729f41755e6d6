package org.imagesgenerate.template;

import java.util.Locale;
import java.util.Map;
import org.imagesgenerate.connector.catalog.ImageSize;

/** The label of a value in a dropdown. */
final class ValueLabel {

  private static final Map<String, String> SPELLED =
      Map.ofEntries(
          Map.entry("auto", "Auto (the model decides)"),
          Map.entry("hd", "HD"),
          Map.entry("xhigh", "Extra high"),
          Map.entry("max", "Maximum"),
          Map.entry("png", "PNG"),
          Map.entry("jpeg", "JPEG"),
          Map.entry("webp", "WebP"),
          Map.entry("gif", "GIF (animated)"),
          Map.entry("svg", "SVG (one image only)"));

  static String of(String value, boolean uncertain) {
    String label =
        ImageSize.of(value)
            .map(size -> "%s (%s)".formatted(size, shape(size)))
            .orElseGet(() -> SPELLED.getOrDefault(value, capitalized(value)));
    return uncertain ? label + " (the provider may reject it)" : label;
  }

  private static String shape(ImageSize size) {
    int shape = Integer.compare(size.width(), size.height());
    return shape == 0 ? "square" : shape > 0 ? "landscape" : "portrait";
  }

  private static String capitalized(String value) {
    return value.substring(0, 1).toUpperCase(Locale.ROOT) + value.substring(1);
  }

  private ValueLabel() {}
}

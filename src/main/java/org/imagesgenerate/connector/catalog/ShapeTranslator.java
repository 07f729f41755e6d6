package org.imagesgenerate.connector.catalog;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.input.ImagesGenerateInput;

/**
 * Translates {@code size}, {@code aspect_ratio} and {@code resolution} into the fields that a model
 * has for the shape of an image: pixels, or a ratio and a resolution.
 */
final class ShapeTranslator {

  private static final String SIZE = "size";
  private static final String RATIO = "aspect_ratio";
  private static final String RESOLUTION = "resolution";

  private static final Pattern THOUSANDS = Pattern.compile("([0-9]{1,2}(?:\\.[0-9]{1,2})?)[kK]");
  private static final int THOUSAND = 1024;

  /** How far apart two ratios may be to count as the same: 1344x768 passes as 16:9. */
  private static final double AGREES = 0.02;

  /** Ratios that are tried for a size at models that accept any. */
  private static final List<String> USUAL_RATIOS =
      List.of("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9", "5:4", "4:5");

  /** Prefers slightly more pixels than requested to fewer: 3840x2160 becomes 4K, not 2K. */
  private static final double BETTER_MORE = 0.9;

  private final Findings findings;
  private final RequestSchema schema;
  private final String model;
  private final Map<String, Object> fields;
  private final Map<String, String> became = new LinkedHashMap<>();

  /**
   * @param model as the process named it
   * @param fields receives what is sent, by path
   */
  ShapeTranslator(
      RequestSchema schema, String model, Map<String, Object> fields, Findings findings) {
    this.schema = schema;
    this.model = model;
    this.fields = fields;
    this.findings = findings;
  }

  /** What was sent for each input, for messages. */
  Map<String, String> became() {
    return became;
  }

  /**
   * @param firstImage size of the first image to edit, if there is one and it is known
   */
  void translate(ImagesGenerateInput input, Optional<ImageSize> firstImage) {
    boolean auto = input.size() != null && input.size().equalsIgnoreCase(ImageSize.AUTO);
    Optional<ImageSize> size = Optional.ofNullable(input.size()).flatMap(ImageSize::of);
    if (input.size() != null && !auto && size.isEmpty()) {
      malformedSize(input.size());
    } else if (size.isPresent()) {
      if (agrees(size.get(), input)) {
        size(size.get(), input);
      }
    } else if (input.aspectRatio() != null) {
      ratio(input.aspectRatio(), input.resolution());
    } else if (input.resolution() != null) {
      resolution(input.resolution());
    } else {
      unset(auto, firstImage);
    }
  }

  private void malformedSize(String size) {
    if (!schema.has(RATIO) && schema.sizes().isEmpty()) {
      findings.leftOut(SIZE);
    } else {
      String accepted =
          schema
              .sizes()
              .map(AllowedSizes::sentence)
              .orElse("use auto, or WxH in pixels, such as 1024x1024");
      findings.notAccepted(SIZE, size, accepted);
    }
  }

  /** Whether aspect_ratio and resolution, if they are set, match the size. */
  private boolean agrees(ImageSize size, ImagesGenerateInput input) {
    boolean agrees = true;
    if (input.aspectRatio() != null) {
      agrees =
          AspectRatio.of(input.aspectRatio())
              .filter(it -> it.distance(AspectRatio.of(size)) <= AGREES)
              .isPresent();
      if (!agrees) {
        disagree(RATIO, input.aspectRatio(), size);
      }
    }
    if (input.resolution() != null) {
      boolean same =
          pixels(input.resolution())
              .filter(it -> Math.abs(Math.log((double) size.pixels() / it)) <= Math.log(2.1))
              .isPresent();
      if (!same) {
        disagree(RESOLUTION, input.resolution(), size);
      }
      agrees &= same;
    }
    return agrees;
  }

  private void disagree(String field, String value, ImageSize size) {
    findings.problem(
        "%s: %s does not agree with size \"%s\"; leave one of them out",
        field, Findings.quote(value), size);
  }

  private void unset(boolean auto, Optional<ImageSize> firstImage) {
    AllowedSizes sizes = schema.sizes().orElse(null);
    boolean omitted = ImageSize.AUTO.equals(schema.spelling().omitted());
    if (sizes != null && auto && sizes.auto() && !omitted) {
      putSize(ImageSize.AUTO);
    } else if (sizes != null && sizes.required()) {
      ImageSize size =
          firstImage.map(AspectRatio::of).flatMap(sizes::ofRatio).orElse(sizes.usual());
      put(size);
      if (auto || schema.field("images").isPresent()) {
        findings.warn(
            "size: %s %s%s, because %s requires a width and a height",
            auto ? "\"auto\" was sent as" : "the connector chose",
            size,
            firstImage.isPresent() ? " for the shape of the first image" : "",
            model);
      }
    } else if (auto && sizes == null && !schema.has(RATIO)) {
      findings.leftOut(SIZE);
    }
  }

  private void size(ImageSize size, ImagesGenerateInput input) {
    AllowedSizes sizes = schema.sizes().orElse(null);
    if (sizes == null && schema.has(RATIO)) {
      nearestRatio(size);
    } else if (sizes == null) {
      findings.leftOut(SIZE);
      leftOut(RATIO, input.aspectRatio());
      leftOut(RESOLUTION, input.resolution());
    } else if (sizes.accepts(size)) {
      put(size);
      became(SIZE, size);
    } else {
      Optional<ImageSize> nearest = sizes.nearest() ? sizes.nearestTo(size) : Optional.empty();
      if (nearest.isEmpty()) {
        findings.notAccepted(SIZE, input.size(), sizes.sentence());
        return;
      }
      put(nearest.get());
      became(SIZE, nearest.get());
      findings.warn(
          "size: %s does not accept %s; the nearest that it accepts was sent, %s",
          model, size, nearest.get());
    }
  }

  private void leftOut(String name, String value) {
    if (value != null) {
      findings.leftOut(name);
    }
  }

  private void nearestRatio(ImageSize size) {
    AspectRatio shape = AspectRatio.of(size);
    AspectRatio nearest =
        ratios().stream()
            .flatMap(it -> AspectRatio.of(it).stream())
            .min(Comparator.comparingDouble(shape::distance))
            .orElseThrow();
    fields.put(RATIO, nearest.text());
    Optional<String> resolution = nearestResolution(size.pixels());
    resolution.ifPresent(it -> fields.put(RESOLUTION, it));
    boolean exact =
        shape.distance(nearest) == 0
            && resolution.flatMap(this::pixels).filter(it -> it == size.pixels()).isPresent();
    String sent =
        "aspect_ratio " + nearest + resolution.map(it -> " and resolution " + it).orElse("");
    became.put(SIZE, sent);
    if (!exact) {
      findings.warn(
          "size: %s does not accept pixels; instead of %s the nearest was sent, %s",
          model, size, sent);
    }
  }

  private List<String> ratios() {
    List<String> values = schema.values(RATIO).orElseThrow().values();
    return values.isEmpty() ? USUAL_RATIOS : values;
  }

  private Optional<String> nearestResolution(long pixels) {
    return schema.values(RESOLUTION).map(AllowedValues::values).orElse(List.of()).stream()
        .filter(it -> pixels(it).isPresent())
        .min(
            Comparator.comparingDouble(
                it -> {
                  double more = Math.log((double) pixels(it).orElseThrow() / pixels);
                  return more > 0 ? more * BETTER_MORE : -more;
                }));
  }

  private void ratio(String written, String resolution) {
    Optional<AspectRatio> ratio = AspectRatio.of(written);
    if (schema.has(RATIO)) {
      String sent = matchingRatio(written, ratio);
      AllowedValues values = schema.values(RATIO).orElseThrow();
      if (sent == null && values.anyText()) {
        notARatio(written);
      } else if (sent == null) {
        findings.notAccepted(RATIO, written, values);
      } else {
        fields.put(RATIO, sent);
        became.put(RATIO, "aspect_ratio " + sent);
      }
      resolutionBesideRatio(resolution);
    } else if (schema.sizes().isEmpty()) {
      findings.leftOut(RATIO);
      if (resolution != null) {
        findings.leftOut(RESOLUTION);
      }
    } else if (ratio.isEmpty()) {
      notARatio(written);
    } else {
      sizeOf(ratio.get(), resolution);
    }
  }

  private void notARatio(String written) {
    findings.problem(
        "aspect_ratio: %s is not a ratio; use W:H, such as 16:9", Findings.quote(written));
  }

  private String matchingRatio(String written, Optional<AspectRatio> ratio) {
    AllowedValues values = schema.values(RATIO).orElseThrow();
    Optional<String> same = values.values().stream().filter(written::equalsIgnoreCase).findFirst();
    if (same.isPresent() || ratio.isEmpty()) {
      return same.orElse(null);
    }
    return values.values().stream()
        .filter(it -> AspectRatio.of(it).filter(at -> at.distance(ratio.get()) == 0).isPresent())
        .findFirst()
        .orElse(values.anyText() ? ratio.get().text() : null);
  }

  private void resolutionBesideRatio(String resolution) {
    if (resolution == null) {
      return;
    }
    if (schema.has(RESOLUTION)) {
      sendResolution(resolution);
    } else {
      findings.leftOut(RESOLUTION);
    }
  }

  private void sendResolution(String resolution) {
    AllowedValues values = schema.values(RESOLUTION).orElseThrow();
    Optional<String> sent = values.match(resolution);
    if (sent.isEmpty()) {
      findings.notAccepted(RESOLUTION, resolution, values);
    } else {
      fields.put(RESOLUTION, sent.get());
      became.put(RESOLUTION, "resolution " + sent.get());
    }
  }

  private void resolution(String written) {
    if (schema.has(RESOLUTION)) {
      sendResolution(written);
    } else if (schema.sizes().isPresent()) {
      sizeOf(null, written);
    } else {
      findings.leftOut(RESOLUTION);
    }
  }

  /** The model's size of a ratio, or of its usual shape. */
  private void sizeOf(AspectRatio ratio, String resolution) {
    AllowedSizes sizes = schema.sizes().orElseThrow();
    AspectRatio shape = ratio == null ? AspectRatio.of(sizes.usual()) : ratio;
    Optional<Long> pixels = resolution == null ? Optional.of(0L) : pixels(resolution);
    if (pixels.isEmpty()) {
      findings.problem("resolution: %s is not known; use 1K, 2K or 4K", Findings.quote(resolution));
      return;
    }
    Optional<ImageSize> size =
        resolution == null ? sizes.ofRatio(shape) : sizes.ofRatio(shape, pixels.get());
    if (size.isEmpty()) {
      boolean otherShape = ratio != null && sizes.ofRatio(shape).isEmpty();
      String field = otherShape || resolution == null ? RATIO : RESOLUTION;
      findings.notAccepted(
          field, otherShape || resolution == null ? ratio.text() : resolution, accepted(sizes));
      return;
    }
    put(size.get());
    if (ratio != null) {
      became(RATIO, size.get());
    }
    if (resolution != null) {
      became(RESOLUTION, size.get());
    }
    if (AspectRatio.of(size.get()).distance(shape) != 0) {
      findings.warn(
          "aspect_ratio: %s has no size of exactly %s; the nearest was sent, %s",
          model, shape, size.get());
    }
  }

  private static String accepted(AllowedSizes sizes) {
    return sizes.listed().isEmpty()
        ? "the size has to be " + sizes.rule()
        : sizes.sentence().replaceFirst("^use one of", "its sizes are");
  }

  /** What a resolution such as {@code 2K} means: the pixels of its square, unless known better. */
  private Optional<Long> pixels(String resolution) {
    Long known = schema.field(RESOLUTION).map(it -> it.pixels().get(resolution)).orElse(null);
    Matcher matcher = THOUSANDS.matcher(resolution);
    if (known != null || !matcher.matches()) {
      return Optional.ofNullable(known);
    }
    double edge = new BigDecimal(matcher.group(1)).doubleValue() * THOUSAND;
    return edge > 0 ? Optional.of(Math.round(edge * edge)) : Optional.empty();
  }

  private void became(String input, ImageSize size) {
    FieldSchema field = schema.field(SIZE).orElseThrow();
    if (field.path().contains("+")) {
      became.put(input, "width " + size.width() + " and height " + size.height());
    } else {
      became.put(input, field.path() + " " + text(size));
    }
  }

  private void put(ImageSize size) {
    FieldSchema field = schema.field(SIZE).orElseThrow();
    if (field.path().contains("+")) {
      String[] edges = field.path().split("\\+");
      fields.put(edges[0], size.width());
      fields.put(edges[1], size.height());
    } else if (field.type().equals("object")) {
      Map<String, Object> edges = new LinkedHashMap<>();
      edges.put("width", size.width());
      edges.put("height", size.height());
      fields.put(field.path(), edges);
    } else {
      putSize(text(size));
    }
  }

  private String text(ImageSize size) {
    return size.width() + schema.spelling().separator() + size.height();
  }

  private void putSize(String text) {
    fields.put(schema.field(SIZE).orElseThrow().path(), text);
  }
}

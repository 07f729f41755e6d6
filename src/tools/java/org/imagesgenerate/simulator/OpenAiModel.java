package org.imagesgenerate.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one of OpenAI's image models takes, as the provider sees it.
 *
 * <p>This table is written from the published facts on its own, and must not be derived from the
 * connector's: it is there to find the connector's mistakes.
 *
 * @param sizes besides these, a model with {@code freeSizes} takes any that keeps the pixel rules
 * @param fields all that the request may hold
 * @param fidelities values of {@code input_fidelity} in an edit, if it has the field
 */
public record OpenAiModel(
    String id,
    int promptLimit,
    int maximumN,
    List<String> sizes,
    boolean freeSizes,
    List<String> qualities,
    List<String> backgrounds,
    List<String> formats,
    Set<String> fields,
    List<String> fidelities) {

  private static final Set<String> COMMON =
      Set.of("prompt", "model", "n", "size", "quality", "user", "safety_identifier");
  private static final Set<String> GPT =
      union(
          COMMON,
          "background",
          "output_format",
          "output_compression",
          "moderation",
          "stream",
          "partial_images");
  private static final List<String> GPT_SIZES =
      List.of("1024x1024", "1024x1536", "1536x1024", "auto");
  private static final List<String> GPT_QUALITIES = List.of("low", "medium", "high", "auto");
  private static final List<String> MORE_QUALITIES =
      List.of("low", "medium", "high", "xhigh", "max", "auto");
  private static final List<String> BACKGROUNDS = List.of("transparent", "opaque", "auto");
  private static final List<String> FIDELITIES = List.of("high", "low");
  private static final List<String> FORMATS = List.of("png", "jpeg", "webp");

  /** Models that OpenAI has shut down; served here until {@link OpenAiSimulation#retire}. */
  public static final Set<String> RETIRED = Set.of("dall-e-2", "dall-e-3", "gpt-image-1");

  /** GPT models answer base64 only, and with a usage. */
  public boolean isGpt() {
    return !id.startsWith("dall-e");
  }

  /** A copy under another name: what an Azure deployment or a new snapshot is. */
  public OpenAiModel named(String other) {
    return copy(other, backgrounds, formats, fields, fidelities);
  }

  OpenAiModel withBackgrounds(List<String> others) {
    return copy(id, others, formats, fields, fidelities);
  }

  private OpenAiModel withFidelities(List<String> others) {
    return copy(id, backgrounds, formats, fields, others);
  }

  private OpenAiModel copy(
      String id,
      List<String> backgrounds,
      List<String> formats,
      Set<String> fields,
      List<String> fidelities) {
    return new OpenAiModel(
        id,
        promptLimit,
        maximumN,
        sizes,
        freeSizes,
        qualities,
        backgrounds,
        formats,
        fields,
        fidelities);
  }

  /**
   * The same model for edits, if it edits: without moderation, style and SVG, and some with a
   * fidelity.
   */
  Optional<OpenAiModel> editing() {
    if (fields.contains("style") && !fields.contains("background")) {
      return Optional.empty();
    }
    Set<String> edit = new TreeSet<>(fields);
    edit.removeAll(Set.of("moderation", "style", "svg"));
    if (!fidelities.isEmpty()) {
      edit.add("input_fidelity");
    }
    List<String> formats = this.formats.stream().filter(it -> !it.equals("svg")).toList();
    return Optional.of(copy(id, backgrounds, formats, edit, fidelities));
  }

  /** DALL·E 2 edits one small square PNG; all others take several images. */
  boolean editsOneSquare() {
    return !fields.contains("background");
  }

  /** What a name that is in no list is taken for: everything any model takes. */
  static OpenAiModel unknown(String id) {
    List<String> qualities = new ArrayList<>(MORE_QUALITIES);
    qualities.addAll(List.of("standard", "hd"));
    return new OpenAiModel(
        id,
        32_000,
        10,
        List.of("auto"),
        true,
        qualities,
        BACKGROUNDS,
        List.of("png", "jpeg", "webp", "gif", "svg"),
        union(
            GPT,
            "response_format",
            "style",
            "complexity",
            "frame_count",
            "frame_duration_ms",
            "svg"),
        FIDELITIES);
  }

  /** All models of the end of November 2026, the dead ones among them. */
  static Map<String, OpenAiModel> all() {
    Map<String, OpenAiModel> all = new LinkedHashMap<>();
    add(all, dallE2());
    add(all, dallE3());
    OpenAiModel first =
        new OpenAiModel(
            "gpt-image-1",
            32_000,
            10,
            GPT_SIZES,
            false,
            GPT_QUALITIES,
            BACKGROUNDS,
            FORMATS,
            GPT,
            FIDELITIES);
    add(all, first, "gpt-image-1.5", "gpt-image-1.5-2025-12-16", "chatgpt-image-latest");
    add(all, first.named("gpt-image-1-mini").withFidelities(List.of("low")));
    OpenAiModel second =
        new OpenAiModel(
            "gpt-image-2",
            32_000,
            10,
            GPT_SIZES,
            true,
            GPT_QUALITIES,
            List.of("opaque", "auto"),
            FORMATS,
            GPT,
            List.of());
    add(all, second, "gpt-image-2-2026-04-21");
    OpenAiModel half =
        new OpenAiModel(
            "gpt-image-2.5-sunburst",
            32_000,
            10,
            GPT_SIZES,
            true,
            MORE_QUALITIES,
            BACKGROUNDS,
            FORMATS,
            GPT,
            List.of());
    add(all, half, "gpt-image-2.5-flare");
    add(all, half.named("gpt-image-2.5-sunburst-2026-09-08"), "gpt-image-2.5-flare-2026-09-08");
    OpenAiModel newest =
        new OpenAiModel(
            "gpt-image-2.6-sunburst",
            32_000,
            10,
            GPT_SIZES,
            true,
            MORE_QUALITIES,
            BACKGROUNDS,
            List.of("png", "jpeg", "webp", "gif", "svg"),
            union(GPT, "complexity", "frame_count", "frame_duration_ms", "svg"),
            List.of());
    add(all, newest, "gpt-image-2.6-flare");
    return all;
  }

  private static OpenAiModel dallE2() {
    return new OpenAiModel(
        "dall-e-2",
        1_000,
        10,
        List.of("256x256", "512x512", "1024x1024"),
        false,
        List.of("standard"),
        List.of(),
        List.of(),
        union(COMMON, "response_format"),
        List.of());
  }

  private static OpenAiModel dallE3() {
    return new OpenAiModel(
        "dall-e-3",
        4_000,
        1,
        List.of("1024x1024", "1792x1024", "1024x1792"),
        false,
        List.of("standard", "hd"),
        List.of(),
        List.of(),
        union(COMMON, "response_format", "style"),
        List.of());
  }

  private static void add(Map<String, OpenAiModel> all, OpenAiModel model, String... namesakes) {
    all.put(model.id(), model);
    for (String name : namesakes) {
      all.put(name, model.named(name));
    }
  }

  private static Set<String> union(Set<String> some, String... more) {
    Set<String> union = new TreeSet<>(some);
    union.addAll(List.of(more));
    return Set.copyOf(union);
  }
}

package org.imagesgenerate.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.AllowedSizes;
import org.imagesgenerate.connector.catalog.AllowedValues;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.FieldSchema;
import org.imagesgenerate.connector.catalog.ImageSize;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.catalog.Operation;

/** Writes {@code docs/models.md}: which model is good for what, and what each one offers. */
final class ModelsPage {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The providers that sell models; the others accept any name. */
  private static final Map<String, String> PROVIDERS = new LinkedHashMap<>();

  static {
    PROVIDERS.put("openai", "OpenAI");
    PROVIDERS.put("azure-openai", "Azure OpenAI");
    PROVIDERS.put("aiml-api", "AI/ML API");
    PROVIDERS.put("wavespeed", "WaveSpeedAI");
    PROVIDERS.put("runware", "Runware");
  }

  private static final long PIXELS_OF_4K = 3840L * 2160;
  private static final double CHEAP = 0.02;
  private static final int MOST_NAMED = 6;
  private static final int MOST_LISTED = 5;

  /** Inputs that have no column of their own. */
  private static final List<String> INPUTS =
      List.of(
          "seed",
          "negative_prompt",
          "quality",
          "style",
          "background",
          "moderation",
          "output_compression");

  /** A wish that decides between models. */
  private enum Need {
    PHOTO(
        "A photo",
        "A page of the maker or of a provider calls its images photorealistic.",
        says("photo")),
    TEXT(
        "Text in the image",
        "A page of the maker or of a provider says that it writes text well.",
        says("text")),
    TRANSPARENT(
        "A transparent background",
        "It accepts `background` = `transparent`. Use `png` or `webp`.",
        ModelsPage::isTransparent),
    VECTOR(
        "A vector graphic",
        "It accepts `output_format` = `svg`. Recraft V3 has `style` = `vector_illustration` instead; whether its file is an SVG depends on the provider. The vector models of Runware need another kind of task, which this connector does not send.",
        ModelsPage::isVector),
    LARGE("4K", "It makes images of 3840x2160 pixels or more.", ModelsPage::makes4K),
    CHEAP(
        "Cheap",
        "At most $0.02 for one image of one megapixel, the cheapest first. The catalog has no prices of OpenAI, Azure and AI/ML API.",
        ModelsPage::isCheap),
    SPEED("Fast", "A page of the maker or of a provider calls it fast.", says("speed"));

    private final String title;
    private final String meaning;
    private final BiPredicate<Model, Facts> test;

    Need(String title, String meaning, BiPredicate<Model, Facts> test) {
      this.title = title;
      this.meaning = meaning;
      this.test = test;
    }
  }

  /** What the catalog's file says of a model for readers only. */
  private record Facts(List<JsonNode> files, String section, String id) {

    static Facts of(String provider, String id) {
      return new Facts(ModelsPage.files(provider), "models", id);
    }

    static Facts ofEdit(String provider, String id) {
      return new Facts(ModelsPage.files(provider), "edits", id);
    }

    String text(String key) {
      return value(section, id, key).asText("");
    }

    /** Of the model, or of the one that it is like. */
    String source() {
      String like = value(section, id, "like").asText();
      return Stream.of(
              value(section, id, "source"),
              value(section, like, "source"),
              value("models", like, "source"),
              value("models", value(section, id, "same").asText(), "source"))
          .filter(it -> !it.isMissingNode())
          .findFirst()
          .map(it -> it.asText(""))
          .orElse("");
    }

    boolean has(String use) {
      return Stream.of(value(section, id, "uses"))
          .flatMap(uses -> Stream.iterate(0, it -> it < uses.size(), it -> it + 1).map(uses::get))
          .anyMatch(it -> it.asText().equals(use));
    }

    private JsonNode value(String section, String model, String key) {
      return files.stream()
          .map(file -> file.path(section).path(model).path(key))
          .filter(it -> !it.isMissingNode())
          .findFirst()
          .orElse(JSON.missingNode());
    }
  }

  private static BiPredicate<Model, Facts> says(String use) {
    return (model, facts) -> facts.has(use);
  }

  private static boolean isTransparent(Model model, Facts facts) {
    return certain(model, "background", "transparent");
  }

  private static boolean isVector(Model model, Facts facts) {
    return certain(model, "output_format", "svg") || certain(model, "style", "vector_illustration");
  }

  private static boolean certain(Model model, String input, String value) {
    return model
        .request()
        .values(input)
        .filter(it -> it.values().contains(value) && !it.uncertain().contains(value))
        .isPresent();
  }

  private static boolean makes4K(Model model, Facts facts) {
    boolean resolution =
        model
            .request()
            .values("resolution")
            .filter(it -> it.values().stream().anyMatch("4k"::equalsIgnoreCase))
            .isPresent();
    return resolution || model.request().sizes().filter(ModelsPage::reaches4K).isPresent();
  }

  private static boolean reaches4K(AllowedSizes sizes) {
    return sizes.listed().isEmpty()
        ? sizes.longest() < AllowedSizes.UNLIMITED && sizes.accepts(new ImageSize(3840, 2160))
        : sizes.listed().stream().anyMatch(it -> it.pixels() >= PIXELS_OF_4K);
  }

  private static boolean isCheap(Model model, Facts facts) {
    return price(facts).filter(it -> it <= CHEAP).isPresent();
  }

  private static Optional<Double> price(Facts facts) {
    return Optional.of(facts.text("price").split(" ")[0])
        .filter(it -> !it.isEmpty())
        .map(Double::valueOf);
  }

  private static final String HEAD =
      """
      # Models

      Generated from the catalog by `mvn -q test-compile exec:exec@fields`; do not edit. Models with an end date are left out; [Fields](fields.md) lists them too, and
      every value that each model accepts.

      Other models work too: any ID is sent. A model of an aggregator that is not listed is sent the fields that the provider's models have in common, with a warning;
      [live schemas](operations.md#models-that-the-connector-does-not-know) give it its own fields at WaveSpeedAI and Runware.
      `openai-compatible` applies no rules, because every server has its own models. At WaveSpeedAI, several images are several tasks, unless the model has `num_images`.

      **In the template:** models in bold are in the dropdown *Model*. For the others, select *Other…* and enter the ID. The second table of a provider lists the models that edit images.

      ## Which model for what

      The same prompt gives different pictures on different models: try two or three before you decide. [One picture by three models](processes/compare-models.md) does this in a process.

      """;

  private static final String EDITS =
      """

      For Images Edit:

      | model | input images | mask | `input_fidelity` | shapes | images | source |
      | --- | --- | --- | --- | --- | --- | --- |
      """;

  static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Need need : Need.values()) {
      page.append("**%s.** %s\n\n".formatted(need.title, need.meaning));
      lists(need)
          .forEach(
              (list, names) -> page.append("- %s: %s\n".formatted(String.join(", ", names), list)));
      page.append('\n');
    }
    PROVIDERS.forEach((provider, name) -> page.append(section(provider, name)));
    return page.append(FOOT).toString();
  }

  private static final String FOOT =
      """
      Prices are list prices at the time that the source names. They are for choosing a model, not for a budget: the result's `cost` is what was charged, where the provider reports it.
      """;

  /** The models for a need, each list with the providers that have it. */
  private static Map<String, List<String>> lists(Need need) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    PROVIDERS.forEach(
        (provider, name) -> {
          List<Model> found =
              models(provider).stream()
                  .filter(it -> need.test.test(it, Facts.of(provider, it.id())))
                  .sorted(
                      need == Need.CHEAP
                          ? Comparator.comparing(
                              it -> price(Facts.of(provider, it.id())).orElseThrow())
                          : Comparator.comparing(it -> !it.offered()))
                  .toList();
          if (!found.isEmpty()) {
            lists.computeIfAbsent(named(need, provider, found), it -> new ArrayList<>()).add(name);
          }
        });
    return lists;
  }

  private static String named(Need need, String provider, List<Model> models) {
    String names =
        models.stream()
            .limit(MOST_NAMED)
            .map(
                it ->
                    name(it)
                        + (need == Need.CHEAP
                            ? " $%s".formatted(Facts.of(provider, it.id()).text("price"))
                            : ""))
            .collect(Collectors.joining(", "));
    int more = models.size() - MOST_NAMED;
    return more > 0 ? "%s and %d more, see below".formatted(names, more) : names;
  }

  private static List<Model> models(String provider) {
    return Catalog.builtIn().models(provider).stream()
        .filter(it -> !it.isUnknown() && it.shutdown().isEmpty())
        .toList();
  }

  private static String section(String provider, String name) {
    StringBuilder section = new StringBuilder("## %s\n\n".formatted(name));
    section.append("Sources and remarks:\n\n");
    files(provider)
        .getFirst()
        .path("about")
        .forEach(it -> section.append("- ").append(it.asText()).append('\n'));
    List<Model> models = models(provider);
    boolean priced = models.stream().anyMatch(it -> price(Facts.of(provider, it.id())).isPresent());
    section.append(
        "\n| model | good for | shapes | default | formats | images | more fields |%s source |\n"
            .formatted(priced ? " price, USD |" : ""));
    section.append("| --- ".repeat(priced ? 9 : 8)).append("|\n");
    for (Model model : models) {
      Facts facts = Facts.of(provider, model.id());
      List<String> cells =
          List.of(
              name(model),
              uses(model, facts),
              shapes(model),
              usual(model),
              formats(model),
              number(model.mostImages()),
              fields(model) + (priced ? " | " + facts.text("price") : ""),
              Stream.of(facts.source(), facts.text("says"))
                  .filter(it -> !it.isEmpty())
                  .collect(Collectors.joining("; ")));
      section.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
    return section.append(edits(provider)).append('\n').toString();
  }

  /** What the models do with images; the other columns are those of the model without images. */
  private static String edits(String provider) {
    StringBuilder table = new StringBuilder(EDITS);
    Catalog.builtIn().models(provider, Operation.EDIT).stream()
        .filter(it -> !it.isUnknown() && it.shutdown().isEmpty())
        .forEach(
            model ->
                table.append(
                    "| %s | %d | %s | %s | %s | %s | %s |\n"
                        .formatted(
                            name(model),
                            FieldsPage.mostImages(model.request().field("images").orElseThrow()),
                            model.request().field("mask").map(it -> "yes").orElse(""),
                            model
                                .request()
                                .values("input_fidelity")
                                .map(it -> String.join(" ", it.values()))
                                .orElse(""),
                            shapes(model),
                            number(model.mostImages()),
                            Facts.ofEdit(provider, model.id()).source())));
    return table.toString();
  }

  /** The id, and the maker's name where the id does not tell. */
  private static String name(Model model) {
    String id = "`" + model.id() + "`";
    return (model.offered() ? "**" + id + "**" : id) + model.title().map(it -> " " + it).orElse("");
  }

  private static String uses(Model model, Facts facts) {
    return Stream.of(Need.values())
        .filter(it -> it.test.test(model, facts))
        .map(it -> it.name().toLowerCase(Locale.ROOT).replace("large", "4K"))
        .collect(Collectors.joining(", "));
  }

  private static String shapes(Model model) {
    return Stream.of(
            model.request().values("aspect_ratio").map(ModelsPage::ratios),
            model
                .request()
                .values("resolution")
                .map(it -> String.join(" ", it.values()).toUpperCase(Locale.ROOT)),
            model.request().sizes().map(ModelsPage::sizes))
        .flatMap(Optional::stream)
        .filter(it -> !it.isEmpty())
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining("; "), it -> it.isEmpty() ? "chosen by the model" : it));
  }

  private static String ratios(AllowedValues allowed) {
    List<String> ratios = allowed.values().stream().filter(it -> it.contains(":")).toList();
    if (allowed.anyText() || ratios.isEmpty()) {
      return "any ratio";
    }
    if (ratios.size() <= MOST_LISTED) {
      return String.join(" ", ratios);
    }
    Comparator<String> byShape = Comparator.comparingDouble(ModelsPage::shape);
    return "%d ratios, %s to %s"
        .formatted(
            ratios.size(),
            ratios.stream().min(byShape).orElseThrow(),
            ratios.stream().max(byShape).orElseThrow());
  }

  private static double shape(String ratio) {
    String[] sides = ratio.split(":");
    return Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]);
  }

  private static String sizes(AllowedSizes sizes) {
    List<ImageSize> listed = sizes.listed();
    if (listed.isEmpty()) {
      return sizes.any() ? "any size, limits unknown" : bounds(sizes);
    }
    if (listed.size() <= MOST_LISTED) {
      return listed.stream().map(ImageSize::toString).collect(Collectors.joining(" "));
    }
    return "%d sizes up to %s"
        .formatted(
            listed.size(),
            listed.stream().max(Comparator.comparingLong(ImageSize::pixels)).orElseThrow());
  }

  private static String bounds(AllowedSizes sizes) {
    List<String> bounds = new ArrayList<>();
    bounds.add("edges %d to %d".formatted(sizes.shortest(), sizes.longest()));
    if (sizes.step() > 1) {
      bounds.add("multiples of %d".formatted(sizes.step()));
    }
    if (sizes.widest() > 0) {
      bounds.add("up to %d:1".formatted(sizes.widest()));
    }
    if (sizes.fewestPixels() > 0) {
      bounds.add(
          "%s to %s MP"
              .formatted(megapixels(sizes.fewestPixels()), megapixels(sizes.mostPixels())));
    }
    return String.join(", ", bounds);
  }

  private static String megapixels(long pixels) {
    return String.format(Locale.ROOT, "%.2g", pixels / 1e6);
  }

  /** What the model makes without a shape, where its schema says so. */
  private static String usual(Model model) {
    return Stream.of("size", "aspect_ratio", "resolution")
        .flatMap(it -> model.request().field(it).map(FieldSchema::usual).stream())
        .collect(Collectors.joining(", "));
  }

  private static String formats(Model model) {
    return model
        .request()
        .values("output_format")
        .map(
            it ->
                it.anyText()
                    ? "any"
                    : it.values().stream()
                        .map(format -> it.uncertain().contains(format) ? format + " ?" : format)
                        .collect(Collectors.joining(" ")))
        .orElse("");
  }

  private static String fields(Model model) {
    return INPUTS.stream()
        .filter(it -> model.request().field(it).isPresent())
        .map(it -> "`" + it + "`")
        .collect(Collectors.joining(" "));
  }

  private static String number(int number) {
    return number == Integer.MAX_VALUE ? "any" : String.valueOf(number);
  }

  /** The file of a provider, then the one that it extends. */
  private static List<JsonNode> files(String provider) {
    try (InputStream in = Catalog.class.getResourceAsStream(provider + ".json")) {
      JsonNode file = JSON.readTree(in);
      List<JsonNode> files = new ArrayList<>(List.of(file));
      if (file.has("extends")) {
        files.addAll(files(file.get("extends").asText()));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelsPage() {}
}

package org.imagesgenerate.template;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.AllowedSizes;
import org.imagesgenerate.connector.catalog.AllowedValues;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageSize;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.template.Form.Choice;

/** The fields that describe the image, each read from a cell of the catalog. */
final class ImageFields {

  private static final String SIZE = "auto|[1-9][0-9]{1,4}x[1-9][0-9]{1,4}";
  private static final String RATIO = "[1-9][0-9]{0,4}(\\.[0-9]+)?:[1-9][0-9]{0,4}(\\.[0-9]+)?";
  private static final String SIZE_MESSAGE =
      "must be auto, or width x height without spaces, such as 1024x1024";
  private static final String ANY_SIZE =
      "auto or width x height, such as 1024x1024, 1536x1024, 1024x1536";
  private static final String FREE_SIZE = ANY_SIZE + ", 2048x1152, 3840x2160";
  private static final String FREE_SIZE_RULE =
      "Both edges: multiples of 16, at most 3840. Ratio: at most 3:1. In total: 655,360 to 8,294,400 pixels";

  private final Catalog catalog;
  private final Operation operation;

  ImageFields(Catalog catalog, Operation operation) {
    this.catalog = catalog;
    this.operation = operation;
  }

  /** Inputs that the simulation accepts, so that any process can be tried, but ignores. */
  private static final Set<String> WITHOUT_EFFECT_WHEN_SIMULATED =
      Set.of(
          "input_fidelity",
          "quality",
          "negative_prompt",
          "output_compression",
          "moderation",
          "user",
          "safety_identifier");

  List<Field> all() {
    return everything().stream().map(ImageFields::withEffect).toList();
  }

  private static Field withEffect(Field field) {
    return new Field(
        field.name(),
        place ->
            place.provider().equals(Provider.SIMULATION)
                    && WITHOUT_EFFECT_WHEN_SIMULATED.contains(field.name())
                ? Optional.empty()
                : field.form().apply(place));
  }

  /** Output compression comes after the output format, which its condition refers to. */
  private List<Field> everything() {
    return List.of(
        new Field("mask", place -> there(place, "mask")),
        choices("input_fidelity"),
        new Field("n", this::count),
        new Field("size", this::size),
        new Field("aspect_ratio", this::ratio),
        new Field("resolution", this::resolution),
        new Field("seed", this::seed),
        new Field(
            "negative_prompt",
            place ->
                there(place, "negative_prompt")
                    .map(it -> it.with(Map.of("placeholder", "e.g. people, text, watermark")))),
        choices("quality"),
        choices("style"),
        choices("background"),
        choices("output_format"),
        new Field("output_compression", this::compression),
        choices("moderation"),
        new Field("user", place -> there(place, "user")),
        new Field("safety_identifier", place -> there(place, "safety_identifier")));
  }

  private Optional<Form> count(Place place) {
    int most = place.row().mostImages();
    if (most == 1) {
      return Optional.empty();
    }
    boolean limited = most < Integer.MAX_VALUE;
    String pattern = limited ? upTo(most) : "[1-9][0-9]*";
    String range = limited ? "1 to " + most : "1 or more";
    String tasks =
        place.provider().equals(Provider.WAVESPEED) ? ". Each image is a separate task" : "";
    return Optional.of(
        Form.optionalLine("default: 1")
            .pattern(pattern, "must be a whole number, " + range)
            .with(Map.of("description", range + tasks)));
  }

  /** Matches the whole numbers from 1 to 10 or 20, as the table has them. */
  private static String upTo(int most) {
    List<String> numbers = new ArrayList<>();
    for (int i = 1; i <= most; i++) {
      numbers.add(String.valueOf(i));
    }
    return String.join("|", numbers);
  }

  private Optional<Form> size(Place place) {
    Optional<AllowedSizes> sizes = place.row().request().sizes();
    return place.row().edits() && sizes.filter(AllowedSizes::required).isPresent()
        ? sizeOf(place)
            .map(
                it ->
                    it.with(
                        Map.of(
                            "description",
                            "Set it to the shape of your image. Empty: " + sizes.get().usual())))
        : sizeOf(place);
  }

  private Optional<Form> sizeOf(Place place) {
    Optional<AllowedSizes> allowed = place.row().request().sizes();
    if (allowed.isEmpty()) {
      return place.row().request().has("aspect_ratio")
          ? Optional.of(sizeLine("e.g. 1536x1024", ANY_SIZE))
          : Optional.empty();
    }
    AllowedSizes sizes = allowed.get();
    if (!sizes.listed().isEmpty() && !sizes.nearest()) {
      return Optional.of(Form.optionalDropdown(labelled(names(sizes), Set.of())));
    }
    if (sizes.nearest()) {
      return Optional.of(
          sizeLine(
              "e.g. 1024x1024",
              "Width x height, such as 1024x1024. What the model does not have becomes its nearest size"));
    }
    if (sizes.any()) {
      return Optional.of(sizeLine("e.g. 1536x1024", ANY_SIZE));
    }
    return Optional.of(
        sizes.widest() > 0
            ? sizeLine("e.g. 1536x1024", FREE_SIZE).with(Map.of("tooltip", FREE_SIZE_RULE))
            : sizeLine(
                "e.g. 1024x1024", "auto or width x height, such as 1024x1024: " + sizes.rule()));
  }

  private static List<String> names(AllowedSizes sizes) {
    List<String> names = new ArrayList<>(sizes.auto() ? List.of(ImageSize.AUTO) : List.of());
    sizes.listed().forEach(it -> names.add(it.toString()));
    return names;
  }

  private static Form sizeLine(String placeholder, String description) {
    return Form.optionalLine(placeholder)
        .pattern(SIZE, SIZE_MESSAGE)
        .with(Map.of("description", description));
  }

  private Field choices(String name) {
    return new Field(
        name,
        place ->
            place
                .row()
                .request()
                .values(name)
                .map(
                    it ->
                        it.anyText()
                            ? anyText(place, name)
                            : Form.optionalDropdown(labelled(it.values(), it.uncertain()))));
  }

  /** Any text is taken: what the provider's known models take, or OpenAI's, serves as example. */
  private Form anyText(Place place, String name) {
    Set<String> known =
        Stream.of(operation, Operation.GENERATE)
            .flatMap(
                it ->
                    Stream.of(
                        values(place.provider(), it, name, Model::offered),
                        values(Provider.OPENAI, it, name, Model::offered),
                        values(Provider.OPENAI, it, name, ended -> true)))
            .filter(it -> !it.isEmpty())
            .findFirst()
            .orElseThrow();
    String example =
        known.stream().filter(value -> !value.equals("auto")).findFirst().orElseThrow();
    return Form.optionalLine("e.g. " + example)
        .with(
            Map.of(
                "description",
                known.stream()
                    .filter(value -> value.length() < 15)
                    .limit(6)
                    .collect(joining(", ", "As the model documents it, such as ", ""))));
  }

  private Set<String> values(
      String provider, Operation operation, String name, Predicate<Model> which) {
    Set<String> values = new LinkedHashSet<>();
    catalog.models(provider, operation).stream()
        .filter(which)
        .flatMap(row -> row.request().values(name).stream())
        .map(AllowedValues::values)
        .forEach(values::addAll);
    return values;
  }

  private static List<Choice> labelled(List<String> values, Set<String> uncertain) {
    return values.stream()
        .map(value -> new Choice(ValueLabel.of(value, uncertain.contains(value)), value))
        .toList();
  }

  private Optional<Form> compression(Place place) {
    return Form.onlyIf(
        place.row().request().field("output_compression").isPresent(),
        Form.optionalLine("e.g. 80")
            .pattern("[0-9]|[1-9][0-9]|100", "must be a whole number, 0 to 100")
            .needing("output_format", List.of("jpeg", "webp")));
  }

  /** The ratios of the model, or any that its sizes have. */
  private Optional<Form> ratio(Place place) {
    Optional<AllowedValues> ratios = place.row().request().values("aspect_ratio");
    if (ratios.filter(it -> !it.anyText()).isPresent()) {
      return ratios.map(it -> Form.optionalDropdown(asTheyAre(it)));
    }
    return Form.onlyIf(
        ratios.isPresent() || hasManySizes(place),
        Form.optionalLine("e.g. 16:9").pattern(RATIO, "must be width:height, such as 16:9"));
  }

  private Optional<Form> resolution(Place place) {
    Optional<AllowedValues> resolutions = place.row().request().values("resolution");
    if (resolutions.filter(it -> !it.anyText()).isPresent()) {
      return resolutions.map(it -> Form.optionalDropdown(asTheyAre(it)));
    }
    return Form.onlyIf(
        resolutions.isPresent() || hasManySizes(place), Form.optionalLine("e.g. 2K"));
  }

  /** Of three or four sizes a shape is chosen by choosing one of them. */
  static boolean hasManySizes(Place place) {
    return place
        .row()
        .request()
        .sizes()
        .filter(it -> it.listed().isEmpty() || it.nearest())
        .isPresent();
  }

  private static List<Choice> asTheyAre(AllowedValues values) {
    return values.values().stream().map(it -> new Choice(it, it)).toList();
  }

  private Optional<Form> seed(Place place) {
    return Form.onlyIf(
        place.row().request().has("seed"),
        Form.optionalLine("e.g. 7").pattern("[0-9]{1,19}", "must be a whole number, 0 or more"));
  }

  private Optional<Form> there(Place place, String field) {
    return Form.onlyIf(place.row().request().field(field).isPresent(), Form.asAnnotated());
  }
}

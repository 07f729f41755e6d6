package org.imagesgenerate.template;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Choices;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.catalog.Sizes;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.template.Form.Choice;

/** The fields that say what the image is like, each read from a cell of the catalog. */
final class ImageFields {

  private static final String SIZE = "auto|[1-9][0-9]{1,4}x[1-9][0-9]{1,4}";
  private static final String SIZE_MESSAGE =
      "must be auto, or width x height without blanks, such as 1024x1024";
  private static final String ANY_SIZE =
      "auto or width x height, such as 1024x1024, 1536x1024, 1024x1536";
  private static final String FREE_SIZE = ANY_SIZE + ", 2048x1152, 3840x2160";
  private static final String FREE_SIZE_RULE =
      "Both edges multiples of 16, none over 3840, no longer than 3 times the shorter one, 655,360 to 8,294,400 pixels in all";

  private final Catalog catalog;

  ImageFields(Catalog catalog) {
    this.catalog = catalog;
  }

  /** What the simulation takes, so that a process can be tried, but does nothing with. */
  private static final Set<String> WITHOUT_EFFECT_WHEN_SIMULATED =
      Set.of("quality", "style", "output_compression", "moderation", "user", "safety_identifier");

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

  /** Output compression comes after the format it needs. */
  private List<Field> everything() {
    return List.of(
        new Field("n", this::count),
        new Field("size", this::size),
        choices("quality", Model::quality),
        choices("style", Model::style),
        choices("background", Model::background),
        choices("output_format", Model::outputFormat),
        new Field("output_compression", this::compression),
        choices("moderation", Model::moderation),
        new Field("user", place -> userField(place, "user")),
        new Field("safety_identifier", place -> userField(place, "safety_identifier")));
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
        place.provider().equals(Provider.WAVESPEED) ? "; each image is a task of its own" : "";
    return Optional.of(
        Form.optionalLine("1")
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
    Sizes sizes = place.row().size();
    if (!sizes.exists()) {
      return Optional.empty();
    }
    if (sizes.rule() == Sizes.Rule.LISTED_ONLY) {
      return Optional.of(Form.optionalDropdown(labelled(sizes.listed(), Set.of())));
    }
    return Optional.of(
        switch (sizes.rule()) {
          case FREE -> sizeLine("1536x1024", FREE_SIZE).with(Map.of("tooltip", FREE_SIZE_RULE));
          case GRID -> sizeLine("1024x1024", gridSize(sizes.grid()));
          default -> sizeLine("1536x1024", ANY_SIZE);
        });
  }

  private static Form sizeLine(String placeholder, String description) {
    return Form.optionalLine(placeholder)
        .pattern(SIZE, SIZE_MESSAGE)
        .with(Map.of("description", description));
  }

  private static String gridSize(Sizes.Grid grid) {
    return "auto or width x height, such as 1024x1024: multiples of %d, from %d to %d"
        .formatted(grid.step(), grid.shortest(), grid.longest());
  }

  private Field choices(String name, Function<Model, Choices> cell) {
    return new Field(
        name,
        place -> {
          Choices choices = cell.apply(place.row());
          if (!choices.exists()) {
            return Optional.empty();
          }
          return Optional.of(
              choices.anyText()
                  ? anyText(place, cell)
                  : Form.optionalDropdown(labelled(choices.values(), choices.doubtful())));
        });
  }

  /** Any text is taken: what the provider's known models take, or OpenAI's, serves as example. */
  private Form anyText(Place place, Function<Model, Choices> cell) {
    Set<String> known = values(place.provider(), cell);
    if (known.isEmpty()) {
      known = values(Provider.OPENAI, cell);
    }
    String example =
        known.stream().filter(value -> !value.equals("auto")).findFirst().orElseThrow();
    return Form.optionalLine(example)
        .with(
            Map.of(
                "description",
                known.stream().collect(joining(", ", "As the model documents it, such as ", ""))));
  }

  private Set<String> values(String provider, Function<Model, Choices> cell) {
    Set<String> values = new LinkedHashSet<>();
    catalog.models(provider).forEach(row -> values.addAll(cell.apply(row).values()));
    return values;
  }

  private static List<Choice> labelled(List<String> values, Set<String> doubtful) {
    return values.stream()
        .map(value -> new Choice(ValueLabel.of(value, doubtful.contains(value)), value))
        .toList();
  }

  private Optional<Form> compression(Place place) {
    return Form.onlyIf(
        place.row().outputCompression(),
        Form.optionalLine("80")
            .pattern("[0-9]|[1-9][0-9]|100", "must be a whole number, 0 to 100")
            .needing("output_format", List.of("jpeg", "webp")));
  }

  private Optional<Form> userField(Place place, String field) {
    return Form.onlyIf(place.row().user().values().contains(field), Form.asAnnotated());
  }
}

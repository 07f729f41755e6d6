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
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.template.Form.Choice;

/**
 * The fields whose form depends on provider and model, in the order in which they need each other,
 * each read from the catalog.
 */
final class ModelFields {

  private static final String SIZE = "auto|[1-9][0-9]{1,4}x[1-9][0-9]{1,4}";
  private static final String SIZE_MESSAGE =
      "must be auto, or width x height without blanks, such as 1024x1024";
  private static final String FREE_SIZES =
      "Both edges multiples of 16, none over 3840, no longer than 3 times the shorter one, 655,360 to 8,294,400 pixels in all";
  private static final Set<String> WITH_TASKS = Set.of(Provider.WAVESPEED, Provider.RUNWARE);
  private static final Map<String, String> DEFAULT_MODEL =
      Map.of(
          Provider.OPENAI, "gpt-image-2",
          Provider.AIML_API, "openai/gpt-image-2",
          Provider.WAVESPEED, "openai/gpt-image-2/text-to-image",
          Provider.RUNWARE, "openai:gpt-image@2");

  /** Whoever gets a request. */
  private static final Map<String, String> PROVIDER_NAMES =
      Map.of(
          Provider.OPENAI, "OpenAI",
          Provider.AZURE_OPENAI, "Azure OpenAI",
          Provider.OPENAI_COMPATIBLE, "the server",
          Provider.AIML_API, "AI/ML API",
          Provider.WAVESPEED, "WaveSpeedAI",
          Provider.RUNWARE, "Runware");

  private final Catalog catalog;

  ModelFields(Catalog catalog) {
    this.catalog = catalog;
  }

  List<Field> all() {
    return List.of(
        new Field(Expansion.MODEL_CHOICE, this::modelChoice),
        new Field(Expansion.MODEL, this::model),
        new Field("n", this::count),
        new Field("size", this::size),
        choices("quality", Model::quality),
        choices("style", Model::style),
        choices("background", Model::background),
        choices("output_format", Model::outputFormat),
        new Field("output_compression", this::compression),
        choices("moderation", Model::moderation),
        new Field("user", place -> userField(place, "user")),
        new Field("safety_identifier", place -> userField(place, "safety_identifier")),
        new Field("delivery", place -> onlyIf(hasTasks(place), Form.asAnnotated())),
        new Field("webhookUrl", this::webhook),
        new Field("response_format", this::responseFormat),
        new Field("documentName", this::aboutDocuments),
        new Field("documentTimeToLive", this::aboutDocuments),
        new Field("extraBody", this::extraBody),
        new Field("providerOptions", this::providerOptions));
  }

  private Optional<Form> modelChoice(Place place) {
    return onlyIf(
        place.naming() != Place.Naming.ALONE,
        Form.dropdown(
            List.of(
                new Choice("From the list", Expansion.FROM_LIST),
                new Choice("Other: type the id, or use FEEL", Expansion.OTHER)),
            Expansion.FROM_LIST));
  }

  private Optional<Form> model(Place place) {
    return Optional.of(
        switch (place.naming()) {
          case LISTED ->
              Form.dropdown(modelList(place.provider()), DEFAULT_MODEL.get(place.provider()))
                  .with(Map.of("description", "Sunburst is made for precision, flare for speed"));
          case TYPED ->
              Form.requiredLine(DEFAULT_MODEL.get(place.provider()))
                  .with(Map.of("tooltip", "The fields below take any value then."));
          case ALONE -> modelWithoutList(place);
        });
  }

  private List<Choice> modelList(String provider) {
    return ModelList.of(catalog, provider).stream()
        .map(row -> new Choice(ModelList.label(row), row.id()))
        .toList();
  }

  private Form modelWithoutList(Place place) {
    return switch (place.provider()) {
      case Provider.SIMULATION ->
          Form.dropdown(
                  List.of(new Choice("Painted by the connector itself", place.row().id())),
                  place.row().id())
              .with(
                  Map.of(
                      "description", "Test pictures, without a provider and without cost",
                      "tooltip", "For trying out a process before there is a provider's key."));
      case Provider.AZURE_OPENAI ->
          Form.requiredLine("my-gpt-image-2")
              .with(
                  Map.of(
                      "label", "Deployment",
                      "description", "The name that you gave the model's deployment in Azure",
                      "tooltip",
                          "Which model is behind it is not known here, so the fields below take any value."));
      default ->
          Form.requiredLine("gpt-image-2")
              .with(
                  Map.of(
                      "description", "The server's id of the model",
                      "tooltip",
                          "What it takes is not known here, so the fields below take any value."));
    };
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
    Form line = Form.optionalLine("1536x1024").pattern(SIZE, SIZE_MESSAGE);
    return Optional.of(
        sizes.rule() == Sizes.Rule.FREE
            ? line.with(
                Map.of(
                    "description",
                    "auto or width x height, such as 1024x1024, 1536x1024, 1024x1536, 2048x1152, 3840x2160",
                    "tooltip",
                    FREE_SIZES))
            : line.with(
                Map.of(
                    "description",
                    "auto or width x height, such as 1024x1024, 1536x1024, 1024x1536")));
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
    return onlyIf(
        place.row().outputCompression(),
        Form.optionalLine("80")
            .pattern("[0-9]|[1-9][0-9]|100", "must be a whole number, 0 to 100")
            .needing("output_format", List.of("jpeg", "webp")));
  }

  private Optional<Form> userField(Place place, String field) {
    return onlyIf(place.row().user().values().contains(field), Form.asAnnotated());
  }

  private static boolean hasTasks(Place place) {
    return WITH_TASKS.contains(place.provider());
  }

  private Optional<Form> webhook(Place place) {
    return onlyIf(
        hasTasks(place),
        Form.asAnnotated().needing("delivery", List.of(ImagesGenerateInput.SUBMIT)));
  }

  private Optional<Form> responseFormat(Place place) {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice("Camunda document", ResponseFormat.DOCUMENT.text()));
    if (place.row().givesUrls()) {
      choices.add(new Choice("URL", ResponseFormat.URL.text()));
    }
    choices.add(new Choice("Base64 text (small images only)", ResponseFormat.B64_JSON.text()));
    return Optional.of(Form.dropdown(choices, ResponseFormat.DOCUMENT.text()));
  }

  /**
   * Base64 that is too long for the engine becomes a document too; URLs and submitted tasks do not.
   */
  private Optional<Form> aboutDocuments(Place place) {
    Form form = Form.asAnnotated();
    if (hasTasks(place)) {
      form = form.needing("delivery", List.of(ImagesGenerateInput.WAIT));
    }
    if (place.row().givesUrls()) {
      form =
          form.needing(
              "response_format",
              List.of(ResponseFormat.DOCUMENT.text(), ResponseFormat.B64_JSON.text()));
    }
    return Optional.of(form);
  }

  /** One for each provider, so that one provider's parameters are not sent to the next. */
  private Optional<Form> extraBody(Place place) {
    String receiver = PROVIDER_NAMES.get(place.provider());
    return Optional.ofNullable(receiver)
        .map(
            name ->
                Form.asAnnotated()
                    .with(
                        Map.of(
                            "description",
                            "A FEEL context that is merged into the request to " + name)));
  }

  private Optional<Form> providerOptions(Place place) {
    return switch (place.provider()) {
      case Provider.WAVESPEED ->
          Optional.of(
              Form.asAnnotated()
                  .with(
                      Map.of(
                          "description", "A FEEL context with enable_sync_mode",
                          "placeholder", "{enable_sync_mode: true}")));
      case Provider.RUNWARE ->
          Optional.of(
              Form.asAnnotated()
                  .with(
                      Map.of(
                          "description",
                          "A FEEL context with safety, ttl, uploadEndpoint or outputQuality",
                          "placeholder",
                          "{ttl: 3600}")));
      default -> Optional.empty();
    };
  }

  private static Optional<Form> onlyIf(boolean there, Form form) {
    return there ? Optional.of(form) : Optional.empty();
  }
}

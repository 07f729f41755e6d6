package org.imagesgenerate.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.provider.InputImageFields;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.junit.jupiter.api.DynamicTest;

/**
 * A dozen combinations of inputs for every model of a provider: each request has to be valid under
 * the schema that the provider publishes, and to contain what was requested.
 */
public final class ModelRequests {

  private static final List<Map<String, Object>> COMBINATIONS =
      List.of(
          Map.of(),
          Map.of("n", 2),
          Map.of("size", "1024x1024"),
          Map.of("size", "1536x1024"),
          Map.of("size", "auto"),
          Map.of("aspect_ratio", "16:9"),
          Map.of("aspect_ratio", "3:4"),
          Map.of("aspect_ratio", "1:1", "resolution", "2K"),
          Map.of("resolution", "2K"),
          Map.of("resolution", "1k"),
          Map.of("seed", 7),
          Map.of("negative_prompt", "no people"),
          Map.of("output_format", "png"),
          Map.of("output_format", "jpeg", "output_compression", 80),
          Map.of("background", "transparent", "moderation", "low", "user", "u"),
          Map.of("quality", "low", "style", "natural"),
          Map.of("response_format", "b64_json"),
          Map.of("response_format", "url"),
          Map.of("size", "1536x1024", "n", 2, "seed", 7, "negative_prompt", "no people"));

  /** Words of OpenAI that other makers do not know. */
  private static final Set<String> REFUSABLE = Set.of("quality", "style", "output_format");

  /** Edit without a prompt, so they are not in the catalog. */
  private static final Set<String> WITHOUT_PROMPT =
      Set.of("beeble/switchx-image-to-image", "bfl:flux@erase");

  private static final Set<String> FIELD_IS_WRONG =
      Set.of("additionalProperties", "required", "type");

  private final String provider;
  private final Function<ImageRequest, List<JsonNode>> bodies;
  private final Operation operation;
  private final PublishedSchemas schemas;

  /**
   * @param bodies what the provider's adapter sends
   */
  public ModelRequests(String provider, Function<ImageRequest, List<JsonNode>> bodies) {
    this(provider, Operation.GENERATE, bodies, PublishedSchemas.of(provider));
  }

  /** The same for requests with images, for which URLs stand. */
  public static ModelRequests edits(
      String provider, Function<ImageRequest, List<JsonNode>> bodies) {
    return new ModelRequests(
        provider, Operation.EDIT, bodies, PublishedSchemas.of(provider + "-edits"));
  }

  private ModelRequests(
      String provider,
      Operation operation,
      Function<ImageRequest, List<JsonNode>> bodies,
      PublishedSchemas schemas) {
    this.provider = provider;
    this.operation = operation;
    this.bodies = bodies;
    this.schemas = schemas;
  }

  /** A test for each model: as many images as it takes, and one more. */
  public Stream<DynamicTest> imageTests() {
    return models().map(model -> DynamicTest.dynamicTest(model, () -> checkImages(model)));
  }

  private void checkImages(String model) {
    JobVariables job = JobVariables.of(provider, model);
    Model entry = Catalog.builtIn().model(provider, Operation.EDIT, model);
    FieldSchema field = entry.request().field("images").orElseThrow();
    int most = field.isList() ? (int) field.maximum() : 1;
    ImagesEditInput all = EditInputs.masked(most);
    ImageRequest request = EditInputs.attached(translate(job, all), all);

    for (JsonNode sent : withImages(request)) {
      assertThat(schemas.violations(model, sent)).as(sent.toString()).isEmpty();
      JsonNode images = sent.at("/" + field.path().replace('.', '/'));
      assertThat(field.isList() ? images.size() : 1).isEqualTo(most);
      assertThat(images.toString()).contains("image-0").contains("image-" + (most - 1));
    }
    assertThat(withImages(request).toString().contains("/mask"))
        .isNotEqualTo(request.warnings().toString().contains("mask was left out"));
    assertThat(published(model, field).findValue("maxItems"))
        .as("as many as are published, if that is published")
        .isIn(null, IntNode.valueOf(most));
    assertThatThrownBy(() -> translate(job, EditInputs.images(most + 1)))
        .hasMessage(
            "images: %d documents are more than %s edits at once; pass at most %d"
                .formatted(most + 1, model, most));
  }

  private JsonNode published(String model, FieldSchema field) {
    JsonNode schema = schemas.schema(model).orElseThrow();
    return schema.at("/properties/" + field.path().replace(".", "/properties/"));
  }

  private ImageRequest translate(JobVariables job, ImagesEditInput edit) {
    return operation == Operation.GENERATE
        ? Catalog.builtIn().translate(job.input())
        : Catalog.builtIn().translate(job.input(), edit);
  }

  /** What the adapter sends, with a URL for each image. */
  private List<JsonNode> withImages(ImageRequest request) {
    List<JsonNode> sent = new ArrayList<>();
    for (JsonNode body : bodies.apply(request)) {
      ObjectNode whole = body.deepCopy();
      JsonBodies.merge(
          whole,
          InputImageFields.of(
              request, it -> TextNode.valueOf("https://images.example.com/" + it.field())));
      sent.add(whole);
    }
    return sent;
  }

  private Stream<String> models() {
    return schemas.models().stream().filter(it -> !WITHOUT_PROMPT.contains(it));
  }

  /** A test for each model. */
  public Stream<DynamicTest> tests() {
    return models().map(model -> DynamicTest.dynamicTest(model, () -> check(model)));
  }

  /** A test for each model, whose schema comes from the provider's own catalog. */
  public Stream<DynamicTest> liveTests() {
    return models().map(model -> DynamicTest.dynamicTest(model, () -> checkLive(model)));
  }

  /** Every field that is sent exists and has the right type, and every field of a size is there. */
  private void checkLive(String model) {
    JsonNode schema = schemas.schema(model).orElseThrow();
    Optional<Model> found = Catalog.live(provider, operation, model, schema);
    JsonNode inputs = schema.at("/properties/inputs");
    boolean unlisted = inputs.isObject() && !inputs.has("properties");
    assertThat(found.isPresent())
        .as("has a prompt, and for edits a field for images")
        .isEqualTo(operation == Operation.GENERATE || !unlisted);
    found.ifPresent(live -> checkLive(model, live));
  }

  private void checkLive(String model, Model live) {
    SoftAssertions softly = new SoftAssertions();
    for (Map<String, Object> inputs : COMBINATIONS) {
      JobVariables job = JobVariables.of(provider, model);
      inputs.forEach(job::with);
      try {
        for (JsonNode sent : withImages(translateLive(job, live))) {
          softly
              .assertThat(schemas.violations(model, sent))
              .as(inputs + ": " + sent)
              // a word of OpenAI's for a quality that is a number is sent like any other value
              .filteredOn(it -> !it.field().equals("quality"))
              .noneMatch(it -> FIELD_IS_WRONG.contains(it.keyword()));
        }
      } catch (ImagesException e) {
        // then the job is sent as without the provider's catalog
        softly.assertThat(e.getMessage()).as(inputs.toString()).contains("is not accepted");
      }
    }
    softly.assertAll();
  }

  private ImageRequest translateLive(JobVariables job, Model live) {
    ImagesEditInput edit = EditInputs.images(1);
    return operation == Operation.GENERATE
        ? Catalog.builtIn().translate(job.input(), live)
        : EditInputs.attached(
            Catalog.builtIn().translate(job.input(), edit, InputImages.NONE, live), edit);
  }

  private void check(String model) {
    Model entry = Catalog.builtIn().model(provider, operation, model);
    assertThat(entry.isUnknown() && !model.startsWith("civitai")).as("is in the catalog").isFalse();
    SoftAssertions softly = new SoftAssertions();
    for (Map<String, Object> inputs : COMBINATIONS) {
      check(softly, model, inputs);
    }
    softly.assertAll();
  }

  private void check(SoftAssertions softly, String model, Map<String, Object> inputs) {
    JobVariables job = JobVariables.of(provider, model);
    inputs.forEach(job::with);
    ImageRequest request;
    try {
      ImagesEditInput edit = EditInputs.images(1);
      request = translate(job, edit);
      request = request.isEdit() ? EditInputs.attached(request, edit) : request;
    } catch (ImagesException e) {
      for (String problem : e.getMessage().replaceFirst("^\\[INVALID_INPUT] ", "").split("\n")) {
        softly.assertThat(isRightlyRefused(model, problem)).as(inputs + ": " + problem).isTrue();
      }
      return;
    }
    List<JsonNode> sent = withImages(request);
    for (int task = 0; task < sent.size(); task++) {
      softly
          .assertThat(schemas.violations(model, sent.get(task)))
          .as(inputs + ": " + sent)
          .isEmpty();
      contains(softly, inputs, sent.get(task), task, request.warnings());
    }
    if (inputs.containsKey("n")) {
      softly.assertThat(images(request, sent)).as("%s: %s", inputs, sent).isEqualTo(2);
    }
  }

  /** Only a value that is not in the published schema. */
  private boolean isRightlyRefused(String model, String problem) {
    String field = problem.substring(0, problem.indexOf(':'));
    JsonNode fields = schemas.schema(model).orElseThrow().path("properties");
    return switch (field) {
      case "n" ->
          List.of("n", "num_images", "numberResults").stream()
              .allMatch(
                  it ->
                      fields.path(it).path("maximum").asInt(1) == 1
                          && fields.path(it).path("enum").size() <= 1);
      case "aspect_ratio", "resolution" ->
          !fields.path(field).has("enum")
              || !fields
                  .path(field)
                  .path("enum")
                  .toString()
                  .toLowerCase(java.util.Locale.ROOT)
                  .contains(problem.split("\"")[1].toLowerCase(java.util.Locale.ROOT));
      case "size" -> !accepts(model, ImageSize.of(problem.split("\"")[1]).orElseThrow());
      default -> REFUSABLE.contains(field);
    };
  }

  /** Whether the published schema of a model with sizes has this one. */
  private boolean accepts(String model, ImageSize size) {
    JsonNode schema = schemas.schema(model).orElseThrow();
    JsonNode named = schema.at("/properties/size/enum");
    if (named.isArray()) {
      return named.toString().contains("\"" + size + "\"");
    }
    if (schema.has("x-dimensions")) {
      return schema.get("x-dimensions").toString().contains("\"" + size + "\"");
    }
    for (JsonNode form : schema.at("/properties/image_size/anyOf")) {
      JsonNode edge = form.at("/properties/width");
      int longer = Math.max(size.width(), size.height());
      if (edge.has("maximum") && longer > edge.get("maximum").asInt()) {
        return false;
      }
    }
    return true;
  }

  private static void contains(
      SoftAssertions softly,
      Map<String, Object> inputs,
      JsonNode body,
      int task,
      List<String> warnings) {
    Map<String, Object> sent = new LinkedHashMap<>();
    if (inputs.containsKey("seed") && body.has("seed")) {
      softly.assertThat(body.get("seed").asInt()).as("seed").isEqualTo(7 + task);
      sent.put("seed", 7);
    }
    String negative = body.path("negative_prompt").asText(body.path("negativePrompt").asText(null));
    if (inputs.containsKey("negative_prompt") && negative != null) {
      softly.assertThat(negative).isEqualTo("no people");
      sent.put("negative_prompt", negative);
    }
    for (String name : List.of("seed", "negative_prompt")) {
      if (inputs.containsKey(name) && !sent.containsKey(name)) {
        softly.assertThat(warnings).as(name).anyMatch(it -> it.startsWith(name + " was left out"));
      }
    }
    shape(softly, inputs, body, warnings);
  }

  private static void shape(
      SoftAssertions softly, Map<String, Object> inputs, JsonNode body, List<String> warnings) {
    String requested =
        inputs.containsKey("aspect_ratio")
            ? (String) inputs.get("aspect_ratio")
            : ((String) inputs.getOrDefault("size", "auto")).replace('x', ':');
    if (requested.equals("auto")) {
      return;
    }
    AspectRatio ratio = AspectRatio.of(requested).orElseThrow();
    AspectRatio sent =
        PublishedSchemas.size(body)
            .map(AspectRatio::of)
            .or(() -> AspectRatio.of(body.path("aspect_ratio").asText("")))
            .orElse(null);
    String said = String.join("\n", warnings);
    if (sent == null) {
      softly.assertThat(said).as("%s: %s", inputs, body).contains("left out");
    } else if (sent.distance(ratio) > 0) {
      softly.assertThat(said).as("%s: %s", inputs, body).contains("nearest");
      softly.assertThat(sent.distance(ratio)).as("%s: %s", inputs, body).isLessThan(0.15);
    }
  }

  private static int images(ImageRequest request, List<JsonNode> bodies) {
    int images = 0;
    for (JsonNode body : bodies) {
      images +=
          Stream.of("n", "num_images", "numberResults")
              .filter(body::has)
              .findFirst()
              .map(it -> body.get(it).asInt())
              .orElse(request.rules().imagesPerRequest());
    }
    return Math.min(images, request.count());
  }
}

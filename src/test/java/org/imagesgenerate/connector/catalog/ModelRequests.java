package org.imagesgenerate.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.error.ImagesException;
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

  private static final Set<String> FIELD_IS_WRONG =
      Set.of("additionalProperties", "required", "type");

  private final String provider;
  private final Function<ImageRequest, List<JsonNode>> bodies;
  private final PublishedSchemas schemas;

  /**
   * @param bodies what the provider's adapter sends
   */
  public ModelRequests(String provider, Function<ImageRequest, List<JsonNode>> bodies) {
    this.provider = provider;
    this.bodies = bodies;
    this.schemas = PublishedSchemas.of(provider);
  }

  /** A test for each model. */
  public Stream<DynamicTest> tests() {
    return schemas.models().stream()
        .map(model -> DynamicTest.dynamicTest(model, () -> check(model)));
  }

  /** A test for each model, whose schema comes from the provider's own catalog. */
  public Stream<DynamicTest> liveTests() {
    return schemas.models().stream()
        .map(model -> DynamicTest.dynamicTest(model, () -> checkLive(model)));
  }

  /** Every field that is sent exists and has the right type, and every field of a size is there. */
  private void checkLive(String model) {
    JsonNode schema = schemas.schema(model).orElseThrow();
    Model live = Catalog.live(provider, Operation.GENERATE, model, schema).orElseThrow();
    SoftAssertions softly = new SoftAssertions();
    for (Map<String, Object> inputs : COMBINATIONS) {
      JobVariables job = JobVariables.of(provider, model);
      inputs.forEach(job::with);
      try {
        for (JsonNode sent : bodies.apply(Catalog.builtIn().translate(job.input(), live))) {
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

  private void check(String model) {
    assertThat(Catalog.builtIn().model(provider, model).isUnknown() && !model.startsWith("civitai"))
        .as("is in the catalog")
        .isFalse();
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
      request = Catalog.builtIn().translate(job.input());
    } catch (ImagesException e) {
      for (String problem : e.getMessage().replaceFirst("^\\[INVALID_INPUT] ", "").split("\n")) {
        softly.assertThat(isRightlyRefused(model, problem)).as(inputs + ": " + problem).isTrue();
      }
      return;
    }
    List<JsonNode> sent = bodies.apply(request);
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

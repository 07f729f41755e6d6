package org.imagesgenerate.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imagesgenerate.connector.JobVariables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas of providers' own catalogs, in all forms in which JSON Schema says the same. */
class JsonSchemaReaderTest {

  private static Optional<Model> live(String provider, String schema)
      throws JsonProcessingException {
    return Catalog.live(
        provider,
        Operation.GENERATE,
        "m",
        new ObjectMapper().readTree(schema.strip().replace('\'', '"')));
  }

  private static Model waveSpeed(String fields) throws JsonProcessingException {
    return live("wavespeed", "{'properties': {'prompt': {'type': 'string'}, " + fields + "}}")
        .orElseThrow();
  }

  private static Map<String, Object> request(Model model, String name, Object value) {
    String provider = model.request().spelling().separator().equals("*") ? "wavespeed" : "runware";
    JobVariables job = JobVariables.of(provider, "m").with(name, value);
    return Catalog.builtIn().translate(job.input(), model).fields();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'aspect_ratio': {'enum': ['1:1', '16:9']}",
        "'aspect_ratio': {'type': ['string', 'null'], 'enum': ['1:1', '16:9', null]}",
        "'aspect_ratio': {'oneOf': [{'const': '1:1', 'title': 'Square'}, {'const': '16:9'}]}",
        "'aspect_ratio': {'anyOf': [{'type': 'null'}, {'enum': ['1:1', '16:9']}]}",
        "'aspect_ratio': {'allOf': [{'enum': ['1:1', '16:9']}, {'x-widget': 'ratio'}]}",
        "'aspect_ratio': {'$ref': '#/properties/other'}, 'other': {'enum': ['1:1', '16:9']}",
        "'aspect_ratio': {'$ref': '#/properties/a~1b'}, 'a/b': {'enum': ['1:1', '16:9']}"
      })
  void aListOfValuesIsFoundInEveryForm(String field) throws JsonProcessingException {
    Model model = waveSpeed(field);

    assertThat(model.request().values("aspect_ratio").orElseThrow().values())
        .contains("1:1", "16:9");
    assertThat(request(model, "size", "1920x1080")).containsEntry("aspect_ratio", "16:9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'properties': {'prompt': {}, 'seed': {}}}",
        "{'request_schema': {'properties': {'prompt': {}, 'seed': {}}}}",
        "{'type': 'array', 'items': {'properties': {'prompt': {}, 'seed': {}}}}",
        "{'allOf': [{'properties': {'prompt': {}}}, {'properties': {'seed': {}}}]}",
        "{'allOf': [{'$ref': '#/$defs/a'}], '$defs': {'a': {'properties': {'prompt': {}, 'seed': {}}}}}",
        "{'anyOf': [{'properties': {'prompt': {}, 'seed': {}}}, {'properties': {'image': {}}}]}",
        "{'components': {'schemas': {'Body': {'items': {'properties': {'prompt': {}, 'seed': {}}}}}}}"
      })
  void theRequestIsFoundWhereverItIs(String schema) throws JsonProcessingException {
    assertThat(live("wavespeed", schema).orElseThrow().request().has("seed")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "7",
        "null",
        "{'properties': null}",
        "{'properties': ['prompt']}",
        "{'properties': {'image': {}}}",
        "{'$ref': '#'}",
        "{'$ref': '#/$ref'}",
        "{'$ref': 'https://example.com/schema.json'}",
        "{'allOf': {'properties': {}}}"
      })
  void aSchemaWithoutAPromptIsIgnored(String schema) throws JsonProcessingException {
    assertThat(live("wavespeed", schema)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'maximum': 4}; 4",
        "{'type': 'number', 'maximum': 4.0}; 4",
        "{'type': 'integer'}; 2147483647",
        "{'maximum': 0}; 2147483647",
        "{'maximum': -3}; 2147483647",
        "{'minimum': 9, 'maximum': 3}; 2147483647",
        "{'maximum': 'four'}; 2147483647",
        "{'maximum': 9223372036854776000}; 2147483647",
        "{'maximum': 1e400}; 2147483647"
      })
  void aLimitThatMakesNoSenseIsNone(String field, int most) throws JsonProcessingException {
    Model model = waveSpeed("'num_images': " + field);

    assertThat(model.mostImagesPerRequest()).isEqualTo(most);
    assertThat(request(model, "n", 3)).containsEntry("num_images", 3);
  }

  @Test
  void aSizeAsOneTextHasItsBounds() throws JsonProcessingException {
    Model model =
        waveSpeed("'size': {'minimum': 512, 'maximum': 1536, 'default': '768*768'}, 'x': 1");

    assertThat(request(model, "size", "1024x768")).containsEntry("size", "1024*768");
    assertThat(request(model, "size", "2048x2048")).containsEntry("size", "1536*1536");
    assertThat(request(model, "aspect_ratio", "1:1")).containsEntry("size", "768*768");
  }

  @Test
  void aSizeThatIsANameIsLeftOut() throws JsonProcessingException {
    Model model = waveSpeed("'size': {'enum': ['square_hd', 'landscape']}");

    assertThat(request(model, "size", "1024x1024")).containsOnlyKeys("prompt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'minimum': 128, 'maximum': 2048, 'multipleOf': 64; 1024",
        "'minimum': 2048, 'maximum': 4096; 2048",
        "'maximum': 700, 'multipleOf': 64; 640",
        "'minimum': 4096, 'maximum': 512; 512",
        "'multipleOf': 0; 1024",
        "'multipleOf': 99999999; 1024",
        "'default': 768; 768"
      })
  void edgesThatAreRequiredAreSent(String edge, int sent) throws JsonProcessingException {
    Model model =
        live(
                "runware",
                "{'properties': {'positivePrompt': {}, 'width': {%1$s}, 'height': {%1$s}}, 'required': ['width', 'height']}"
                    .formatted(edge))
            .orElseThrow();

    assertThat(request(model, "prompt", "a boat"))
        .containsEntry("width", sent)
        .containsEntry("height", sent);
  }

  @Test
  void pairsOfEdgesAreTheOnlySizes() throws JsonProcessingException {
    String pair = "{'properties': {'width': {'const': %d}, 'height': {'const': %d}}}";
    Model model =
        live(
                "runware",
                "{'properties': {'positivePrompt': {}, 'width': {}, 'height': {}}, 'oneOf': [%s, %s]}"
                    .formatted(pair.formatted(1024, 1024), pair.formatted(1344, 768)))
            .orElseThrow();

    assertThat(request(model, "aspect_ratio", "16:9")).containsEntry("width", 1344);
    assertThat(request(model, "prompt", "a boat")).doesNotContainKey("width");
  }

  @Test
  void aQualityThatIsANumberIsSentAsOne() throws JsonProcessingException {
    Model model = waveSpeed("'quality': {'type': 'integer', 'enum': [1, 4]}");

    assertThat(request(model, "quality", "4")).containsEntry("quality", 4);
  }

  // ---- images to edit

  private static Optional<FieldSchema> images(String provider, String fields)
      throws JsonProcessingException {
    String schema = "{'properties': {'prompt': {}, 'positivePrompt': {}, %s}}".formatted(fields);
    return Catalog.live(
            provider, Operation.EDIT, "m", new ObjectMapper().readTree(schema.replace('\'', '"')))
        .map(it -> it.request().field("images").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wavespeed | 'images': {'type': 'array', 'maxItems': 4} | images | true | 4",
        "wavespeed | 'images': {'type': ['array', 'null']} | images | true | 16",
        "wavespeed | 'images': {'maxItems': -1} | images | true | 16",
        "wavespeed | 'image': {'type': 'string'} | image | false | -",
        "wavespeed | 'image': {'anyOf': [{'type': 'string'}, {'type': 'array', 'maxItems': 4}]} | image | true | 4",
        "runware | 'inputs': {'properties': {'referenceImages': {'maxItems': 3}}} | inputs.referenceImages | true | 3",
        "runware | 'inputs': {'properties': {'seedImage': {'type': 'string'}}} | inputs.seedImage | false | -"
      },
      quoteCharacter = '~')
  void imagesAreAListOrOneImage(
      String provider, String fields, String path, boolean isList, String most)
      throws JsonProcessingException {
    FieldSchema images = images(provider, fields).orElseThrow();

    assertThat(images.path()).isEqualTo(path);
    assertThat(images.isList()).isEqualTo(isList);
    if (isList) {
      assertThat(images.maximum()).hasToString(most);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void aSchemaWithoutImagesCannotEdit(String provider) throws JsonProcessingException {
    assertThat(images(provider, "'seed': {}, 'inputs': {'type': 'object'}")).isEmpty();
  }

  @Test
  void aMaskHasTheRuleOfTheProvidersOtherMasks() throws JsonProcessingException {
    String schema = "{\"properties\": {\"prompt\": {}, \"image\": {}, \"mask_image\": {}}}";
    Model model =
        Catalog.live("wavespeed", Operation.EDIT, "m", new ObjectMapper().readTree(schema))
            .orElseThrow();

    FieldSchema mask = model.request().field("mask").orElseThrow();
    assertThat(mask.path()).isEqualTo("mask_image");
    assertThat(mask.isWhiteMask()).isTrue();
  }

  @Test
  void forGenerationsImagesAreNoField() throws JsonProcessingException {
    Model model = waveSpeed("'image': {}, 'mask_image': {}");

    assertThat(model.edits()).isFalse();
    assertThat(model.request().fields()).containsOnlyKeys("prompt");
  }

  // ---- what comes over the network may be hostile

  @Test
  void alternativesThatMultiplyEndSoon() throws JsonProcessingException {
    String twice =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "'d%d': {'allOf': [%s]}"
                        .formatted(
                            i,
                            IntStream.range(0, 40)
                                .mapToObj(j -> "{'$ref': '#/$defs/d%d'}".formatted(j))
                                .collect(Collectors.joining(","))))
            .collect(Collectors.joining(","));

    assertThat(live("wavespeed", "{'$ref': '#/$defs/d0', '$defs': {%s}}".formatted(twice)))
        .isEmpty();
  }

  @Test
  void aListThatIsTooLongIsCut() throws JsonProcessingException {
    String many =
        IntStream.range(0, 15_000)
            .mapToObj(i -> "'style-%d'".formatted(i))
            .collect(Collectors.joining(","));
    Model model = waveSpeed("'style': {'enum': [%s, '%s']}".formatted(many, "x".repeat(5_000)));

    assertThat(model.request().values("style").orElseThrow().values()).hasSize(100);
    assertThat(request(model, "style", "style-9999")).containsEntry("style", "style-9999");
  }
}

package org.imagesgenerate.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.imagesgenerate.connector.input.Provider;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {

  private static final List<String> TYPES = Provider.TYPES;

  private static final Catalog CATALOG = Catalog.builtIn();

  @Nested
  class Names {

    @ParameterizedTest
    @CsvSource({
      "openai, GPT-Image-2, gpt-image-2",
      "openai, gpt-image-2-2026-04-21, gpt-image-2-2026-04-21",
      "openai, GPT-IMAGE-2-2026-04-21, gpt-image-2-2026-04-21",
      "openai, gpt-image-2.5-flare-2026-09-08, gpt-image-2.5-flare-2026-09-08",
      "openai, gpt-image-1.5-2025-12-16, gpt-image-1.5-2025-12-16",
      "aiml-api, gpt-image-2, openai/gpt-image-2",
      "aiml-api, gpt-image-1.5, openai/gpt-image-1-5",
      "aiml-api, gpt-image-1-5, openai/gpt-image-1-5",
      "aiml-api, openai/gpt-image-1.5, openai/gpt-image-1-5",
      "aiml-api, gpt-image-1, openai/gpt-image-1",
      "aiml-api, gpt-image-1-mini, openai/gpt-image-1-mini",
      "aiml-api, gpt-image-2.5-sunburst, openai/gpt-image-2.5-sunburst",
      "aiml-api, gpt-image-2.6-sunburst, openai/gpt-image-2.6-sunburst",
      "aiml-api, openai/dall-e-3, dall-e-3",
      "aiml-api, openai/dall-e-2, dall-e-2",
      "wavespeed, gpt-image-2, openai/gpt-image-2/text-to-image",
      "wavespeed, openai/gpt-image-2, openai/gpt-image-2/text-to-image",
      "wavespeed, gpt-image-2.5-flare, openai/gpt-image-2.5-flare/text-to-image",
      "wavespeed, gpt-image-2.5-sunburst, openai/gpt-image-2.5-sunburst/text-to-image",
      "wavespeed, gpt-image-2.6-flare, openai/gpt-image-2.6-flare/text-to-image",
      "wavespeed, openai/gpt-image-2.6-sunburst, openai/gpt-image-2.6-sunburst/text-to-image",
      "wavespeed, gpt-image-1.5, openai/gpt-image-1.5/text-to-image",
      "wavespeed, gpt-image-1-mini, openai/gpt-image-1-mini/text-to-image",
      "wavespeed, gpt-image-1, openai/gpt-image-1",
      "wavespeed, dall-e-3, openai/dall-e-3",
      "wavespeed, dall-e-2, openai/dall-e-2",
      "runware, gpt-image-2, openai:gpt-image@2",
      "runware, gpt-image-2.5-flare, openai:gpt-image@2.5-flare",
      "runware, gpt-image-2.5-sunburst, openai:gpt-image@2.5-sunburst",
      "runware, gpt-image-1.5, openai:4@1",
      "runware, gpt-image-1-mini, openai:1@2",
      "runware, gpt-image-1, openai:1@1",
      "runware, dall-e-3, openai:2@3",
      "runware, dall-e-2, openai:2@2",
    })
    void ofKnownModelsBecomeTheProvidersOwn(String provider, String name, String wire) {
      Model row = CATALOG.model(provider, name);

      assertThat(row.isUnknown()).isFalse();
      assertThat(row.wireId(name)).isEqualTo(wire);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "openai",
          "azure-openai",
          "openai-compatible",
          "aiml-api",
          "wavespeed",
          "runware"
        })
    void ofUnknownModelsGoThroughAsTheyAre(String provider) {
      Model row = CATALOG.model(provider, "Some/New-Model:7@1");

      assertThat(row.isUnknown()).isTrue();
      assertThat(row.id()).isEqualTo("*");
      assertThat(row.wireId("Some/New-Model:7@1")).isEqualTo("Some/New-Model:7@1");
    }

    @Test
    void thatOnlyBeginLikeAKnownModelAreUnknown() {
      assertThat(CATALOG.model("openai", "gpt-image-2.6").isUnknown()).isTrue();
      assertThat(CATALOG.model("openai", "gpt-image-2-2027-01-01").isUnknown()).isTrue();
    }
  }

  @Test
  void everyProviderHasARowForUnknownModelsAndItIsTheLast() {
    for (String provider : TYPES) {
      assertThat(CATALOG.models(provider).getLast().matches("anything")).isTrue();
    }
  }

  @Test
  void everyProviderEditsWithModelsWithoutAnEntryToo() {
    for (String provider : TYPES) {
      Model last = CATALOG.models(provider, Operation.EDIT).getLast();
      assertThat(last.matches("anything")).as(provider).isTrue();
      assertThat(last.edits()).as(provider).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "wavespeed, gpt-image-2, openai/gpt-image-2/text-to-image, openai/gpt-image-2/edit",
    "wavespeed, openai/gpt-image-2, openai/gpt-image-2/text-to-image, openai/gpt-image-2/edit",
    "wavespeed, google/nano-banana-2/text-to-image, google/nano-banana-2/text-to-image, google/nano-banana-2/edit",
    "aiml-api, flux/dev, flux/dev, flux/dev/image-to-image",
    "aiml-api, google/nano-banana-pro, google/nano-banana-pro, google/gemini-3-pro-image-edit",
    "runware, gpt-image-2, openai:gpt-image@2, openai:gpt-image@2",
    "openai, gpt-image-2-2026-04-21, gpt-image-2-2026-04-21, gpt-image-2-2026-04-21"
  })
  void aModelKeepsItsNameWhenTheTaskChanges(
      String provider, String name, String generates, String edits) {
    assertThat(CATALOG.model(provider, name).wireId(name)).isEqualTo(generates);
    assertThat(CATALOG.model(provider, Operation.EDIT, name).wireId(name)).isEqualTo(edits);
  }

  static Stream<Arguments> retiredEdits() {
    return TYPES.stream()
        .flatMap(
            provider ->
                CATALOG.models(provider, Operation.EDIT).stream()
                    .filter(it -> it.shutdown().isPresent())
                    .map(it -> Arguments.of(provider, it.id())));
  }

  @ParameterizedTest
  @MethodSource("retiredEdits")
  void theSuccessorOfAModelThatEditsEditsToo(String provider, String model) {
    String successor = CATALOG.model(provider, Operation.EDIT, model).successor().orElseThrow();

    assertThat(CATALOG.model(provider, Operation.EDIT, successor).isUnknown()).isFalse();
    assertThat(CATALOG.model(provider, Operation.EDIT, successor).shutdown()).isEmpty();
  }

  @Test
  void aServerOfUnknownMakeHasNoRowButThatOne() {
    assertThat(CATALOG.models("openai-compatible")).allMatch(Model::isUnknown);
  }

  static Stream<Arguments> retired() {
    return TYPES.stream()
        .flatMap(
            provider ->
                CATALOG.models(provider).stream()
                    .filter(row -> row.shutdown().isPresent())
                    .map(row -> Arguments.of(provider, row.id())));
  }

  /** Else a process developer would be sent from one dead model to the next. */
  @ParameterizedTest
  @MethodSource("retired")
  void theSuccessorIsAModelOfTheSameProviderThatDoesNotEnd(String provider, String model) {
    String successor = CATALOG.model(provider, model).successor().orElseThrow();

    assertThat(CATALOG.model(provider, successor).id()).isEqualTo(successor);
    assertThat(CATALOG.model(provider, successor).shutdown()).isEmpty();
  }

  @Test
  void aModelThatDoesNotEndHasNoSuccessor() {
    assertThat(CATALOG.model("openai", "gpt-image-2").successor()).isEmpty();
    assertThat(CATALOG.model("openai", "gpt-image-9").successor()).isEmpty();
  }

  @Test
  void azureServesOpenAisModelsUnderTheSameRules() {
    assertThat(CATALOG.models("azure-openai").stream().map(Model::ids).toList())
        .isEqualTo(CATALOG.models("openai").stream().map(Model::ids).toList());
  }

  /** Days of its own: a deployment that lives must not be told as ended. */
  @ParameterizedTest
  @CsvSource({
    "gpt-image-1-mini, 2027-04-07",
    "gpt-image-1.5, 2026-12-16",
    "gpt-image-1.5-2025-12-16, 2026-12-16",
    "gpt-image-1, 2026-10-23",
    "chatgpt-image-latest, -",
    "gpt-image-2, -",
    "dall-e-3, 2026-03-04",
    "dall-e-2, 2025-01-27"
  })
  void azureEndsModelsOnItsOwnDays(String model, String day) {
    assertThat(CATALOG.model("azure-openai", model).shutdown().map(LocalDate::toString).orElse("-"))
        .isEqualTo(day);
  }

  @Test
  void anUnknownProviderIsAMistakeOfOurs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CATALOG.model("somebody", "gpt-image-2"))
        .withMessage("no entries for provider somebody");
  }

  @Nested
  class Entries {

    private static List<Model> read(String models) {
      return Catalog.builtIn()
          .with(
              "p",
              """
              {"delivers": "url", "inputs": {"n": ["count"]}, "separator": "*",
               "shared": {"two": {"enum": ["a", "b"]}},
               "common": {"seed": {"type": "integer", "maximum": 9}},
               "models": {%s}}"""
                  .formatted(models))
          .models("p");
    }

    @Test
    void areReadFieldByField() {
      Model model =
          read("""
                  "m": {"names": ["n"], "ends": "2026-01-02", "successor": "c", "images": 4,
                    "fields": {"prompt": {"minLength": 2, "maxLength": 500}, "count": {"maximum": 3},
                      "quality": {"enum": ["low", "high"], "uncertain": ["high"]},
                      "style": "two", "background": {}, "response_format": {"enum": ["b64_json"]}}}""")
              .getFirst();

      assertThat(model.ids()).containsExactly("m", "n");
      assertThat(model.mostImages()).isEqualTo(3);
      assertThat(model.shortestPrompt()).isEqualTo(2);
      assertThat(model.longestPrompt()).isEqualTo(500);
      assertThat(model.request().values("quality"))
          .contains(new AllowedValues(false, List.of("low", "high"), Set.of("high")));
      assertThat(model.request().values("style").orElseThrow().values()).containsExactly("a", "b");
      assertThat(model.request().values("background")).contains(AllowedValues.ANY);
      assertThat(model.request().values("moderation")).isEmpty();
      assertThat(model.request().field("seed").orElseThrow().maximum()).isEqualTo(9);
      assertThat(model.request().field("n").orElseThrow().path()).isEqualTo("count");
      assertThat(model.givesUrls()).isFalse();
      assertThat(model.imagesPerRequest()).isEqualTo(4);
      assertThat(model.shutdown()).hasToString("Optional[2026-01-02]");
      assertThat(model.successor()).contains("c");
      assertThat(model.offered()).isFalse();
    }

    @Test
    void mayBeLikeAnotherOneButForSomeFields() {
      Model model =
          read("""
                  "m": {"ends": "2026-01-02", "fields": {"prompt": {"maxLength": 5}, "style": "two", "size": {"enum": ["8x8"]}}},
                  "like-m": {"like": "m", "fields": {"style": null, "seed": null, "prompt": {"maxLength": 6}}}""")
              .getLast();

      assertThat(model.longestPrompt()).isEqualTo(6);
      assertThat(model.request().has("style")).isFalse();
      assertThat(model.request().has("seed")).isFalse();
      assertThat(model.request().sizes()).isPresent();
      assertThat(model.shutdown()).isEmpty();
    }

    @Test
    void ofEditsTakeOverWhatIsTheSame() {
      Catalog catalog =
          Catalog.builtIn()
              .with(
                  "p",
                  """
                  {"editing": {"images": {"type": "images", "maximum": 3}, "style": null},
                   "models": {
                     "m": {"names": ["n"], "ends": "2026-01-02", "successor": "c", "offered": true,
                       "fields": {"prompt": {"maxLength": 5}, "style": {}, "size": {"enum": ["8x8"], "required": "models"}}},
                     "k": {"fields": {"quality": {}}}},
                   "edits": {
                     "m": {"same": "m"},
                     "m/edit": {"same": "m", "offered": false, "names": ["e"], "fields": {
                       "images": {"type": "image", "formats": ["png"], "megabytes": 4},
                       "mask": {"type": "mask", "edited": "white"}}},
                     "l": {"same": "k", "like": "m/edit", "fields": {"prompt": {"maxLength": 7}}}}}""");

      List<Model> edits = catalog.models("p", Operation.EDIT);
      Model m = edits.getFirst();
      assertThat(m.ids()).containsExactly("m", "n");
      assertThat(m.offered()).isTrue();
      assertThat(m.shutdown()).hasToString("Optional[2026-01-02]");
      assertThat(m.successor()).contains("c");
      assertThat(m.longestPrompt()).isEqualTo(5);
      assertThat(m.request().has("style")).isFalse();
      assertThat(m.request().sizes().orElseThrow().required()).isFalse();
      assertThat(m.request().field("images").orElseThrow().isList()).isTrue();
      assertThat(m.request().field("images").orElseThrow().maximum()).isEqualTo(3);
      Model edit = edits.get(1);
      FieldSchema image = edit.request().field("images").orElseThrow();
      assertThat(edit.ids()).containsExactly("m/edit", "m", "e");
      assertThat(edit.offered()).isFalse();
      assertThat(image.isList()).isFalse();
      assertThat(image.formats()).containsExactly("png");
      assertThat(image.maxBytes()).isEqualTo(4 * 1024 * 1024);
      assertThat(edit.request().field("mask").orElseThrow().isWhiteMask()).isTrue();
      assertThat(edit.request().field("mask").orElseThrow().formats())
          .containsExactlyInAnyOrder("png", "jpeg", "webp");
      assertThat(edit.request().field("mask").orElseThrow().maxBytes()).isEqualTo(50 * 1024 * 1024);
      Model like = edits.getLast();
      assertThat(like.ids()).containsExactly("l", "k");
      assertThat(like.request().has("quality")).isFalse();
      assertThat(like.request().has("mask")).isTrue();
      assertThat(like.longestPrompt()).isEqualTo(7);
      Model generates = catalog.model("p", "m");
      assertThat(generates.edits()).isFalse();
      assertThat(generates.request().has("style")).isTrue();
      assertThat(generates.request().sizes().orElseThrow().required()).isTrue();
    }

    @Test
    void haveSizesAsAListOrAsBounds() {
      List<Model> models =
          read(
              """
              "list": {"fields": {"size": {"enum": ["auto", "16x8", "8x16"]}}},
              "bounds": {"fields": {"size": {"edge": [256, 1440], "multipleOf": 32, "pixels": [100000, 900000], "ratio": 2}}},
              "any": {"fields": {"size": {"edge": [1, 99999]}}},
              "none": {"fields": {}}""");

      AllowedSizes list = models.get(0).request().sizes().orElseThrow();
      assertThat(list.auto()).isTrue();
      assertThat(list.usual()).hasToString("16x8");
      assertThat(list.accepts(new ImageSize(8, 16))).isTrue();
      assertThat(list.accepts(new ImageSize(8, 8))).isFalse();
      AllowedSizes bounds = models.get(1).request().sizes().orElseThrow();
      assertThat(bounds.accepts(new ImageSize(512, 256))).isTrue();
      assertThat(bounds.accepts(new ImageSize(544, 256))).as("wider than 2:1").isFalse();
      assertThat(bounds.accepts(new ImageSize(528, 512))).as("not in steps of 32").isFalse();
      assertThat(bounds.accepts(new ImageSize(256, 256))).as("too few pixels").isFalse();
      assertThat(bounds.accepts(new ImageSize(1024, 1024))).as("too many pixels").isFalse();
      assertThat(models.get(2).request().sizes().orElseThrow().any()).isTrue();
      assertThat(models.get(3).request().sizes()).isEmpty();
    }

    @Test
    void areFoundByTheNarrowestPattern() {
      Catalog catalog =
          Catalog.builtIn().with("p", "{\"models\": {\"a\": {}, \"*b-*\": {}, \"*\": {}}}");

      assertThat(catalog.model("p", "A").id()).isEqualTo("a");
      assertThat(catalog.model("p", "x/b-1").id()).isEqualTo("*b-*");
      assertThat(catalog.model("p", "b").id()).isEqualTo("*");
      assertThat(catalog.model("p", "x/B-1").wireId("x/B-1")).isEqualTo("x/B-1");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"m\": {\"like\": \"nobody\"}",
          "\"m\": {\"fields\": {\"style\": \"nothing\"}}"
        })
    void thatNameSomethingMissingAreAMistakeOfOurs(String model) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read(model))
          .withMessageMatching("the catalog has no \"no(body|thing)\"");
    }
  }

  @Nested
  class Messages {

    @Test
    void listTheValuesThatAreTaken() {
      assertThat(new AllowedValues(false, List.of("low", "medium", "high"), Set.of()).listed())
          .isEqualTo("low, medium, high");
    }

    @Test
    void aSizeReadsAsItIsWritten() {
      ImageSize size = ImageSize.of("1536X1024").orElseThrow();

      assertThat(size).hasToString("1536x1024").isEqualTo(new ImageSize(1536, 1024));
      assertThat(size.pixels()).isEqualTo(1_572_864);
      assertThat(new ImageSize(99_999, 99_999).pixels()).isEqualTo(9_999_800_001L);
      assertThat(ImageSize.of("1536 x 1024")).contains(size);
      assertThat(ImageSize.of("1536×1024")).contains(size);
      assertThat(ImageSize.of("auto")).isEmpty();
    }
  }
}

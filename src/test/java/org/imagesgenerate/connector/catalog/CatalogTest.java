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
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

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
    @FieldSource("org.imagesgenerate.connector.input.Provider#TYPES")
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
      assertThat(CATALOG.models(provider)).isNotEmpty();
      assertThat(CATALOG.models(provider).getLast().isUnknown()).isTrue();
      assertThat(CATALOG.models(provider)).filteredOn(Model::isUnknown).hasSize(1);
    }
  }

  @Test
  void aServerOfUnknownMakeHasNoRowButThatOne() {
    assertThat(CATALOG.models("openai-compatible")).hasSize(1);
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
    String successor = CATALOG.successor(provider, model).orElseThrow();

    assertThat(CATALOG.model(provider, successor).id()).isEqualTo(successor);
    assertThat(CATALOG.model(provider, successor).shutdown()).isEmpty();
  }

  @Test
  void aModelThatDoesNotEndHasNoSuccessor() {
    assertThat(CATALOG.successor("openai", "gpt-image-2")).isEmpty();
    assertThat(CATALOG.successor("openai", "gpt-image-9")).isEmpty();
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

  @ParameterizedTest
  @CsvSource({
    "wavespeed, gpt-image-2, aspect",
    "wavespeed, gpt-image-1.5, star",
    "runware, gpt-image-2.5-flare, settings",
    "runware, gpt-image-2, openai"
  })
  void adaptersFindTheirNotes(String provider, String model, String note) {
    assertThat(CATALOG.model(provider, model).wire()).isEqualTo(note);
  }

  @Test
  void anUnknownProviderIsAMistakeOfOurs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CATALOG.model("somebody", "gpt-image-2"))
        .withMessage("no rows for provider somebody");
  }

  @Nested
  class Table {

    private static final String HEADING =
        "provider | ids | n | prompt | size | quality | background | output_format | compression"
            + " | moderation | style | response_format | user | shutdown | successor | wire\n";

    private static Model row(String line) {
      return new Catalog("# a comment\n\n" + HEADING + line + "\n").models("p").getFirst();
    }

    @Test
    void isReadCellByCell() {
      Model row =
          row(
              "p,q | a  b | 3 | 2-500 | auto 8x8 | low high? | red | png | yes | hard | calm | url"
                  + " | user | 2026-01-02 | c | star");

      assertThat(row.providers()).containsExactly("p", "q");
      assertThat(row.ids()).containsExactly("a", "b");
      assertThat(row.mostImages()).isEqualTo(3);
      assertThat(row.shortestPrompt()).isEqualTo(2);
      assertThat(row.longestPrompt()).isEqualTo(500);
      assertThat(row.size())
          .isEqualTo(new Sizes(true, Sizes.Rule.LISTED_ONLY, List.of("auto", "8x8"), null));
      assertThat(row.quality())
          .isEqualTo(new Choices(true, false, List.of("low", "high"), Set.of("high")));
      assertThat(row.background()).isEqualTo(new Choices(true, false, List.of("red"), Set.of()));
      assertThat(row.outputFormat().values()).containsExactly("png");
      assertThat(row.outputCompression()).isTrue();
      assertThat(row.moderation().values()).containsExactly("hard");
      assertThat(row.style().values()).containsExactly("calm");
      assertThat(row.responseFormat().values()).containsExactly("url");
      assertThat(row.givesUrls()).isTrue();
      assertThat(row.user().values()).containsExactly("user");
      assertThat(row.shutdown()).hasToString("Optional[2026-01-02]");
      assertThat(row.successor()).contains("c");
      assertThat(row.wire()).isEqualTo("star");
    }

    @Test
    void dashesAndStarsAreNoLimitsNoFieldsAndAnyText() {
      Model row = row("p | * | - | - | any | * | - | - | - | - | - | b64_json | - | - | - | -");

      assertThat(row.mostImages()).isEqualTo(Integer.MAX_VALUE);
      assertThat(row.shortestPrompt()).isEqualTo(1);
      assertThat(row.longestPrompt()).isEqualTo(Integer.MAX_VALUE);
      assertThat(row.size()).isEqualTo(new Sizes(true, Sizes.Rule.ANY, List.of(), null));
      assertThat(row.quality()).isEqualTo(new Choices(true, true, List.of(), Set.of()));
      assertThat(row.background()).isEqualTo(new Choices(false, false, List.of(), Set.of()));
      assertThat(row.outputCompression()).isFalse();
      assertThat(row.givesUrls()).isFalse();
      assertThat(row.shutdown()).isEmpty();
      assertThat(row.successor()).isEmpty();
    }

    @Test
    void sizesMayGoInSteps() {
      assertThat(
              row("p | a | 1 | 9 | auto 32:256-1440 | - | - | - | - | - | - | url | - | - | - | -")
                  .size())
          .isEqualTo(
              new Sizes(true, Sizes.Rule.GRID, List.of("auto"), new Sizes.Grid(32, 256, 1440)));
    }

    @Test
    void sizesMayBeFreeOrMissing() {
      assertThat(
              row("p | a | 1 | 9 | auto free | - | - | - | - | - | - | url | - | - | - | -").size())
          .isEqualTo(new Sizes(true, Sizes.Rule.FREE, List.of("auto"), null));
      assertThat(row("p | a | 1 | 9 | - | - | - | - | - | - | - | url | - | - | - | -").size())
          .isEqualTo(new Sizes(false, Sizes.Rule.LISTED_ONLY, List.of(), null));
    }

    @Test
    void aRowWithTooFewCellsIsRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Catalog(HEADING + "p | a | 1"))
          .withMessage("3 cells instead of 16: p | a | 1");
    }
  }

  @Nested
  class Messages {

    @Test
    void listTheValuesThatAreTaken() {
      assertThat(Choices.parse("low medium high").listed()).isEqualTo("low, medium, high");
    }

    @Test
    void aSizeReadsAsItIsWritten() {
      ImageSize size = ImageSize.of("1536X1024").orElseThrow();

      assertThat(size).hasToString("1536x1024").isEqualTo(new ImageSize(1536, 1024));
      assertThat(size.pixels()).isEqualTo(1_572_864);
      assertThat(new ImageSize(99_999, 99_999).pixels()).isEqualTo(9_999_800_001L);
      assertThat(ImageSize.of("auto")).isEmpty();
    }
  }
}

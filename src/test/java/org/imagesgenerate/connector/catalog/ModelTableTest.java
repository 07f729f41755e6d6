package org.imagesgenerate.connector.catalog;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.support.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of {@code models.txt} against a second table, which was written from the providers'
 * documentation and not from the first one. Each value that any provider knows is put to each
 * model, so that neither a value too many nor one too few goes unseen.
 */
class ModelTableTest {

  /**
   * What the providers document. {@code standard} sizes are 1024x1024, 1536x1024 and 1024x1536;
   * {@code free} is OpenAI's rule of multiples of 16; {@code 512..1536} are multiples of 32 from
   * 512 to 1536; {@code any} every WxH; {@code *} any text; {@code -} the model has no such field.
   */
  private static final String DOCUMENTED =
      """
      provider          | model                                       | n  | prompt | size                          | quality                        | background              | format                | compression | moderation | style         | url | shutdown   | successor
      openai            | dall-e-2                                    | 10 | 1000   | 256x256 512x512 1024x1024     | standard                       | -                       | -                     | no          | -          | -             | yes | 2026-05-12 | gpt-image-2.5-flare
      openai            | dall-e-3                                    | 1  | 4000   | 1024x1024 1792x1024 1024x1792 | standard hd                    | -                       | -                     | no          | -          | vivid natural | yes | 2026-05-12 | gpt-image-2.5-sunburst
      openai            | gpt-image-1                                 | 10 | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | 2026-10-23 | gpt-image-2.5-sunburst
      openai            | gpt-image-1-mini                            | 10 | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | 2026-12-01 | gpt-image-2.5-flare
      openai            | gpt-image-1.5                               | 10 | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | 2026-12-01 | gpt-image-2.5-sunburst
      openai            | gpt-image-1.5-2025-12-16                    | 10 | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | 2026-12-01 | gpt-image-2.5-sunburst
      openai            | chatgpt-image-latest                        | 10 | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | 2026-12-01 | gpt-image-2.5-sunburst
      openai            | gpt-image-2                                 | 10 | 32000  | free                          | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | -          | -
      openai            | gpt-image-2-2026-04-21                      | 10 | 32000  | free                          | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | -          | -
      openai            | gpt-image-2.5-sunburst                      | 10 | 32000  | free                          | low medium high auto xhigh max | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | -          | -
      openai            | gpt-image-2.5-sunburst-2026-09-08           | 10 | 32000  | free                          | low medium high auto xhigh max | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | -          | -
      openai            | gpt-image-2.5-flare                         | 10 | 32000  | free                          | low medium high auto xhigh max | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | -          | -
      openai            | gpt-image-2.5-flare-2026-09-08              | 10 | 32000  | free                          | low medium high auto xhigh max | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | no  | -          | -
      openai            | gpt-image-2.6-sunburst                      | 10 | 32000  | free                          | low medium high auto xhigh max | auto opaque transparent | png jpeg webp gif svg | yes         | low auto   | -             | no  | -          | -
      openai            | gpt-image-2.6-flare                         | 10 | 32000  | free                          | low medium high auto xhigh max | auto opaque transparent | png jpeg webp gif svg | yes         | low auto   | -             | no  | -          | -
      openai            | gpt-image-9                                 | 10 | -      | any                           | *                              | *                       | *                     | yes         | *          | *             | yes | -          | -
      openai-compatible | any-model                                   | -  | -      | any                           | *                              | *                       | *                     | yes         | *          | *             | yes | -          | -
      openai-compatible | dall-e-2                                    | -  | -      | any                           | *                              | *                       | *                     | yes         | *          | *             | yes | -          | -
      openai-compatible | gpt-image-2                                 | -  | -      | any                           | *                              | *                       | *                     | yes         | *          | *             | yes | -          | -
      aiml-api          | dall-e-2                                    | 10 | 1000   | 256x256 512x512 1024x1024     | -                              | -                       | -                     | no          | -          | -             | yes | 2026-05-12 | openai/gpt-image-2
      aiml-api          | dall-e-3                                    | 1  | 4000   | 1024x1024 1792x1024 1024x1792 | standard hd                    | -                       | -                     | no          | -          | vivid natural | yes | 2026-05-12 | openai/gpt-image-2
      aiml-api          | openai/gpt-image-1                          | 1  | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | yes | 2026-10-23 | openai/gpt-image-2
      aiml-api          | openai/gpt-image-1-mini                     | 1  | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | yes | 2026-12-01 | openai/gpt-image-2
      aiml-api          | openai/gpt-image-1-5                        | 1  | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | yes | 2026-12-01 | openai/gpt-image-2
      aiml-api          | openai/gpt-image-2                          | 1  | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | low auto   | -             | yes | -          | -
      aiml-api          | openai/gpt-image-2.5-sunburst               | 10 | 32000  | any                           | *                              | *                       | *                     | yes         | *          | -             | yes | -          | -
      aiml-api          | openai/gpt-image-2.6-sunburst               | 10 | 32000  | any                           | *                              | *                       | *                     | yes         | *          | -             | yes | -          | -
      aiml-api          | flux/schnell                                | 4  | 4000   | 256..1536                     | -                              | -                       | -                     | no          | -          | -             | yes | -          | -
      aiml-api          | flux/dev                                    | 4  | 4000   | 512..1536                     | -                              | -                       | -                     | no          | -          | -             | yes | -          | -
      aiml-api          | flux/srpo                                   | 4  | 4000   | 512..1536                     | -                              | -                       | jpeg png              | no          | -          | -             | yes | -          | -
      aiml-api          | flux-realism                                | 4  | 4000   | 512..1536                     | -                              | -                       | jpeg png              | no          | -          | -             | yes | -          | -
      aiml-api          | flux-pro                                    | 4  | 4000   | 256..1440                     | -                              | -                       | jpeg png              | no          | -          | -             | yes | -          | -
      aiml-api          | flux-pro/v1.1                               | 4  | 4000   | 256..1440                     | -                              | -                       | jpeg png              | no          | -          | -             | yes | -          | -
      aiml-api          | flux-pro/v1.1-ultra                         | 4  | 4000   | -                             | -                              | -                       | jpeg png              | no          | -          | -             | yes | -          | -
      aiml-api          | flux/kontext-pro/text-to-image              | 4  | 4000   | -                             | -                              | -                       | jpeg png              | no          | -          | -             | yes | -          | -
      aiml-api          | flux/kontext-max/text-to-image              | 4  | 4000   | -                             | -                              | -                       | jpeg png              | no          | -          | -             | yes | -          | -
      aiml-api          | blackforestlabs/flux-2                      | 4  | 4000   | 512..2048                     | -                              | -                       | jpeg png webp         | no          | -          | -             | yes | -          | -
      aiml-api          | blackforestlabs/flux-2-lora                 | 4  | 4000   | 512..2048                     | -                              | -                       | jpeg png webp         | no          | -          | -             | yes | -          | -
      aiml-api          | blackforestlabs/flux-2-pro                  | 1  | 4000   | 512..2048                     | -                              | -                       | jpeg png webp         | no          | -          | -             | yes | -          | -
      aiml-api          | blackforestlabs/flux-2-max                  | 1  | 4000   | 512..2048                     | -                              | -                       | jpeg png              | no          | -          | -             | yes | -          | -
      aiml-api          | recraft-v3                                  | 10 | -      | any                           | *                              | *                       | *                     | yes         | *          | *             | yes | -          | -
      wavespeed         | openai/dall-e-2                             | 20 | 1000   | -                             | -                              | -                       | -                     | no          | -          | -             | yes | 2026-05-12 | openai/gpt-image-2/text-to-image
      wavespeed         | openai/dall-e-3                             | 20 | 4000   | 1024x1024 1792x1024 1024x1792 | standard hd                    | -                       | -                     | no          | -          | vivid natural | yes | 2026-05-12 | openai/gpt-image-2/text-to-image
      wavespeed         | openai/gpt-image-1                          | 20 | 32000  | standard                      | low medium high                | -                       | -                     | no          | -          | -             | yes | 2026-10-23 | openai/gpt-image-2/text-to-image
      wavespeed         | openai/gpt-image-1-mini/text-to-image       | 20 | 32000  | standard                      | low medium high                | -                       | -                     | no          | -          | -             | yes | 2026-12-01 | openai/gpt-image-2/text-to-image
      wavespeed         | openai/gpt-image-1.5/text-to-image          | 20 | 32000  | standard                      | low medium high                | auto opaque transparent | png jpeg webp         | no          | -          | -             | yes | 2026-12-01 | openai/gpt-image-2/text-to-image
      wavespeed         | openai/gpt-image-2/text-to-image            | 20 | 32000  | any                           | low medium high                | -                       | png jpeg webp         | no          | -          | -             | yes | -          | -
      wavespeed         | openai/gpt-image-2.5-sunburst/text-to-image | 20 | 32000  | any                           | low medium high xhigh max      | -                       | png jpeg webp         | no          | -          | -             | yes | -          | -
      wavespeed         | openai/gpt-image-2.5-flare/text-to-image    | 20 | 32000  | any                           | low medium high xhigh max      | -                       | png jpeg webp         | no          | -          | -             | yes | -          | -
      wavespeed         | openai/gpt-image-2.6-sunburst/text-to-image | 20 | 32000  | any                           | low medium high xhigh max      | -                       | png jpeg webp gif svg | no          | -          | -             | yes | -          | -
      wavespeed         | openai/gpt-image-2.6-flare/text-to-image    | 20 | 32000  | any                           | low medium high xhigh max      | -                       | png jpeg webp gif svg | no          | -          | -             | yes | -          | -
      wavespeed         | google/imagen4                              | 20 | -      | any                           | *                              | *                       | *                     | no          | -          | *             | yes | -          | -
      runware           | openai:2@2                                  | 20 | 1000   | 256x256 512x512 1024x1024     | -                              | -                       | png jpeg webp         | yes         | -          | -             | yes | 2026-05-12 | openai:gpt-image@2.5-flare
      runware           | openai:2@3                                  | 20 | 4000   | 1024x1024 1792x1024 1024x1792 | standard hd                    | -                       | png jpeg webp         | yes         | -          | vivid natural | yes | 2026-05-12 | openai:gpt-image@2.5-sunburst
      runware           | openai:1@1                                  | 20 | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | -          | -             | yes | 2026-10-23 | openai:gpt-image@2.5-sunburst
      runware           | openai:1@2                                  | 20 | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | -          | -             | yes | 2026-12-01 | openai:gpt-image@2.5-flare
      runware           | openai:4@1                                  | 20 | 32000  | standard                      | low medium high auto           | auto opaque transparent | png jpeg webp         | yes         | -          | -             | yes | 2026-12-01 | openai:gpt-image@2.5-sunburst
      runware           | openai:gpt-image@2                          | 20 | 32000  | free                          | low medium high auto           | -                       | png jpeg webp         | yes         | low auto   | -             | yes | -          | -
      runware           | openai:gpt-image@2.5-sunburst               | 20 | 32000  | free                          | low medium high auto xhigh max | auto opaque transparent | png jpeg webp         | yes         | -          | -             | yes | -          | -
      runware           | openai:gpt-image@2.5-flare                  | 20 | 32000  | free                          | low medium high auto xhigh max | auto opaque transparent | png jpeg webp         | yes         | -          | -             | yes | -          | -
      runware           | runware:101@1                               | 20 | -      | any                           | *                              | *                       | png jpeg webp         | yes         | -          | *             | yes | -          | -
      simulation        | simulated                                   | 10 | 32000  | any                           | *                              | *                       | png jpeg webp gif svg | yes         | low auto   | *             | yes | -          | -
      simulation        | anything                                    | 10 | 32000  | any                           | *                              | *                       | png jpeg webp gif svg | yes         | low auto   | *             | yes | -          | -
      """;

  private static final List<String> SIZES =
      List.of(
          "256x256",
          "512x512",
          "1000x1000",
          "1024x1024",
          "1536x1024",
          "1024x1536",
          "1792x1024",
          "1024x1792",
          "2048x2048",
          "3840x2160");
  private static final List<String> STANDARD = List.of("1024x1024", "1536x1024", "1024x1536");
  private static final List<String> FREE =
      List.of(
          "1024x1024",
          "1536x1024",
          "1024x1536",
          "1792x1024",
          "1024x1792",
          "2048x2048",
          "3840x2160");
  private static final List<String> QUALITIES =
      List.of("auto", "low", "medium", "high", "xhigh", "max", "standard", "hd", "ultra");
  private static final List<String> BACKGROUNDS = List.of("auto", "opaque", "transparent", "blue");
  private static final List<String> FORMATS = List.of("png", "jpeg", "webp", "gif", "svg", "avif");
  private static final List<String> MODERATIONS = List.of("auto", "low", "high");
  private static final List<String> STYLES = List.of("vivid", "natural", "baroque");

  private static final Catalog CATALOG = Catalog.builtIn();

  /** One row of the table above. */
  record Documented(
      String provider,
      String model,
      String n,
      String prompt,
      String size,
      String quality,
      String background,
      String format,
      boolean compression,
      String moderation,
      String style,
      boolean url,
      String shutdown,
      String successor) {

    @Override
    public String toString() {
      return model + " at " + provider;
    }

    JobVariables job() {
      return JobVariables.of(provider, model);
    }
  }

  /** Azure serves OpenAI's models under OpenAI's rules, but ends most of them on other days. */
  private static final Map<String, String> AZURE_ENDS =
      Map.of(
          "dall-e-2", "2025-01-27",
          "dall-e-3", "2026-03-04",
          "gpt-image-1-mini", "2027-04-07",
          "gpt-image-1.5", "2026-12-16",
          "gpt-image-1.5-2025-12-16", "2026-12-16",
          "chatgpt-image-latest", "-");

  static Stream<Documented> models() {
    List<Documented> rows =
        DOCUMENTED
            .lines()
            .skip(1)
            .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new))
            .map(ModelTableTest::documented)
            .toList();
    Stream<Documented> azure =
        rows.stream().filter(it -> it.provider.equals("openai")).map(ModelTableTest::atAzure);
    return Stream.concat(rows.stream(), azure);
  }

  private static Documented documented(String[] it) {
    return new Documented(
        it[0],
        it[1],
        it[2],
        it[3],
        it[4],
        it[5],
        it[6],
        it[7],
        it[8].equals("yes"),
        it[9],
        it[10],
        it[11].equals("yes"),
        it[12],
        it[13]);
  }

  private static Documented atAzure(Documented it) {
    String end = AZURE_ENDS.getOrDefault(it.model, it.shutdown);
    return new Documented(
        "azure-openai",
        it.model,
        it.n,
        it.prompt,
        it.size,
        it.quality,
        it.background,
        it.format,
        it.compression,
        it.moderation,
        it.style,
        it.url,
        end,
        end.equals("-") ? "-" : it.successor);
  }

  @ParameterizedTest
  @MethodSource("models")
  void takesTheDocumentedValuesAndNoOthers(Documented model) {
    SoftAssertions softly = new SoftAssertions();
    List<String> sizes =
        switch (model.size) {
          case "any" -> SIZES;
          case "free" -> FREE;
          case "standard" -> STANDARD;
          case "256..1440" -> List.of("256x256", "512x512", "1024x1024");
          case "256..1536" -> List.of("256x256", "512x512", "1024x1024", "1536x1024", "1024x1536");
          case "512..1536" -> List.of("512x512", "1024x1024", "1536x1024", "1024x1536");
          case "512..2048" ->
              List.of(
                  "512x512",
                  "1024x1024",
                  "1536x1024",
                  "1024x1536",
                  "1792x1024",
                  "1024x1792",
                  "2048x2048");
          default -> words(model.size, SIZES);
        };

    softly.assertThat(taken(model, "size", SIZES)).as("size").hasSameElementsAs(sizes);
    softly
        .assertThat(taken(model, "quality", QUALITIES))
        .as("quality")
        .hasSameElementsAs(words(model.quality, QUALITIES));
    softly
        .assertThat(taken(model, "background", BACKGROUNDS))
        .as("background")
        .hasSameElementsAs(words(model.background, BACKGROUNDS));
    softly
        .assertThat(taken(model, "output_format", FORMATS))
        .as("output_format")
        .hasSameElementsAs(words(model.format, FORMATS));
    softly
        .assertThat(taken(model, "moderation", MODERATIONS))
        .as("moderation")
        .hasSameElementsAs(words(model.moderation, MODERATIONS));
    softly
        .assertThat(taken(model, "style", STYLES))
        .as("style")
        .hasSameElementsAs(words(model.style, STYLES));
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("models")
  void leavesOutTheFieldsThatItDoesNotHaveAndSaysSo(Documented model) {
    SoftAssertions softly = new SoftAssertions();

    softly.assertThat(isLeftOut(model, "size", "1024x1024")).isEqualTo(model.size.equals("-"));
    softly.assertThat(isLeftOut(model, "quality", "auto")).isEqualTo(model.quality.equals("-"));
    softly
        .assertThat(isLeftOut(model, "background", "opaque"))
        .isEqualTo(model.background.equals("-"));
    softly.assertThat(isLeftOut(model, "output_format", "png")).isEqualTo(model.format.equals("-"));
    softly
        .assertThat(isLeftOut(model, "moderation", "auto"))
        .isEqualTo(model.moderation.equals("-"));
    softly.assertThat(isLeftOut(model, "style", "vivid")).isEqualTo(model.style.equals("-"));
    softly.assertThat(isLeftOut(model, "output_compression", 50)).isEqualTo(!model.compression);
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("models")
  void makesTheDocumentedNumberOfImages(Documented model) {
    int most = model.n.equals("-") ? Limits.MOST_IMAGES : Integer.parseInt(model.n);

    assertThat(CATALOG.check(model.job().with("n", most).input()).count()).isEqualTo(most);
    if (!model.n.equals("-")) {
      assertThatThrownBy(() -> CATALOG.check(model.job().with("n", most + 1).input()))
          .hasMessage(
              "n: %d is more than %s makes in one request; ask for at most %d"
                  .formatted(most + 1, model.model, most));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void takesPromptsOfTheDocumentedLength(Documented model) {
    int longest = model.prompt.equals("-") ? 100_000 : Integer.parseInt(model.prompt);

    assertThat(CATALOG.check(model.job().with("prompt", "é".repeat(longest)).input()).prompt())
        .hasSize(longest);
    if (!model.prompt.equals("-")) {
      assertThatThrownBy(
              () -> CATALOG.check(model.job().with("prompt", "é".repeat(longest + 1)).input()))
          .hasMessage(
              "prompt: has %d characters; %s takes at most %d"
                  .formatted(longest + 1, model.model, longest));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void givesAddressesWhereTheProviderDoes(Documented model) {
    JobVariables job = model.job().with("response_format", "url");

    if (model.url) {
      assertThat(CATALOG.check(job.input()).responseFormat().text()).isEqualTo("url");
    } else {
      assertThatThrownBy(() -> CATALOG.check(job.input()))
          .hasMessage(
              "response_format: \"url\" is not possible, because %s gives no URLs; use document or b64_json"
                  .formatted(model.model));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void canAlwaysAnswerWithBase64(Documented model) {
    assertThat(
            CATALOG
                .check(model.job().with("response_format", "b64_json").input())
                .responseFormat()
                .text())
        .isEqualTo("b64_json");
  }

  @ParameterizedTest
  @MethodSource("models")
  void knowsTheDayOfItsEndAndWhatToUseThen(Documented model) {
    Model row = CATALOG.model(model.provider, model.model);

    assertThat(row.shutdown().map(LocalDate::toString).orElse("-")).isEqualTo(model.shutdown);
    assertThat(CATALOG.successor(model.provider, model.model).orElse("-"))
        .isEqualTo(model.successor);
  }

  @ParameterizedTest
  @MethodSource("models")
  void sizeAutoIsTakenByEveryProvider(Documented model) {
    ImageRequest request = CATALOG.check(model.job().with("size", "auto").input());

    assertThat(request.size()).isIn("auto", null);
  }

  @ParameterizedTest
  @MethodSource("models")
  void goesOnTheWireUnderTheNameThatTheProviderKnows(Documented model) {
    assertThat(CATALOG.check(model.job().input()).model()).isEqualTo(model.model);
  }

  @ParameterizedTest
  @MethodSource("models")
  void nothingIsSentThatNobodyAskedFor(Documented model) {
    ImageRequest request = CATALOG.check(model.job().input());

    assertThat(request.warnings()).isEmpty();
    assertThat(request)
        .extracting(
            ImageRequest::n,
            ImageRequest::size,
            ImageRequest::quality,
            ImageRequest::style,
            ImageRequest::background,
            ImageRequest::outputFormat,
            ImageRequest::outputCompression,
            ImageRequest::moderation,
            ImageRequest::user,
            ImageRequest::safetyIdentifier,
            ImageRequest::webhookUrl)
        .containsOnlyNulls();
  }

  @Test
  void everyRowOfTheCatalogIsDocumented() {
    Set<String> documented =
        models().map(it -> it.provider + " " + it.model).collect(toCollection(LinkedHashSet::new));

    Stream<String> rows =
        org.imagesgenerate.connector.input.Provider.TYPES.stream()
            .flatMap(
                provider ->
                    CATALOG.models(provider).stream()
                        .filter(row -> !row.isUnknown())
                        .map(row -> provider + " " + row.id()));

    assertThat(rows).isSubsetOf(documented);
  }

  private static List<String> words(String cell, List<String> all) {
    return switch (cell) {
      case "*" -> all;
      case "-" -> List.of();
      default -> List.of(cell.split(" "));
    };
  }

  /** Those of the values that go out to the provider; each other one has to be refused by name. */
  private static List<String> taken(Documented model, String field, List<String> values) {
    return values.stream()
        .filter(
            value -> {
              try {
                Object sent = sent(CATALOG.check(model.job().with(field, value).input()), field);
                return value.equals(sent);
              } catch (ImagesException refusal) {
                assertThat(refusal)
                    .hasMessageStartingWith(
                        "%s: \"%s\" is not taken by %s; use ".formatted(field, value, model.model));
                return false;
              }
            })
        .toList();
  }

  private static boolean isLeftOut(Documented model, String field, Object value) {
    JobVariables job = model.job().with(field, value);
    if (field.equals("output_compression") && !model.format.equals("-")) {
      job.with("output_format", "jpeg");
    }
    try {
      ImageRequest request = CATALOG.check(job.input());
      String warning = field + " was left out: " + model.model + " has no such field";
      boolean leftOut = request.warnings().contains(warning);
      assertThat(sent(request, field)).isEqualTo(leftOut ? null : value);
      return leftOut;
    } catch (ImagesException refusal) {
      return false;
    }
  }

  private static Object sent(ImageRequest request, String field) {
    return switch (field) {
      case "size" -> request.size();
      case "quality" -> request.quality();
      case "background" -> request.background();
      case "output_format" -> request.outputFormat();
      case "output_compression" -> request.outputCompression();
      case "moderation" -> request.moderation();
      case "style" -> request.style();
      default -> throw new IllegalArgumentException(field);
    };
  }
}

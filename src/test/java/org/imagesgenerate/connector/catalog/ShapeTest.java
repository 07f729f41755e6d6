package org.imagesgenerate.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.JobVariables;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Size, aspect ratio and resolution in both directions, and with them count and seed. */
class ShapeTest {

  private static ImageRequest check(JobVariables job) {
    return Catalog.builtIn().translate(job.input());
  }

  private static Map<String, Object> fields(JobVariables job) {
    return check(job).fields();
  }

  private static JobVariables job(String provider, String model) {
    return JobVariables.of(provider, model);
  }

  private static void assertRejected(JobVariables job, String message) {
    assertThatThrownBy(() -> check(job)).hasMessage(message);
  }

  /** The same four inputs on all provider types, one model each and one of another family. */
  @Nested
  class OneProcessOnAnyProvider {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        nullValues = "-",
        value = {
          "openai            | gpt-image-2                         | size=1536x1024",
          "azure-openai      | gpt-image-1.5                       | size=1536x1024",
          "azure-openai      | my-deployment                       | size=1536x1024",
          "openai-compatible | sdxl                                | size=1536x1024",
          "aiml-api          | openai/gpt-image-2                  | size=1536x1024",
          "aiml-api          | flux/dev                            | image_size={width=1536, height=1024}",
          "aiml-api          | google/nano-banana-pro              | aspect_ratio=3:2, resolution=1K",
          "aiml-api          | bytedance/seedream-4-5              | image_size={width=2160, height=1440}",
          "wavespeed         | openai/gpt-image-2/text-to-image    | aspect_ratio=3:2, resolution=1k",
          "wavespeed         | wavespeed-ai/flux-dev               | size=1536*1024",
          "wavespeed         | wavespeed-ai/imagen4                | aspect_ratio=4:3",
          "wavespeed         | bytedance/seedream-v5.0-lite        | size=2352*1568",
          "runware           | openai:gpt-image@2                  | width=1536, height=1024",
          "runware           | runware:101@1                       | width=1536, height=1024",
          "runware           | google:4@2                          | width=1264, height=848",
          "runware           | bytedance:seedream@4.5              | width=2352, height=1568",
          "simulation        | simulated                           | size=1536x1024",
        })
    void aSizeBecomesWhatTheModelHas(String provider, String model, String sent) {
      Map<String, Object> fields = fields(job(provider, model).with("size", "1536x1024"));

      fields.remove("prompt");
      fields.remove("positivePrompt");
      assertThat(fields).hasToString("{" + sent + "}");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "openai            | gpt-image-2                      | size=1280x720",
          "azure-openai      | my-deployment                    | size=1280x720",
          "openai-compatible | sdxl                             | size=1280x720",
          "aiml-api          | flux/dev                         | image_size={width=1024, height=576}",
          "aiml-api          | google/nano-banana-pro           | aspect_ratio=16:9",
          "wavespeed         | openai/gpt-image-2/text-to-image | aspect_ratio=16:9",
          "wavespeed         | wavespeed-ai/flux-dev            | size=1280*720",
          "runware           | openai:gpt-image@2               | width=1280, height=720",
          "runware           | google:4@2                       | width=1376, height=768",
          "runware           | bytedance:seedream@4.5           | width=2816, height=1584",
          "simulation        | simulated                        | size=1280x720",
        })
    void aRatioBecomesWhatTheModelHas(String provider, String model, String sent) {
      Map<String, Object> fields = fields(job(provider, model).with("aspect_ratio", "16:9"));

      fields.remove("prompt");
      fields.remove("positivePrompt");
      assertThat(fields).hasToString("{" + sent + "}");
    }

    @ParameterizedTest
    @CsvSource({
      "openai, gpt-image-2, n=2",
      "azure-openai, gpt-image-2, n=2",
      "openai-compatible, sdxl, n=2",
      "aiml-api, flux/dev, num_images=2",
      "aiml-api, x-ai/grok-imagine-image, n=2",
      "wavespeed, wavespeed-ai/flux-dev, num_images=2",
      "runware, runware:101@1, numberResults=2",
      "simulation, simulated, n=2",
    })
    void aCountBecomesTheModelsField(String provider, String model, String sent) {
      ImageRequest request = check(job(provider, model).with("n", 2));

      assertThat(request.requests()).hasSize(1);
      assertThat(request.fields().toString()).contains(sent);
    }

    @ParameterizedTest
    @CsvSource({
      "openai-compatible, sdxl, true",
      "aiml-api, flux/dev, true",
      "wavespeed, wavespeed-ai/flux-dev, true",
      "runware, runware:101@1, true",
      "simulation, simulated, true",
      "openai, gpt-image-2, false",
      "azure-openai, gpt-image-2, false",
    })
    void aSeedIsSentWhereThereIsOne(String provider, String model, boolean exists) {
      ImageRequest request = check(job(provider, model).with("seed", "7"));

      assertThat(request.field("seed")).isEqualTo(exists ? 7L : null);
      assertThat(request.warnings())
          .hasSize(exists ? 0 : 1)
          .allMatch(it -> it.equals("seed was left out: " + model + " has no such field"));
    }
  }

  @Nested
  class Size {

    @ParameterizedTest
    @ValueSource(strings = {"1024x1024", "1024 x 1024", "1024×1024", "1024 × 1024", "1024X1024"})
    void isReadInTheseForms(String size) {
      assertThat(fields(job("openai", "gpt-image-1.5").with("size", size)))
          .containsEntry("size", "1024x1024");
    }

    @Test
    void thatBecomesARatioIsNamedTogetherWithIt() {
      assertThat(
              check(
                      job("wavespeed", "google/nano-banana-2/text-to-image")
                          .with("size", "1536x1024"))
                  .warnings())
          .containsExactly(
              "size: google/nano-banana-2/text-to-image does not accept pixels; instead of 1536x1024 the nearest was sent, aspect_ratio 3:2 and resolution 1k");
    }

    @ParameterizedTest
    @CsvSource({
      "openai/gpt-image-2/text-to-image, 2048x2048, 1:1, 2k",
      "openai/gpt-image-2/text-to-image, 3840x2160, 16:9, 4k",
      "google/nano-banana-pro/text-to-image, 4096x4096, 1:1, 4k"
    })
    void thatARatioAndAResolutionSayExactlyNeedsNoWarning(
        String model, String size, String ratio, String resolution) {
      ImageRequest request = check(job("wavespeed", model).with("size", size));

      assertThat(request.fields())
          .containsEntry("aspect_ratio", ratio)
          .containsEntry("resolution", resolution);
      assertThat(request.warnings()).isEmpty();
    }

    @Test
    void becomesTheNearestPairOfAModelWithPairs() {
      ImageRequest request = check(job("runware", "google:4@1").with("size", "1536x1024"));

      assertThat(request.fields()).containsEntry("width", 1248).containsEntry("height", 832);
      assertThat(request.warnings())
          .containsExactly(
              "size: google:4@1 does not accept 1536x1024; the nearest that it accepts was sent, 1248x832");
    }

    @Test
    void thatNoPairFitsIsRejectedWithWhatIsAccepted() {
      assertRejected(
          job("runware", "google:2@1").with("size", "2048x512"),
          "size: \"2048x512\" is not accepted by google:2@1; use one of 1024x1024, 768x1408, 1408x768, 896x1280, 1280x896");
    }

    @Test
    void isTheModelsOwnWhereItRequiresOneAndNoneIsRequested() {
      assertThat(fields(job("runware", "runware:101@1")))
          .containsEntry("width", 1024)
          .containsEntry("height", 1024);
      assertThat(fields(job("runware", "bytedance:seedream@4.5"))).doesNotContainKey("width");
      assertThat(fields(job("runware", "bfl:2@2"))).containsEntry("width", 2048);
    }
  }

  @Nested
  class Ratio {

    @Test
    void thatTheModelDoesNotHaveIsRejectedWithWhatItHas() {
      assertRejected(
          job("wavespeed", "wavespeed-ai/imagen4").with("aspect_ratio", "21:9"),
          "aspect_ratio: \"21:9\" is not accepted by wavespeed-ai/imagen4; use 1:1, 3:4, 4:3, 16:9, 9:16");
      assertRejected(
          job("openai", "gpt-image-1.5").with("aspect_ratio", "16:9"),
          "aspect_ratio: \"16:9\" is not accepted by gpt-image-1.5; its sizes are auto, 1024x1024, 1536x1024, 1024x1536");
    }

    @Test
    void mayBeWrittenInLargerNumbers() {
      assertThat(fields(job("wavespeed", "wavespeed-ai/imagen4").with("aspect_ratio", "32 : 18")))
          .containsEntry("aspect_ratio", "16:9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wide", "16x9", "16:0", ":9", "1:2:3"})
    void hasToBeOne(String ratio) {
      assertRejected(
          job("openai", "gpt-image-2").with("aspect_ratio", ratio),
          "aspect_ratio: \"%s\" is not a ratio; use W:H, such as 16:9".formatted(ratio));
      // a model without an entry, whose ratios are not known
      assertRejected(
          job("wavespeed", "maker/new-model").with("aspect_ratio", ratio),
          "aspect_ratio: \"%s\" is not a ratio; use W:H, such as 16:9".formatted(ratio));
    }

    @Test
    void thatBecomesAnotherOneIsSaid() {
      assertThat(check(job("runware", "google:2@1").with("aspect_ratio", "16:9")).warnings())
          .containsExactly(
              "aspect_ratio: google:2@1 has no size of exactly 16:9; the nearest was sent, 1408x768");
    }
  }

  @Nested
  class Resolution {

    @ParameterizedTest
    @CsvSource({
      "aiml-api, google/nano-banana-pro, 2k, resolution, 2K",
      "wavespeed, google/nano-banana-pro/text-to-image, 2K, resolution, 2k",
      "openai, gpt-image-2, 2K, size, 2048x2048",
      "runware, google:4@2, 4K, width, 4096",
      "runware, xai:grok-imagine@image-quality, 2k, resolution, 2K",
    })
    void isSentInTheModelsSpellingOrSelectsItsSize(
        String provider, String model, String resolution, String field, String sent) {
      assertThat(fields(job(provider, model).with("resolution", resolution)).get(field))
          .hasToString(sent);
    }

    @Test
    void goesWithARatio() {
      assertThat(
              fields(
                  job("runware", "google:4@2")
                      .with("aspect_ratio", "16:9")
                      .with("resolution", "4K")))
          .containsEntry("width", 5504)
          .containsEntry("height", 3072);
      assertThat(
              fields(
                  job("openai", "gpt-image-2")
                      .with("aspect_ratio", "16:9")
                      .with("resolution", "4K")))
          .containsEntry("size", "3840x2160");
    }

    @Test
    void thatTheModelDoesNotHaveIsRejected() {
      assertRejected(
          job("wavespeed", "google/nano-banana-pro/text-to-image").with("resolution", "8k"),
          "resolution: \"8k\" is not accepted by google/nano-banana-pro/text-to-image; use 1k, 2k, 4k");
      assertRejected(
          job("openai", "gpt-image-1.5").with("resolution", "4K"),
          "resolution: \"4K\" is not accepted by gpt-image-1.5; its sizes are auto, 1024x1024, 1536x1024, 1024x1536");
      assertRejected(
          job("openai", "gpt-image-2").with("resolution", "huge"),
          "resolution: \"huge\" is not known; use 1K, 2K or 4K");
    }

    @Test
    void isLeftOutWhereThereIsOnlyARatio() {
      ImageRequest request =
          check(
              job("wavespeed", "wavespeed-ai/imagen4")
                  .with("aspect_ratio", "16:9")
                  .with("resolution", "2K"));

      assertThat(request.fields()).containsEntry("aspect_ratio", "16:9");
      assertThat(request.warnings())
          .containsExactly("resolution was left out: wavespeed-ai/imagen4 has no such field");
    }
  }

  @Nested
  class Together {

    @ParameterizedTest
    @CsvSource({
      "aspect_ratio, 3:2",
      "aspect_ratio, 1536:1024",
      "resolution, 1K",
    })
    void aSizeThatAgreesIsSent(String field, String value) {
      assertThat(fields(job("openai", "gpt-image-2").with("size", "1536x1024").with(field, value)))
          .containsEntry("size", "1536x1024");
    }

    @ParameterizedTest
    @CsvSource({"aspect_ratio, 16:9", "aspect_ratio, 2:3", "resolution, 4K", "resolution, big"})
    void aSizeThatDoesNotAgreeIsRejected(String field, String value) {
      assertRejected(
          job("openai", "gpt-image-2").with("size", "1536x1024").with(field, value),
          "%s: \"%s\" does not agree with size \"1536x1024\"; leave one of them out"
              .formatted(field, value));
    }

    @Test
    void autoSaysNothingAgainstARatio() {
      assertThat(
              fields(job("openai", "gpt-image-2").with("size", "auto").with("aspect_ratio", "1:1")))
          .containsEntry("size", "1024x1024");
    }
  }

  @Nested
  class SeveralTasks {

    @Test
    void haveSeedsOfTheirOwn() {
      ImageRequest request =
          check(job("wavespeed", "wavespeed-ai/z-image/turbo").with("n", 3).with("seed", 7));

      assertThat(request.requests()).extracting(it -> it.get("seed")).containsExactly(7L, 8L, 9L);
    }

    @Test
    void areAsFewAsTheModelAllows() {
      ImageRequest request =
          check(job("wavespeed", "wavespeed-ai/flux-dev").with("n", 6).with("seed", 7));

      assertThat(request.requests())
          .extracting(it -> it.get("num_images"), it -> it.get("seed"))
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(4, 7L),
              org.assertj.core.groups.Tuple.tuple(2, 8L));
    }

    @Test
    void countTheImagesThatAModelAlwaysMakes() {
      assertThat(check(job("wavespeed", "midjourney/text-to-image").with("n", 4)).requests())
          .hasSize(1);
      assertThat(check(job("wavespeed", "midjourney/text-to-image").with("n", 5)).requests())
          .hasSize(2);
    }

    @Test
    void needSeedsThatTheModelAccepts() {
      assertRejected(
          job("wavespeed", "wavespeed-ai/sdxl").with("seed", 2147483648L),
          "seed: 2147483648 is out of range; wavespeed-ai/sdxl accepts 0 to 2147483647");
      assertRejected(
          job("aiml-api", "flux/dev").with("seed", 0),
          "seed: 0 is out of range; flux/dev accepts 1 or more");
    }

    @Test
    void mayMakeSeveralSvgs() {
      assertThat(
              check(
                      job("wavespeed", "gpt-image-2.6-flare")
                          .with("n", 2)
                          .with("output_format", "svg"))
                  .requests())
          .hasSize(2);
    }
  }

  @Nested
  class ModelsWithoutAnEntry {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "aiml-api  | n was sent as num_images 2, size was sent as image_size 1536x1024",
          "wavespeed | n was sent as 2 tasks, size was sent as size 1536*1024",
          "runware   | n was sent as numberResults 2, size was sent as width 1536 and height 1024",
        })
    void areSentTheFieldsOfTheirProviderAndItIsSaid(String provider, String sent) {
      assertThat(
              check(job(provider, "new/model").with("n", 2).with("size", "1536x1024")).warnings())
          .containsExactly(
              "new/model is not in the catalog, so it is unknown whether it accepts these fields: "
                  + sent);
    }

    @ParameterizedTest
    @CsvSource({
      "runware, SVG, SVG",
      "runware, tiff, TIFF",
      "runware, jpeg, JPG",
      "wavespeed, svg, svg"
    })
    void mayMakeAnyFormat(String provider, String format, String sent) {
      Map<String, Object> fields = fields(job(provider, "new/model").with("output_format", format));

      assertThat(
              List.of(
                  fields.getOrDefault("outputFormat", ""),
                  fields.getOrDefault("output_format", "")))
          .contains(sent);
    }

    @Test
    void saysNothingOfWhatIsSentAsItIs() {
      assertThat(check(job("openai-compatible", "x").with("n", 2).with("size", "8x8")).warnings())
          .isEmpty();
      assertThat(check(job("openai", "gpt-image-9").with("aspect_ratio", "1:1")).warnings())
          .containsExactly(
              "gpt-image-9 is not in the catalog, so it is unknown whether it accepts these fields: aspect_ratio was sent as size 1024x1024");
    }
  }

  /** The images of an edit have a shape of their own. */
  @Nested
  class OfEdits {

    private static ImageRequest edit(JobVariables job) {
      return Catalog.builtIn().translate(job.input(), EditInputs.images(1));
    }

    @Test
    void isThatOfTheImageWhereTheModelAllows() {
      assertThat(fields(job("runware", "google:4@2"))).containsEntry("width", 1024);
      assertThat(edit(job("runware", "google:4@2")).fields()).containsOnlyKeys("positivePrompt");
    }

    @Test
    void isTheUsualOneWithAWarningWhereTheModelRequiresASize() {
      ImageRequest request = edit(job("runware", "openai:gpt-image@2"));

      assertThat(request.fields()).containsEntry("width", 1024).containsEntry("height", 1024);
      assertThat(request.warnings())
          .containsExactly(
              "size: the connector chose 1024x1024, because openai:gpt-image@2 requires a width and a height");
    }

    @Test
    void isThatOfTheFirstImageWhereTheModelRequiresASize() {
      ImageRequest request =
          Catalog.builtIn()
              .translate(
                  job("runware", "openai:gpt-image@2").input(),
                  EditInputs.images(2),
                  EditInputs.contents(3000, 2000));

      assertThat(request.fields()).containsEntry("width", 1248).containsEntry("height", 832);
      assertThat(request.warnings())
          .containsExactly(
              "size: the connector chose 1248x832 for the shape of the first image, because openai:gpt-image@2 requires a width and a height");
    }

    @Test
    void isTheUsualOneIfNoSizeHasTheShapeOfTheFirstImage() {
      ImageRequest request =
          Catalog.builtIn()
              .translate(
                  job("runware", "openai:gpt-image@2").input(),
                  EditInputs.images(1),
                  EditInputs.contents(4000, 100));

      assertThat(request.fields()).containsEntry("width", 1024).containsEntry("height", 1024);
    }

    @Test
    void isNeverPixelsAndAResolution() {
      JobVariables job = job("runware", "google:4@2").with("resolution", "2K");

      assertThat(edit(job).fields())
          .containsOnlyKeys("positivePrompt", "resolution")
          .containsEntry("resolution", "2K");
      assertThat(edit(job.with("aspect_ratio", "16:9")).fields())
          .containsOnlyKeys("positivePrompt", "width", "height")
          .containsEntry("width", 2752);
    }
  }
}

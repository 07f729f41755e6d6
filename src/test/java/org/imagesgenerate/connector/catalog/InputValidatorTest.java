package org.imagesgenerate.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, what is left out and what goes on, beyond the rows of the table. */
class InputValidatorTest {

  private static final String KEY = JobVariables.KEY;

  private static JobVariables job() {
    return JobVariables.of("openai", "gpt-image-2.6-flare");
  }

  private static ImageRequest check(JobVariables job) {
    return Catalog.builtIn().translate(job.input());
  }

  private static void assertRefused(JobVariables job, String message) {
    assertThatThrownBy(() -> check(job)).isInstanceOf(ImagesException.class).hasMessage(message);
  }

  @Test
  void aRefusalIsInvalidInputBeforeAnythingWasBought() {
    assertThatThrownBy(() -> check(job().with("n", 0)))
        .isInstanceOfSatisfying(
            ImagesException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
              assertThat(refusal.purchase()).isEqualTo(PurchaseState.NONE);
            });
  }

  @Test
  void everythingThatIsTakenGoesOn() {
    ImageRequest request =
        check(
            job()
                .with("n", 3)
                .with("size", "2048x1152")
                .with("quality", "xhigh")
                .with("background", "opaque")
                .with("output_format", "webp")
                .with("output_compression", 80)
                .with("moderation", "low")
                .with("user", "user-7")
                .with("safety_identifier", "hash-7")
                .with("response_format", "b64_json")
                .with("extraBody", Map.of("complexity", "low"))
                .with("providerOptions", Map.of("a", 1)));

    assertThat(request.n()).isEqualTo(3);
    assertThat(request.count()).isEqualTo(3);
    assertThat(request.model()).isEqualTo("gpt-image-2.6-flare");
    assertThat(request.prompt()).isEqualTo(JobVariables.PROMPT);
    assertThat(request.field("size")).isEqualTo("2048x1152");
    assertThat(request.field("quality")).isEqualTo("xhigh");
    assertThat(request.field("background")).isEqualTo("opaque");
    assertThat(request.field("output_format")).isEqualTo("webp");
    assertThat(request.field("output_compression")).isEqualTo(80);
    assertThat(request.field("moderation")).isEqualTo("low");
    assertThat(request.field("user")).isEqualTo("user-7");
    assertThat(request.field("safety_identifier")).isEqualTo("hash-7");
    assertThat(request.responseFormat().text()).isEqualTo("b64_json");
    assertThat(request.extraBody()).isEqualTo(Map.of("complexity", "low"));
    assertThat(request.providerOptions()).isEqualTo(Map.of("a", 1));
    assertThat(request.submit()).isFalse();
    assertThat(request.warnings()).isEmpty();
    assertThat(request.rules().id()).isEqualTo("gpt-image-2.6-flare");
  }

  @Test
  void theRequestsTextDoesNotSayThePrompt() {
    assertThat(check(job().with("n", 2))).hasToString("2 of gpt-image-2.6-flare");
    assertThat(check(job())).hasToString("1 of gpt-image-2.6-flare");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertRefused(
        JobVariables.of("openai", "dall-e-3")
            .with("prompt", "a".repeat(4001))
            .with("n", 2)
            .with("response_format", "file")
            .with("size", "512x512")
            .with("quality", "low")
            .with("style", "baroque")
            .with("delivery", "submit")
            .with("extraBody", Map.of("stream", true)),
        """
        prompt: has 4001 characters; dall-e-3 accepts at most 4000
        n: 2 is more than dall-e-3 makes in one request; use at most 1
        response_format: "file" is not known; use document, url or b64_json
        size: "512x512" is not accepted by dall-e-3; use one of 1024x1024, 1792x1024, 1024x1792
        quality: "low" is not accepted by dall-e-3; use standard, hd
        style: "baroque" is not accepted by dall-e-3; use vivid, natural
        extraBody: "stream" is not possible, because the task returns finished images; remove it
        delivery: "submit" is not possible, because openai has no tasks to hand back; use wait\
        """);
  }

  @Test
  void aLongValueIsCutInTheMessage() {
    assertRefused(
        job().with("quality", "q".repeat(101)),
        "quality: \"%s…\" is not accepted by gpt-image-2.6-flare; use auto, low, medium, high, xhigh, max"
            .formatted("q".repeat(100)));
    assertThatThrownBy(() -> check(job().with("quality", "q".repeat(100))))
        .hasMessageContaining("\"" + "q".repeat(100) + "\"");
  }

  @Nested
  class Number {

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void isAtLeastOne(int n) {
      assertRefused(job().with("n", n), "n: %d is too few; use 1 or more".formatted(n));
    }

    @Test
    void isOneUnlessSaid() {
      assertThat(check(job()).count()).isEqualTo(1);
      assertThat(check(job().with("n", 1)).n()).isEqualTo(1);
    }
  }

  @Nested
  class PromptLength {

    @Test
    void countsCharactersAndNotHalvesOfThem() {
      String lighthouses = "\uD83D\uDCA1".repeat(1000);

      assertThat(check(JobVariables.of("openai", "dall-e-2").with("prompt", lighthouses)).prompt())
          .isEqualTo(lighthouses);
    }

    @Test
    void hasAMinimumWhereTheProviderHasOne() {
      JobVariables job = JobVariables.of("runware", "openai:gpt-image@2");

      assertRefused(
          job.with("prompt", "a"),
          "prompt: has 1 characters; openai:gpt-image@2 accepts at least 2");
      assertThat(check(job.with("prompt", "ab")).prompt()).isEqualTo("ab");
      assertThat(check(job().with("prompt", "a")).prompt()).isEqualTo("a");
    }
  }

  @Nested
  class Words {

    @Test
    void upperAndLowerCaseAreTheSame() {
      ImageRequest request =
          check(
              job()
                  .with("size", "1536X1024")
                  .with("quality", "HIGH")
                  .with("background", "Opaque")
                  .with("output_format", "PNG")
                  .with("moderation", "Low")
                  .with("response_format", "B64_JSON")
                  .with("delivery", "WAIT"));

      assertThat(request)
          .extracting(
              it -> it.field("size"),
              it -> it.field("quality"),
              it -> it.field("background"),
              it -> it.field("output_format"),
              it -> it.field("moderation"))
          .containsExactly("1536x1024", "high", "opaque", "png", "low");
      assertThat(request.responseFormat().text()).isEqualTo("b64_json");
    }

    @Test
    void anUnknownModelGetsThemAsTheyAreWritten() {
      ImageRequest request =
          check(
              JobVariables.of("openai", "gpt-image-9").with("quality", "Ultra").with("style", "X"));

      assertThat(request.field("quality")).isEqualTo("Ultra");
      assertThat(request.field("style")).isEqualTo("X");
    }

    @Test
    void aMessageQuotesThemAsTheyAreWritten() {
      assertRefused(
          JobVariables.of("openai", "dall-e-2").with("size", "1024X512"),
          "size: \"1024X512\" is not accepted by dall-e-2; use one of 256x256, 512x512, 1024x1024");
    }
  }

  @Nested
  class SizeAuto {

    @ParameterizedTest
    @CsvSource({
      "openai, dall-e-2, ",
      "openai, dall-e-3, ",
      "openai, gpt-image-1, auto",
      "openai, gpt-image-2, auto",
      "openai, gpt-image-9, auto",
      "openai-compatible, anything, auto"
    })
    void isSentOnlyWhereTheModelHasTheWord(String provider, String model, String sent) {
      ImageRequest request = check(JobVariables.of(provider, model).with("size", "auto"));

      assertThat(request.field("size")).isEqualTo(sent);
      assertThat(request.warnings()).isEmpty();
    }

    @Test
    void isLeftOutWithAWarningWhereThereIsNoSize() {
      ImageRequest request =
          check(JobVariables.of("wavespeed", "openai/dall-e-2").with("size", "auto"));

      assertThat(request.field("size")).isNull();
      assertThat(request.warnings())
          .containsExactly("size was left out: openai/dall-e-2 has no such field");
    }

    @Test
    void isLeftOutTogetherWithTheShapeThatAgrees() {
      ImageRequest request =
          check(
              JobVariables.of("wavespeed", "openai/dall-e-2")
                  .with("size", "1024x1024")
                  .with("aspect_ratio", "1:1")
                  .with("resolution", "1K"));

      assertThat(request.warnings())
          .containsExactly(
              "size was left out: openai/dall-e-2 has no such field",
              "aspect_ratio was left out: openai/dall-e-2 has no such field",
              "resolution was left out: openai/dall-e-2 has no such field");
    }
  }

  @Nested
  class MalformedSize {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "big",
          "1024",
          "1024x",
          "x1024",
          "1024*1024",
          "0x1024",
          "1024x0",
          "01024x1024",
          "-16x1024",
          "1024x1024x1024",
          "1e3x1024",
          "100000x100000"
        })
    void isRefusedEvenWithoutRules(String size) {
      assertRefused(
          JobVariables.of("openai-compatible", "anything").with("size", size),
          "size: \"%s\" is not accepted by anything; use auto, or WxH in pixels, such as 1024x1024"
              .formatted(size));
    }
  }

  /** OpenAI's rule for gpt-image-2 and later, at its edges. */
  @Nested
  class FreeSize {

    private static final String RULE =
        "use auto, or WxH such as 1536x1024: both edges multiples of 16, none over 3840, "
            + "no ratio over 3:1, and 655360 to 8294400 pixels in all";

    @ParameterizedTest
    @CsvSource({
      "1024x640,  fewest pixels: 655360",
      "640x1024,  fewest pixels upright",
      "816x816,   665856 pixels were seen taken",
      "1024x1024, preset",
      "1536x1024, preset",
      "1024x1536, preset",
      "2048x2048, preset",
      "2048x1152, preset",
      "3840x2160, preset and most pixels: 8294400",
      "2160x3840, preset upright",
      "2880x2880, most pixels as a square",
      "3840x1280, longest edge and widest ratio",
      "1280x3840, longest edge and widest ratio upright",
      "1536x512,  3:1",
      "512x1536,  1:3",
    })
    void isTaken(String size, String why) {
      assertThat(check(JobVariables.of("openai", "gpt-image-2").with("size", size)).field("size"))
          .as(why)
          .isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({
      "800x800,   640000 pixels were seen refused",
      "1008x640,  one step under the fewest pixels",
      "1024x1000, height off the grid",
      "1000x1024, width off the grid",
      "1032x1024, a multiple of 8 only",
      "1024x1032, a multiple of 8 only",
      "3856x1600, width one step over 3840",
      "1600x3856, height one step over 3840",
      "3840x1264, ratio over 3:1",
      "1264x3840, ratio over 1:3",
      "1552x512,  ratio one step over 3:1",
      "3840x2176, one step over the most pixels",
      "2896x2880, one step over the most pixels",
      "512x512,   below the fewest pixels",
      "99984x99984, far over everything",
      "huge,      no size at all",
    })
    void isRefused(String size, String why) {
      assertRefused(
          JobVariables.of("openai", "gpt-image-2").with("size", size),
          "size: \"%s\" is not accepted by gpt-image-2; %s".formatted(size, RULE));
    }
  }

  /** AI/ML API's flux models: edges in steps of 32. */
  @Nested
  class SizeInSteps {

    @ParameterizedTest
    @ValueSource(strings = {"512x512", "1536x1536", "512x1536", "1536x512", "544x1024"})
    void isTaken(String size) {
      assertThat(
              check(JobVariables.of("aiml-api", "flux/dev").with("size", size)).field("image_size"))
          .hasToString("{width=%s, height=%s}".formatted((Object[]) size.split("x")));
    }

    @ParameterizedTest
    @CsvSource({
      "528x512,  width off the steps",
      "512x528,  height off the steps",
      "480x512,  width one step too short",
      "512x480,  height one step too short",
      "1568x512, width one step too long",
      "512x1568, height one step too long",
    })
    void isRefused(String size, String why) {
      assertRefused(
          JobVariables.of("aiml-api", "flux/dev").with("size", size),
          "size: \"%s\" is not accepted by flux/dev; use auto, or WxH such as 1024x1024: both edges multiples of 32, from 512 to 1536"
              .formatted(size));
    }
  }

  @Nested
  class Together {

    @ParameterizedTest
    @CsvSource({
      "openai, gpt-image-1, jpeg",
      "openai, gpt-image-2, jpeg",
      "openai, gpt-image-2.6-sunburst, jpeg",
      "openai, gpt-image-2.6-sunburst, gif",
      "openai, gpt-image-2.6-sunburst, svg",
      "openai, gpt-image-9, jpeg",
      "openai, gpt-image-9, jpg",
      "openai, gpt-image-9, JPEG",
      "openai, gpt-image-2.6-flare, gif",
      "openai, dall-e-3, jpeg",
      "azure-openai, gpt-image-1.5, jpeg",
      "aiml-api, openai/gpt-image-2, jpeg",
      "wavespeed, gpt-image-1.5, jpeg",
      "wavespeed, gpt-image-2, jpeg",
      "runware, openai:1@1, jpeg",
      "runware, gpt-image-2, jpeg",
      "simulation, simulated, jpeg",
      "openai-compatible, anything, jpeg",
      "openai-compatible, anything, jpg",
      "openai-compatible, anything, JPEG",
      "openai-compatible, anything, Jpg",
    })
    void transparentNeedsAFormatThatCanBeTransparent(String provider, String model, String format) {
      assertRefused(
          JobVariables.of(provider, model)
              .with("background", "transparent")
              .with("output_format", format),
          "background: \"transparent\" is not possible with output_format \"%s\"; use png or webp"
              .formatted(format));
    }

    @ParameterizedTest
    @CsvSource({
      "openai, gpt-image-1, png",
      "openai, gpt-image-1, webp",
      "openai, gpt-image-1, ",
      "openai, gpt-image-9, PNG",
      "openai, gpt-image-9, WebP",
      "openai, gpt-image-9, avif",
      "openai-compatible, anything, avif",
      "openai-compatible, anything, gif",
    })
    void transparentGoesWithOthers(String provider, String model, String format) {
      JobVariables job = JobVariables.of(provider, model).with("background", "transparent");
      ImageRequest request = check(job.with("output_format", format));

      assertThat(request.field("background")).isEqualTo("transparent");
      assertThat(request.field("output_format")).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-image-9", "openai-compatible, anything"})
    void transparentIsRecognizedInAnyCase(String provider, String model) {
      assertRefused(
          JobVariables.of(provider, model)
              .with("background", "Transparent")
              .with("output_format", "jpeg"),
          "background: \"transparent\" is not possible with output_format \"jpeg\"; use png or"
              + " webp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-image-2", "gpt-image-2-2026-04-21"})
    void transparentOnGptImage2IsSentWithAWarning(String model) {
      ImageRequest request =
          check(JobVariables.of("openai", model).with("background", "Transparent"));

      assertThat(request.field("background")).isEqualTo("transparent");
      assertThat(request.warnings())
          .containsExactly(
              "background: \"transparent\" was sent, but %s may reject it: the provider has changed this several times"
                  .formatted(model));
    }

    @Test
    void otherBackgroundsOnGptImage2AreSentWithoutAWarning() {
      ImageRequest request =
          check(JobVariables.of("openai", "gpt-image-2").with("background", "opaque"));

      assertThat(request.field("background")).isEqualTo("opaque");
      assertThat(request.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        nullValues = "unset",
        value = {
          "openai, gpt-image-2, png, '\"png\"'",
          "openai, gpt-image-2, unset, without one",
          "openai, gpt-image-2.6-flare, gif, '\"gif\"'",
          "openai, gpt-image-2.6-flare, svg, '\"svg\"'",
          "runware, openai:1@1, png, '\"png\"'",
        })
    void compressionNeedsAFormatThatIsCompressed(
        String provider, String model, String format, String said) {
      assertRefused(
          JobVariables.of(provider, model)
              .with("output_compression", 50)
              .with("output_format", format),
          "output_compression: 50 is only possible with output_format jpeg or webp, not " + said);
    }

    @ParameterizedTest
    @CsvSource({
      "openai, gpt-image-2, jpeg",
      "openai, gpt-image-2, webp",
      "openai, gpt-image-9, JPEG",
      "openai, gpt-image-9, jpg",
      "openai, gpt-image-9, avif",
      "openai, gpt-image-9, ",
      "openai-compatible, anything, png",
      "openai-compatible, anything, ",
    })
    void compressionGoesWithOthers(String provider, String model, String format) {
      assertThat(
              check(
                      JobVariables.of(provider, model)
                          .with("output_compression", 50)
                          .with("output_format", format))
                  .field("output_compression"))
          .isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99, 100})
    void compressionIsAPercentage(int percent) {
      assertThat(
              check(job().with("output_format", "jpeg").with("output_compression", percent))
                  .field("output_compression"))
          .isEqualTo(percent);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101, Integer.MAX_VALUE})
    void compressionBeyondIsRefused(int percent) {
      String message = "output_compression: %d is out of range; use 0 to 100".formatted(percent);

      assertRefused(
          job().with("output_format", "jpeg").with("output_compression", percent), message);
      assertRefused(
          JobVariables.of("openai-compatible", "anything").with("output_compression", percent),
          message);
    }

    @ParameterizedTest
    @CsvSource({"gpt-image-2.6-sunburst, svg", "gpt-image-9, svg", "gpt-image-9, SVG"})
    void svgComesAlone(String model, String format) {
      JobVariables job = JobVariables.of("openai", model).with("output_format", format);

      assertRefused(job.with("n", 2), "n: 2 is not possible with output_format \"svg\"; use 1");
      assertThat(check(job.with("n", 1)).count()).isEqualTo(1);
      assertThat(check(job.without("n")).count()).isEqualTo(1);
    }

    @Test
    void aServerOfUnknownMakeMayMakeSeveralSvgs() {
      assertThat(
              check(
                      JobVariables.of("openai-compatible", "anything")
                          .with("output_format", "svg")
                          .with("n", 2))
                  .count())
          .isEqualTo(2);
    }
  }

  @Nested
  class ServerOfUnknownMake {

    @Test
    void hasNoRulesWhateverTheModelIsCalled() {
      ImageRequest request =
          check(
              JobVariables.of("openai-compatible", "dall-e-3")
                  .with("prompt", "a".repeat(50_000))
                  .with("n", 64)
                  .with("size", "33x7777")
                  .with("quality", "draft")
                  .with("style", "baroque")
                  .with("background", "blue")
                  .with("output_format", "avif")
                  .with("output_compression", 7)
                  .with("moderation", "none")
                  .with("user", "u")
                  .with("safety_identifier", "s")
                  .with("response_format", "url"));

      assertThat(request.warnings()).isEmpty();
      assertThat(request.model()).isEqualTo("dall-e-3");
      assertThat(request)
          .extracting(
              ImageRequest::n,
              it -> it.field("size"),
              it -> it.field("quality"),
              it -> it.field("style"),
              it -> it.field("background"),
              it -> it.field("output_format"),
              it -> it.field("output_compression"),
              it -> it.field("moderation"),
              it -> it.field("user"),
              it -> it.field("safety_identifier"))
          .containsExactly(64, "33x7777", "draft", "baroque", "blue", "avif", 7, "none", "u", "s");
    }
  }

  @Nested
  class UserAndSafetyIdentifier {

    private ImageRequest request(String provider, String model, String user, String identifier) {
      return check(
          JobVariables.of(provider, model)
              .with("user", user)
              .with("safety_identifier", identifier));
    }

    @Test
    void bothGoOutWhereBothExist() {
      ImageRequest request = request("openai", "gpt-image-2", "u", "s");

      assertThat(request.field("user")).isEqualTo("u");
      assertThat(request.field("safety_identifier")).isEqualTo("s");
      assertThat(request.warnings()).isEmpty();
    }

    @Test
    void nothingIsMadeUp() {
      ImageRequest onlyUser = request("openai", "gpt-image-2", "u", null);
      ImageRequest onlyIdentifier = request("openai", "gpt-image-2", null, "s");

      assertThat(onlyUser.field("user")).isEqualTo("u");
      assertThat(onlyUser.field("safety_identifier")).isNull();
      assertThat(onlyIdentifier.field("user")).isNull();
      assertThat(onlyIdentifier.field("safety_identifier")).isEqualTo("s");
    }

    @Test
    void theNewerOneGoesIntoTheOlderOneWhereThatIsAllThereIs() {
      ImageRequest request = request("openai", "dall-e-3", null, "s");

      assertThat(request.field("user")).isEqualTo("s");
      assertThat(request.field("safety_identifier")).isNull();
      assertThat(request.warnings()).isEmpty();
    }

    @Test
    void theNewerOneWinsOverTheOlderOneAndThatIsSaid() {
      ImageRequest request = request("openai", "dall-e-3", "u", "s");

      assertThat(request.field("user")).isEqualTo("s");
      assertThat(request.field("safety_identifier")).isNull();
      assertThat(request.warnings())
          .containsExactly(
              "user was left out: dall-e-3 has only one such field, and safety_identifier wins");
    }

    @Test
    void theOlderOneAloneIsSent() {
      ImageRequest request = request("openai", "dall-e-3", "u", null);

      assertThat(request.field("user")).isEqualTo("u");
      assertThat(request.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"aiml-api, dall-e-3", "wavespeed, dall-e-3", "runware, openai:2@3"})
    void bothAreLeftOutWhereNeitherExists(String provider, String model) {
      ImageRequest request = request(provider, model, "u", "s");

      assertThat(request.field("user")).isNull();
      assertThat(request.field("safety_identifier")).isNull();
      assertThat(request.warnings())
          .containsExactly(
              "user was left out: %s has no such field".formatted(model),
              "safety_identifier was left out: %s has no such field".formatted(model));
    }

    @Test
    void noWarningForWhatWasNotSet() {
      assertThat(request("runware", "openai:2@3", null, null).warnings()).isEmpty();
      assertThat(request("runware", "openai:2@3", "u", null).warnings())
          .containsExactly("user was left out: openai:2@3 has no such field");
      assertThat(request("runware", "openai:2@3", null, "s").warnings())
          .containsExactly("safety_identifier was left out: openai:2@3 has no such field");
    }
  }

  @Nested
  class Delivery {

    @ParameterizedTest
    @ValueSource(
        strings = {"openai", "azure-openai", "openai-compatible", "aiml-api", "simulation"})
    void submitNeedsAProviderWithTasks(String provider) {
      assertRefused(
          JobVariables.of(provider, "gpt-image-2").with("delivery", "submit"),
          "delivery: \"submit\" is not possible, because %s has no tasks to hand back; use wait"
              .formatted(provider));
    }

    @ParameterizedTest
    @CsvSource({"wavespeed, submit", "runware, submit", "runware, Submit"})
    void submitIsTakenWhereThereAreTasks(String provider, String delivery) {
      assertThat(
              check(JobVariables.of(provider, "gpt-image-2").with("delivery", delivery)).submit())
          .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "WAIT"})
    void waitIsTakenEverywhere(String delivery) {
      assertThat(check(job().with("delivery", delivery)).submit()).isFalse();
    }

    @Test
    void anythingElseIsRefused() {
      assertRefused(
          job().with("delivery", "later"), "delivery: \"later\" is not known; use wait or submit");
    }
  }

  @Nested
  class Webhook {

    private JobVariables submit() {
      return JobVariables.of("wavespeed", "gpt-image-2").with("delivery", "submit");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://host/path?a=b",
          "http://host:8080/path",
          "HTTPS://host",
          "https://[::1]/x"
        })
    void isKeptWithSubmit(String address) {
      ImageRequest request = check(submit().with("webhookUrl", address));

      assertThat(request.webhookUrl()).hasToString(address);
      assertThat(request.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "somewhere",
          "host/path",
          "//host/path",
          "ftp://host/path",
          "https:///path",
          "https://ho st/",
          "mailto:a@b.example",
          "https://host/{id}",
          "xhttps://host/"
        })
    void thatIsNotAnHttpUrlIsRejected(String address) {
      assertRefused(
          submit().with("webhookUrl", address),
          "webhookUrl: \"%s\" is not a URL; use one such as https://host/path".formatted(address));
    }

    @Test
    void itsQueryIsNotSaid() {
      assertRefused(
          submit().with("webhookUrl", "host/path?token=secret"),
          "webhookUrl: \"host/path?…\" is not a URL; use one such as https://host/path");
    }

    @Test
    void isLeftOutWithoutSubmit() {
      ImageRequest request = check(job().with("webhookUrl", "https://host/path"));

      assertThat(request.webhookUrl()).isNull();
      assertThat(request.warnings())
          .containsExactly(
              "webhookUrl was left out: it has a meaning only with delivery \"submit\"");
    }
  }

  @Nested
  class ExtraBody {

    @ParameterizedTest
    @CsvSource({"openai, gpt-image-2", "openai-compatible, anything", "runware, openai:1@1"})
    void cannotAskForAStream(String provider, String model) {
      assertRefused(
          JobVariables.of(provider, model).with("extraBody", Map.of("stream", true)),
          "extraBody: \"stream\" is not possible, because the task returns finished images;"
              + " remove it");
      assertRefused(
          JobVariables.of(provider, model).with("extraBody", Map.of("partial_images", 2)),
          "extraBody: \"partial_images\" is not possible, because the task returns finished images;"
              + " remove it");
    }

    @Test
    void maySayThatItWantsNoStream() {
      Map<String, Object> extra = new HashMap<>();
      extra.put("stream", false);
      extra.put("partial_images", 0);

      assertThat(check(job().with("extraBody", extra)).extraBody()).isEqualTo(extra);
    }

    @Test
    void bringsTomorrowsParametersUnchecked() {
      Map<String, Object> extra = Map.of("complexity", "low", "n", 99, "nested", Map.of("a", 1));

      assertThat(check(job().with("extraBody", extra)).extraBody()).isEqualTo(extra);
    }
  }

  @Nested
  class Retired {

    @ParameterizedTest
    @ValueSource(strings = {"dall-e-2", "dall-e-3", "gpt-image-1", "gpt-image-1.5"})
    void isSentAllTheSame(String model) {
      ImageRequest request = check(JobVariables.of("openai", model));

      assertThat(request.model()).isEqualTo(model);
      assertThat(request.rules().successor()).isNotEqualTo(Optional.empty());
    }
  }

  // ---- Images Edit

  @Nested
  class Edits {

    private static ImageRequest edit(JobVariables job, ImagesEditInput edit) {
      return Catalog.builtIn().translate(job.input(), edit);
    }

    private static void assertEditRefused(JobVariables job, ImagesEditInput edit, String message) {
      assertThatThrownBy(() -> edit(job, edit))
          .isInstanceOfSatisfying(
              ImagesException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT))
          .hasMessage(message);
    }

    @Test
    void haveTheInputsOfGenerationsThatTheModelTakes() {
      ImageRequest request =
          edit(
              JobVariables.of("openai", "gpt-image-1.5")
                  .with("n", 2)
                  .with("size", "1536x1024")
                  .with("quality", "high")
                  .with("background", "transparent")
                  .with("output_format", "webp")
                  .with("output_compression", 80)
                  .with("user", "user-7"),
              EditInputs.withFidelity("HIGH"));

      assertThat(request.isEdit()).isTrue();
      assertThat(request.warnings()).isEmpty();
      assertThat(request.inputImages().images()).as("attached later").isEmpty();
      assertThat(request.fields())
          .containsOnlyKeys(
              "prompt",
              "n",
              "size",
              "quality",
              "background",
              "output_format",
              "output_compression",
              "user",
              "input_fidelity")
          .containsEntry("input_fidelity", "high");
    }

    @Test
    void leaveOutWhatOnlyGenerationsHave() {
      ImageRequest request =
          edit(job().with("moderation", "low").with("style", "vivid"), EditInputs.images(1));

      assertThat(request.fields()).containsOnlyKeys("prompt");
      assertThat(request.warnings())
          .containsExactly(
              "style was left out: gpt-image-2.6-flare has no such field",
              "moderation was left out: gpt-image-2.6-flare has no such field");
    }

    @Test
    void ofModelsThatOnlyGenerateAreRefusedWithModelsThatEdit() {
      assertEditRefused(
          JobVariables.of("openai", "dall-e-3"),
          EditInputs.images(1),
          "model: dall-e-3 cannot edit images; use gpt-image-2.6-sunburst, gpt-image-2.6-flare,"
              + " gpt-image-2.5-sunburst, gpt-image-2.5-flare, gpt-image-2");
      assertEditRefused(
          JobVariables.of("azure-openai", "DALL-E-3"),
          EditInputs.images(1),
          "model: DALL-E-3 cannot edit images; use gpt-image-2.6-sunburst, gpt-image-2.6-flare,"
              + " gpt-image-2.5-sunburst, gpt-image-2.5-flare, gpt-image-2");
    }

    /** Processes that edited before there was a task for it. */
    @Test
    void arePossibleWithImagesGenerateIfExtraBodyHasTheImages() {
      JobVariables job =
          JobVariables.of("wavespeed", "openai/gpt-image-2/edit")
              .with("extraBody", Map.of("images", List.of("https://host.example/a.png")));

      assertThat(Catalog.builtIn().translate(job.input()).model())
          .isEqualTo("openai/gpt-image-2/edit");
    }

    @Test
    void sayWhichIdWasSentForThatOfTheModelThatGenerates() {
      ImageRequest request = edit(JobVariables.of("aiml-api", "flux/dev"), EditInputs.images(1));

      assertThat(request.model()).isEqualTo("flux/dev/image-to-image");
      assertThat(request.warnings())
          .containsExactly(
              "model: flux/dev was sent as flux/dev/image-to-image, which edits images");
    }

    @Test
    void areATaskOfTheirOwnForModelsThatOnlyEdit() {
      assertRefused(
          JobVariables.of("wavespeed", "openai/gpt-image-2/edit"),
          "model: openai/gpt-image-2/edit edits images; use the task Images Edit");
      assertRefused(
          JobVariables.of("runware", "runware:108@20"),
          "model: runware:108@20 edits images; use the task Images Edit");
    }

    @Test
    void ofAServerOfUnknownMakePassEverything() {
      ImageRequest request =
          edit(
              JobVariables.of("openai-compatible", "dall-e-3")
                  .with("style", "vivid")
                  .with("moderation", "low"),
              EditInputs.withFidelity("medium"));

      assertThat(request.warnings()).isEmpty();
      assertThat(request.fields())
          .containsEntry("style", "vivid")
          .containsEntry("moderation", "low")
          .containsEntry("input_fidelity", "medium");
    }

    @Test
    void areNotMadeAsSvg() {
      assertEditRefused(
          job().with("output_format", "svg"),
          EditInputs.images(1),
          "output_format: \"svg\" is not accepted by gpt-image-2.6-flare; use png, jpeg, webp, gif");
    }

    @Test
    void excludeAMaskFromGif() {
      JobVariables gif = job().with("output_format", "gif");

      assertEditRefused(
          gif,
          EditInputs.masked(1),
          "mask: is not possible with output_format \"gif\"; leave the mask out, or use png");
      assertThat(edit(gif, EditInputs.images(1)).field("output_format")).isEqualTo("gif");
      assertThat(edit(job(), EditInputs.masked(1)).warnings()).isEmpty();
    }

    @Test
    void reportAllProblemsAtOnce() {
      assertEditRefused(
          JobVariables.of("openai", "dall-e-2").with("n", 11).with("size", "64x64"),
          EditInputs.images(2),
          """
          n: 11 is more than dall-e-2 makes in one request; use at most 10
          images: 2 documents are more than dall-e-2 edits at once; pass at most 1
          size: "64x64" is not accepted by dall-e-2; use one of 256x256, 512x512, 1024x1024""");
    }

    @Test
    void areOneTaskEachWhereTheProviderHasNoCount() {
      ImageRequest request =
          edit(JobVariables.of("wavespeed", "gpt-image-2").with("n", 3), EditInputs.images(2));

      assertThat(request.model()).isEqualTo("openai/gpt-image-2/edit");
      assertThat(request.requests()).hasSize(3);
    }

    /** WaveSpeedAI drops a field that the model does not have, and bills. */
    @Test
    void sayWhereTheImagesOfAnUnknownModelWent() {
      assertThat(
              edit(JobVariables.of("wavespeed", "somebody/new/edit"), EditInputs.images(1))
                  .warnings())
          .containsExactly(
              "somebody/new/edit is not in the catalog, so it is unknown whether it accepts these"
                  + " fields: images was sent as images");
      assertThat(edit(JobVariables.of("runware", "x:1@1"), EditInputs.images(1)).warnings())
          .singleElement()
          .asString()
          .endsWith("images was sent as inputs.referenceImages");
      assertThat(edit(JobVariables.of("openai", "gpt-image-9"), EditInputs.images(1)).warnings())
          .isEmpty();
    }
  }
}

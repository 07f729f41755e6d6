package org.imagesgenerate.connector.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.outbound.JobContext;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.RuntimeJob;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How job variables become an input, through the connectors runtime's own binding. */
class InputBinderTest {

  private static final String KEY = JobVariables.KEY;

  private static JobVariables job() {
    return JobVariables.of("openai", "gpt-image-2");
  }

  private static ImagesGenerateInput bind(RuntimeJob job) {
    return InputBinder.bind(job.context(), ImagesGenerateInput.class);
  }

  private static ImagesGenerateInput bind(JobVariables variables) {
    return bind(new RuntimeJob(variables));
  }

  private static void assertRefused(RuntimeJob job, String message) {
    assertThatThrownBy(() -> bind(job))
        .isInstanceOfSatisfying(
            ImagesException.class,
            refusal -> {
              assertThat(refusal).hasMessage(message);
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
            });
  }

  private static void assertRefused(JobVariables variables, String message) {
    assertRefused(new RuntimeJob(variables), message);
  }

  @Nested
  class EveryVariable {

    @Test
    void isBoundUnderTheNameOfTheContract() {
      ImagesGenerateInput input =
          bind(
              job()
                  .with("n", 2)
                  .with("size", "1024x1024")
                  .with("aspect_ratio", "1:1")
                  .with("resolution", "1K")
                  .with("seed", "7")
                  .with("negative_prompt", "no people")
                  .with("quality", "low")
                  .with("style", "vivid")
                  .with("background", "opaque")
                  .with("output_format", "webp")
                  .with("output_compression", 80)
                  .with("moderation", "auto")
                  .with("user", "u")
                  .with("safety_identifier", "s")
                  .with("response_format", "url")
                  .with("documentName", "poster")
                  .with("documentTimeToLive", "P30D")
                  .with("delivery", "submit")
                  .with("webhookUrl", "https://host/hook")
                  .with("timeout", "PT90S")
                  .with("extraBody", Map.of("seed", 7))
                  .with("providerOptions", Map.of("enable_sync_mode", true))
                  .with("error", Map.of("code", "TASK_PENDING")));

      assertThat(input)
          .isEqualTo(
              new ImagesGenerateInput(
                  new Provider.OpenAi(KEY, null, null, null),
                  "gpt-image-2",
                  JobVariables.PROMPT,
                  2,
                  "1024x1024",
                  "1:1",
                  "1K",
                  7L,
                  "no people",
                  "low",
                  "vivid",
                  "opaque",
                  "webp",
                  80,
                  "auto",
                  "u",
                  "s",
                  "url",
                  "poster",
                  Duration.ofDays(30),
                  "submit",
                  "https://host/hook",
                  Duration.ofSeconds(90),
                  Map.of("seed", 7),
                  Map.of("enable_sync_mode", true),
                  new ObjectMapper().valueToTree(Map.of("code", "TASK_PENDING"))));
    }

    @Test
    void hasTheDefaultOfTheContract() {
      ImagesGenerateInput input = bind(job());

      assertThat(input.count()).isEqualTo(1);
      assertThat(input.responseFormat()).isEqualTo("document");
      assertThat(input.delivery()).isEqualTo("wait");
      assertThat(input.timeout()).isEqualTo(Duration.ofMinutes(4));
      assertThat(input.documentName()).isEqualTo("image");
      assertThat(input.documentTimeToLive()).isNull();
      assertThat(input.extraBody()).isEmpty();
      assertThat(input.providerOptions()).isEmpty();
      assertThat(input)
          .extracting(
              ImagesGenerateInput::n,
              ImagesGenerateInput::size,
              ImagesGenerateInput::quality,
              ImagesGenerateInput::style,
              ImagesGenerateInput::background,
              ImagesGenerateInput::outputFormat,
              ImagesGenerateInput::outputCompression,
              ImagesGenerateInput::moderation,
              ImagesGenerateInput::user,
              ImagesGenerateInput::safetyIdentifier,
              ImagesGenerateInput::webhookUrl)
          .containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t "})
    void isUnsetWhenItsTextIsBlank(String blank) {
      JobVariables variables = job();
      Stream.of(
              "n",
              "size",
              "quality",
              "style",
              "background",
              "output_format",
              "output_compression",
              "moderation",
              "user",
              "safety_identifier",
              "response_format",
              "documentName",
              "documentTimeToLive",
              "delivery",
              "webhookUrl",
              "timeout",
              "extraBody",
              "providerOptions",
              "provider.organization",
              "provider.project",
              "provider.baseUrl")
          .forEach(name -> variables.with(name, blank));

      assertThat(bind(variables)).isEqualTo(bind(job()));
    }

    @Test
    void isUnsetWhenItIsNull() {
      JobVariables variables = job();
      Stream.of("n", "size", "response_format", "timeout", "extraBody", "provider.baseUrl")
          .forEach(name -> variables.with(name, null));

      assertThat(bind(variables)).isEqualTo(bind(job()));
    }

    @Test
    void ofOtherNamesIsIgnored() {
      assertThat(bind(job().with("orderId", 7).with("provider.region", "eu")))
          .isEqualTo(bind(job()));
    }

    @Test
    void losesTheWhitespaceAroundAWordButAPromptIsKeptAsItIs() {
      ImagesGenerateInput input =
          bind(job().with("model", " gpt-image-2\n").with("size", " auto ").with("prompt", " a "));

      assertThat(input.model()).isEqualTo("gpt-image-2");
      assertThat(input.size()).isEqualTo("auto");
      assertThat(input.prompt()).isEqualTo(" a ");
    }
  }

  @Nested
  class WholeNumbers {

    static Stream<Arguments> taken() {
      return Stream.of(
          Arguments.of(2, 2),
          Arguments.of("2", 2),
          Arguments.of(" 2 ", 2),
          Arguments.of("2.0", 2),
          Arguments.of(2.0, 2),
          Arguments.of("2e0", 2),
          Arguments.of("+2", 2),
          Arguments.of("-3", -3),
          Arguments.of(0, 0),
          Arguments.of(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("taken")
    void areTakenAsTextToo(Object written, int number) {
      assertThat(bind(job().with("n", written)).n()).isEqualTo(number);
      assertThat(bind(job().with("output_compression", written)).outputCompression())
          .isEqualTo(number);
    }

    static Stream<Arguments> refused() {
      return Stream.of(
          Arguments.of(
              1.5, "is \"1.5\", but has to be a whole number (no fraction, not too large)"),
          Arguments.of(
              "1.5", "is \"1.5\", but has to be a whole number (no fraction, not too large)"),
          Arguments.of(
              2147483648L,
              "is \"2147483648\", but has to be a whole number (no fraction, not too large)"),
          Arguments.of(
              "-2147483649",
              "is \"-2147483649\", but has to be a whole number (no fraction, not too large)"),
          Arguments.of(
              "1e99", "is \"1e99\", but has to be a whole number (no fraction, not too large)"),
          Arguments.of(
              1e300, "is \"1.0E300\", but has to be a whole number (no fraction, not too large)"),
          Arguments.of(
              "1e999999999",
              "is \"1e999999999\", but has to be a whole number (no fraction, not too large)"),
          Arguments.of(
              "1e-999999999",
              "is \"1e-999999999\", but has to be a whole number (no fraction, not too large)"),
          Arguments.of("two", "is \"two\", but has to be a whole number"),
          Arguments.of("2 images", "is \"2 images\", but has to be a whole number"),
          Arguments.of("2,0", "is \"2,0\", but has to be a whole number"),
          Arguments.of("NaN", "is \"NaN\", but has to be a whole number"),
          Arguments.of("=2", "is \"=2\", but has to be a whole number"),
          Arguments.of(true, "is a boolean, but has to be a whole number"),
          Arguments.of(List.of(2), "is a list, but has to be a whole number"),
          Arguments.of(List.of(), "is a list, but has to be a whole number"),
          Arguments.of(Map.of("n", 2), "is a context, but has to be a whole number"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void areNeitherCutNorGuessed(Object written, String message) {
      assertRefused(job().with("n", written), "n: " + message);
      assertRefused(job().with("output_compression", written), "output_compression: " + message);
    }

    @Test
    void thatNoComputerCanHoldAreRefused() {
      assertRefused(
          new RuntimeJob(job().json().replaceFirst("\\{", "{\"n\":1e400,")),
          "n: is \"Infinity\", but has to be a whole number");
    }
  }

  @Nested
  class Texts {

    @Test
    void mayBeNumbersAndBooleans() {
      ImagesGenerateInput input =
          bind(
              job()
                  .with("user", 4711)
                  .with("safety_identifier", 1.5)
                  .with("quality", true)
                  .with("prompt", 7)
                  .with("style", 1e20));

      assertThat(input.user()).isEqualTo("4711");
      assertThat(input.safetyIdentifier()).isEqualTo("1.5");
      assertThat(input.quality()).isEqualTo("true");
      assertThat(input.prompt()).isEqualTo("7");
      assertThat(input.style()).isEqualTo("100000000000000000000");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "model",
          "prompt",
          "size",
          "quality",
          "style",
          "background",
          "output_format",
          "moderation",
          "user",
          "safety_identifier",
          "response_format",
          "documentName",
          "delivery",
          "webhookUrl",
          "provider.apiKey",
          "provider.organization",
          "provider.project",
          "provider.baseUrl"
        })
    void areNoListsAndNoContexts(String field) {
      assertRefused(job().with(field, List.of("a")), field + ": is a list, but has to be a text");
      assertRefused(
          job().with(field, Map.of("a", 1)), field + ": is a context, but has to be a text");
    }

    @Test
    void areNoNumbersWithoutEnd() {
      assertRefused(
          new RuntimeJob(job().json().replaceFirst("\\{", "{\"user\":1e400,")),
          "user: is not a finite number, but has to be a text");
    }

    @Test
    void thatLookLikeFeelAreTexts() {
      assertThat(bind(job().with("prompt", "=1+1")).prompt()).isEqualTo("=1+1");
      assertThat(bind(job().with("provider.apiKey", "=abc")).provider().apiKey()).isEqualTo("=abc");
    }
  }

  @Nested
  class Durations {

    @ParameterizedTest
    @CsvSource({
      "PT4M, PT4M",
      "' PT30S ', PT30S",
      "pt1h, PT1H",
      "P1DT2H, PT26H",
      "PT0.5S, PT0.5S",
      "P7D, PT168H"
    })
    void areIso8601(String written, Duration duration) {
      assertThat(bind(job().with("timeout", written)).timeout()).isEqualTo(duration);
      assertThat(bind(job().with("documentTimeToLive", written)).documentTimeToLive())
          .isEqualTo(duration);
    }

    static Stream<Arguments> refused() {
      return Stream.of(
          Arguments.of("PT0S", "\"PT0S\""),
          Arguments.of("PT-4M", "\"PT-4M\""),
          Arguments.of("-PT4M", "\"-PT4M\""),
          Arguments.of("4 minutes", "\"4 minutes\""),
          Arguments.of("P1M", "\"P1M\""),
          Arguments.of("P1Y", "\"P1Y\""),
          Arguments.of("R/PT1M", "\"R/PT1M\""),
          Arguments.of("240", "\"240\""),
          Arguments.of("PT99999999999999999999S", "\"PT99999999999999999999S\""),
          Arguments.of(240, "\"240\""),
          Arguments.of(true, "\"true\""),
          Arguments.of(List.of("PT4M"), "a list"),
          Arguments.of(Map.of("minutes", 4), "a context"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void areNothingElse(Object written, String said) {
      for (String field : List.of("timeout", "documentTimeToLive")) {
        assertRefused(
            job().with(field, written),
            "%s: is %s, but has to be an ISO-8601 duration above zero, such as PT4M (four minutes) or P30D (thirty days)"
                .formatted(field, said));
      }
    }

    /** Nanoseconds of more than 292 years do not fit into a long. */
    @ParameterizedTest
    @ValueSource(strings = {"P36501D", "P200000D", "PT9223372036854775807S"})
    void areNoCenturies(String written) {
      for (String field : List.of("timeout", "documentTimeToLive")) {
        assertRefused(
            job().with(field, written),
            "%s: is \"%s\", but has to be an ISO-8601 duration of at most 100 years"
                .formatted(field, written));
      }
      assertThat(bind(job().with("timeout", "P36500D")).timeout())
          .isEqualTo(Duration.ofDays(36500));
    }
  }

  @Nested
  class Contexts {

    @ParameterizedTest
    @ValueSource(strings = {"extraBody", "providerOptions"})
    void mayBeJsonAsText(String field) {
      Map<String, Object> expected = new HashMap<>();
      expected.put("seed", 7);
      expected.put("tags", List.of("a", true));
      expected.put("deep", Map.of("x", 1.5));
      expected.put("none", null);

      ImagesGenerateInput input =
          bind(
              job()
                  .with(
                      field,
                      " {\"seed\": 7, \"tags\": [\"a\", true], \"deep\": {\"x\": 1.5}, \"none\": null} "));

      assertThat(field.equals("extraBody") ? input.extraBody() : input.providerOptions())
          .isEqualTo(expected);
    }

    @Test
    void keepTheirTypes() {
      Map<String, Object> extra = new HashMap<>();
      extra.put("whole", 7);
      extra.put("large", 9_000_000_000L);
      extra.put("real", 0.25);
      extra.put("text", "7");
      extra.put("yes", true);
      extra.put("nothing", null);
      extra.put("list", Arrays.asList(1, "a", null, Map.of("b", 2)));

      assertThat(bind(job().with("extraBody", extra)).extraBody()).isEqualTo(extra);
    }

    static Stream<Arguments> refused() {
      return Stream.of(
          Arguments.of("seed: 7", "a text"),
          Arguments.of("{\"seed\": 7", "a text"),
          Arguments.of("{\"seed\": 7} {\"seed\": 8}", "a text"),
          Arguments.of("{\"seed\": 7} and more", "a text"),
          Arguments.of("[1]", "a list"),
          Arguments.of("7", "a number"),
          Arguments.of("true", "a boolean"),
          Arguments.of("null", "a text"),
          Arguments.of(List.of(Map.of("seed", 7)), "a list"),
          Arguments.of(7, "a number"),
          Arguments.of(true, "a boolean"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void areNothingElse(Object written, String said) {
      for (String field : List.of("extraBody", "providerOptions")) {
        assertRefused(
            job().with(field, written),
            "%s: is %s, but has to be a context, such as ={seed: 7}".formatted(field, said));
      }
      assertRefused(
          JobVariables.of("openai-compatible", "m").with("provider.headers", written),
          "provider.headers: is %s, but has to be a context, such as ={seed: 7}".formatted(said));
    }

    @Test
    void ofHeadersMayBeJsonAsText() {
      ImagesGenerateInput input =
          bind(
              JobVariables.of("openai-compatible", "m")
                  .with("provider.headers", "{\"X-Team\": \"shop\"}"));

      assertThat(((Provider.OpenAiCompatible) input.provider()).headers())
          .isEqualTo(Map.of("X-Team", "shop"));
    }

    /** The runtime's function makes a text of it, which any provider's body can hold. */
    @Test
    void mayHoldADocumentAsBase64() {
      Map<String, Object> base64 =
          Map.of("camunda.function.type", "base64", "params", List.of(document()));

      assertThat(bind(job().with("extraBody", Map.of("image", base64))).extraBody())
          .isEqualTo(Map.of("image", "aGVsbG8="));
    }

    @Test
    void cannotHoldADocumentItself() {
      Map<String, Object> deep = Map.of("images", List.of(Map.of("file", document())));

      assertRefused(
          job().with("extraBody", deep),
          "extraBody: contains a document, which no provider can read; pass its base64 text or its link");
    }

    private Object document() {
      Document document =
          RuntimeJob.documents()
              .create(
                  DocumentCreationRequest.from(
                          "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                      .contentType("text/plain")
                      .fileName("hello.txt")
                      .build());
      return RuntimeJob.asVariable(document);
    }
  }

  @Nested
  class TheProvider {

    private static final String TYPES =
        "openai, azure-openai, openai-compatible, aiml-api, wavespeed, runware, simulation";

    @ParameterizedTest
    @FieldSource("org.imagesgenerate.connector.input.Provider#TYPES")
    void isBoundByItsType(String type) {
      assertThat(bind(JobVariables.of(type, "m")).provider().type()).isEqualTo(type);
    }

    @Test
    void hasTheFieldsOfTheContract() {
      assertThat(
              bind(job()
                      .with("provider.organization", "org-1")
                      .with("provider.project", "proj-1")
                      .with("provider.baseUrl", "https://eu.example.com/v1/"))
                  .provider())
          .isEqualTo(new Provider.OpenAi(KEY, "org-1", "proj-1", "https://eu.example.com/v1/"));
      assertThat(
              bind(JobVariables.of("azure-openai", "d")
                      .with("provider.authentication", "bearer")
                      .with("provider.apiVersion", "2025-04-01-preview"))
                  .provider())
          .isEqualTo(
              new Provider.AzureOpenAi(
                  "https://images.example.com", "bearer", KEY, "2025-04-01-preview"));
      for (String type : List.of("aiml-api", "wavespeed", "runware")) {
        Provider provider =
            bind(JobVariables.of(type, "m").with("provider.baseUrl", "http://proxy")).provider();
        assertThat(provider.apiKey()).isEqualTo(KEY);
        assertThat(provider.baseUrl()).isEqualTo("http://proxy");
      }
    }

    @Test
    void isRequired() {
      assertRefused(
          new RuntimeJob("{\"model\":\"m\",\"prompt\":\"p\"}"),
          "provider: is missing; choose a provider");
      assertRefused(
          new RuntimeJob("{\"provider\":null,\"model\":\"m\",\"prompt\":\"p\"}"),
          "provider: is missing; choose a provider");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{%s}", "{%s,\"model\":null}", "{%s,\"model\":\" \"}"})
    void theSimulationNeedsNoModel(String job) throws Exception {
      String simulation = "\"provider\":{\"type\":\"simulation\"},\"prompt\":\"p\"";

      assertThat(bind(new RuntimeJob(job.formatted(simulation))).model()).isEqualTo("simulated");
    }

    @Test
    void everythingThatIsMissingIsSaidAtOnce() {
      assertRefused(
          new RuntimeJob("{}"),
          """
          model: is missing; name the provider's model, such as gpt-image-2, or your deployment at Azure
          prompt: is missing; describe the image (an expression is empty if one of its variables is missing)
          provider: is missing; choose a provider""");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          "{\"apiKey\":\"k\"}",
          "{\"type\":null}",
          "{\"type\":\"\"}",
          "{\"type\":\" \"}",
          "{\"type\":{\"a\":1}}",
          "{\"type\":[\"openai\"]}",
          "\"\"",
          "\"openai\"",
          "7",
          "true"
        })
    void needsAType(String provider) {
      assertRefused(
          new RuntimeJob("{\"provider\":%s,\"model\":\"m\",\"prompt\":\"p\"}".formatted(provider)),
          "provider.type: is missing; use one of " + TYPES);
    }

    @ParameterizedTest
    @CsvSource({"midjourney", "OpenAI", "open ai", "5", "true"})
    void needsATypeThatIsKnown(String type) {
      assertRefused(
          JobVariables.of(type, "m"),
          "provider.type: \"%s\" is not known; use one of %s".formatted(type, TYPES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"type\":\"openai\",\"apiKey\":\"k\"}]"})
    void isNoList(String provider) {
      assertRefused(
          new RuntimeJob("{\"provider\":%s,\"model\":\"m\",\"prompt\":\"p\"}".formatted(provider)),
          "provider: is not a context; set provider.type to one of " + TYPES);
    }
  }

  @Nested
  class WhatIsRequired {

    private static final String KEY_IS_MISSING =
        "provider.apiKey: is missing; enter the secret that contains the key";

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure-openai", "aiml-api", "wavespeed", "runware"})
    void isAKey(String type) {
      assertRefused(JobVariables.of(type, "m").without("provider.apiKey"), KEY_IS_MISSING);
      assertRefused(JobVariables.of(type, "m").with("provider.apiKey", null), KEY_IS_MISSING);
      assertRefused(JobVariables.of(type, "m").with("provider.apiKey", ""), KEY_IS_MISSING);
      assertRefused(JobVariables.of(type, "m").with("provider.apiKey", " \n"), KEY_IS_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-compatible", "simulation"})
    void isNoKeyWhereNoneIsNeeded(String type) {
      assertThat(bind(JobVariables.of(type, "m").without("provider.apiKey")).provider().apiKey())
          .isNull();
      assertThat(bind(JobVariables.of(type, "m").with("provider.apiKey", " ")).provider().apiKey())
          .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"azure-openai", "openai-compatible"})
    void isAnAddressWhereNoneIsPublic(String type) {
      String message = "provider.baseUrl: is missing; enter the server's URL, such as https://host";

      assertRefused(JobVariables.of(type, "m").without("provider.baseUrl"), message);
      assertRefused(JobVariables.of(type, "m").with("provider.baseUrl", " "), message);
    }

    @Test
    void isSaidAllAtOnce() {
      assertRefused(
          JobVariables.of("azure-openai", " ")
              .without("provider.apiKey")
              .without("provider.baseUrl")
              .with("prompt", " "),
          """
          model: is missing; name the provider's model, such as gpt-image-2, or your deployment at Azure
          prompt: is missing; describe the image (an expression is empty if one of its variables is missing)
          %s
          provider.baseUrl: is missing; enter the server's URL, such as https://host"""
              .formatted(KEY_IS_MISSING));
    }
  }

  @Nested
  class Secrets {

    @Test
    void areReplacedByTheRuntime() {
      RuntimeJob job =
          new RuntimeJob(job().with("provider.apiKey", "{{secrets.OPENAI_API_KEY}}"))
              .withSecret("OPENAI_API_KEY", KEY);

      assertThat(bind(job).provider().apiKey()).isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"{{secrets.NOT_THERE}}", "secrets.NOT_THERE", "{{ secrets.NOT_THERE }}"})
    void thatAreNotThereAreNamed(String reference) {
      assertRefused(
          job().with("provider.apiKey", reference),
          "Secret with name 'NOT_THERE' is not available");
    }

    @Test
    void withQuotesAndLineBreaksDoNotBreakTheVariables() {
      RuntimeJob job =
          new RuntimeJob(job().with("provider.apiKey", "{{secrets.ODD}}"))
              .withSecret("ODD", "a\"b\\c\nd");

      assertThat(bind(job).provider().apiKey()).isEqualTo("a\"b\\c\nd");
    }

    @Test
    void theKeyIsKnownBeforeAnythingIsBound() {
      RuntimeJob job =
          new RuntimeJob(
                  job().with("provider.apiKey", "{{secrets.OPENAI_API_KEY}}").with("n", "many"))
              .withSecret("OPENAI_API_KEY", KEY);

      assertThat(InputBinder.identify(job.context()))
          .isEqualTo(new InputBinder.JobIdentity("openai", "gpt-image-2", List.of(KEY)));
    }

    @Test
    void aKeyOfDigitsIsAKeyToo() {
      assertThat(
              InputBinder.identify(
                  new RuntimeJob(job().with("provider.apiKey", 12345678)).context()))
          .isEqualTo(new InputBinder.JobIdentity("openai", "gpt-image-2", List.of("12345678")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "[]",
          "null",
          "{",
          "{}",
          "{\"provider\":\"openai\"}",
          "{\"provider\":{\"type\":[]}}"
        })
    void nothingIsKnownOfVariablesThatCannotBeRead(String variables) {
      assertThat(InputBinder.identify(new RuntimeJob(variables).context()))
          .isEqualTo(new InputBinder.JobIdentity(null, null, List.of()));
    }

    @Test
    void nothingIsKnownWhenTheRuntimeFails() {
      OutboundConnectorContext context = mock(OutboundConnectorContext.class);
      JobContext job = mock(JobContext.class);
      when(context.getJobContext()).thenReturn(job);
      when(job.getVariables()).thenThrow(new OutOfMemoryError());

      assertThat(InputBinder.identify(context))
          .isEqualTo(new InputBinder.JobIdentity(null, null, List.of()));
    }
  }

  @Nested
  class OddVariables {

    @Test
    void thatAreNotJsonAreRejected() {
      assertRefused(new RuntimeJob("{\"provider\":"), "This is not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "\"text\""})
    void thatAreNotAnObjectAreRejected(String variables) {
      assertRefused(
          new RuntimeJob(variables), "The inputs cannot be read: they are not a JSON object");
    }

    @Test
    void theMessageOfAnUnexpectedFailureIsNotSaid() {
      OutboundConnectorContext context = mock(OutboundConnectorContext.class);
      when(context.bindVariables(ImagesGenerateInput.class))
          .thenThrow(new IllegalStateException("holds " + KEY));

      assertThatThrownBy(() -> InputBinder.bind(context, ImagesGenerateInput.class))
          .hasMessage("The inputs cannot be read: IllegalStateException");
    }
  }
}

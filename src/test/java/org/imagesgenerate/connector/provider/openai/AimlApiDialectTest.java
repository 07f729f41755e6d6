package org.imagesgenerate.connector.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.ScriptedServer;
import org.imagesgenerate.connector.provider.ScriptedServer.Reply;
import org.imagesgenerate.connector.provider.TestRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AimlApiDialectTest {

  private static final String ONE_IMAGE =
      "{\"data\": [{\"url\": \"https://cdn.aimlapi.com/generations/a.png\", \"b64_json\": null}]}";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    ",https://api.aimlapi.com/v1/images/generations",
    "https://gate.example,https://gate.example/v1/images/generations",
    "https://gate.example/v1/,https://gate.example/v1/images/generations"
  })
  void reachesTheApiWhereverItIs(String baseUrl, String endpoint) {
    AimlApiDialect dialect = new AimlApiDialect(new Provider.AimlApi("key", baseUrl));

    assertThat(dialect.endpoint(TestRequests.request(variables("", "'model': 'flux/dev'"))))
        .isEqualTo(URI.create(endpoint));
    assertThat(dialect.headers()).containsEntry("Authorization", "Bearer key");
  }

  @Test
  void sendsTheIdThatTheApiKnowsAndNoWordAuto() throws Exception {
    JsonNode body =
        sent(
            """
            'model': 'gpt-image-1.5', 'size': 'auto', 'quality': 'auto', 'background': 'auto',
            'moderation': 'auto', 'output_format': 'webp', 'output_compression': 50""");

    assertThat(body.path("model").asText()).isEqualTo("openai/gpt-image-1-5");
    assertThat(body.properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder("model", "prompt", "output_format", "output_compression");
  }

  @Test
  void aPromptMayBeTheWordAuto() throws Exception {
    assertThat(sent("'model': 'gpt-image-2', 'prompt': 'auto'").path("prompt").asText())
        .isEqualTo("auto");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-image-2,document,",
    "gpt-image-2,url,url",
    "gpt-image-2,b64_json,b64_json",
    "flux/schnell,url,",
    "flux/schnell,b64_json,",
    "x-ai/new-model,url,"
  })
  void asksForAFormatOnlyWhereTheModelHasTheField(String model, String requests, String sent)
      throws Exception {
    JsonNode body = sent("'model': '%s', 'response_format': '%s'".formatted(model, requests));

    assertThat(body.path("response_format").asText(null)).isEqualTo(sent);
  }

  @Test
  void fluxModelsGetTheirOwnWords() throws Exception {
    JsonNode body =
        sent(
            """
            'model': 'flux/schnell', 'n': 3, 'size': '1024x768',
            'extraBody': {'num_inference_steps': 4}""");

    assertThat(body.has("n")).isFalse();
    assertThat(body.has("size")).isFalse();
    assertThat(body.path("num_images").asInt()).isEqualTo(3);
    assertThat(body.path("image_size").path("width").asInt()).isEqualTo(1024);
    assertThat(body.path("image_size").path("height").asInt()).isEqualTo(768);
    assertThat(body.path("num_inference_steps").asInt()).isEqualTo(4);
  }

  @Test
  void fluxModelsThatMakeOneImageGetNoNumber() throws Exception {
    JsonNode body = sent("'model': 'flux-2-max', 'n': 1, 'size': 'auto'");

    assertThat(body.path("model").asText()).isEqualTo("blackforestlabs/flux-2-max");
    assertThat(body.properties()).hasSize(2);
  }

  @Test
  void aSizeBesideAFluxModelsGridIsRefusedBeforeAnythingIsSent() {
    ImagesException refusal =
        catchThrowableOfType(
            ImagesException.class,
            () -> TestRequests.request(variables("", "'model': 'flux-pro', 'size': '1536x1024'")));

    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(refusal)
        .hasMessage(
            "size: \"1536x1024\" is not accepted by flux-pro; use auto, or WxH such as 1024x1024: both edges multiples of 32, from 256 to 1440");
  }

  @ParameterizedTest
  @CsvSource({"200", "201"})
  void takesImagesUsageAndCostOfAnySuccess(int status) throws Exception {
    GenerationResult generated =
        generate(
            Reply.of(
                status,
                """
                {"data": [{"url": "https://cdn.aimlapi.com/generations/a.png"}],
                 "usage": {"total_tokens": 4160},
                 "meta": {"usage": {"credits_used": 84000, "usd_spent": 0.042}}}"""));

    assertThat(((Source.RemoteUrl) generated.images().getFirst().source()).uri())
        .isEqualTo(URI.create("https://cdn.aimlapi.com/generations/a.png"));
    assertThat(generated.usage())
        .containsEntry("creditsUsed", 84000)
        .containsEntry("totalTokens", 4160);
    assertThat(generated.cost()).isEqualTo(new Cost(new BigDecimal("0.042"), "USD"));
  }

  @Test
  void takesTheOlderFormOfFluxAnswers() throws Exception {
    GenerationResult generated =
        generate(
            Reply.of(
                201,
                "{\"images\": [{\"url\": \"https://cdn.aimlapi.com/eagle/files/a.png\"}], \"seed\": 1}"));

    assertThat(generated.images()).extracting(Image::seed).containsExactly(1L);
  }

  @Test
  void takesSeedAndSafetyFlagOfEachImage() throws Exception {
    GenerationResult generated =
        generate(
            Reply.of(
                200,
                """
                {"data": [{"url": "https://cdn.aimlapi.com/a.png", "seed": 7, "has_nsfw_concepts": true},
                          {"url": "https://cdn.aimlapi.com/b.png", "seed": 1.5},
                          {"url": "https://cdn.aimlapi.com/c.png"}]}"""));

    assertThat(generated.images()).extracting(Image::seed).containsExactly(7L, null, null);
    assertThat(generated.images()).extracting(Image::nsfw).containsExactly(true, null, null);
  }

  @Test
  void takesSeedAndSafetyFlagsOfAllImages() throws Exception {
    GenerationResult generated =
        generate(
            Reply.of(
                201,
                """
                {"images": [{"url": "https://cdn.aimlapi.com/a.png"}, {"url": "https://cdn.aimlapi.com/b.png"}],
                 "seed": 18446744073709551615, "has_nsfw_concepts": [false, true]}"""));

    assertThat(generated.images()).extracting(Image::seed).containsOnlyNulls();
    assertThat(generated.images()).extracting(Image::nsfw).containsExactly(false, true);
  }

  @Test
  void creditsWithoutDollarsAreNotACost() throws Exception {
    GenerationResult generated =
        generate(
            Reply.of(
                200, ONE_IMAGE.replace("]}", "], \"meta\": {\"usage\": {\"credits_used\": 5}}}")));

    assertThat(generated.cost()).isNull();
    assertThat(generated.usage()).containsEntry("creditsUsed", 5);
  }

  @Test
  void aPaidSuccessWithoutImagesIsAPurchase() {
    ImagesException failure =
        failure(Reply.of(200, "{\"data\": null, \"meta\": {\"usage\": {\"usd_spent\": 0.04}}}"));

    assertThat(failure.code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
  }

  @Test
  void aSuccessWithoutAnyBodyMayBeAPurchase() {
    ImagesException failure = failure(Reply.of(201, ""));

    assertThat(failure.code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "400,REQUEST_REJECTED",
    "401,AUTHENTICATION_FAILED",
    "403,QUOTA_EXHAUSTED",
    "404,MODEL_UNAVAILABLE",
    "429,RATE_LIMITED",
    "500,PROVIDER_UNAVAILABLE",
    "503,PROVIDER_UNAVAILABLE"
  })
  void readsItsOwnErrorBody(int status, ErrorCode code) {
    ImagesException failure =
        failure(
            Reply.of(
                status,
                """
                {"requestId": "798b860e", "statusCode": "%d", "timestamp": "2026-11-21T00:00:00Z",
                 "path": "/v1/images/generations", "message": "Body validation error"}"""
                    .formatted(status)));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure.variables())
        .containsEntry("requestId", "798b860e")
        .containsEntry("httpStatus", status);
    assertThat(failure).hasMessageContaining("Body validation error");
  }

  @ParameterizedTest
  @CsvSource({
    "403, err_unverified_card, PERMISSION_DENIED",
    "403, err_something_else, QUOTA_EXHAUSTED",
    "400, err_unverified_card, REQUEST_REJECTED"
  })
  void itsKindSaysWhetherA403IsAboutMoney(int status, String kind, ErrorCode code) {
    ImagesException failure =
        failure(
            Reply.of(
                status,
                """
                {"requestId": "798b860e", "statusCode": %d, "message": "Complete verification",
                 "data": {"kind": "%s"}}"""
                    .formatted(status, kind)));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure.variables()).containsEntry("providerCode", kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"statusCode\": 403, \"code\": \"FORBIDDEN\", \"message\": \"no\", \"data\": {\"kind\": \"err_unverified_card\"}}",
        "{\"message\": \"no\", \"data\": {\"kind\": \"err_unverified_card\"}}"
      })
  void itsKindCountsWhateverStandsBesideIt(String body) {
    assertThat(failure(Reply.of(403, body)).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void aTimeoutInBetweenMayHaveBoughtAnImage() {
    ImagesException failure =
        failure(Reply.of(504, "{\"statusCode\": 504, \"message\": \"Generation timeout\"}"));

    assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
  }

  private static String variables(String baseUrl, String others) {
    return "{'provider': {'type': 'aiml-api', 'apiKey': 'key', 'baseUrl': '%s'}, %s}"
        .formatted(baseUrl, others);
  }

  private JsonNode sent(String others) throws Exception {
    try (ScriptedServer server = new ScriptedServer(requests -> Reply.of(200, ONE_IMAGE))) {
      ask(server, others);
      assertThat(server.requests()).hasSize(1);
      return server.requests().getFirst().body();
    }
  }

  private GenerationResult generate(Reply reply) throws IOException {
    try (ScriptedServer server = new ScriptedServer(requests -> reply)) {
      return ask(server, "'model': 'gpt-image-2'");
    }
  }

  private ImagesException failure(Reply reply) {
    return catchThrowableOfType(ImagesException.class, () -> generate(reply));
  }

  private GenerationResult ask(ScriptedServer server, String others) throws IOException {
    String variables = variables(server.url(), others);
    GenerationRequest request = TestRequests.of(variables);
    try (Http http = TestRequests.http(folder)) {
      Provider.AimlApi provider = (Provider.AimlApi) TestRequests.input(variables).provider();
      return new OpenAiApi(new AimlApiDialect(provider), http, InstantSource.system())
          .generate(request);
    }
  }
}

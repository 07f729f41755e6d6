package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiSimulationTest {

  private static final String PATH = "/v1/images/generations";
  private static final String KEY = "sk-test-0123456789abcdef";

  private final ImagesSimulator simulator = ImagesSimulator.start();
  private final Client client = new Client(simulator, KEY);

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  @Test
  void gptModelsAnswerBase64AndUsage() throws Exception {
    HttpResponse<byte[]> response =
        client.post(PATH, "{'model':'gpt-image-2','prompt':'A dragon','n':2,'size':'1536x1024'}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().firstValue("x-request-id")).isPresent();
    JsonNode json = Client.json(response);
    assertThat(json.get("created").isIntegralNumber()).isTrue();
    assertThat(json.get("data")).hasSize(2);
    assertThat(json.at("/data/0").has("url")).isFalse();
    BufferedImage image = Client.image(Client.base64(json.at("/data/0/b64_json")));
    assertThat(image.getWidth()).isEqualTo(1536);
    assertThat(image.getHeight()).isEqualTo(1024);
    assertThat(json.at("/data/1/b64_json")).isNotEqualTo(json.at("/data/0/b64_json"));
    assertThat(json.at("/usage/total_tokens").asInt())
        .isEqualTo(json.at("/usage/input_tokens").asInt() + 2 * 1056);
    assertThat(json.get("size").asText()).isEqualTo("1536x1024");
    assertThat(json.get("background").asText()).isEqualTo("opaque");
    assertThat(simulator.purchases()).isEqualTo(1);
    assertThat(simulator.imagesBought()).isEqualTo(2);
    assertThat(simulator.bill())
        .containsExactly(new SimulatedPurchase("openai", "gpt-image-2", "A dragon", 2, ""));
  }

  @ParameterizedTest
  @CsvSource({"png, 89504e47", "jpeg, ffd8ff", "webp, 52494646", "gif, 47494638", "svg, 3c737667"})
  void everyFormatIsWhatItClaims(String format, String signature) throws Exception {
    JsonNode json =
        Client.json(
            client.post(
                PATH,
                "{'model':'gpt-image-2.6-flare','prompt':'A dragon','output_format':'%s'}"
                    .formatted(format)));

    assertThat(json.get("output_format").asText()).isEqualTo(format);
    assertThat(HexFormat.of().formatHex(Client.base64(json.at("/data/0/b64_json"))))
        .startsWith(signature);
  }

  @Test
  void dallE3AnswersAUrlThatNeedsNoKeyAndARevisedPrompt() throws Exception {
    JsonNode json = Client.json(client.post(PATH, "{'model':'dall-e-3','prompt':'A dragon'}"));

    assertThat(json.at("/data/0/revised_prompt").asText()).contains("A dragon");
    assertThat(json.has("usage")).isFalse();
    HttpResponse<byte[]> file = client.download(json.at("/data/0/url").asText());
    assertThat(file.headers().firstValue("content-type")).hasValue("image/png");
    assertThat(Client.image(file.body()).getWidth()).isEqualTo(1024);
    assertThat(simulator.lastRequest().isDownload()).isTrue();
    assertThat(simulator.lastRequest().carriesKey()).isFalse();
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void dallE2AnswersBase64WhenAsked() throws Exception {
    JsonNode json =
        Client.json(
            client.post(
                PATH,
                "{'model':'dall-e-2','prompt':'A dragon','size':'256x256','n':3,"
                    + "'response_format':'b64_json'}"));

    assertThat(json.get("data")).hasSize(3);
    assertThat(Client.image(Client.base64(json.at("/data/2/b64_json"))).getWidth()).isEqualTo(256);
  }

  @Test
  void transparentPicturesHaveAlpha() throws Exception {
    JsonNode json =
        Client.json(
            client.post(
                PATH, "{'model':'gpt-image-1.5','prompt':'A logo','background':'transparent'}"));

    BufferedImage image = Client.image(Client.base64(json.at("/data/0/b64_json")));
    assertThat(image.getRGB(0, 0) >>> 24).isZero();
    assertThat(json.get("background").asText()).isEqualTo("transparent");
  }

  @Test
  void aStreamEndsWithTheWholeImage() throws Exception {
    HttpResponse<byte[]> response =
        client.post(PATH, "{'model':'gpt-image-2','prompt':'A dragon','stream':true}");

    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .startsWith("event: image_generation.completed\ndata: {")
        .contains("\"b64_json\":\"iVBOR");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "gpt-image-2, |'response_format':'url'|, unknown_parameter, response_format",
        "gpt-image-2, |'style':'vivid'|, unknown_parameter, style",
        "gpt-image-2, |'complexity':'low'|, unknown_parameter, complexity",
        "gpt-image-2, |'seed':1|, unknown_parameter, seed",
        "dall-e-3, |'background':'opaque'|, unknown_parameter, background",
        "dall-e-2, |'style':'vivid'|, unknown_parameter, style",
        "dall-e-3, |'n':2|, integer_above_max_value, n",
        "gpt-image-2, |'n':11|, integer_above_max_value, n",
        "gpt-image-2, |'n':0|, integer_below_min_value, n",
        "gpt-image-2, |'n':'2'|, invalid_type, n",
        "gpt-image-2, |'n':1.5|, invalid_type, n",
        "gpt-image-2, |'user':null|, invalid_type, user",
        "gpt-image-2, |'stream':'true'|, invalid_type, stream",
        "gpt-image-2, |'quality':'xhigh'|, invalid_value, quality",
        "gpt-image-2, |'quality':'hd'|, invalid_value, quality",
        "gpt-image-2.5-flare, |'quality':'standard'|, invalid_value, quality",
        "dall-e-3, |'quality':'auto'|, invalid_value, quality",
        "dall-e-2, |'quality':'hd'|, invalid_value, quality",
        "gpt-image-2, |'background':'transparent'|, invalid_value, background",
        "gpt-image-1, |'background':'transparent','output_format':'jpeg'|, invalid_value, background",
        "gpt-image-2, |'output_format':'gif'|, invalid_value, output_format",
        "gpt-image-2, |'output_compression':50|, invalid_value, output_compression",
        "gpt-image-2, |'output_compression':101,'output_format':'webp'|, integer_above_max_value, output_compression",
        "gpt-image-2, |'moderation':'none'|, invalid_value, moderation",
        "gpt-image-1, |'size':'512x512'|, invalid_value, size",
        "gpt-image-1, |'size':'2048x2048'|, invalid_value, size",
        "dall-e-3, |'size':'1536x1024'|, invalid_value, size",
        "dall-e-2, |'size':'auto'|, invalid_value, size",
        "gpt-image-2, |'size':'512x512'|, invalid_value, size",
        "gpt-image-2, |'size':'1000x1000'|, invalid_value, size",
        "gpt-image-2, |'size':'3856x2160'|, invalid_value, size",
        "gpt-image-2, |'size':'3840x1024'|, invalid_value, size",
        "gpt-image-2, |'size':'3840x2176'|, invalid_value, size",
        "gpt-image-2, |'size':'1024*1024'|, invalid_value, size",
        "gpt-image-2.6-flare, |'output_format':'svg','n':2|, invalid_value, n",
        "gpt-image-2.6-flare, |'frame_count':4|, invalid_value, frame_count"
      })
  void whatAModelDoesNotTakeIsRefused(String model, String fields, String code, String param)
      throws Exception {
    HttpResponse<byte[]> response =
        client.post(PATH, "{'model':'%s','prompt':'A dragon',%s}".formatted(model, fields));

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = Client.json(response).get("error");
    assertThat(error.get("code").asText()).isEqualTo(code);
    assertThat(error.get("param").asText()).isEqualTo(param);
    assertThat(error.get("message").asText()).isNotBlank();
    assertThat(error.get("type").asText()).isNotBlank();
    assertThat(simulator.purchases()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'model':'gpt-image-2','prompt':'x','size':'816x816'}",
        "{'model':'gpt-image-2','prompt':'x','size':'auto','n':null,'quality':null}",
        "{'model':'gpt-image-2.5-sunburst','prompt':'x','quality':'max','background':'transparent'}",
        "{'model':'gpt-image-2','prompt':'x','output_format':'webp','output_compression':0}",
        "{'model':'gpt-image-2.6-flare','prompt':'x','output_format':'gif','frame_count':4,'complexity':'low'}",
        "{'model':'gpt-image-2','prompt':'x','user':'u','safety_identifier':'s','moderation':'low'}",
        "{'model':'tomorrow','prompt':'x','size':'816x816','style':'vivid','quality':'hd'}"
      })
  void whatAModelTakesIsServed(String body) throws Exception {
    assertThat(client.post(PATH, body).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"dall-e-2, 1000", "dall-e-3, 4000", "gpt-image-2, 32000"})
  void promptsHaveALimitForEachModel(String model, int limit) throws Exception {
    simulator.paintOnce();
    String body = "{'model':'%s','prompt':'%s'}";

    assertThat(client.post(PATH, body.formatted(model, "x".repeat(limit))).statusCode())
        .isEqualTo(200);
    assertThat(client.post(PATH, body.formatted(model, "x".repeat(limit + 1))).statusCode())
        .isEqualTo(400);
  }

  @Test
  void promptAndModelAreNeeded() throws Exception {
    assertThat(code(client.post(PATH, "{'model':'gpt-image-2'}")))
        .isEqualTo("missing_required_parameter");
    assertThat(code(client.post(PATH, "{'model':'gpt-image-2','prompt':''}")))
        .isEqualTo("empty_string");
    assertThat(code(client.post(PATH, "{'prompt':'x'}"))).isEqualTo("missing_required_parameter");
    assertThat(client.post(PATH, "no json").statusCode()).isEqualTo(400);
    assertThat(client.post(PATH, "[]").statusCode()).isEqualTo(400);
    assertThat(client.get(PATH).statusCode()).isEqualTo(405);
  }

  @Test
  void aWrongKeyIsRefusedAndPartlyShown() throws Exception {
    simulator.requireKey("sk-other-0123456789abcdef");

    HttpResponse<byte[]> response = client.post(PATH, "{'model':'gpt-image-2','prompt':'x'}");

    assertThat(response.statusCode()).isEqualTo(401);
    JsonNode error = Client.json(response).get("error");
    assertThat(error.get("code").asText()).isEqualTo("invalid_api_key");
    assertThat(error.get("message").asText())
        .contains("sk-test-************cdef")
        .doesNotContain(KEY);
  }

  @Test
  void aMissingKeyIsRefused() throws Exception {
    try (Client stranger = new Client(simulator, "")) {
      assertThat(stranger.post(PATH, "{'model':'gpt-image-2','prompt':'x'}").statusCode())
          .isEqualTo(401);
      simulator.withoutKey();
      assertThat(stranger.post(PATH, "{'model':'gpt-image-2','prompt':'x'}").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void retiredAndUnknownModelsAreRefusedOnlyWhenAsked() throws Exception {
    String retired = "{'model':'gpt-image-1','prompt':'x'}";
    String unknown = "{'model':'tomorrow','prompt':'x'}";
    assertThat(client.post(PATH, retired).statusCode()).isEqualTo(200);

    simulator.openAi().retire().knownModelsOnly();

    for (String body : new String[] {retired, unknown}) {
      HttpResponse<byte[]> response = client.post(PATH, body);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(Client.json(response).at("/error/param").asText()).isEqualTo("model");
    }
    simulator.openAi().register(OpenAiModel.unknown("tomorrow"));
    assertThat(client.post(PATH, unknown).statusCode()).isEqualTo(200);
  }

  @Test
  void modelsOfTodayRejectsEndedAndUnknownModelsButNoDeployment() throws Exception {
    simulator.requireKey(KEY).modelsOfToday();

    for (String model : new String[] {"dall-e-3", "gpt-image-1", "foo"}) {
      String body = "{'model':'%s','prompt':'x'}".formatted(model);
      HttpResponse<byte[]> response = client.post(PATH, body);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(Client.json(response).at("/error/message").asText())
          .isEqualTo("The model '%s' does not exist.".formatted(model));
      assertThat(azure("/openai/v1/images/generations", body)).isEqualTo(200);
    }
    assertThat(client.post(PATH, "{'model':'gpt-image-2','prompt':'x'}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void unknownPathsAre404WithoutAWord() throws Exception {
    HttpResponse<byte[]> response = client.post("/v1/images/variations", "{}");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("content-type")).isEmpty();
  }

  @Test
  void azureTakesItsKeyHeaderAtBothUrls() throws Exception {
    simulator.requireKey(KEY).openAi().deploy("my pictures", "gpt-image-1.5").knownModelsOnly();
    String classic = "/openai/deployments/my%20pictures/images/generations";

    assertThat(azure("/openai/v1/images/generations", "{'model':'my pictures','prompt':'x'}"))
        .isEqualTo(200);
    assertThat(azure(classic + "?api-version=2025-04-01-preview", "{'prompt':'x'}")).isEqualTo(200);
    assertThat(azure(classic, "{'prompt':'x'}")).isEqualTo(404);
    assertThat(azure("/openai/v1/images/generations", "{'prompt':'x'}")).isEqualTo(400);
    assertThat(
            azure("/openai/deployments/other/images/generations?api-version=1", "{'prompt':'x'}"))
        .isEqualTo(404);
    assertThat(azure(PATH, "{'model':'gpt-image-2','prompt':'x'}")).isEqualTo(401);
    assertThat(
            client
                .post("/openai/v1/images/generations", "{'model':'my pictures','prompt':'x'}")
                .statusCode())
        .isEqualTo(200);
    simulator.requireKey("another");
    assertThat(azure("/openai/v1/images/generations", "{'model':'my pictures','prompt':'x'}"))
        .isEqualTo(401);
  }

  private int azure(String path, String body) throws Exception {
    try (Client azure = new Client(simulator, "")) {
      return azure
          .send(
              azure
                  .request(path)
                  .header("api-key", KEY)
                  .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                  .build())
          .statusCode();
    }
  }

  @Test
  void aCompatibleServerTakesWhatOthersRefuse() throws Exception {
    simulator.openAi().compatible();
    try (Client stranger = new Client(simulator, "")) {
      JsonNode json =
          Client.json(
              stranger.post(PATH, "{'prompt':'x','size':'640x480','response_format':'url','a':1}"));
      assertThat(Client.image(stranger.download(json.at("/data/0/url").asText()).body()).getWidth())
          .isEqualTo(640);
      assertThat(
              Client.json(
                      stranger.post(
                          "/images/generations",
                          "{'prompt':'x','model':'sd','response_format':'b64_json'}"))
                  .at("/data/0/b64_json")
                  .isTextual())
          .isTrue();
      assertThat(Client.json(stranger.post(PATH, "{}")).get("detail").isTextual()).isTrue();
    }
  }

  @Test
  void readyMadeErrorsHaveTheirStatusCodeAndHeaders() throws Exception {
    simulator.next(
        Fault.answer(OpenAiErrors.rateLimitExceeded(Duration.ofMillis(1500))),
        Fault.answer(OpenAiErrors.insufficientQuota()),
        Fault.answer(OpenAiErrors.moderationBlocked("output", "violence", "sexual")),
        Fault.answer(OpenAiErrors.azureContentFilter()));

    HttpResponse<byte[]> pace = client.post(PATH, "{'model':'gpt-image-2','prompt':'x'}");
    assertThat(pace.statusCode()).isEqualTo(429);
    assertThat(pace.headers().firstValue("retry-after")).hasValue("2");
    assertThat(pace.headers().firstValue("retry-after-ms")).hasValue("1500");
    HttpResponse<byte[]> money = client.post(PATH, "{'model':'gpt-image-2','prompt':'x'}");
    assertThat(code(money)).isEqualTo("insufficient_quota");
    JsonNode content = Client.json(client.post(PATH, "{'model':'gpt-image-2','prompt':'x'}"));
    assertThat(content.at("/error/code").asText()).isEqualTo("moderation_blocked");
    assertThat(content.at("/error/moderation_details/moderation_stage").asText())
        .isEqualTo("output");
    assertThat(content.at("/error/moderation_details/categories")).hasSize(2);
    JsonNode azure = Client.json(client.post(PATH, "{'model':'gpt-image-2','prompt':'x'}"));
    assertThat(azure.at("/error/code").asText()).isEqualTo("contentFilter");
    assertThat(simulator.purchases()).isZero();
    assertThat(simulator.faultsLeft()).isZero();
  }

  private static String code(HttpResponse<byte[]> response) {
    return Client.json(response).at("/error/code").asText();
  }
}

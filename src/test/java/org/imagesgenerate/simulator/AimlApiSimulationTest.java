package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AimlApiSimulationTest {

  private static final String PATH = "/v1/images/generations";

  private final ImagesSimulator simulator = ImagesSimulator.startAimlApi();
  private final Client client = new Client(simulator, "key-1");

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  @Test
  void answersAUrlAndWhatItCost() throws Exception {
    HttpResponse<byte[]> response =
        client.post(PATH, "{'model':'openai/gpt-image-2','prompt':'A dragon','quality':'low'}");

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode json = Client.json(response);
    assertThat(json.at("/data/0/b64_json").isNull()).isTrue();
    assertThat(Client.image(client.download(json.at("/data/0/url").asText()).body()).getWidth())
        .isEqualTo(1024);
    assertThat(json.at("/meta/usage/credits_used").isNumber()).isTrue();
    assertThat(json.at("/meta/usage/usd_spent").isNumber()).isTrue();
    assertThat(simulator.bill())
        .containsExactly(new SimulatedPurchase("aimlapi", "openai/gpt-image-2", "A dragon", 1, ""));
  }

  @Test
  void answersBase64WhenAskedAndOnceWasCreated() throws Exception {
    simulator.aimlApi().answerCreated();

    HttpResponse<byte[]> response =
        client.post(
            PATH,
            "{'model':'dall-e-2','prompt':'x','n':2,'size':'256x256','response_format':'b64_json'}");

    assertThat(response.statusCode()).isEqualTo(201);
    JsonNode json = Client.json(response);
    assertThat(json.get("data")).hasSize(2);
    assertThat(json.at("/data/0/url").isNull()).isTrue();
    assertThat(Client.image(Client.base64(json.at("/data/1/b64_json"))).getWidth()).isEqualTo(256);
  }

  @Test
  void fluxCountsAndMeasuresInItsOwnFields() throws Exception {
    JsonNode json =
        Client.json(
            client.post(
                PATH,
                "{'model':'flux/dev','prompt':'x','num_images':3,"
                    + "'image_size':{'width':640,'height':480}}"));

    assertThat(json.get("data")).hasSize(3);
    assertThat(Client.image(client.download(json.at("/data/2/url").asText()).body()).getHeight())
        .isEqualTo(480);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'model':'openai/gpt-image-2','prompt':'x','n':2}",
        "{'model':'openai/gpt-image-2','prompt':'x','size':'auto'}",
        "{'model':'openai/gpt-image-2','prompt':'x','size':'2048x2048'}",
        "{'model':'openai/gpt-image-2','prompt':'x','quality':'auto'}",
        "{'model':'openai/gpt-image-2','prompt':'x','user':'me'}",
        "{'model':'openai/gpt-image-2','prompt':'x','output_compression':101}",
        "{'model':'dall-e-3','prompt':'x','n':2}",
        "{'model':'dall-e-2','prompt':'x','style':'vivid'}",
        "{'model':'dall-e-2','prompt':'x','n':'2'}",
        "{'model':'flux/dev','prompt':'x','n':1}",
        "{'model':'flux/dev','prompt':'x','num_images':5}",
        "{'model':'dall-e-2','prompt':''}",
        "{'model':'dall-e-2'}"
      })
  void whatAModelDoesNotTakeIsRefusedInItsOwnForm(String body) throws Exception {
    HttpResponse<byte[]> response = client.post(PATH, body);

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode json = Client.json(response);
    assertThat(json.has("error")).isFalse();
    assertThat(json.get("statusCode").asInt()).isEqualTo(400);
    assertThat(json.get("message").asText()).contains("validation");
    assertThat(json.get("requestId").asText()).isNotBlank();
    assertThat(json.get("timestamp").asText()).isNotBlank();
    assertThat(json.get("path").asText()).isEqualTo(PATH);
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void keysAndModelsAreChecked() throws Exception {
    simulator.aimlApi().retire("dall-e-2");

    assertThat(client.post(PATH, "{'model':'dall-e-2','prompt':'x'}").statusCode()).isEqualTo(404);
    assertThat(client.post(PATH, "{'model':'gpt-image-2','prompt':'x'}").statusCode())
        .isEqualTo(404);
    simulator.aimlApi().register("gpt-image-2");
    assertThat(client.post(PATH, "{'model':'gpt-image-2','prompt':'x'}").statusCode())
        .isEqualTo(200);
    assertThat(client.post("/v1/images", "{}").statusCode()).isEqualTo(404);
    simulator.requireKey("key-2");
    assertThat(client.post(PATH, "{'model':'dall-e-3','prompt':'x'}").statusCode()).isEqualTo(401);
  }

  @Test
  void moneyIsA403() throws Exception {
    simulator.next(Fault.answer(AimlApiErrors.outOfCredits()));

    HttpResponse<byte[]> response = client.post(PATH, "{'model':'dall-e-3','prompt':'x'}");

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(Client.json(response).get("statusCode").asInt()).isEqualTo(403);
  }
}

package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaveSpeedSimulationTest {

  private static final String MODEL = "openai/gpt-image-2/text-to-image";
  private static final String PATH = "/api/v3/" + MODEL;

  private final ImagesSimulator simulator = ImagesSimulator.start();
  private final Client client = new Client(simulator, "key-1");

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  private JsonNode submit(String fields) throws Exception {
    return Client.json(client.post(PATH, "{'prompt':'A dragon'" + fields + "}")).get("data");
  }

  private JsonNode poll(JsonNode data) throws Exception {
    String path = data.at("/urls/get").asText().substring(simulator.uri().toString().length());
    return Client.json(client.get(path)).get("data");
  }

  @Test
  void aTaskIsCreatedProcessedAndCompleted() throws Exception {
    JsonNode created = submit(",'aspect_ratio':'16:9','resolution':'1k'");

    assertThat(created.get("status").asText()).isEqualTo("created");
    assertThat(created.get("outputs")).isEmpty();
    assertThat(created.get("model").asText()).isEqualTo(MODEL);
    assertThat(poll(created).get("status").asText()).isEqualTo("processing");
    JsonNode completed = poll(created);
    assertThat(completed.get("status").asText()).isEqualTo("completed");
    assertThat(completed.at("/has_nsfw_contents/0").asBoolean()).isFalse();
    assertThat(completed.get("error").asText()).isEmpty();
    byte[] image = client.download(completed.at("/outputs/0").asText()).body();
    assertThat(Client.image(image).getWidth()).isEqualTo(1360);
    assertThat(Client.image(image).getHeight()).isEqualTo(768);
    assertThat(poll(created)).isEqualTo(completed);
    String id = created.get("id").asText();
    assertThat(Client.json(client.get("/api/v3/predictions/" + id)).get("data"))
        .isEqualTo(completed);
    assertThat(simulator.bill())
        .containsExactly(new SimulatedPurchase("wavespeed", MODEL, "A dragon", 1, id));
    assertThat(simulator.waveSpeed().tasks()).containsExactly(id);
  }

  @Test
  void theCatalogHasTheSchemasOfModelsThatAreAsStrict() throws Exception {
    JsonNode model = Client.json(client.get("/api/v3/models")).at("/data/0");

    assertThat(model.at("/api_schema/api_schemas/1/type").asText()).isEqualTo("model_run");
    assertThat(model.at("/api_schema/api_schemas/1/request_schema/properties").has("num_images"))
        .isTrue();
    String path = "/api/v3/" + model.get("model_id").asText();
    assertThat(client.post(path, "{'prompt':'A dragon','num_images':2}").statusCode())
        .isEqualTo(200);
    assertThat(client.post(path, "{'prompt':'A dragon','size':'1024*1024'}").statusCode())
        .isEqualTo(400);
    assertThat(simulator.imagesBought()).isEqualTo(2);
  }

  @Test
  void syncModeAnswersTheOutput() throws Exception {
    JsonNode data = submit(",'enable_sync_mode':true,'output_format':'jpeg'");

    assertThat(data.get("status").asText()).isEqualTo("completed");
    assertThat(data.get("outputs")).hasSize(1);
  }

  @Test
  void syncModeMayGiveUpWhileTheTaskGoesOn() throws Exception {
    simulator.waveSpeed().nextTask(TaskEnd.late());

    JsonNode data = submit(",'enable_sync_mode':true");

    assertThat(data.get("status").asText()).isEqualTo("processing");
    assertThat(data.get("code").asInt()).isEqualTo(5004);
    assertThat(poll(data).get("status").asText()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void base64IsBareOrADataUri() throws Exception {
    simulator.waveSpeed().pollsNeeded(1);
    String bare = poll(submit(",'enable_base64_output':true")).at("/outputs/0").asText();
    simulator.waveSpeed().base64AsDataUri();
    String uri = poll(submit(",'enable_base64_output':true")).at("/outputs/0").asText();

    assertThat(bare).startsWith("iVBOR");
    assertThat(uri).startsWith("data:image/png;base64,iVBOR");
  }

  @Test
  void tasksEndAsTheyAreTold() throws Exception {
    simulator
        .waveSpeed()
        .pollsNeeded(1)
        .nextTask(
            TaskEnd.failed("The prompt was refused"),
            TaskEnd.failed("cancelled: by an operator"),
            TaskEnd.nsfw(),
            TaskEnd.some(0),
            TaskEnd.never());

    JsonNode failed = poll(submit(""));
    assertThat(failed.get("status").asText()).isEqualTo("failed");
    assertThat(failed.get("error").asText()).isEqualTo("The prompt was refused");
    assertThat(failed.get("outputs")).isEmpty();
    assertThat(poll(submit("")).get("status").asText()).isEqualTo("cancelled");
    assertThat(simulator.purchases()).isZero();
    assertThat(poll(submit("")).at("/has_nsfw_contents/0").asBoolean()).isTrue();
    JsonNode none = poll(submit(""));
    assertThat(none.get("status").asText()).isEqualTo("completed");
    assertThat(none.get("outputs")).isEmpty();
    assertThat(poll(submit("")).get("status").asText()).isEqualTo("processing");
    assertThat(poll(submit("")).get("status").asText()).isEqualTo("completed");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "openai/gpt-image-2/text-to-image, |{}|, 400",
        "openai/gpt-image-2/text-to-image, |{'prompt':'x','n':2}|, 400",
        "openai/gpt-image-2/text-to-image, |{'prompt':'x','size':'1024*1024'}|, 400",
        "openai/gpt-image-2/text-to-image, |{'prompt':'x','quality':'xhigh'}|, 400",
        "openai/gpt-image-2/text-to-image, |{'prompt':'x','aspect_ratio':'7:5'}|, 400",
        "openai/gpt-image-2/text-to-image, |{'prompt':'x','background':'opaque'}|, 400",
        "openai/gpt-image-2/text-to-image, |{'prompt':'x','enable_sync_mode':'true'}|, 400",
        "openai/gpt-image-1.5/text-to-image, |{'prompt':'x','size':'1024x1024'}|, 400",
        "openai/gpt-image-1.5/text-to-image, |{'prompt':'x','aspect_ratio':'1:1'}|, 400",
        "openai/dall-e-2, |{'prompt':'x','size':'1024*1024'}|, 400",
        "openai/dall-e-2, |{'prompt':'x','enable_sync_mode':true}|, 400",
        "openai/tomorrow, |{'prompt':'x'}|, 404",
        "openai/dall-e-2, |{'prompt':'x'}|, 200",
        "openai/dall-e-3, |{'prompt':'x','size':'1024*1792','style':'vivid'}|, 200",
        "openai/gpt-image-1.5/text-to-image, |{'prompt':'x','size':'auto','quality':'low'}|, 200",
        "openai/gpt-image-2.6-flare/text-to-image, |{'prompt':'x','quality':'max','complexity':'low'}|, 200"
      })
  void inputsAreChecked(String model, String inputs, int status) throws Exception {
    HttpResponse<byte[]> response = client.post("/api/v3/" + model, inputs);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(Client.json(response).get("code").asInt()).isEqualTo(status);
    assertThat(simulator.purchases()).isEqualTo(status == 200 ? 1 : 0);
  }

  @Test
  void keysModelsAndTasksMustBeKnown() throws Exception {
    simulator.waveSpeed().retire("openai/dall-e-2").register("openai/tomorrow");

    assertThat(client.post("/api/v3/openai/dall-e-2", "{'prompt':'x'}").statusCode())
        .isEqualTo(404);
    assertThat(client.post("/api/v3/openai/tomorrow", "{'prompt':'x','new':1}").statusCode())
        .isEqualTo(200);
    assertThat(client.get("/api/v3/predictions/nobody/result").statusCode()).isEqualTo(404);
    simulator.requireKey("key-2");
    assertThat(client.post(PATH, "{'prompt':'x'}").statusCode()).isEqualTo(401);
  }

  @Test
  void aWebhookIsSignedAndFlat() throws Exception {
    try (ImagesSimulator receiver = ImagesSimulator.start()) {
      receiver.always(request -> true, Fault.empty(204));
      String hook = URLEncoder.encode(receiver.uri() + "/hook?x=1", StandardCharsets.UTF_8);
      JsonNode data =
          Client.json(client.post(PATH + "?webhook=" + hook, "{'prompt':'x'}")).get("data");

      assertThat(simulator.waveSpeed().deliverWebhook(data.get("id").asText())).isEqualTo(204);

      ReceivedRequest report = receiver.lastRequest();
      assertThat(report.target()).isEqualTo("/hook?x=1");
      assertThat(report.json().get("status").asText()).isEqualTo("completed");
      assertThat(report.json().get("id")).isEqualTo(data.get("id"));
      String signature =
          WaveSpeedSimulation.sign(
              WaveSpeedSimulation.WEBHOOK_SECRET,
              report.header("webhook-id").orElseThrow(),
              report.header("webhook-timestamp").orElseThrow(),
              report.bodyBytes());
      assertThat(report.header("webhook-signature")).hasValue("v3," + signature);
    }
  }

  @Test
  void theSignatureIsTheOneOfTheWorkedExample() {
    byte[] body = "{\"id\":\"p1\",\"status\":\"completed\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(WaveSpeedSimulation.sign("whsec_testsecret", "wh_1", "1700000000", body))
        .isEqualTo("8b6bda6ddb1af1d1873de0a8825acc15fbcdadd4cc7a976e613fb5b174a9691e");
  }

  @Test
  void aWebhookNeverLeavesTheMachine() throws Exception {
    JsonNode data =
        Client.json(
                client.post(PATH + "?webhook=http%3A%2F%2F198.51.100.7%2Fhook", "{'prompt':'x'}"))
            .get("data");

    assertThatThrownBy(() -> simulator.waveSpeed().deliverWebhook(data.get("id").asText()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void pricesAndTheWebhookSecretCanBeAsked() throws Exception {
    assertThat(Client.json(client.get("/api/v3/webhook/secret")).at("/data/secret").asText())
        .isEqualTo(WaveSpeedSimulation.WEBHOOK_SECRET);
    assertThat(
            Client.json(client.post("/api/v3/model/pricing", "{'model_id':'x','inputs':{}}"))
                .at("/data/currency")
                .asText())
        .isEqualTo("USD");
    assertThat(simulator.purchases()).isZero();
    assertThat(simulator.lastRequest().isPurchase()).isFalse();
  }
}

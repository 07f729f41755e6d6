package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunwareSimulationTest {

  private static final String MODEL = "openai:gpt-image@2";

  private final ImagesSimulator simulator = ImagesSimulator.start();
  private final Client client = new Client(simulator, "key-1");
  private final String uuid = UUID.randomUUID().toString();

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  private static String task(String uuid, String model, String fields) {
    return "{'taskType':'imageInference','taskUUID':'%s','model':'%s','positivePrompt':'A dragon'%s}"
        .formatted(uuid, model, fields);
  }

  private JsonNode infer(String fields) throws Exception {
    return Client.json(
        client.post("/v1", "[" + task(uuid, MODEL, ",'width':1024,'height':1024" + fields) + "]"));
  }

  private JsonNode ask(String taskType) throws Exception {
    return Client.json(
        client.post("/v1", "[{'taskType':'%s','taskUUID':'%s'}]".formatted(taskType, uuid)));
  }

  @Test
  void aSyncTaskAnswersJpegsByUrl() throws Exception {
    JsonNode json = infer(",'numberResults':2,'includeCost':true");

    assertThat(json.has("errors")).isFalse();
    assertThat(json.get("data")).hasSize(2);
    JsonNode item = json.at("/data/1");
    assertThat(item.get("taskUUID").asText()).isEqualTo(uuid);
    assertThat(item.get("imageUUID")).isNotEqualTo(json.at("/data/0/imageUUID"));
    assertThat(item.get("seed").isIntegralNumber()).isTrue();
    assertThat(item.get("cost").asDouble()).isEqualTo(0.053);
    assertThat(item.has("NSFWContent")).isFalse();
    HttpResponse<byte[]> file = client.download(item.get("imageURL").asText());
    assertThat(file.headers().firstValue("content-type")).hasValue("image/jpeg");
    assertThat(Client.image(file.body()).getWidth()).isEqualTo(1024);
    assertThat(simulator.bill())
        .containsExactly(new SimulatedPurchase("runware", MODEL, "A dragon", 2, uuid));
    assertThat(simulator.runware().tasks()).containsExactly(uuid);
  }

  @Test
  void theSchemaServiceKnowsModelsThatAreAsStrict() throws Exception {
    String service = simulator.uri() + "/resolve/";
    HttpResponse<byte[]> schema = client.download(service + "moonvale%3A1%401");

    assertThat(Client.json(schema).at("/requestSchema/required").toString()).contains("width");
    assertThat(client.download(service + "moonvale%3A9%401").statusCode()).isEqualTo(404);
    String small = task(uuid, "moonvale:1@1", ",'width':100,'height':1024");
    assertThat(Client.json(client.post("/v1", "[" + small + "]")).has("errors")).isTrue();
    String right = task(uuid, "moonvale:1@1", ",'width':1024,'height':1024");
    assertThat(Client.json(client.post("/v1", "[" + right + "]")).has("errors")).isFalse();
  }

  @Test
  void base64AndDataUrisComeOnRequest() throws Exception {
    assertThat(
            infer(",'outputType':'base64Data','outputFormat':'PNG'")
                .at("/data/0/imageBase64Data")
                .asText())
        .startsWith("iVBOR");
    String other = task(UUID.randomUUID().toString(), "openai:2@2", ",'outputType':'dataURI'");
    assertThat(
            Client.json(client.post("/v1", "[" + other + "]")).at("/data/0/imageDataURI").asText())
        .startsWith("data:image/jpeg;base64,/9j/");
  }

  @Test
  void aUuidBuysOnce() throws Exception {
    infer("");

    JsonNode again = infer("");

    assertThat(again.has("data")).isFalse();
    assertThat(again.at("/errors/0/code").asText()).isEqualTo("duplicateTaskUUID");
    assertThat(again.at("/errors/0/taskUUID").asText()).isEqualTo(uuid);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void anAsyncTaskIsAskedForImageByImage() throws Exception {
    JsonNode submitted = infer(",'deliveryMethod':'async','numberResults':2");
    assertThat(submitted.get("data")).hasSize(1);
    assertThat(submitted.at("/data/0").has("imageURL")).isFalse();

    JsonNode half = ask("getResponse");
    assertThat(half.get("data")).hasSize(2);
    assertThat(half.at("/data/0/status").asText()).isEqualTo("success");
    assertThat(half.at("/data/0/imageURL").isTextual()).isTrue();
    assertThat(half.at("/data/1/status").asText()).isEqualTo("processing");
    JsonNode whole = ask("getResponse");
    assertThat(whole.at("/data/0")).isEqualTo(half.at("/data/0"));
    assertThat(whole.at("/data/1/status").asText()).isEqualTo("success");
    assertThat(simulator.lastRequest().isPurchase()).isFalse();
    assertThat(simulator.purchases()).isEqualTo(1);
    assertThat(simulator.imagesBought()).isEqualTo(2);
  }

  @Test
  void whatWasLostCanBeAskedFor() throws Exception {
    simulator.next(Fault.closeAfterReading().afterWork());
    assertThatThrownBy(() -> infer(",'includeCost':true")).isInstanceOf(IOException.class);

    JsonNode details = ask("getTaskDetails").at("/data/0");

    assertThat(details.get("taskUUID").asText()).isEqualTo(uuid);
    assertThat(details.at("/request/0/positivePrompt").asText()).isEqualTo("A dragon");
    assertThat(details.at("/response/data/0/imageURL").isTextual()).isTrue();
    assertThat(details.at("/response/data/0/cost").asDouble()).isEqualTo(0.053);
    assertThat(ask("getResponse").at("/data/0/status").asText()).isEqualTo("success");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void whatIsStillRunningOrNotKeptHasNoDetails() throws Exception {
    simulator.runware().nextTask(TaskEnd.late());
    JsonNode late = infer("");
    assertThat(late.at("/errors/0/code").asText()).isEqualTo("timeoutProvider");

    assertThat(ask("getTaskDetails").has("errors")).isTrue();
    assertThat(ask("getResponse").at("/data/0/status").asText()).isEqualTo("processing");
    assertThat(ask("getResponse").at("/data/0/status").asText()).isEqualTo("success");
    assertThat(ask("getTaskDetails").at("/data/0/response/data")).hasSize(1);
    simulator.runware().withoutRetention();
    assertThat(ask("getTaskDetails").has("data")).isFalse();
  }

  @Test
  void dataAndErrorsStandSideBySide() throws Exception {
    simulator.runware().nextTask(TaskEnd.done(), TaskEnd.failed("contentPolicyViolation"));
    String other = UUID.randomUUID().toString();

    HttpResponse<byte[]> response =
        client.post(
            "/v1",
            "[%s,%s]".formatted(task(uuid, "openai:2@2", ""), task(other, "openai:2@2", "")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Client.json(response).at("/data/0/taskUUID").asText()).isEqualTo(uuid);
    assertThat(Client.json(response).at("/errors/0/taskUUID").asText()).isEqualTo(other);
    assertThat(Client.json(response).at("/errors/0/code").asText())
        .isEqualTo("contentPolicyViolation");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void someImagesOfATaskMayFail() throws Exception {
    simulator.runware().nextTask(TaskEnd.someThenFailed(1, "timeoutProvider"));

    JsonNode json = infer(",'numberResults':3");

    assertThat(json.get("data")).hasSize(1);
    assertThat(json.at("/errors/0/code").asText()).isEqualTo("timeoutProvider");
    assertThat(simulator.imagesBought()).isEqualTo(1);
  }

  @Test
  void aFailedTaskIsA400AndCostsNothing() throws Exception {
    simulator.runware().nextTask(TaskEnd.failed("providerContentPolicyViolation"));

    HttpResponse<byte[]> response = client.post("/v1", "[" + task(uuid, "openai:2@2", "") + "]");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Client.json(response).has("data")).isFalse();
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void checkedContentIsFlagged() throws Exception {
    simulator.runware().nextTask(TaskEnd.nsfw());

    JsonNode json = infer(",'safety':{'checkContent':true},'numberResults':2");

    assertThat(json.at("/data/0/NSFWContent").asBoolean()).isTrue();
    assertThat(json.at("/data/1/NSFWContent").isBoolean()).isTrue();
    assertThat(json.at("/data/1/NSFWContent").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "openai:gpt-image@2, ||, missingWidth",
        "openai:gpt-image@2, |,'width':1000,'height':1024|, invalidWidth",
        "openai:gpt-image@2, |,'width':480,'height':480|, invalidWidth",
        "openai:gpt-image@2, |,'width':1024|, missingHeight",
        "openai:2@2, |,'width':1024,'height':1536|, invalidWidth",
        "openai:2@2, |,'width':'1024','height':1024|, invalidWidth",
        "openai:2@2, |,'numberResults':21|, invalidNumberResults",
        "openai:2@2, |,'outputQuality':100|, invalidOutputQuality",
        "openai:2@2, |,'outputFormat':'GIF'|, invalidOutputFormat",
        "openai:2@2, |,'outputType':'url'|, invalidOutputType",
        "openai:2@2, |,'ttl':59|, invalidTtl",
        "openai:2@2, |,'ttl':60,'outputType':'dataURI'|, invalidTtl",
        "openai:2@2, |,'includeCost':'true'|, invalidIncludeCost",
        "openai:2@2, |,'safety':{'mode':'slow'}|, invalidSafety",
        "openai:2@2, |,'n':1|, unsupportedParameter",
        "openai:2@2, |,'providerSettings':{'openai':{'quality':'hd'}}|, unsupportedParameter",
        "openai:2@3, |,'providerSettings':{'openai':{'quality':'high'}}|, invalidQuality",
        "openai:2@3, |,'providerSettings':{'openai':{'moderation':'low'}}|, unsupportedParameter",
        "openai:2@3, |,'providerSettings':{'quality':'hd'}|, invalidProviderSettings",
        "openai:1@1, |,'settings':{'quality':'low'}|, unsupportedParameter",
        "openai:1@1, |,'providerSettings':{'openai':{'background':'transparent'}}|, invalidBackground",
        "openai:gpt-image@2.5-flare, |,'width':1024,'height':1024,'providerSettings':{'openai':{'quality':'low'}}|, unsupportedParameter",
        "|gpt image|, ||, invalidModel"
      })
  void whatAModelDoesNotTakeIsRefused(String model, String fields, String code) throws Exception {
    HttpResponse<byte[]> response = client.post("/v1", "[" + task(uuid, model, fields) + "]");

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = Client.json(response).at("/errors/0");
    assertThat(error.get("code").asText()).isEqualTo(code);
    assertThat(error.get("taskUUID").asText()).isEqualTo(uuid);
    assertThat(error.get("taskType").asText()).isEqualTo("imageInference");
    assertThat(error.get("parameter").asText()).isNotBlank();
    assertThat(simulator.purchases()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "openai:2@2, |,'outputFormat':'webp','outputQuality':20,'ttl':60|",
        "openai:2@3, |,'providerSettings':{'openai':{'quality':'hd','style':'natural'}}|",
        "openai:4@1, |,'outputFormat':'PNG','providerSettings':{'openai':{'background':'transparent'}}|",
        "openai:gpt-image@2, |,'width':1280,'height':720,'providerSettings':{'openai':{'moderation':'low'}}|",
        "openai:gpt-image@2.5-sunburst, |,'width':1024,'height':1024,'settings':{'quality':'max','background':'opaque'}|",
        "runware:101@1, |,'width':512,'height':512,'steps':4|"
      })
  void whatAModelTakesIsServed(String model, String fields) throws Exception {
    assertThat(client.post("/v1", "[" + task(uuid, model, fields) + "]").statusCode())
        .isEqualTo(200);
  }

  @Test
  void theKeyMayComeAsFirstElement() throws Exception {
    simulator.requireKey("key-2");
    String authentication = "{'taskType':'authentication','apiKey':'key-2'}";
    try (Client stranger = new Client(simulator, "")) {
      assertThat(
              stranger
                  .post("/v1", "[" + authentication + "," + task(uuid, "openai:2@2", "") + "]")
                  .statusCode())
          .isEqualTo(200);
    }
    HttpResponse<byte[]> refused = client.post("/v1", "[" + task(uuid, "openai:2@2", "") + "]");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(Client.json(refused).at("/errors/0/code").asText()).isEqualTo("invalidApiKey");
  }

  @Test
  void theBodyIsAlwaysAnArrayOfTasksWithUuids() throws Exception {
    assertThat(client.post("/v1", task(uuid, "openai:2@2", "")).statusCode()).isEqualTo(400);
    assertThat(client.post("/v1", "[]").statusCode()).isEqualTo(400);
    assertThat(client.post("/v1", "[" + task("not-a-uuid", "openai:2@2", "") + "]").statusCode())
        .isEqualTo(400);
    assertThat(client.post("/v1", "[{'taskType':'imageInference'}]").statusCode()).isEqualTo(400);
    assertThat(
            client
                .post("/v1", "[{'taskType':'dance','taskUUID':'%s'}]".formatted(uuid))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void retiredModelsAreRefused() throws Exception {
    simulator.runware().retire("openai:2@2");

    assertThat(client.post("/v1", "[" + task(uuid, "openai:2@2", "") + "]").statusCode())
        .isEqualTo(400);
    assertThat(client.post("/v1", "[" + task(uuid, "runware:101@1", "") + "]").statusCode())
        .isEqualTo(400);
  }

  @Test
  void modelsOfTodayRejectsOpenAisEndedAndUnknownModelsOnly() throws Exception {
    simulator.modelsOfToday();

    for (String model : new String[] {"openai:2@3", "openai:1@1", "openai:99@1"}) {
      assertThat(client.post("/v1", "[" + task(uuid, model, "") + "]").statusCode())
          .as(model)
          .isEqualTo(400);
    }
    assertThat(
            client
                .post("/v1", "[" + task(uuid, "runware:101@1", ",'width':512,'height':512") + "]")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aWebhookIsCalledForEveryImage() throws Exception {
    try (ImagesSimulator receiver = ImagesSimulator.start()) {
      receiver.always(request -> true, Fault.empty(204));
      infer(
          ",'numberResults':2,'deliveryMethod':'async','webhookURL':'%s/hook?secret=1'"
              .formatted(receiver.uri()));

      assertThat(simulator.runware().deliverWebhook(uuid)).isEqualTo(204);

      assertThat(receiver.requests()).hasSize(2);
      assertThat(receiver.lastRequest().query()).containsEntry("secret", "1");
      assertThat(receiver.lastRequest().json().at("/data/0/taskUUID").asText()).isEqualTo(uuid);
    }
  }

  @Test
  void readyMadeErrorsHaveTheirStatus() throws Exception {
    simulator.next(Fault.answer(RunwareSimulation.error(402, "insufficientCredits", "")));

    HttpResponse<byte[]> response = client.post("/v1", "[" + task(uuid, "openai:2@2", "") + "]");

    assertThat(response.statusCode()).isEqualTo(402);
    assertThat(Client.json(response).at("/errors/0/code").asText())
        .isEqualTo("insufficientCredits");
  }
}

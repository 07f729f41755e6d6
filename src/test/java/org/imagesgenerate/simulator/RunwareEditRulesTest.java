package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunwareEditRulesTest {

  private static final String GPT = "openai:gpt-image@2";
  private static final String FLUX = "runware:101@1";
  private static final byte[] PNG = TestImages.png(48, 32);
  private static final String URI = TestImages.dataUri("image/png", PNG);
  private static final String SEED = "'seedImage':'" + URI + "'";

  private final ImagesSimulator simulator = ImagesSimulator.start();
  private final Client client = new Client(simulator, "key-1");

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  private JsonNode post(String taskType, String fields) throws Exception {
    String task = "[{'taskType':'%s','taskUUID':'%s'%s}]";
    return Client.json(client.post("/v1", task.formatted(taskType, UUID.randomUUID(), fields)));
  }

  private JsonNode infer(String model, String fields) throws Exception {
    return post(
        "imageInference", ",'model':'%s','positivePrompt':'A dragon'%s".formatted(model, fields));
  }

  private JsonNode sized(String model, String fields) throws Exception {
    return infer(model, ",'width':1024,'height':1024" + fields);
  }

  private void assertRejected(JsonNode json, String code) {
    assertThat(json.at("/errors/0/code").asText()).as("%s", json).isEqualTo(code);
    assertThat(simulator.purchases()).isZero();
  }

  private String upload(String image) throws Exception {
    return post("imageUpload", ",'image':'" + image + "'").at("/data/0/imageUUID").asText();
  }

  @Test
  void anEntryIsAnUploadAUrlADataUriOrBase64() throws Exception {
    byte[] jpeg = TestImages.jpeg(20, 10);
    byte[] webp = TestImages.webp(5, 6);
    JsonNode made = sized(GPT, ",'outputFormat':'PNG'");
    String url = made.at("/data/0/imageURL").asText();
    String uploaded = upload(URI);

    JsonNode json =
        sized(
            GPT,
            ",'inputs':{'referenceImages':['%s','%s','%s','%s','%s']}"
                .formatted(
                    uploaded,
                    url,
                    TestImages.dataUri("image/jpeg", jpeg),
                    TestImages.base64(webp),
                    made.at("/data/0/imageUUID").asText()));

    assertThat(json.has("errors")).as("%s", json).isFalse();
    String picture = TestImages.sha256(client.download(url).body());
    SimulatedPurchase purchase = simulator.bill().getLast();
    assertThat(purchase.inputImages())
        .extracting(ReceivedImage::sha256)
        .containsExactly(
            TestImages.sha256(PNG),
            picture,
            TestImages.sha256(jpeg),
            TestImages.sha256(webp),
            picture);
    assertThat(purchase.inputImages())
        .extracting(ReceivedImage::reference)
        .containsExactly(uploaded, url, "", "", made.at("/data/0/imageUUID").asText());
    assertThat(purchase.inputImages().get(3).field()).isEqualTo("inputs.referenceImages[3]");
  }

  @Test
  void uploadsCostNothingAndNeedAnImage() throws Exception {
    JsonNode json = post("imageUpload", ",'image':'" + TestImages.base64(PNG) + "'");

    assertThat(json.at("/data/0/taskType").asText()).isEqualTo("imageUpload");
    assertThat(json.at("/data/0/imageUUID").asText()).matches(RunwareRules.UUID_V4);
    assertThat(simulator.lastRequest().isUpload()).isTrue();
    assertThat(simulator.lastRequest().isPurchase()).isFalse();
    assertRejected(post("imageUpload", ""), "missingImage");
    assertRejected(post("imageUpload", ",'image':'hello'"), "invalidImage");
    assertRejected(
        post("imageUpload", ",'image':'" + URI + "','name':'x'"), "unsupportedParameter");
    simulator.nextFor(ReceivedRequest::isUpload, Fault.status(503, "busy"));
    assertThat(
            client
                .post("/v1", "[{'taskType':'imageUpload','taskUUID':'x','image':'y'}]")
                .statusCode())
        .isEqualTo(503);
  }

  @Test
  void aSeedImageMayHaveAMaskAndAStrength() throws Exception {
    byte[] mask = TestImages.white(48, 32);

    JsonNode json =
        sized(
            FLUX,
            ",'strength':0.7,'inputs':{%s,'maskImage':'%s'}"
                .formatted(SEED, TestImages.dataUri("image/png", mask)));

    assertThat(json.has("errors")).as("%s", json).isFalse();
    SimulatedPurchase purchase = simulator.bill().getFirst();
    assertThat(purchase.inputImages())
        .singleElement()
        .satisfies(it -> assertThat(it.sha256()).isEqualTo(TestImages.sha256(PNG)));
    assertThat(purchase.mask().orElseThrow().sha256()).isEqualTo(TestImages.sha256(mask));
    assertThat(simulator.lastRequest().inputImages()).isEqualTo(purchase.inputImages());
    assertThat(simulator.lastRequest().mask()).isEqualTo(purchase.mask());
    assertThat(simulator.lastRequest().body()).hasSizeLessThan(600);
  }

  @Test
  void aMaskIsOpaqueGreyAndOfTheSeedImagesSize() throws Exception {
    for (byte[] wrong :
        new byte[][] {
          TestImages.transparent(48, 32), TestImages.png(48, 32), TestImages.white(32, 48)
        }) {
      String mask = ",'maskImage':'" + TestImages.dataUri("image/png", wrong) + "'";
      assertRejected(sized(FLUX, ",'inputs':{" + SEED + mask + "}"), "invalidMaskImage");
    }
    String alone = "'maskImage':'" + TestImages.base64(TestImages.white(48, 32)) + "'";
    assertRejected(sized(FLUX, ",'inputs':{" + alone + "}"), "missingSeedImage");
    assertRejected(sized(FLUX, ",'strength':0.5"), "missingSeedImage");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "openai:gpt-image@2, |,'inputs':{'seedImage':'URI'}|, invalidReferenceImages",
        "openai:gpt-image@2, |,'inputs':{'referenceImages':[]}|, invalidReferenceImages",
        "openai:gpt-image@2, |,'inputs':{'referenceImages':'URI'}|, invalidReferenceImages",
        "openai:gpt-image@2, |,'referenceImages':['URI']|, unsupportedParameter",
        "openai:gpt-image@2, |,'strength':0.5|, unsupportedParameter",
        "openai:2@3, |,'inputs':{'referenceImages':['URI']}|, unsupportedParameter",
        "runware:101@1, |,'inputs':{'referenceImages':['URI']}|, unsupportedParameter",
        "runware:101@1, |,'inputs':{'seedImage':'URI','x':1}|, unsupportedParameter",
        "runware:101@1, |,'strength':1.5,'inputs':{'seedImage':'URI'}|, invalidStrength",
        "bfl:4@1, |,'inputs':{'referenceImages':['URI','URI','URI']}|, invalidReferenceImages",
        "bfl:4@1, |,'inputs':{}|, invalidInputs",
        "runware:108@20, ||, missingInputs",
        "ideogram:4@2, ||, missingInputs"
      })
  void inputsThatTheModelDoesNotTake(String model, String fields, String code) throws Exception {
    assertRejected(sized(model, fields.replace("URI", URI)), code);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "hello",
        "https://store.example/a.png",
        "data:image/png;base64,iVBORw0KGgo*",
        "0f2e8f5b-2c84-4b8f-9d67-0123456789ab"
      })
  void whatIsNoReachableImage(String value) throws Exception {
    String inputs = ",'inputs':{'referenceImages':['" + value + "']}";

    assertRejected(sized(GPT, inputs), "invalidReferenceImages");
    assertRejected(
        sized(GPT, inputs.replace(value, TestImages.dataUri("image/jpeg", PNG))),
        "invalidReferenceImages");
    if (value.startsWith("http")) {
      simulator.allowInputUrls("https://store.example/");
      assertThat(sized(GPT, inputs).has("errors")).isFalse();
    }
  }

  @Test
  void aSizeIsNeededOnlyWhereTheModelAsksForOneBesideImages() throws Exception {
    String references = ",'outputFormat':'PNG','inputs':{'referenceImages':['" + URI + "']}";

    assertRejected(infer(GPT, references), "missingWidth");
    assertRejected(infer("google:4@2", ""), "missingWidth");
    JsonNode json = infer("google:4@2", references);
    assertThat(json.has("errors")).as("%s", json).isFalse();
    byte[] picture = client.download(json.at("/data/0/imageURL").asText()).body();
    assertThat(Client.image(picture).getWidth()).isEqualTo(48);
  }

  @Test
  void theSchemaServiceKnowsModelsThatEdit() throws Exception {
    JsonNode schema = Client.json(client.download(simulator.uri() + "/resolve/runware%3A108%4020"));

    assertThat(schema.at("/requestSchema/required").toString()).contains("inputs");
  }
}

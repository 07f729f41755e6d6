package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaveSpeedEditRulesTest {

  private static final String UPLOAD = "/api/v3/media/upload/binary";
  private static final String MODEL = "google/nano-banana-pro/edit";
  private static final byte[] PNG = TestImages.png(48, 32);

  private final ImagesSimulator simulator = ImagesSimulator.start();
  private final Client client = new Client(simulator, "key-1");

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  private String upload(byte[] image, String type) throws Exception {
    HttpResponse<byte[]> response = new TestForm().file("file", type, image).post(client, UPLOAD);
    assertThat(response.statusCode()).isEqualTo(200);
    return Client.json(response).at("/data/download_url").asText();
  }

  private HttpResponse<byte[]> submit(String model, String fields) throws Exception {
    return client.post("/api/v3/" + model, "{'prompt':'Add a dragon'" + fields + "}");
  }

  private JsonNode end(HttpResponse<byte[]> submitted) throws Exception {
    String path = Client.json(submitted).at("/data/urls/get").asText();
    client.get(path);
    return Client.json(client.get(path)).get("data");
  }

  @Test
  void anUploadCostsNothingAndIsServedAtItsUrl() throws Exception {
    HttpResponse<byte[]> response =
        new TestForm().file("file", "image/png", PNG).post(client, UPLOAD);

    JsonNode json = Client.json(response);
    assertThat(json.get("code").asInt()).isEqualTo(200);
    assertThat(json.at("/data/type").asText()).isEqualTo("image");
    assertThat(json.at("/data/filename").asText()).isEqualTo("f");
    assertThat(json.at("/data/size").asInt()).isEqualTo(PNG.length);
    ReceivedRequest request = simulator.lastRequest();
    assertThat(request.isUpload()).isTrue();
    assertThat(request.isPurchase()).isFalse();
    HttpResponse<byte[]> file = client.download(json.at("/data/download_url").asText());
    assertThat(file.body()).isEqualTo(PNG);
    assertThat(file.headers().firstValue("content-type")).hasValue("image/png");
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void uploadsNeedAKeyAndOneImage() throws Exception {
    assertThat(new TestForm().text("file", "x").post(client, UPLOAD).statusCode()).isEqualTo(400);
    assertThat(new TestForm().file("image", "image/png", PNG).post(client, UPLOAD).statusCode())
        .isEqualTo(400);
    assertThat(new TestForm().file("file", "image/jpeg", PNG).post(client, UPLOAD).statusCode())
        .isEqualTo(400);
    assertThat(
            new TestForm()
                .file("file", "image/png", "x".getBytes())
                .post(client, UPLOAD)
                .statusCode())
        .isEqualTo(400);
    simulator.nextFor(ReceivedRequest::isUpload, Fault.status(503, "busy"));
    assertThat(new TestForm().file("file", "image/png", PNG).post(client, UPLOAD).statusCode())
        .isEqualTo(503);
    simulator.requireKey("another");
    assertThat(new TestForm().file("file", "image/png", PNG).post(client, UPLOAD).statusCode())
        .isEqualTo(401);
  }

  @Test
  void anEditRecordsTheImagesAtItsUrls() throws Exception {
    byte[] jpeg = TestImages.jpeg(20, 10);
    String one = upload(PNG, "image/png");
    String two = upload(jpeg, "image/jpeg");

    JsonNode end = end(submit(MODEL, ",'images':['" + one + "','" + two + "']"));

    assertThat(end.get("status").asText()).isEqualTo("completed");
    byte[] picture = client.download(end.at("/outputs/0").asText()).body();
    assertThat(Client.image(picture).getWidth()).isEqualTo(48);
    assertThat(simulator.purchases()).isEqualTo(1);
    assertThat(simulator.bill().getFirst().inputImages())
        .extracting(ReceivedImage::field, ReceivedImage::reference, ReceivedImage::sha256)
        .containsExactly(
            tuple("images[0]", one, TestImages.sha256(PNG)),
            tuple("images[1]", two, TestImages.sha256(jpeg)));
    // the output of one edit is the input of the next
    JsonNode next = end(submit(MODEL, ",'images':['" + end.at("/outputs/0").asText() + "']"));
    assertThat(next.get("status").asText()).isEqualTo("completed");
    assertThat(simulator.bill().getLast().inputImages().getFirst().sha256())
        .isEqualTo(TestImages.sha256(picture));
  }

  @Test
  void aMaskIsOneOfTheImages() throws Exception {
    byte[] mask = TestImages.white(48, 32);
    String image = upload(PNG, "image/png");
    String at = upload(mask, "image/png");

    HttpResponse<byte[]> response =
        submit("wavespeed-ai/flux-dev", ",'image':'%s','mask_image':'%s'".formatted(image, at));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(simulator.bill().getFirst().mask().orElseThrow().sha256())
        .isEqualTo(TestImages.sha256(mask));
    assertThat(submit("wavespeed-ai/flux-dev", ",'mask_image':'" + at + "'").statusCode())
        .isEqualTo(400);
  }

  @Test
  void anUnreachableUrlFailsTheTaskAndCostsNothing() throws Exception {
    for (String url :
        new String[] {"https://store.example/a.png", simulator.uri() + "/files/missing.png"}) {
      JsonNode end = end(submit(MODEL, ",'images':['" + url + "']"));

      assertThat(end.get("status").asText()).isEqualTo("failed");
      assertThat(end.get("code").asInt()).isEqualTo(1402);
      assertThat(end.get("error").asText()).isNotEmpty();
    }
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void urlsOfADocumentStoreAreReachableIfAllowed() throws Exception {
    try (ImagesSimulator store = ImagesSimulator.start();
        Client other = new Client(store, "key-1")) {
      HttpResponse<byte[]> stored =
          new TestForm().file("file", "image/png", PNG).post(other, UPLOAD);
      String url = Client.json(stored).at("/data/download_url").asText();
      simulator.allowInputUrls(store.uri() + "/");

      assertThat(end(submit(MODEL, ",'images':['" + url + "']")).get("status").asText())
          .isEqualTo("completed");
      assertThat(simulator.bill().getFirst().inputImages().getFirst().sha256())
          .isEqualTo(TestImages.sha256(PNG));
      assertThat(store.lastRequest().isDownload()).isTrue();
      assertThat(store.lastRequest().carriesKey()).isFalse();
      assertThat(end(submit(MODEL, ",'images':['" + store.uri() + "/none']")).get("code").asInt())
          .isEqualTo(1402);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "google/nano-banana-pro/edit, ||",
        "google/nano-banana-pro/edit, |,'images':[]|",
        "google/nano-banana-pro/edit, |,'image':'URL'|",
        "google/nano-banana-pro/edit, |,'images':'URL'|",
        "google/nano-banana-pro/edit, |,'images':['URL'],'size':'1024*1024'|",
        "x-ai/grok-imagine-image-v2.0/edit, |,'images':['URL','URL']|",
        "wavespeed-ai/flux-kontext-pro, |,'image':['URL']|",
        "openai/gpt-image-2/text-to-image, |,'images':['URL']|",
        "google/nano-banana-pro/text-to-image, |,'images':['URL']|"
      })
  void fieldsThatTheModelDoesNotTake(String model, String fields) throws Exception {
    String url = upload(PNG, "image/png");

    assertThat(submit(model, fields.replace("URL", url)).statusCode()).isEqualTo(400);
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void dataUrisAreRejected() throws Exception {
    for (String value :
        new String[] {
          TestImages.dataUri("image/png", PNG), TestImages.base64(PNG), "ftp://a/b.png"
        }) {
      HttpResponse<byte[]> response = submit(MODEL, ",'images':['" + value + "']");

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(Client.json(response).get("code").asInt()).isEqualTo(1402);
    }
    assertThat(simulator.lastRequest().inputImages()).isEmpty();
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void aSubmitIsNoForm() throws Exception {
    HttpResponse<byte[]> response =
        new TestForm()
            .text("prompt", "x")
            .file("images", "image/png", PNG)
            .post(client, "/api/v3/" + MODEL);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void theListOfModelsTellsEditsFromGenerations() throws Exception {
    JsonNode models = Client.json(client.get("/api/v3/models")).get("data");

    assertThat(models)
        .filteredOn(it -> it.get("model_id").asText().equals(MODEL))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.get("type").asText()).isEqualTo("image-to-image");
              assertThat(it.findPath("request_schema").get("required").toString())
                  .contains("images");
            });
  }
}

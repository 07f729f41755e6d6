package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.imagesgenerate.connector.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiEditTest {

  private static final String PATH = "/v1/images/edits";
  private static final byte[] PNG = TestImages.png(48, 32);
  private static final byte[] MASK = TestImages.transparent(48, 32);

  private final ImagesSimulator simulator = ImagesSimulator.start();
  private final Client client = new Client(simulator, "sk-test-0123456789abcdef");

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  private static TestForm form(String model) {
    return new TestForm().text("model", model).text("prompt", "Add a dragon");
  }

  private static TestForm image(TestForm form) {
    return form.file("image", "image/png", PNG);
  }

  private void assertRejected(TestForm form, String code, String param) throws Exception {
    HttpResponse<byte[]> response = form.post(client, PATH);
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = Client.json(response).get("error");
    assertThat(error.get("code").asText()).as("%s", error).isEqualTo(code);
    assertThat(error.get("param").asText()).as("%s", error).isEqualTo(param);
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void anEditBuysAPictureOfTheFirstImagesSizeAndRecordsAllImages() throws Exception {
    byte[] jpeg = TestImages.jpeg(20, 10);
    byte[] webp = TestImages.webp(5, 6);

    HttpResponse<byte[]> response =
        form("gpt-image-2")
            .text("n", "2")
            .file("image[]", "image/png", PNG)
            .file("image[]", "image/jpeg", jpeg)
            .file("image[]", "image/webp", webp)
            .file("mask", "image/png", MASK)
            .post(client, PATH);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode json = Client.json(response);
    assertThat(json.get("data")).hasSize(2);
    assertThat(json.get("size").asText()).isEqualTo("48x32");
    assertThat(Client.image(Client.base64(json.at("/data/0/b64_json"))).getWidth()).isEqualTo(48);
    assertThat(simulator.imagesBought()).isEqualTo(2);
    SimulatedPurchase purchase = simulator.bill().getFirst();
    assertThat(purchase.inputImages())
        .extracting(ReceivedImage::sha256)
        .containsExactly(TestImages.sha256(PNG), TestImages.sha256(jpeg), TestImages.sha256(webp));
    assertThat(purchase.inputImages())
        .extracting(ReceivedImage::dimensions)
        .containsExactly("48x32", "20x10", "5x6");
    assertThat(purchase.mask().orElseThrow().sha256()).isEqualTo(TestImages.sha256(MASK));
    ReceivedRequest request = simulator.lastRequest();
    assertThat(request.isPurchase()).isTrue();
    assertThat(request.inputImages()).isEqualTo(purchase.inputImages());
    assertThat(request.mask()).isEqualTo(purchase.mask());
    assertThat(request.json().get("prompt").asText()).isEqualTo("Add a dragon");
    assertThat(request.body()).contains("sha256=" + TestImages.sha256(webp));
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-image-2, input_fidelity, low, unknown_parameter",
    "gpt-image-2.6-flare, input_fidelity, high, unknown_parameter",
    "gpt-image-1-mini, input_fidelity, high, invalid_value",
    "gpt-image-1.5, input_fidelity, middle, invalid_value",
    "gpt-image-1, moderation, low, unknown_parameter",
    "gpt-image-2, style, vivid, unknown_parameter",
    "gpt-image-2, response_format, url, unknown_parameter",
    "gpt-image-2, colour, red, unknown_parameter",
    "gpt-image-2, n, 0, integer_below_min_value",
    "gpt-image-2, n, 11, integer_above_max_value",
    "gpt-image-2, n, two, invalid_type",
    "gpt-image-2, n, 1.5, invalid_type",
    "gpt-image-2, quality, max, invalid_value",
    "gpt-image-2, background, transparent, invalid_value",
    "gpt-image-1, size, 1024x1040, invalid_value",
    "gpt-image-2.6-flare, output_format, svg, invalid_value",
    "gpt-image-2, output_compression, 101, integer_above_max_value",
    "dall-e-2, background, auto, unknown_parameter"
  })
  void fieldsThatTheModelDoesNotTake(String model, String field, String value, String code)
      throws Exception {
    TestForm form =
        model.equals("dall-e-2")
            ? form(model).file("image", "image/png", TestImages.png(8, 8))
            : image(form(model));

    assertRejected(form.text(field, value), code, field);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-image-1, input_fidelity, high",
    "gpt-image-1.5, input_fidelity, low",
    "gpt-image-1-mini, input_fidelity, low",
    "gpt-image-2, safety_identifier, abc",
    "gpt-image-2, size, 1536x864",
    "gpt-image-2.5-flare, quality, max",
    "gpt-image-2.6-flare, output_format, gif"
  })
  void fieldsThatItTakes(String model, String field, String value) throws Exception {
    assertThat(image(form(model)).text(field, value).post(client, PATH).statusCode())
        .isEqualTo(200);
  }

  @Test
  void theImagesOfARequest() throws Exception {
    assertRejected(form("gpt-image-2"), "missing_required_parameter", "image");
    assertRejected(
        form("gpt-image-2").file("mask", "image/png", MASK), "missing_required_parameter", "image");
    assertRejected(image(image(form("gpt-image-2"))), "duplicate_parameter", "image");
    assertRejected(
        image(form("gpt-image-2")).file("image[]", "image/png", PNG),
        "duplicate_parameter",
        "image");
    assertRejected(form("gpt-image-2").text("image", "x"), "invalid_type", "image");
    assertRejected(
        image(form("gpt-image-2")).file("markup", "image/png", PNG), "unknown_parameter", "markup");
    TestForm many = form("gpt-image-2");
    for (int i = 0; i < 16; i++) {
      many.file("image[]", "image/png", PNG);
    }
    assertRejected(many.file("image[]", "image/png", PNG), "array_above_max_length", "image");
  }

  @Test
  void sixteenImagesAreTaken() throws Exception {
    TestForm many = form("gpt-image-2");
    for (int i = 0; i < 16; i++) {
      many.file("image[]", "image/png", PNG);
    }

    assertThat(many.post(client, PATH).statusCode()).isEqualTo(200);
    assertThat(simulator.bill().getFirst().inputImages()).hasSize(16);
  }

  @Test
  void typesAreThoseOfTheBytes() throws Exception {
    assertRejected(
        form("gpt-image-2").file("image", "image/jpeg", PNG), "invalid_image_file", "image");
    assertRejected(
        form("gpt-image-2").file("image", "image/png", "no image".getBytes(StandardCharsets.UTF_8)),
        "invalid_image_file",
        "image");
    assertRejected(
        form("gpt-image-2").file("image", "image/gif", TestImages.gif(4, 4)),
        "unsupported_file_mimetype",
        "image");
    assertRejected(
        form("gpt-image-2").file("image", "application/octet-stream", PNG),
        "unsupported_file_mimetype",
        "image");
  }

  @Test
  void anImageHasLessThanFiftyMegabytes() throws Exception {
    byte[] large = Arrays.copyOf(PNG, 50 << 20);

    assertRejected(
        form("gpt-image-2").file("image", "image/png", large), "image_too_large", "image");
  }

  @Test
  void aMaskIsAPngWithAlphaAndTheSizeOfTheFirstImage() throws Exception {
    assertRejected(
        image(form("gpt-image-2")).file("mask", "image/png", PNG),
        "invalid_mask_image_format",
        "mask");
    assertRejected(
        image(form("gpt-image-2")).file("mask", "image/webp", TestImages.webp(48, 32)),
        "invalid_mask_image_format",
        "mask");
    assertRejected(
        image(form("gpt-image-2")).file("mask", "image/png", TestImages.transparent(32, 48)),
        "invalid_mask_image_size",
        "mask");
    assertRejected(
        image(form("gpt-image-2.6-flare"))
            .file("mask", "image/png", MASK)
            .text("output_format", "gif"),
        "invalid_value",
        "mask");
  }

  @Test
  void dallE2EditsOneSmallSquarePngAndDallE3DoesNotEdit() throws Exception {
    assertRejected(image(form("dall-e-2")), "invalid_image_format", "image");
    assertRejected(
        form("dall-e-2")
            .file("image[]", "image/png", TestImages.png(8, 8))
            .file("image[]", "image/png", TestImages.png(8, 8)),
        "array_above_max_length",
        "image");
    assertRejected(image(form("dall-e-3")), "invalid_value", "model");
    TestForm right = form("dall-e-2").file("image", "image/png", TestImages.png(8, 8));
    assertThat(Client.json(right.post(client, PATH)).at("/data/0/url").asText()).isNotEmpty();
  }

  @Test
  void formsMustBeWellFormedAndHaveAPromptAndAModel() throws Exception {
    assertRejected(
        image(new TestForm().text("model", "gpt-image-2")), "missing_required_parameter", "prompt");
    assertRejected(
        image(new TestForm().text("prompt", "x")), "missing_required_parameter", "model");
    assertRejected(image(form("gpt-image-2").text("prompt", "y")), "duplicate_parameter", "prompt");
    HttpResponse<byte[]> cut =
        client.post(PATH, TestForm.TYPE, image(form("gpt-image-2")).unfinished());
    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(client.post(PATH, "{'model':'gpt-image-2','prompt':'x'}").statusCode())
        .isEqualTo(400);
    assertThat(image(form("gpt-image-2")).post(client, "/v1/images/generations").statusCode())
        .isEqualTo(400);
    assertThat(simulator.purchases()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/openai/v1/images/edits",
        "/openai/deployments/gpt-image-2/images/edits?api-version=2025-04-01-preview"
      })
  void azureEditsAtBothUrls(String path) throws Exception {
    assertThat(image(form("gpt-image-2")).post(client, path).statusCode()).isEqualTo(200);
    assertThat(simulator.bill().getFirst().inputImages()).hasSize(1);
  }

  @Test
  void endedModelsAreGone() throws Exception {
    simulator.modelsOfToday();

    assertRejected(image(form("gpt-image-1")), "invalid_value", "model");
    assertRejected(image(form("gpt-image-9")), "invalid_value", "model");
    assertThat(image(form("gpt-image-2")).post(client, PATH).statusCode()).isEqualTo(200);
  }

  @Test
  void aCompatibleServerTakesAnyModelAndField() throws Exception {
    simulator.openAi().compatible();

    HttpResponse<byte[]> response =
        image(new TestForm().text("prompt", "x").text("strength", "0.5"))
            .post(client, "/images/edits");

    assertThat(Client.json(response).at("/data/0/url").asText()).isNotEmpty();
    assertThat(simulator.bill().getFirst().inputImages()).hasSize(1);
    assertThat(new TestForm().text("prompt", "x").post(client, PATH).statusCode()).isEqualTo(400);
  }

  @Test
  void aStreamHasTheEventsOfAnEdit() throws Exception {
    HttpResponse<byte[]> response =
        image(form("gpt-image-2")).text("stream", "true").post(client, PATH);

    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .startsWith("event: image_edit.completed\n");
  }

  @Test
  void keysFaultsAndRequestedFailuresAreThoseOfGenerations() throws Exception {
    simulator.requireKey("another");
    assertThat(image(form("gpt-image-2")).post(client, PATH).statusCode()).isEqualTo(401);
    simulator.withoutKey().next(Fault.status(503, "busy"));
    assertThat(image(form("gpt-image-2")).post(client, PATH).statusCode()).isEqualTo(503);
    TestForm words = new TestForm().text("model", "gpt-image-2");
    assertThat(image(words.text("prompt", "simulate RATE_LIMITED")).post(client, PATH).statusCode())
        .isEqualTo(429);
    simulator.failPurchases(ReceivedRequest::isPurchase, ErrorCode.MODEL_UNAVAILABLE, 1);
    assertThat(image(form("gpt-image-2")).post(client, PATH).statusCode()).isEqualTo(400);
    assertThat(simulator.purchases()).isZero();
    simulator.failPurchases(ReceivedRequest::isPurchase, ErrorCode.NO_IMAGE, 1);
    assertThat(
            Client.json(image(form("gpt-image-2")).post(client, PATH))
                .at("/data/0/b64_json")
                .asText("missing"))
        .isEmpty();
    assertThat(simulator.bill().getFirst().inputImages()).hasSize(1);
  }

  @Test
  void imagesAreNeverWholeInTheMemory() throws Exception {
    assertThat(EditsInASmallHeap.run()).isEqualTo("[openai2, runware2]");
  }
}

package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.local.ReceivingShop.Upload;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example that uploads pictures, with Camunda's own REST connector. */
@ExtendWith(SharedCamunda.class)
class PublishPicturesIT {

  private static final Path EXAMPLE = Path.of("bpmn-examples", "publish-pictures.bpmn");
  private static final List<Map<String, String>> PRODUCTS =
      List.of(
          Map.of("sku", "L-1", "name", "Desk lamp", "description", "a brass desk lamp"),
          Map.of("sku", "K-2", "name", "Kettle", "description", "a green kettle"));

  private final LocalCamunda camunda;
  private ImagesSimulator simulator;
  private ReceivingShop shop;

  PublishPicturesIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() throws IOException {
    camunda.secrets().put("OPENAI_API_KEY", "sk-test-key-of-publish-pictures");
    camunda.secrets().put("SHOP_TOKEN", "token-of-the-shop");
    simulator = ImagesSimulator.start();
    shop = ReceivingShop.start();
  }

  @AfterEach
  void tearDown() {
    shop.close();
    simulator.close();
  }

  @Test
  void uploadsThePictureOfEveryProductAsAFile() throws IOException {
    ProcessRun run = start().awaitEnd();

    JsonNode uploads = run.variable("uploads");
    assertThat(uploads).hasSize(2);
    assertThat(shop.uploads()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      Upload upload = received(PRODUCTS.get(i).get("sku"));
      assertThat(upload.method()).isEqualTo("PUT");
      assertThat(upload.authorization()).isEqualTo("Bearer token-of-the-shop");
      assertThat(upload.type()).startsWith("multipart/form-data");
      assertThat(upload.body())
          .contains("name=\"picture\"; filename=\"%s.png\"".formatted(PRODUCTS.get(i).get("sku")))
          .contains("name=\"alt\"", PRODUCTS.get(i).get("name"));
      assertThat(upload.contains(picture(uploads.get(i)))).as("the picture's bytes").isTrue();
      assertThat(uploads.get(i).get("sku").asText()).isEqualTo(PRODUCTS.get(i).get("sku"));
      assertThat(uploads.get(i).get("pictureId").asText()).isEqualTo("picture-of-" + upload.path());
    }
    assertThat(last(run)).isEqualTo("AllPicturesUploaded");
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void anUploadThatTheShopRejectsEndsThisProductOnly() {
    shop.next(path("K-2"), 422);

    ProcessRun run = start().awaitEnd();

    JsonNode uploads = run.variable("uploads");
    assertThat(uploads.at("/0/failure").isNull()).isTrue();
    assertThat(uploads.at("/1/failure/status").asText()).isEqualTo("422");
    assertThat(uploads.at("/1/failure/answer/error").asText()).isEqualTo("no thanks");
    assertThat(uploads.at("/1/document/documentId").asText())
        .as("the picture is kept")
        .isNotBlank();
    assertThat(last(run)).isEqualTo("SomePicturesMissing");
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void anUploadThatIsRepeatedBuysNothing() {
    shop.next(path("L-1"), 503);

    ProcessRun run = start();
    camunda.engine().increaseTime(run.awaitFailedAttempts(1).getFirst().backOff());
    run.awaitEnd();

    assertThat(last(run)).isEqualTo("AllPicturesUploaded");
    assertThat(shop.uploads()).hasSize(3);
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void aWrongTokenIsAnIncidentThatAPersonSolves() {
    camunda.secrets().put("SHOP_TOKEN", "expired");
    for (int attempt = 1; attempt <= 3; attempt++) {
      shop.next(path("K-2"), 401);
    }

    ProcessRun run = start();
    for (int attempt = 1; attempt <= 2; attempt++) {
      camunda.engine().increaseTime(run.awaitFailedAttempts(attempt).getLast().backOff());
    }
    Incident incident = run.awaitIncident();
    assertThat(incident.elementId()).isEqualTo("UploadPicture");
    camunda.secrets().put("SHOP_TOKEN", "renewed");
    run.retry(incident, 1);
    run.awaitEnd();

    assertThat(shop.uploads().getLast().authorization()).isEqualTo("Bearer renewed");
    assertThat(last(run)).isEqualTo("AllPicturesUploaded");
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  private ProcessRun start() {
    try {
      String bpmn =
          SimulatedProcess.read(EXAMPLE, any -> simulator.uri().toString())
              .bpmn()
              .replace("https://shop.example.com", shop.url());
      camunda.engine().deploy("publish-pictures.bpmn", bpmn);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return camunda.engine().start("publish-pictures", Map.of("products", PRODUCTS));
  }

  private Upload received(String sku) {
    return shop.uploads().stream()
        .filter(upload -> upload.path().equals(path(sku)))
        .findFirst()
        .orElseThrow();
  }

  private byte[] picture(JsonNode upload) throws IOException {
    return Files.readAllBytes(camunda.documents().file(upload.at("/document/documentId").asText()));
  }

  private static String path(String sku) {
    return "/api/products/" + sku + "/picture";
  }

  private static String last(ProcessRun run) {
    return run.steps().stream().map(Step::elementId).toList().getLast();
  }
}

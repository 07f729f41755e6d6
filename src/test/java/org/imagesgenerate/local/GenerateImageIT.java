package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pictures, from the start of a process to its variables, in the real runtime and engine. */
@ExtendWith(SharedCamunda.class)
class GenerateImageIT {

  private static final String KEY = "sk-test-key-of-generate-image";
  private static final Path EXAMPLE = Path.of("bpmn-examples", "generate-image.bpmn");

  private final LocalCamunda camunda;
  private ImagesSimulator simulator;

  GenerateImageIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() {
    simulator = ImagesSimulator.start().requireKey(KEY);
    camunda.secrets().put("OPENAI_API_KEY", KEY);
  }

  @AfterEach
  void tearDown() {
    simulator.close();
  }

  @Test
  void theExampleKeepsEveryPictureAsADocument() throws IOException {
    ProcessRun run = runExample(Map.of("prompt", "a red fox", "n", 2, "size", "1536x1024"));

    JsonNode images = run.variable("imagesResult").get("images");
    assertThat(images).hasSize(2);
    for (JsonNode image : images) {
      assertThat(image.get("mimeType").asText()).isEqualTo("image/png");
      JsonNode document = image.get("document");
      assertThat(document.get("camunda.document.type").asText()).isEqualTo("camunda");
      assertThat(document.get("contentHash")).isEqualTo(image.get("sha256"));
      BufferedImage picture =
          ImageIO.read(camunda.documents().file(document.get("documentId").asText()).toFile());
      assertThat(picture.getWidth()).isEqualTo(1536).isEqualTo(image.get("width").asInt());
      assertThat(picture.getHeight()).isEqualTo(1024).isEqualTo(image.get("height").asInt());
    }
    assertThat(run.variable("imageDocuments"))
        .containsExactly(images.get(0).get("document"), images.get(1).get("document"));
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void theExampleSendsNothingThatWasNotSet() {
    runExample(Map.of("prompt", "a red fox"));

    assertThat(simulator.lastRequest().json().properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("model", "prompt");
    assertThat(simulator.lastRequest().json().get("model").asText()).isEqualTo("gpt-image-2");
  }

  @Test
  void namesDocumentsAndLimitsTheirLife() {
    ProcessRun run = run(Map.of("documentName", "=\"fox \" + \"7\"", "documentTimeToLive", "P30D"));

    JsonNode metadata = run.variable("imagesResult").at("/images/0/document/metadata");
    assertThat(metadata.get("fileName").asText()).isEqualTo("fox 7.png");
    assertThat(metadata.get("contentType").asText()).isEqualTo("image/png");
    assertThat(metadata.hasNonNull("expiresAt")).isTrue();
  }

  @Test
  void givesBase64ThatIsThePicture() throws IOException {
    ProcessRun run = run(Map.of("response_format", "b64_json", "size", "1024x1024"));

    JsonNode image = run.variable("imagesResult").at("/images/0");
    byte[] bytes = Base64.getDecoder().decode(image.get("b64_json").asText());
    assertThat(ImageIO.read(new java.io.ByteArrayInputStream(bytes)).getWidth()).isEqualTo(1024);
    assertThat(image.has("document")).isFalse();
    assertThat(run.variable("imageDocuments")).isEmpty();
  }

  @Test
  void base64AtTheLimitFitsIntoTheResultVariableAndTheResultExpressionTogether() {
    int half = ResponseFormat.MAX_BASE64_CHARACTERS / 2;
    simulator.next(Fault.editBase64(picture -> ofBytes(picture, half / 4 * 3)));

    ProcessRun run =
        run(
            Map.of(
                "n",
                "=2",
                "response_format",
                "b64_json",
                "resultVariable",
                "imagesResult",
                "resultExpression",
                "={pictures: response.images.b64_json}"));

    JsonNode pictures = run.variable("pictures");
    assertThat(pictures).hasSize(2).allMatch(picture -> picture.asText().length() == half);
    JsonNode images = run.variable("imagesResult").get("images");
    assertThat(images)
        .extracting(image -> image.get("b64_json"))
        .containsExactlyElementsOf(pictures);
    // runtimes from 8.8.16 and 8.9.7 on reject more than that, after the purchase
    int written = run.variables().values().stream().mapToInt(it -> it.toString().length()).sum();
    assertThat(written).isBetween(4 * half, 1536 * 1024);
    assertThat(run.failedAttempts()).isEmpty();
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  /** The same picture with bytes after its end, which no reader of PNG looks at. */
  private static String ofBytes(String base64, int length) {
    byte[] bytes = Arrays.copyOf(Base64.getDecoder().decode(base64), length);
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void givesTheProvidersUrl() {
    ProcessRun run =
        run(Map.of("modelChoice", "other", "model", "dall-e-3", "response_format", "url"));

    String url = run.variable("imagesResult").at("/images/0/url").asText();
    assertThat(url).startsWith(simulator.uri().toString());
    assertThat(run.variable("imageUrls").get(0).asText()).isEqualTo(url);
    assertThat(simulator.requests()).hasSize(1);
  }

  private ProcessRun runExample(Map<String, Object> variables) {
    camunda.engine().deploySimulated(any -> simulator.uri().toString(), EXAMPLE);
    return camunda.engine().start("generate-image", variables).awaitEnd();
  }

  private ProcessRun run(Map<String, String> values) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.put("prompt", "a red fox");
    all.put("provider.baseUrl", simulator.uri().toString());
    camunda.engine().deploy("one.bpmn", OneTask.process("one-task", all));
    return camunda.engine().start("one-task", Map.of()).awaitEnd();
  }
}

package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedImage;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example that places a logo on pictures of several shapes. */
@ExtendWith(SharedCamunda.class)
class LogoOnShapesIT {

  private static final Path EXAMPLE = Path.of("bpmn-examples", "logo-on-shapes.bpmn");

  private final LocalCamunda camunda;
  private ImagesSimulator simulator;
  private Map<String, Object> logo;

  LogoOnShapesIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() {
    camunda.secrets().put("RUNWARE_API_KEY", "key-of-logo-on-shapes");
    simulator = ImagesSimulator.start();
    simulator.runware().pollsNeeded(1);
    logo = camunda.documents().upload("logo.png", "image/png", SamplePictures.logo());
  }

  @AfterEach
  void tearDown() {
    simulator.close();
  }

  @Test
  void placesTheLogoOnASquareAWideAndATallPicture() {
    ProcessRun run = start(Map.of("logo", logo)).awaitEnd();

    JsonNode pictures = run.variable("pictures");
    assertThat(pictures)
        .extracting(it -> it.get("shape").asText())
        .containsExactly("1:1", "16:9", "9:16");
    assertThat(run.variable("imageDocuments"))
        .extracting(it -> it.at("/metadata/fileName").asText().replaceAll("\\..*", ""))
        .containsExactly("logo-1x1", "logo-16x9", "logo-9x16");
    assertThat(tasks())
        .hasSize(3)
        .allSatisfy(
            task ->
                assertThat(task.get("positivePrompt").asText())
                    .isEqualTo("Place the logo of the last image, unchanged, on a coffee mug"))
        .extracting(task -> task.get("width").asInt() / (double) task.get("height").asInt())
        .anySatisfy(ratio -> assertThat(ratio).isEqualTo(1))
        .anySatisfy(ratio -> assertThat(ratio).isBetween(1.7, 1.85))
        .anySatisfy(ratio -> assertThat(ratio).isBetween(0.54, 0.6));
    assertThat(images()).hasSize(3).containsOnly(List.of(hash(logo)));
    assertThat(run.steps().getLast().elementId()).isEqualTo("AllPicturesMade");
    assertThat(simulator.imagesBought()).isEqualTo(3);
  }

  @Test
  void theSimulationPlacesTheLogoToo() throws IOException {
    SimulatedProcess process = SimulatedProcess.read(EXAMPLE, any -> null);
    process.setInput("runware", "model", "simulated");
    process.setInput("runware", "provider.type", "simulation");
    camunda.engine().deploy("logo-on-shapes.bpmn", process.bpmn());
    ProcessRun run =
        camunda
            .engine()
            .start(
                "logo-on-shapes",
                Map.of("logo", logo, "scene", "a coffee mug", "shapes", List.of("1:1", "16:9")))
            .awaitEnd();

    assertThat(run.variable("imageDocuments")).hasSize(2);
    for (JsonNode picture : run.variable("pictures")) {
      Path file = camunda.documents().file(picture.at("/document/documentId").asText());
      BufferedImage image = ImageIO.read(file.toFile());
      String[] shape = picture.get("shape").asText().split(":");
      assertThat(image.getWidth() / (double) image.getHeight())
          .isCloseTo(Double.parseDouble(shape[0]) / Double.parseDouble(shape[1]), within(0.05));
    }
  }

  /** The documents are lists here, as an upload form gives them. */
  @Test
  void aPhotoIsTheFirstImageAndAFailedShapeLeavesTheOthersAlone() {
    Map<String, Object> photo =
        camunda.documents().upload("mug.png", "image/png", SamplePictures.photo());

    ProcessRun run =
        start(
                Map.of(
                    "logo", List.of(logo),
                    "photo", List.of(photo),
                    "shapes", List.of("200:1", "1:1")))
            .awaitEnd();

    assertThat(images()).containsExactly(List.of(hash(photo), hash(logo)));
    assertThat(run.variable("pictures").at("/0/failure").asText())
        .contains("INVALID_INPUT", "200:1");
    assertThat(run.variable("imageDocuments")).hasSize(1);
    assertThat(run.steps().getLast().elementId()).isEqualTo("SomePicturesMissing");
    assertThat(simulator.imagesBought()).isEqualTo(1);
  }

  @Test
  void aLogoThatIsADrawingIsRejectedAndBuysNothing() {
    byte[] svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".getBytes(StandardCharsets.UTF_8);
    logo = camunda.documents().upload("logo.svg", "image/svg+xml", svg);

    ProcessRun run = start(Map.of("logo", logo)).awaitEnd();

    assertThat(run.variable("pictures"))
        .hasSize(3)
        .allSatisfy(it -> assertThat(it.get("failure").asText()).startsWith("[INVALID_INPUT]"));
    assertThat(run.variable("imageDocuments")).isEmpty();
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void aFailureOfTheAccountIsAnIncidentAndBuysNoPictureAgain() {
    simulator.nextFor(request -> true, Fault.status(401, "no such key"));

    ProcessRun run = start(Map.of("logo", logo, "shapes", List.of("1:1")));
    Incident incident = run.awaitIncident();
    assertThat(incident.elementId()).isEqualTo("PlaceLogo");
    run.retry(incident, 1);
    run.awaitEnd();

    assertThat(run.variable("imageDocuments")).hasSize(1);
    assertThat(simulator.imagesBought()).isEqualTo(1);
  }

  private ProcessRun start(Map<String, Object> more) {
    camunda.engine().deploySimulated(any -> simulator.uri().toString(), EXAMPLE);
    Map<String, Object> variables = new HashMap<>(more);
    variables.put("scene", "a coffee mug");
    return camunda.engine().start("logo-on-shapes", variables);
  }

  private List<ReceivedRequest> purchases() {
    return simulator.requests().stream().filter(ReceivedRequest::isPurchase).toList();
  }

  private List<JsonNode> tasks() {
    return purchases().stream().map(request -> request.json().get(0)).toList();
  }

  /** The hashes of the input images of each purchase. */
  private List<List<String>> images() {
    return purchases().stream()
        .map(request -> request.inputImages().stream().map(ReceivedImage::sha256).toList())
        .toList();
  }

  private static String hash(Map<String, Object> document) {
    return document.get("contentHash").toString();
  }
}

package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.local.ProcessRun.UserTask;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example in which three models make one picture, and a person chooses. */
@ExtendWith(SharedCamunda.class)
class CompareModelsIT {

  private static final Path EXAMPLES = Path.of("bpmn-examples");

  private final LocalCamunda camunda;
  private ImagesSimulator simulator;

  CompareModelsIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() {
    camunda.secrets().put("RUNWARE_API_KEY", "key-of-compare-models");
    simulator = ImagesSimulator.start();
  }

  @AfterEach
  void tearDown() {
    simulator.close();
  }

  @Test
  void threeModelsMakeThePictureAndTheChosenOneGoesOn() {
    ProcessRun run = start("4:3");
    UserTask task = run.awaitUserTask("ChoosePicture");

    assertThat(task.formKey()).isPositive();
    assertThat(texts(run.localVariable("models"), "value"))
        .containsExactly("FLUX.2 pro", "Seedream 4.5", "Nano Banana Pro");
    assertThat(run.localVariable("documents")).hasSize(3);
    assertThat(run.localVariable("missing").asText()).isEmpty();

    run.complete(task, Map.of("chosenModel", "Seedream 4.5"));
    run.awaitEnd();

    assertThat(run.variable("chosenModel").asText()).isEqualTo("Seedream 4.5");
    assertThat(run.variable("picture")).isEqualTo(run.variable("pictures").at("/1/document"));
    assertThat(run.variable("picture").at("/metadata/fileName").asText())
        .isEqualTo("Seedream 4.5.jpg");
    assertThat(simulator.imagesBought()).isEqualTo(3);
    assertThat(tasks())
        .hasSize(3)
        .allSatisfy(
            sent -> {
              double ratio = sent.get("width").asDouble() / sent.get("height").asDouble();
              assertThat(ratio).isBetween(1.25, 1.4);
              assertThat(sent.get("seed").asLong()).isEqualTo(7);
            });
    assertThat(last(run)).isEqualTo("PictureChosen");
  }

  /** Nano Banana Pro has no shape that wide; the other two have. */
  @Test
  void aModelThatFailsDoesNotStopTheOtherTwo() {
    ProcessRun run = start("3:1");
    UserTask task = run.awaitUserTask("ChoosePicture");

    assertThat(texts(run.localVariable("models"), "value"))
        .containsExactly("FLUX.2 pro", "Seedream 4.5");
    assertThat(run.localVariable("missing").asText())
        .startsWith("**Nano Banana Pro** made no picture. ")
        .contains("INVALID_INPUT", "3:1");
    run.complete(task, Map.of("chosenModel", "FLUX.2 pro"));
    run.awaitEnd();

    assertThat(run.variable("picture")).isEqualTo(run.variable("pictures").at("/0/document"));
    assertThat(simulator.imagesBought()).isEqualTo(2);
  }

  @Test
  void withoutAnyPictureNobodyIsAsked() {
    ProcessRun run = start("200:1").awaitEnd();

    assertThat(last(run)).isEqualTo("NoPictureMade");
    assertThat(texts(run.variable("pictures"), "failure")).hasSize(3);
    assertThat(simulator.imagesBought()).isZero();
  }

  @Test
  void aFailureOfTheAccountIsAnIncidentAndBuysNoPictureAgain() {
    simulator.nextFor(
        request -> isFor("bfl:5@1", request.json()), Fault.status(401, "no such key"));

    ProcessRun run = start("4:3");
    Incident incident = run.awaitIncident();
    assertThat(incident.elementId()).isEqualTo("MakePictureWithFlux");
    run.retry(incident, 1);
    run.complete(run.awaitUserTask("ChoosePicture"), Map.of("chosenModel", "FLUX.2 pro"));
    run.awaitEnd();

    assertThat(simulator.imagesBought()).isEqualTo(3);
  }

  private ProcessRun start(String ratio) {
    camunda
        .engine()
        .deploySimulated(
            any -> simulator.uri().toString(),
            EXAMPLES.resolve("compare-models.bpmn"),
            EXAMPLES.resolve("choose-picture.form"));
    return camunda
        .engine()
        .start(
            "compare-models",
            Map.of("prompt", "a brass desk lamp", "aspect_ratio", ratio, "seed", 7));
  }

  private List<JsonNode> tasks() {
    return simulator.requests().stream()
        .flatMap(request -> elements(request.json()))
        .filter(task -> task.path("taskType").asText().equals("imageInference"))
        .toList();
  }

  private static boolean isFor(String model, JsonNode body) {
    return elements(body).anyMatch(task -> task.path("model").asText().equals(model));
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static List<String> texts(JsonNode list, String field) {
    return elements(list).map(it -> it.path(field).asText()).toList();
  }

  private static String last(ProcessRun run) {
    return run.steps().stream().map(Step::elementId).toList().getLast();
  }
}

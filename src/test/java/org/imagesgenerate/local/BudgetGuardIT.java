package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example that stops when the reported cost has reached a limit. An image costs one cent. */
@ExtendWith(SharedCamunda.class)
class BudgetGuardIT {

  private static final String CENT_MODEL = "acme:cheap@1";

  private final LocalCamunda camunda;

  BudgetGuardIT(LocalCamunda camunda) {
    this.camunda = camunda;
    camunda.secrets().put("RUNWARE_API_KEY", "sk-test-key-of-budget-guard");
  }

  @Test
  void buysNothingMoreOnceTheBudgetIsReached() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator, 5, 0.025).awaitEnd();

      assertThat(simulator.purchases()).isEqualTo(3);
      assertThat(run.variable("account").get("spent").asDouble()).isEqualTo(0.03);
      assertThat(run.variable("account").get("pictures")).hasSize(3);
      assertThat(run.steps().getLast().elementId()).isEqualTo("BudgetSpent");
    }
  }

  @Test
  void makesAllPicturesWhileThereIsMoney() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator, 3, 1).awaitEnd();

      JsonNode pictures = run.variable("account").get("pictures");
      assertThat(pictures)
          .extracting(picture -> picture.get("prompt").asText())
          .containsExactly("picture 1", "picture 2", "picture 3");
      assertThat(pictures)
          .allSatisfy(picture -> assertThat(picture.at("/cost/currency").asText()).isEqualTo("USD"))
          .allSatisfy(
              picture -> assertThat(picture.at("/document/documentId").asText()).isNotBlank());
      assertThat(run.steps()).extracting(Step::elementId).contains("AllPicturesMade");
    }
  }

  @Test
  void buysNothingWithoutABudget() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator, 3, 0).awaitEnd();

      assertThat(simulator.requests()).isEmpty();
      assertThat(run.steps().getLast().elementId()).isEqualTo("BudgetSpent");
    }
  }

  @Test
  void stopsWhenNoCostIsReportedAndKeepsThePicture() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      simulator.always(
          request -> !request.isDownload(),
          Fault.editJson(
              json ->
                  json.path("data")
                      .forEach(image -> removeCostOfSecondPicture(simulator, (ObjectNode) image))));

      ProcessRun run = start(simulator, 5, 1).awaitEnd();

      assertThat(simulator.purchases()).isEqualTo(2);
      assertThat(run.steps().getLast().elementId()).isEqualTo("CostUnknown");
      JsonNode pictures = run.variable("account").get("pictures");
      assertThat(pictures).hasSize(2);
      assertThat(pictures.get(1).get("cost").isNull()).isTrue();
      assertThat(pictures.get(1).at("/document/documentId").asText()).isNotBlank();
    }
  }

  private static void removeCostOfSecondPicture(ImagesSimulator simulator, ObjectNode image) {
    if (simulator.purchases() == 2) {
      image.remove("cost");
    }
  }

  private ProcessRun start(ImagesSimulator simulator, int pictures, double budget) {
    try {
      SimulatedProcess process =
          SimulatedProcess.read(
              Path.of("bpmn-examples", "budget-guard.bpmn"), any -> simulator.uri().toString());
      process.setInput("runware", "model", CENT_MODEL);
      camunda.engine().deploy("budget-guard.bpmn", process.bpmn());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> prompts =
        IntStream.rangeClosed(1, pictures).mapToObj(i -> "picture " + i).toList();
    return camunda.engine().start("budget-guard", Map.of("prompts", prompts, "budget", budget));
  }
}

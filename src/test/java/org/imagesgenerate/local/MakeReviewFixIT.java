package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedImage;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example that edits the image it has made until a person approves it. */
@ExtendWith(SharedCamunda.class)
class MakeReviewFixIT {

  private static final Path EXAMPLES = Path.of("bpmn-examples");
  private static final List<Path> FORMS =
      List.of(
          EXAMPLES.resolve("review-change.form"), EXAMPLES.resolve("ask-for-another-prompt.form"));

  private final LocalCamunda camunda;

  MakeReviewFixIT(LocalCamunda camunda) {
    this.camunda = camunda;
    camunda.secrets().put("OPENAI_API_KEY", "sk-test-key-of-make-review-fix");
  }

  @Test
  void everyChangeIsMadeInTheImageBeforeIt() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator);

      String made = review(run, "change", "make it snow");
      String snowy = review(run, "change", "add a boat");
      String approved = review(run, "approve", null);
      run.awaitEnd();

      List<ReceivedRequest> requests = simulator.requests();
      assertThat(requests)
          .extracting(it -> it.path() + ": " + it.json().get("prompt").asText())
          .containsExactly(
              "/v1/images/generations: a lighthouse",
              "/v1/images/edits: make it snow",
              "/v1/images/edits: add a boat");
      assertThat(requests.stream().flatMap(it -> it.inputImages().stream()))
          .extracting(ReceivedImage::sha256)
          .containsExactly(made, snowy);
      assertThat(List.of(made, snowy, approved)).doesNotHaveDuplicates();
      assertThat(hash(run)).isEqualTo(approved);
      assertThat(run.variable("imageDocuments")).hasSize(1);
      assertThat(simulator.purchases()).isEqualTo(3);
    }
  }

  @Test
  void theSimulationEditsTheImageToo() throws IOException {
    SimulatedProcess process =
        SimulatedProcess.read(EXAMPLES.resolve("make-review-fix.bpmn"), any -> null);
    process.setInput("openai", "model", "simulated");
    process.setInput("openai", "provider.type", "simulation");
    camunda.engine().deploy("make-review-fix.bpmn", process.bpmn(), FORMS);
    ProcessRun run = camunda.engine().start("make-review-fix", Map.of("prompt", "a lighthouse"));

    String made = review(run, "change", "make it snow");
    JsonNode edited = run.localVariable("images");
    String snowy = review(run, "approve", null);
    run.awaitEnd();

    assertThat(edited.path("contentHash").asText()).isEqualTo(made);
    assertThat(snowy).isNotEqualTo(made);
    assertThat(run.variable("imagesResult").path("provider").asText()).isEqualTo("simulation");
  }

  @Test
  void aRejectedChangeLeavesTheImageAndIsExplained() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator);

      String made = review(run, "change", "simulate CONTENT_POLICY");
      run.awaitUserTask("ReviewImage");
      assertThat(run.variable("refusal").asText()).startsWith("[CONTENT_POLICY]");
      assertThat(run.localVariable("change").isNull()).as("the field is empty").isTrue();
      String same = review(run, "approve", null);
      run.awaitEnd();

      assertThat(same).isEqualTo(made);
      assertThat(run.variable("refusal").isNull()).as("it is shown once").isTrue();
      assertThat(simulator.purchases()).isEqualTo(1);
    }
  }

  @Test
  void aRejectedPromptIsRewritten() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator, "a battle, simulate CONTENT_POLICY");

      run.complete(run.awaitUserTask("RewritePrompt"), Map.of("prompt", "a lighthouse"));
      review(run, "approve", null);
      run.awaitEnd();

      assertThat(run.variable("refusal").isNull()).isTrue();
      assertThat(simulator.purchases()).isEqualTo(1);
    }
  }

  /** Completes the review, and returns the hash of the image that it showed. */
  private static String review(ProcessRun run, String decision, String change) {
    ProcessRun.UserTask task = run.awaitUserTask("ReviewImage");
    assertThat(task.formKey()).isPositive();
    String hash = hash(run);
    run.complete(
        task,
        change == null
            ? Map.of("decision", decision)
            : Map.of("decision", decision, "change", change));
    return hash;
  }

  private static String hash(ProcessRun run) {
    JsonNode image = run.variable("imagesResult").at("/images/0");
    assertThat(run.variable("imageDocuments").get(0)).isEqualTo(image.get("document"));
    return image.get("sha256").asText();
  }

  private ProcessRun start(ImagesSimulator simulator) {
    return start(simulator, "a lighthouse");
  }

  private ProcessRun start(ImagesSimulator simulator, String prompt) {
    camunda
        .engine()
        .deploySimulated(
            any -> simulator.uri().toString(),
            EXAMPLES.resolve("make-review-fix.bpmn"),
            FORMS.toArray(Path[]::new));
    return camunda.engine().start("make-review-fix", Map.of("prompt", prompt));
  }
}

package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.imagesgenerate.local.ProcessRun.UserTask;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example in which a person approves the image, or asks for another one. */
@ExtendWith(SharedCamunda.class)
class ReviewImageIT {

  private static final Path EXAMPLES = Path.of("bpmn-examples");

  private final LocalCamunda camunda;

  ReviewImageIT(LocalCamunda camunda) {
    this.camunda = camunda;
    camunda.secrets().put("OPENAI_API_KEY", "sk-test-key-of-review-image");
  }

  @Test
  void makesAnotherImageWithEveryChangeUntilOneIsApproved() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator);

      UserTask first = run.awaitUserTask("ReviewImage");
      assertThat(first.formKey()).isPositive();
      JsonNode firstDocument = run.variable("imageDocuments").get(0);
      run.complete(first, Map.of("decision", "change", "wish", "make it snow"));
      UserTask second = run.awaitUserTask("ReviewImage");
      assertThat(run.localVariable("wish").isNull())
          .as("the wish field is empty in the next round")
          .isTrue();
      run.complete(second, Map.of("decision", "approve"));
      run.awaitEnd();

      assertThat(simulator.requests())
          .extracting(request -> request.json().get("prompt").asText())
          .containsExactly("a lighthouse", "a lighthouse. make it snow");
      assertThat(simulator.purchases()).isEqualTo(2);
      assertThat(run.variable("imageDocuments")).hasSize(1).doesNotContain(firstDocument);
    }
  }

  @Test
  void anImageThatIsApprovedAtOnceIsBoughtOnce() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator);
      run.complete(run.awaitUserTask("ReviewImage"), Map.of("decision", "approve"));
      run.awaitEnd();

      assertThat(simulator.purchases()).isEqualTo(1);
      assertThat(run.variable("prompt").asText()).isEqualTo("a lighthouse");
    }
  }

  private ProcessRun start(ImagesSimulator simulator) {
    camunda
        .engine()
        .deploySimulated(
            any -> simulator.uri().toString(),
            EXAMPLES.resolve("review-image.bpmn"),
            EXAMPLES.resolve("review-image.form"));
    return camunda.engine().start("review-image", Map.of("prompt", "a lighthouse"));
  }
}

package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.local.ProcessRun.UserTask;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example that puts an uploaded product photo on a new background. */
@ExtendWith(SharedCamunda.class)
class ReplaceBackgroundIT {

  private static final Path EXAMPLES = Path.of("bpmn-examples");

  private final LocalCamunda camunda;

  ReplaceBackgroundIT(LocalCamunda camunda) {
    this.camunda = camunda;
    camunda.secrets().put("OPENAI_API_KEY", "sk-test-key-of-replace-background");
  }

  @Test
  void editsTheUploadedPhotoInEveryRoundUntilItIsApproved() {
    Map<String, Object> photo =
        camunda.documents().upload("lamp.png", "image/png", SamplePictures.photo());
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator);
      upload(run, photo, "a beach");
      review(run, Map.of("decision", "change", "newBackground", "a marble table"));
      assertThat(run.localVariable("decision").asText()).isEqualTo("change");
      UserTask second = run.awaitUserTask("ReviewPhoto");
      assertThat(run.localVariable("decision").isNull()).as("the field is empty").isTrue();
      run.complete(second, Map.of("decision", "approve"));
      run.awaitEnd();

      assertThat(simulator.requests())
          .extracting(request -> request.json().get("prompt").asText())
          .satisfiesExactly(
              first -> assertThat(first).contains("with: a beach. Keep the product"),
              next -> assertThat(next).contains("with: a marble table. Keep the product"));
      assertThat(simulator.requests().stream().flatMap(it -> it.inputImages().stream()))
          .extracting(ReceivedImage::sha256)
          .containsExactly(
              photo.get("contentHash").toString(), photo.get("contentHash").toString());
      assertThat(simulator.purchases()).isEqualTo(2);
      assertThat(run.variable("newBackground").asText()).isEqualTo("a marble table");
      assertThat(run.variable("photo").at("/0/documentId").asText())
          .isEqualTo(photo.get("documentId"));
      assertThat(run.variable("imageDocuments")).hasSize(1);
      assertThat(run.variable("imageDocuments").at("/0/metadata/fileName").asText())
          .isEqualTo("product.png");
    }
  }

  @Test
  void aFileThatIsNotAnImageIsAskedForAgainAndBuysNothing() {
    Map<String, Object> text =
        camunda
            .documents()
            .upload("photo.png", "image/png", "no image".getBytes(StandardCharsets.UTF_8));
    Map<String, Object> photo =
        camunda.documents().upload("lamp.png", "image/png", SamplePictures.photo());
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator);
      upload(run, text, "a beach");
      UserTask again = run.awaitUserTask("UploadPhoto");
      assertThat(run.variable("refusal").asText()).startsWith("[INVALID_INPUT] images");
      assertThat(run.localVariable("photo").isNull()).as("the file picker is empty").isTrue();
      assertThat(simulator.requests()).isEmpty();
      run.complete(again, Map.of("photo", List.of(photo), "newBackground", "a beach"));
      review(run, Map.of("decision", "approve"));
      run.awaitEnd();

      assertThat(run.steps())
          .extracting(Step::elementId)
          .contains("PhotoRejected", "PhotoApproved");
      assertThat(simulator.purchases()).isEqualTo(1);
    }
  }

  private static void upload(ProcessRun run, Map<String, Object> photo, String background) {
    UserTask task = run.awaitUserTask("UploadPhoto");
    assertThat(task.formKey()).isPositive();
    run.complete(task, Map.of("photo", List.of(photo), "newBackground", background));
  }

  private static void review(ProcessRun run, Map<String, Object> answers) {
    UserTask task = run.awaitUserTask("ReviewPhoto");
    assertThat(task.formKey()).isPositive();
    run.complete(task, answers);
  }

  private ProcessRun start(ImagesSimulator simulator) {
    camunda
        .engine()
        .deploySimulated(
            any -> simulator.uri().toString(),
            EXAMPLES.resolve("replace-background.bpmn"),
            EXAMPLES.resolve("upload-photo.form"),
            EXAMPLES.resolve("review-background.form"));
    return camunda.engine().start("replace-background", Map.of());
  }
}

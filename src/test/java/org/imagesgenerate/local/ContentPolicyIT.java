package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.local.ProcessRun.UserTask;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example for a rejected prompt, which a person rewrites. */
@ExtendWith(SharedCamunda.class)
class ContentPolicyIT {

  private static final Path EXAMPLES = Path.of("bpmn-examples");

  private final LocalCamunda camunda;

  ContentPolicyIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @Test
  void asksForAnotherPromptUntilTheProviderTakesIt() {
    camunda.secrets().put("OPENAI_API_KEY", "sk-test-key-of-content-policy");
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      camunda
          .engine()
          .deploySimulated(
              any -> simulator.uri().toString(),
              EXAMPLES.resolve("content-policy.bpmn"),
              EXAMPLES.resolve("ask-for-another-prompt.form"));
      simulator.next(
          Fault.answer(OpenAiErrors.moderationBlocked("input", "violence")),
          Fault.answer(OpenAiErrors.contentPolicyViolation()));

      ProcessRun run = camunda.engine().start("content-policy", Map.of("prompt", "a battle"));
      UserTask task = run.awaitUserTask("RewritePrompt");
      assertThat(task.formKey()).isPositive();
      assertThat(run.variable("refusal").asText()).contains("rejected the prompt");
      run.complete(task, Map.of("prompt", "a fight"));
      run.complete(run.awaitUserTask("RewritePrompt"), Map.of("prompt", "a chess game"));
      run.awaitEnd();

      assertThat(run.steps())
          .extracting(Step::elementId)
          .filteredOn(element -> !element.equals("AnyPrompt"))
          .containsExactly(
              "ImageRequested",
              "GenerateImages",
              "PromptRejected",
              "RewritePrompt",
              "GenerateImages",
              "PromptRejected",
              "RewritePrompt",
              "GenerateImages",
              "ImagesReady");
      assertThat(run.variable("imageDocuments")).hasSize(1);
      assertThat(simulator.requests())
          .extracting(request -> request.json().get("prompt").asText())
          .containsExactly("a battle", "a fight", "a chess game");
      assertThat(simulator.purchases()).isEqualTo(1);
    }
  }
}

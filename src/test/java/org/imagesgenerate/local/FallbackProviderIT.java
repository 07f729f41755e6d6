package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.imagesgenerate.local.ProcessRun.FailedAttempt;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example with a second provider, which must never mean a second bill. */
@ExtendWith(SharedCamunda.class)
class FallbackProviderIT {

  private static final String KEY = "sk-test-key-of-fallback-provider";

  private final LocalCamunda camunda;
  private ImagesSimulator openAi;
  private ImagesSimulator runware;

  FallbackProviderIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() {
    camunda.secrets().put("OPENAI_API_KEY", KEY);
    camunda.secrets().put("RUNWARE_API_KEY", KEY);
    openAi = ImagesSimulator.start();
    runware = ImagesSimulator.start();
  }

  @AfterEach
  void tearDown() {
    openAi.close();
    runware.close();
  }

  @Test
  void asksNobodyElseWhileTheFirstAnswers() {
    ProcessRun run = start().awaitEnd();

    assertThat(run.variable("imagesResult").get("provider").asText()).isEqualTo("openai");
    assertThat(runware.requests()).isEmpty();
  }

  @Test
  void triesTheFirstAgainBeforeItAsksTheSecond() {
    openAi.next(Fault.answer(OpenAiErrors.overloaded()));

    ProcessRun run = start();
    run.awaitFailedAttempts(1).forEach(this::waitFor);
    run.awaitEnd();

    assertThat(run.variable("imagesResult").get("provider").asText()).isEqualTo("openai");
    assertThat(openAi.purchases()).isEqualTo(1);
    assertThat(runware.requests()).isEmpty();
  }

  @Test
  void asksTheSecondAfterTheLastRetryOfTheFirst() {
    openAi.always(request -> true, Fault.answer(OpenAiErrors.overloaded()));

    ProcessRun run = start();
    waitFor(run.awaitFailedAttempts(1).getLast());
    waitFor(run.awaitFailedAttempts(2).getLast());
    run.awaitEnd();

    assertThat(openAi.requests()).hasSize(3);
    assertThat(openAi.purchases()).isZero();
    assertThat(runware.purchases()).isEqualTo(1);
    assertThat(run.variable("imagesResult").get("provider").asText()).isEqualTo("runware");
    assertThat(run.variable("openAiMessage").asText()).contains("OpenAI");
    assertThat(run.variable("imageDocuments")).hasSize(1);
  }

  @Test
  void asksNobodyElseWhenAnImageMayHaveBeenBought() {
    openAi.next(Fault.status(504, "gateway timeout").afterWork());

    ProcessRun run = start();
    Incident incident = run.awaitIncident();

    assertThat(incident.elementId()).isEqualTo("GenerateWithOpenAi");
    assertThat(run.localVariable("error").get("code").asText()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(run.localVariable("error").at("/variables/purchase").asText()).isEqualTo("unknown");
    assertThat(run.steps()).extracting(Step::elementId).containsExactly("ImageRequested");
    assertThat(openAi.purchases()).isEqualTo(1);
    assertThat(openAi.requests()).hasSize(1);
    assertThat(runware.requests()).isEmpty();
  }

  private void waitFor(FailedAttempt attempt) {
    camunda.engine().increaseTime(attempt.backOff());
  }

  private ProcessRun start() {
    camunda
        .engine()
        .deploySimulated(
            provider -> (provider.equals("openai") ? openAi : runware).uri().toString(),
            Path.of("bpmn-examples", "fallback-provider.bpmn"));
    return camunda
        .engine()
        .start("fallback-provider", Map.of("prompt", "a red fox", "size", "1024x1024"));
  }
}

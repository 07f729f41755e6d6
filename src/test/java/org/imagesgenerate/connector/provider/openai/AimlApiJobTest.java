package org.imagesgenerate.connector.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole jobs with AI/ML API, against a server that knows each model's own fields only. */
class AimlApiJobTest {

  private static final String KEY = "aiml-test-0123456789";

  private final TestWorker worker = new TestWorker();
  private ImagesSimulator simulator;

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.startAimlApi().requireKey(KEY);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Map<String, Object> job(Object... more) {
    return TestWorker.job("aiml-api", KEY, simulator, more);
  }

  @Test
  void theUrlThatComesUntoldBecomesADocument() {
    Outcome outcome = worker.generate(1, job());

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(worker.documents()).hasSize(1);
    assertThat(simulator.requests().getFirst().json().has("response_format")).isFalse();
    assertThat(outcome.result().at("/cost/amount").decimalValue()).isEqualByComparingTo("0.021");
    assertThat(outcome.result().at("/cost/currency").asText()).isEqualTo("USD");
    assertThat(outcome.result().at("/usage/creditsUsed").asInt()).isEqualTo(42_000);
  }

  @Test
  void base64ComesWithinTheAnswer() {
    Outcome outcome =
        worker.generate(
            1, job("response_format", "b64_json", "quality", "low", "output_format", "jpeg"));

    assertThat(outcome.result().at("/images/0/b64_json").asText()).startsWith("/9j/");
    assertThat(simulator.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "flux/schnell,4,512x256",
    "flux/dev,4,1024x768",
    "flux-pro,2,256x1440",
    "flux-pro/v1.1,1,1440x1440"
  })
  void fluxModelsTakeTheirOwnFields(String model, int n, String size) {
    Outcome outcome = worker.generate(1, job("model", model, "n", n, "size", size));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(outcome.warnings()).isEmpty();
    assertThat(outcome.result().path("images")).hasSize(n);
    assertThat(
            outcome.result().at("/images/0/width").asText()
                + "x"
                + outcome.result().at("/images/0/height").asText())
        .isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5", "dall-e-3"})
  void everyFieldOfTheTableIsTakenByTheApi(String model) {
    Outcome outcome =
        worker.generate(
            1,
            job(
                "model",
                model,
                "n",
                1,
                "size",
                "1024x1024",
                "quality",
                model.equals("dall-e-3") ? "hd" : "auto",
                "background",
                "auto",
                "moderation",
                "low",
                "output_format",
                "webp",
                "output_compression",
                80,
                "style",
                "vivid",
                "response_format",
                "url"));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(outcome.result().at("/images/0/url").asText()).startsWith("http");
  }

  @Test
  void aDeadModelIsNamedWithItsSuccessor() {
    simulator.aimlApi().retire("dall-e-2");

    Outcome outcome = worker.generate(1, job("model", "dall-e-2"));

    assertThat(outcome.code()).isEqualTo("MODEL_UNAVAILABLE");
    assertThat(outcome.failure().getMessage()).contains("Use openai/gpt-image-2 instead");
  }

  @Test
  void anAnswerThatGotLostIsNotBoughtAgain() {
    simulator.next(Fault.closeAfterReading().afterWork());

    Outcome outcome = worker.generate(1, job());

    assertThat(outcome.code()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(simulator.purchases()).isEqualTo(1);
  }
}

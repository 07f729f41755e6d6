package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Map;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole way of a job, from its variables to its result, against OpenAI's API. */
class ImagesGenerateFunctionTest {

  private static final String KEY = "sk-test-0123456789";

  private ImagesSimulator simulator;
  private final TestWorker worker = new TestWorker();

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey(KEY);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Map<String, Object> job(Object... more) {
    return TestWorker.job("openai", KEY, simulator, more);
  }

  @Test
  void aPromptBecomesADocument() throws Exception {
    Outcome outcome = worker.generate(1, job("size", "1024x1024"));

    assertThat(outcome.failure()).isNull();
    var image = outcome.result().path("images").path(0);
    assertThat(image.path("index").asInt()).isEqualTo(1);
    assertThat(image.path("mimeType").asText()).isEqualTo("image/png");
    assertThat(image.path("width").asInt()).isEqualTo(1024);
    assertThat(image.path("document").path("camunda.document.type").asText()).isEqualTo("camunda");
    assertThat(image.path("document").path("metadata").path("fileName").asText())
        .isEqualTo("image.png");
    assertThat(ImageIO.read(new ByteArrayInputStream(worker.contents().getFirst())).getHeight())
        .isEqualTo(1024);
    assertThat(outcome.result().path("usage").path("totalTokens").asInt()).isPositive();
    assertThat(outcome.result().path("requestId").asText()).isNotEmpty();
    assertThat(outcome.result().toString()).doesNotContain(KEY);
  }

  @Test
  void aJobThatComesAgainAfterItsPurchaseBuysNothing() {
    worker.generate(1, job());
    Outcome again = worker.generate(1, job());

    assertThat(again.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
    assertThat(worker.documents()).hasSize(1);
  }

  @Test
  void anotherActivationAndAnotherRequestAreNewPurchases() {
    worker.generate(1, job());
    worker.generate(2, job());
    worker.generate(2, job("prompt", "a harbour at dawn"));

    assertThat(simulator.purchases()).isEqualTo(3);
  }

  @Test
  void aStoreThatIsDownKeepsTheImagesForTheNextAttempt() {
    worker.failUploads(4);
    Outcome first = worker.generate(1, job());
    Outcome second = worker.generate(1, job());

    assertThat(first.code()).isEqualTo("DELIVERY_FAILED");
    assertThat(first.variable("purchase")).isEqualTo("made");
    assertThat(first.variable("requestId")).asString().isNotEmpty();
    assertThat(second.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void anOptionThatOpenAiDoesNotHaveIsLeftOutWithAWarning() {
    Outcome outcome = worker.generate(1, job("providerOptions", Map.of("ttl", 60)));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(outcome.warnings())
        .containsExactly(
            "providerOptions.ttl was left out: OpenAI has none; fields of the request go into extraBody");
    assertThat(simulator.requests().getFirst().json().has("ttl")).isFalse();
  }

  @Test
  void aKeyInThePromptIsRefusedBeforeAnythingIsSent() {
    worker.secret("OPENAI_API_KEY", KEY);
    Outcome outcome =
        worker.generate(1, job("prompt", "a poster that says {{secrets.OPENAI_API_KEY}}"));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("prompt").doesNotContain(KEY);
    assertThat(simulator.requests()).isEmpty();
  }
}

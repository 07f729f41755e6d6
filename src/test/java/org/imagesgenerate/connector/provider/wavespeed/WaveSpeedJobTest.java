package org.imagesgenerate.connector.provider.wavespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.TestWorker.again;

import java.util.Map;
import java.util.function.Predicate;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.TaskEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole jobs with WaveSpeedAI: what was bought stays the same whatever happens later. */
class WaveSpeedJobTest {

  private static final String KEY = "ws-test-0123456789";
  private static final Predicate<ReceivedRequest> SUBMIT = it -> it.method().equals("POST");

  private final TestWorker worker = new TestWorker();
  private ImagesSimulator simulator;

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey(KEY);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Map<String, Object> job(Object... more) {
    return TestWorker.job("wavespeed", KEY, simulator, more);
  }

  @Test
  void severalImagesBecomeDocumentsThoughOneTaskFails() {
    simulator.waveSpeed().nextTask(TaskEnd.done(), TaskEnd.failed("no"), TaskEnd.done());

    Outcome outcome = worker.generate(1, job("n", 3));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(worker.documents()).hasSize(2);
    assertThat(outcome.warnings()).hasSize(2).contains("received 2 of 3 images");
    assertThat(outcome.result().at("/task/ids")).hasSize(3);
    assertThat(outcome.result().toString()).doesNotContain(KEY);
    assertThat(simulator.requests(SUBMIT)).hasSize(3);
  }

  @Test
  void aSizeThatIsOnlyNearIsSaidOnce() {
    Outcome outcome = worker.generate(1, job("size", "1536x1024"));

    assertThat(outcome.warnings())
        .singleElement()
        .asString()
        .startsWith("size: gpt-image-2 does not accept pixels");
  }

  @Test
  void aTaskThatOutlivesTheBudgetIsFoundByAnotherWorker() {
    simulator.waveSpeed().pollsNeeded(7);
    Map<String, Object> job = job("n", 2, "timeout", "PT8S");

    Outcome first = worker.generate(1, job);
    Outcome second = new TestWorker().generate(1, again(job, first));

    assertThat(first.code()).isEqualTo("TASK_PENDING");
    assertThat(second.code()).isEqualTo("completed");
    assertThat(second.result().path("images")).hasSize(2);
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void aStoreThatIsDownCostsNothingOnAnotherWorkerEither() {
    worker.failUploads(4);
    Map<String, Object> job = job();

    Outcome first = worker.generate(1, job);
    Outcome second = new TestWorker().generate(1, again(job, first));

    assertThat(first.code()).isEqualTo("DELIVERY_FAILED");
    assertThat(second.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aChangedPromptIsAnotherPurchaseWhateverTheErrorSays() {
    simulator.waveSpeed().nextTask(TaskEnd.never());
    Map<String, Object> job = job("timeout", "PT5S");
    Outcome first = worker.generate(1, job);
    Map<String, Object> changed = again(job, first);
    changed.put("prompt", "a harbour at dawn");

    Outcome second = worker.generate(1, changed);

    assertThat(second.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void aFailedTaskCanBeBoughtAgainByWhoeverAddsRetries() {
    simulator.waveSpeed().nextTask(TaskEnd.failed("no"));
    Map<String, Object> job = job();

    Outcome first = worker.generate(1, job);
    Outcome second = worker.generate(1, again(job, first));

    assertThat(first.code()).isEqualTo("TASK_FAILED");
    assertThat(second.code()).isEqualTo("completed");
    assertThat(simulator.requests(SUBMIT)).hasSize(2);
  }

  @Test
  void aLostAnswerEndsTheJobAfterOneSubmit() {
    simulator.next(Fault.closeAfterReading().afterWork());

    Outcome outcome = worker.generate(1, job("n", 3));

    assertThat(outcome.code()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(outcome.variable("purchase")).isEqualTo("unknown");
    assertThat(simulator.requests(SUBMIT)).hasSize(1);
  }

  @Test
  void urlsAreHandedOnAsTheyAre() {
    Outcome outcome = worker.generate(1, job("response_format", "url"));

    assertThat(outcome.result().at("/images/0/url").asText()).startsWith("http");
    assertThat(worker.documents()).isEmpty();
  }

  @Test
  void anUnknownModelIsDownloadedFromItsUrl() {
    simulator.waveSpeed().register("acme/new-model");

    Outcome outcome = worker.generate(1, job("model", "acme/new-model"));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(worker.documents()).hasSize(1);
  }
}

package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.TestWorker.variables;

import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.RunwareSimulation;
import org.imagesgenerate.simulator.TaskEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images Collect on tasks that Images Generate submitted. */
class ImagesCollectFunctionTest {

  private static final String KEY = "rw-test-0123456789";
  private static final String UNKNOWN = "0f2d4c6e-8a1b-4c3d-9e5f-708192a3b4c5";

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

  private Map<String, Object> provider() {
    return Map.of("type", "runware", "apiKey", KEY, "baseUrl", simulator.uri().toString());
  }

  private Outcome submitted(Object... more) {
    Map<String, Object> job =
        variables(
            "provider",
            provider(),
            "model",
            "gpt-image-2",
            "prompt",
            "a lighthouse at dusk",
            "delivery",
            "submit");
    job.putAll(variables(more));
    return worker.generate(1, job);
  }

  private Map<String, Object> job(Object task, Object... more) {
    Map<String, Object> job = variables("provider", provider(), "task", task);
    job.putAll(variables(more));
    return job;
  }

  private static Outcome collect(TestWorker worker, long key, Map<String, Object> job) {
    return worker.run(new ImagesCollectFunction(worker.parts()), key, job);
  }

  private static Map<String, Object> handle(String provider, String... ids) {
    return Map.of("provider", provider, "model", "openai:gpt-image@2", "ids", List.of(ids));
  }

  @Test
  void theImagesOfATaskBecomeDocumentsOnAnyWorker() {
    Outcome submit = submitted("n", 2);
    TestWorker other = new TestWorker();
    Outcome outcome =
        collect(other, 2, job(submit.result().path("task"), "documentName", "lighthouse"));

    assertThat(outcome.failure()).isNull();
    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(outcome.result().path("images")).hasSize(2);
    assertThat(outcome.result().path("provider").asText()).isEqualTo("runware");
    assertThat(outcome.result().path("model").asText()).isEqualTo("openai:gpt-image@2");
    assertThat(outcome.result().path("task")).isEqualTo(submit.result().path("task"));
    assertThat(outcome.result().path("cost").path("amount").decimalValue())
        .isEqualByComparingTo("0.106");
    assertThat(other.documents())
        .extracting(document -> document.fileName())
        .containsExactly("lighthouse-1.jpg", "lighthouse-2.jpg");
    assertThat(simulator.purchases()).isEqualTo(1);
    assertThat(outcome.result().toString()).doesNotContain(KEY);
  }

  @Test
  void severalTasksAreCollectedTogether() {
    Map<String, Object> waveSpeed =
        Map.of("type", "wavespeed", "apiKey", KEY, "baseUrl", simulator.uri().toString());
    Outcome submit = submitted("provider", waveSpeed, "n", 2);
    Outcome outcome =
        collect(new TestWorker(), 2, job(submit.result().path("task"), "provider", waveSpeed));

    assertThat(submit.result().path("task").path("ids")).hasSize(2);
    assertThat(outcome.result().path("images")).hasSize(2);
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void theWholeResultOfTheSubmitIsTakenToo() {
    Outcome outcome = collect(worker, 2, job(submitted().result()));
    assertThat(outcome.code()).isEqualTo("completed");
  }

  @Test
  void aTaskAsTextIsTakenToo() {
    Outcome outcome = collect(worker, 2, job(submitted().result().path("task").toString()));
    assertThat(outcome.code()).isEqualTo("completed");
  }

  @ParameterizedTest
  @CsvSource({"url, url", "b64_json, b64_json", "document, document"})
  void theFormOfTheResultIsChosenWhenCollecting(String requested, String field) {
    Outcome submit = submitted("model", "openai:2@2", "size", "256x256");
    Outcome outcome =
        collect(worker, 2, job(submit.result().path("task"), "response_format", requested));
    assertThat(outcome.result().path("images").path(0).has(field)).isTrue();
  }

  @Test
  void aJobThatComesAgainGetsTheSameDocuments() {
    Object task = submitted().result().path("task");
    Outcome first = collect(worker, 2, job(task));
    Outcome again = collect(worker, 2, job(task));

    assertThat(again.result().path("images")).isEqualTo(first.result().path("images"));
    assertThat(worker.documents()).hasSize(1);
  }

  @Test
  void aTaskThatStillRunsIsPending() {
    simulator.runware().nextTask(TaskEnd.never());
    Outcome submit = submitted();
    Outcome outcome = collect(worker, 2, job(submit.result().path("task"), "timeout", "PT5S"));

    assertThat(outcome.code()).isEqualTo("TASK_PENDING");
    assertThat(((TaskHandle) outcome.variable("task")).ids())
        .isEqualTo(simulator.runware().tasks());
    assertThat(outcome.variable("provider")).isEqualTo("runware");
  }

  @Test
  void aFailedTaskSaysWhy() {
    simulator.runware().nextTask(TaskEnd.failed("providerContentPolicyViolation"));
    Outcome outcome = collect(worker, 2, job(submitted().result().path("task")));

    assertThat(outcome.code()).isEqualTo("CONTENT_POLICY");
    assertThat(outcome.variable("providerCode")).isEqualTo("providerContentPolicyViolation");
  }

  @Test
  void aTaskThatRunwareDoesNotKnowIsNotWaitedForToTheEnd() {
    Outcome outcome = collect(worker, 2, job(handle("runware", UNKNOWN)));

    assertThat(outcome.code()).isEqualTo("TASK_FAILED");
    assertThat(outcome.failure().getMessage()).contains(UNKNOWN);
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void aRefusedKeyKeepsTheTask() {
    Object task = submitted().result().path("task");
    simulator.next(Fault.answer(RunwareSimulation.error(401, "invalidApiKey", "apiKey")));
    Outcome outcome = collect(worker, 2, job(task));

    assertThat(outcome.code()).isEqualTo("AUTHENTICATION_FAILED");
    assertThat(outcome.variable("task")).isInstanceOf(TaskHandle.class);
    assertThat(collect(worker, 2, job(task)).code()).isEqualTo("completed");
  }

  @Test
  void theProviderHasToBeTheTasksOwn() {
    Outcome outcome = collect(worker, 2, job(handle("wavespeed", UNKNOWN)));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage())
        .contains("task:")
        .contains("\"wavespeed\"")
        .contains("\"runware\"");
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void aProviderWithoutTasksHasNothingToCollect() {
    Map<String, Object> job = job(handle("openai", "x"));
    job.put("provider", Map.of("type", "openai", "apiKey", KEY));
    Outcome outcome = collect(worker, 2, job);

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("has no tasks");
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    Outcome outcome =
        collect(worker, 2, job(Map.of("ids", List.of("x")), "response_format", "jpeg"));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("task:").contains("response_format:");
  }

  @Test
  void aMissingTaskIsNamed() {
    Outcome outcome = collect(worker, 2, variables("provider", provider()));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("task: is missing");
  }

  @Test
  void theKeyBelongsNowhereElse() {
    Outcome outcome =
        collect(worker, 2, job(handle("runware", UNKNOWN), "documentName", "a-" + KEY));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("documentName").doesNotContain(KEY);
  }
}

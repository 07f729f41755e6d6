package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.TestWorker.again;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.RunwareSimulation;
import org.imagesgenerate.simulator.TaskEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One worker without a ledger runs the same job again. The variable {@code error} may be lost. */
class SameJobAgainTest {

  private static final String KEY = "sk-test-0123456789abcdef";

  private final Map<String, String> settings = new HashMap<>();
  private ImagesSimulator simulator;
  private TestWorker worker;

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey(KEY);
    worker = new TestWorker(settings);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Map<String, Object> job(String provider, Object... more) {
    return TestWorker.job(provider, KEY, simulator, more);
  }

  private int purchaseRequests() {
    return simulator.requests(ReceivedRequest::isPurchase).size();
  }

  private static void isCompleted(Outcome outcome) {
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(outcome.result().path("images")).isNotEmpty();
  }

  private static void isSameFailure(Outcome again, Outcome first) {
    assertThat(again.code()).isEqualTo(first.code());
    for (String variable : List.of("purchase", "attempt", "httpStatus", "requestId")) {
      assertThat(again.variable(variable)).as(variable).isEqualTo(first.variable(variable));
    }
    String code = "[%s] ".formatted(first.code());
    assertThat(again.failure().getMessage()).startsWith(code).containsOnlyOnce(code);
  }

  // ---- attempts that may have bought

  static Stream<Arguments> attemptsThatMayHaveBought() {
    return Stream.of(
        Arguments.of("OUTCOME_UNKNOWN", Fault.closeAfterReading().afterWork()),
        Arguments.of("OUTCOME_UNKNOWN", Fault.resetAfterReading().afterWork()),
        Arguments.of("OUTCOME_UNKNOWN", Fault.html(502).afterWork()),
        Arguments.of("OUTCOME_UNKNOWN", Fault.html(524).afterWork()),
        Arguments.of("RESPONSE_INVALID", Fault.garbageBody(500)),
        Arguments.of("RESPONSE_INVALID", Fault.html(200).afterWork()),
        Arguments.of("RESPONSE_INVALID", Fault.base64OfNoImage()),
        Arguments.of("NO_IMAGE", Fault.noData()));
  }

  @ParameterizedTest
  @MethodSource("attemptsThatMayHaveBought")
  void theSameJobEndsTheSameWayAndSendsNothing(String code, Fault fault) {
    simulator.next(fault);
    Map<String, Object> job = job("openai");
    Outcome first = worker.generate(1, job);

    Outcome second = worker.generate(1, job);
    Outcome third = worker.generate(1, job);

    assertThat(first.code()).isEqualTo(code);
    assertThat(first.variable("purchase")).isEqualTo("unknown");
    assertThat(first.variable("attempt")).isNotNull();
    isSameFailure(second, first);
    isSameFailure(third, first);
    assertThat(purchaseRequests()).isEqualTo(1);
  }

  @Test
  void aResponseThatIsTooLargeIsNotAskedForAgain() {
    settings.put("IMAGES_GENERATE_MAX_BODY_BYTES", "3000");
    worker = new TestWorker(settings);
    Map<String, Object> job = job("openai");

    Outcome first = worker.generate(1, job);
    Outcome second = worker.generate(1, job);

    assertThat(first.code()).isEqualTo("RESPONSE_TOO_LARGE");
    isSameFailure(second, first);
    assertThat(purchaseRequests()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("attemptsThatMayHaveBought")
  void whoeverAddsRetriesAllowsOneMorePurchase(String code, Fault fault) {
    simulator.next(fault, fault);
    Map<String, Object> job = job("openai");
    Map<String, Object> allowed = again(job, worker.generate(1, job));

    Outcome second = worker.generate(1, allowed);
    Outcome copy = worker.generate(1, allowed);

    assertThat(second.code()).isEqualTo(code);
    assertThat(purchaseRequests()).isEqualTo(2);
    isSameFailure(copy, second);
    isCompleted(worker.generate(1, again(job, copy)));
    isCompleted(worker.generate(1, job));
    assertThat(purchaseRequests()).isEqualTo(3);
  }

  @Test
  void anAttemptThatBoughtNothingMakesRoom() {
    simulator.next(Fault.status(429, "slow down"));
    Map<String, Object> job = job("openai");

    Outcome first = worker.generate(1, job);

    assertThat(first.code()).isEqualTo("RATE_LIMITED");
    isCompleted(worker.generate(1, job));
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aChangedInputIsAnotherPurchase() {
    simulator.next(Fault.noData());
    worker.generate(1, job("openai"));

    isCompleted(worker.generate(1, job("openai", "prompt", "a lighthouse at dawn")));
  }

  // ---- tasks

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void aTaskIsFoundWithoutTheVariableError(String provider) {
    simulator.waveSpeed().pollsNeeded(7);
    simulator.runware().pollsNeeded(7);
    Map<String, Object> job = job(provider, "n", 3, "timeout", "PT8S");

    Outcome pending = worker.generate(1, job);
    int submits = purchaseRequests();
    Outcome completed = worker.generate(1, job);

    assertThat(pending.code()).isEqualTo("TASK_PENDING");
    assertThat(pending.variable("attempt")).isNull();
    isCompleted(completed);
    assertThat(completed.result().path("images")).hasSize(3);
    assertThat(purchaseRequests()).isEqualTo(submits);
  }

  @Test
  void aTaskOfRunwareThatFailedIsReplacedOnce() {
    simulator.runware().nextTask(TaskEnd.failed("inferenceError"));
    simulator.runware().nextTask(TaskEnd.failed("inferenceError"));
    Map<String, Object> job = job("runware");
    Outcome first = worker.generate(1, job);
    Map<String, Object> allowed = again(job, first);

    Outcome again = worker.generate(1, job);
    Outcome second = worker.generate(1, allowed);
    Outcome copy = worker.generate(1, allowed);

    assertThat(first.code()).isEqualTo("TASK_FAILED");
    isSameFailure(again, first);
    assertThat(second.variable("requestId")).isNotEqualTo(first.variable("requestId"));
    isSameFailure(copy, second);
    assertThat(simulator.runware().tasks()).hasSize(2);
  }

  @Test
  void aRefusalOfRunwareMakesRoom() {
    simulator.nextFor(
        ReceivedRequest::isPurchase,
        Fault.answer(RunwareSimulation.error(429, "rateLimitExceeded", "")));
    Map<String, Object> job = job("runware");

    assertThat(worker.generate(1, job).code()).isEqualTo("RATE_LIMITED");
    isCompleted(worker.generate(1, job));
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  // ---- results that the worker made room for

  /** A worker that keeps the images of one result. */
  private void keepOneResult() {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    worker = new TestWorker(settings);
  }

  private void runAnotherJob() {
    isCompleted(worker.generate(99, job("openai", "prompt", "another job")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "wavespeed", "runware", "aiml-api"})
  void documentsAreGivenAgain(String provider) {
    keepOneResult();
    Outcome first = worker.generate(1, job(provider));
    runAnotherJob();
    int purchases = simulator.purchases();
    int documents = worker.documents().size();

    Outcome second = worker.generate(1, job(provider));

    isCompleted(second);
    for (String field : List.of("images", "createdAt", "task", "cost", "usage", "requestId")) {
      assertThat(second.result().path(field)).as(field).isEqualTo(first.result().path(field));
    }
    assertThat(simulator.purchases()).isEqualTo(purchases);
    assertThat(worker.documents()).hasSize(documents);
  }

  @Test
  void urlsAreGivenAgain() {
    keepOneResult();
    Map<String, Object> job = job("runware", "response_format", "url");
    Outcome first = worker.generate(1, job);
    runAnotherJob();
    int requests = simulator.requests().size();

    Outcome second = worker.generate(1, job);

    assertThat(second.result().path("images")).isEqualTo(first.result().path("images"));
    assertThat(simulator.requests()).hasSize(requests);
  }

  @Test
  void anImageIsDownloadedAgainFromItsUrl() {
    keepOneResult();
    simulator.openAi().compatible();
    worker.failUploads(100);
    Map<String, Object> job = job("openai-compatible", "model", "some-model");
    assertThat(worker.generate(1, job).code()).isEqualTo("DELIVERY_FAILED");
    worker.failUploads(0);
    runAnotherJob();
    int purchases = simulator.purchases();
    int downloads = simulator.requests(ReceivedRequest::isDownload).size();

    isCompleted(worker.generate(1, job));

    assertThat(simulator.purchases()).isEqualTo(purchases);
    assertThat(simulator.requests(ReceivedRequest::isDownload)).hasSize(downloads + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void aTaskIsPolledAgainForItsImage(String provider) {
    keepOneResult();
    Map<String, Object> job = job(provider, "response_format", "b64_json", "size", "1024x1024");
    Outcome first = worker.generate(1, job);
    isCompleted(first);
    runAnotherJob();
    int submits = purchaseRequests();

    Outcome second = worker.generate(1, job);

    isCompleted(second);
    assertThat(second.result().at("/images/0/b64_json"))
        .isEqualTo(first.result().at("/images/0/b64_json"));
    assertThat(purchaseRequests()).isEqualTo(submits);
  }

  @Test
  void anImageThatIsNowhereAnyMoreIsNotBoughtAgainUnasked() {
    keepOneResult();
    Map<String, Object> job = job("openai", "response_format", "b64_json");
    isCompleted(worker.generate(1, job));
    runAnotherJob();

    Outcome second = worker.generate(1, job);
    Outcome third = worker.generate(1, job);

    assertThat(second.code()).isEqualTo("NO_IMAGE");
    assertThat(second.variable("purchase")).isEqualTo("made");
    assertThat(second.failure()).hasMessageContaining("IMAGES_GENERATE_KEPT_RESULTS");
    isSameFailure(third, second);
    assertThat(purchaseRequests()).isEqualTo(2);
    isCompleted(worker.generate(1, again(job, second)));
    assertThat(purchaseRequests()).isEqualTo(3);
  }

  @Test
  void aTaskThatWasSubmittedIsHandedBackAgain() {
    keepOneResult();
    Map<String, Object> job = job("wavespeed", "delivery", "submit");
    Outcome first = worker.generate(1, job);
    runAnotherJob();

    Outcome second = worker.generate(1, job);

    assertThat(second.code()).isEqualTo("submitted");
    assertThat(second.result().path("task")).isEqualTo(first.result().path("task"));
  }
}

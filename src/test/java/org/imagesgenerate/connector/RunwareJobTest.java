package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.TestWorker.again;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.RunwareSimulation;
import org.imagesgenerate.simulator.TaskEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole way of a job against Runware's API: above all, that nothing is bought twice. */
class RunwareJobTest {

  private static final String KEY = "rw-test-0123456789";

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
    return TestWorker.job("runware", KEY, simulator, more);
  }

  /** Faults from the first submit of a new task on, which comes after two lookups. */
  private void onSubmit(Fault... faults) {
    simulator.next(Fault.none(), Fault.none());
    simulator.next(faults);
  }

  private long submits() {
    return simulator.requests(RunwareJobTest::isSubmit).size();
  }

  private static boolean isSubmit(ReceivedRequest request) {
    return request.method().equals("POST")
        && request.json().path(0).path("taskType").asText().equals("imageInference");
  }

  private void assertCompletedAndBoughtOnce(Outcome outcome) {
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aPromptBecomesADocumentWithItsCostAndItsTask() {
    Outcome outcome = worker.generate(1, job("size", "1536x1024", "output_format", "png"));

    assertCompletedAndBoughtOnce(outcome);
    JsonNode result = outcome.result();
    JsonNode image = result.path("images").path(0);
    assertThat(image.path("mimeType").asText()).isEqualTo("image/png");
    assertThat(image.path("width").asInt()).isEqualTo(1536);
    assertThat(image.path("seed").isIntegralNumber()).isTrue();
    assertThat(result.path("cost").path("amount").decimalValue()).isEqualByComparingTo("0.053");
    assertThat(result.path("cost").path("currency").asText()).isEqualTo("USD");
    assertThat(result.path("model").asText()).isEqualTo("openai:gpt-image@2");
    String uuid = simulator.runware().tasks().getFirst();
    assertThat(result.path("requestId").asText()).isEqualTo(uuid);
    assertThat(result.path("task").path("provider").asText()).isEqualTo("runware");
    assertThat(result.path("task").path("ids").path(0).asText()).isEqualTo(uuid);
    assertThat(result.toString()).doesNotContain(KEY);
    assertThat(submits()).isEqualTo(1);
  }

  @Test
  void aFirstAttemptLooksForItsTaskBeforeItSubmits() {
    worker.generate(1, job());

    assertThat(simulator.requests(request -> !request.isDownload()).subList(0, 3))
        .extracting(request -> request.json().path(0).path("taskType").asText())
        .containsExactly("getResponse", "getTaskDetails", "imageInference");
    assertThat(simulator.requests(request -> !request.isDownload()).subList(0, 3))
        .extracting(request -> request.json().path(0).path("taskUUID").asText())
        .containsOnly(simulator.runware().tasks().getFirst());
  }

  @Test
  void severalImagesAreOneTaskWithTheSumOfTheirCosts() {
    Outcome outcome = worker.generate(1, job("n", 3));

    assertCompletedAndBoughtOnce(outcome);
    assertThat(outcome.result().path("images")).hasSize(3);
    assertThat(outcome.result().path("cost").path("amount").decimalValue())
        .isEqualByComparingTo("0.159");
    assertThat(worker.documents()).hasSize(3);
  }

  @Test
  void addressesAreGivenBackUnread() {
    Outcome outcome = worker.generate(1, job("response_format", "url"));

    assertCompletedAndBoughtOnce(outcome);
    assertThat(outcome.result().path("images").path(0).path("url").asText())
        .startsWith(simulator.uri().toString());
    assertThat(simulator.requests(ReceivedRequest::isDownload)).isEmpty();
  }

  @Test
  void base64ComesAsBase64() {
    Outcome outcome =
        worker.generate(
            1, job("model", "openai:2@2", "size", "256x256", "response_format", "b64_json"));

    assertCompletedAndBoughtOnce(outcome);
    assertThat(outcome.result().path("images").path(0).path("b64_json").asText())
        .startsWith("/9j/");
    assertThat(simulator.requests(ReceivedRequest::isDownload)).isEmpty();
  }

  @Test
  void aSafetyCheckMarksItsImage() {
    simulator.runware().nextTask(TaskEnd.nsfw());
    Outcome outcome =
        worker.generate(1, job("providerOptions", Map.of("safety", Map.of("checkContent", true))));

    assertCompletedAndBoughtOnce(outcome);
    assertThat(outcome.result().path("images").path(0).path("nsfw").asBoolean()).isTrue();
  }

  @Test
  void waitingWithinTheSubmitNeedsNoPollAfterIt() {
    Outcome outcome =
        worker.generate(
            1, job("response_format", "url", "providerOptions", Map.of("deliveryMethod", "sync")));

    assertCompletedAndBoughtOnce(outcome);
    assertThat(isSubmit(simulator.lastRequest())).isTrue();
  }

  @Test
  void whatOutlastsWaitingWithinTheSubmitIsAskedFor() {
    simulator.runware().nextTask(TaskEnd.late());
    Outcome outcome = worker.generate(1, job("providerOptions", Map.of("deliveryMethod", "sync")));

    assertCompletedAndBoughtOnce(outcome);
  }

  // ---- answers that get lost

  @Test
  void aLostAnswerToTheSubmitIsAskedForInTheSameAttempt() {
    onSubmit(Fault.closeAfterReading().afterWork());
    assertCompletedAndBoughtOnce(worker.generate(1, job()));
    assertThat(submits()).isEqualTo(1);
  }

  @Test
  void aSubmitThatNeverArrivedIsSentAgainUnderTheSameUuid() {
    onSubmit(Fault.closeAfterReading());
    assertCompletedAndBoughtOnce(worker.generate(1, job()));

    List<String> uuids =
        simulator.requests(RunwareJobTest::isSubmit).stream()
            .map(request -> request.json().path(0).path("taskUUID").asText())
            .toList();
    assertThat(uuids).hasSize(2);
    assertThat(uuids.getFirst()).isEqualTo(uuids.getLast());
  }

  @Test
  void aSuccessWithoutAWordIsAskedAbout() {
    onSubmit(Fault.status(200, "").afterWork());
    assertCompletedAndBoughtOnce(worker.generate(1, job()));
    assertThat(submits()).isEqualTo(1);
  }

  @Test
  void aSubmitThatHangsLeavesTimeToAsk() {
    simulator.runware().pollsNeeded(1);
    simulator.nextFor(RunwareJobTest::isSubmit, Fault.stall().afterWork());
    assertCompletedAndBoughtOnce(worker.generate(1, job("timeout", "PT3S")));
    assertThat(submits()).isEqualTo(1);
  }

  @Test
  void troubleWhileAskingDoesNotEndTheTask() {
    onSubmit(
        Fault.none(),
        Fault.closeAfterReading(),
        Fault.answer(RunwareSimulation.error(429, "rateLimitExceeded", "")),
        Fault.html(503),
        Fault.answer(RunwareSimulation.error(500, "internalServerError", "")),
        Fault.answer(RunwareSimulation.error(402, "insufficientCredits", "")));
    assertCompletedAndBoughtOnce(worker.generate(1, job()));
    assertThat(submits()).isEqualTo(1);
  }

  // ---- the next attempt

  @Test
  void aBudgetThatEndsLeavesTheTaskToTheNextAttemptOnAnyWorker() {
    simulator.runware().pollsNeeded(6);
    Outcome first = worker.generate(1, job("timeout", "PT5S"));
    assertThat(first.code()).isEqualTo("TASK_PENDING");
    assertThat(first.variable("purchase")).isEqualTo("unknown");
    assertThat(((TaskHandle) first.variable("task")).ids()).isEqualTo(simulator.runware().tasks());

    Outcome second = new TestWorker().generate(1, again(job("timeout", "PT5S"), first));
    assertCompletedAndBoughtOnce(second);
    assertThat(submits()).isEqualTo(1);
  }

  @Test
  void aWorkerThatWasKilledLeavesNothingBehindAndStillNothingIsBoughtTwice() {
    worker.generate(1, job());
    Outcome second = new TestWorker().generate(1, job());

    assertCompletedAndBoughtOnce(second);
    assertThat(second.result().path("images")).hasSize(1);
    assertThat(submits()).as("a used UUID is not sent again").isEqualTo(1);
  }

  @Test
  void anAttemptThatLostItsAnswerAndItsTimeIsPending() {
    onSubmit(Fault.closeAfterReading().afterWork());
    simulator.always(request -> true, Fault.html(503));
    Outcome first = worker.generate(1, job("timeout", "PT5S"));
    assertThat(first.code()).isEqualTo("TASK_PENDING");

    simulator.behave();
    assertCompletedAndBoughtOnce(new TestWorker().generate(1, again(job(), first)));
    assertThat(submits()).isEqualTo(1);
  }

  @Test
  void afterARateLimitTheNextAttemptSubmits() {
    onSubmit(Fault.answer(RunwareSimulation.error(429, "rateLimitExceeded", "")));
    Outcome first = worker.generate(1, job());
    assertThat(first.code()).isEqualTo("RATE_LIMITED");

    assertCompletedAndBoughtOnce(worker.generate(1, again(job(), first)));
  }

  @Test
  void anErrorVariableOfSomebodyElseDoesNotStopAPurchase() {
    Map<String, Object> job = job("error", Map.of("code", "TASK_FAILED", "message", "…"));
    assertCompletedAndBoughtOnce(worker.generate(1, job));
  }

  @Test
  void whatIsNotKeptByRunwareIsStillNotBoughtTwice() {
    simulator.runware().withoutRetention();
    onSubmit(Fault.closeAfterReading().afterWork());
    assertCompletedAndBoughtOnce(worker.generate(1, job()));
    assertCompletedAndBoughtOnce(new TestWorker().generate(1, job()));
  }

  // ---- tasks that end badly

  @Test
  void aFailedTaskIsAnIncidentAndAnotherTryIsAnotherTask() {
    simulator.runware().nextTask(TaskEnd.failed("inferenceError"));
    Outcome first = worker.generate(1, job());
    assertThat(first.code()).isEqualTo("TASK_FAILED");
    assertThat(first.variable("providerCode")).isEqualTo("inferenceError");
    assertThat(first.variable("purchase")).isEqualTo("unknown");

    Outcome second = worker.generate(1, again(job(), first));
    assertCompletedAndBoughtOnce(second);
    assertThat(simulator.runware().tasks()).hasSize(2).doesNotHaveDuplicates();
    assertCompletedAndBoughtOnce(new TestWorker().generate(1, again(job(), first)));
    assertThat(simulator.runware().tasks()).hasSize(2);
  }

  @Test
  void aFailedTaskStaysFailedUntilSomebodySawIt() {
    simulator.runware().nextTask(TaskEnd.failed("inferenceError"));
    worker.generate(1, job());
    Outcome second = new TestWorker().generate(1, job());

    assertThat(second.code()).isEqualTo("TASK_FAILED");
    assertThat(simulator.purchases()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "providerContentPolicyViolation, CONTENT_POLICY, unknown",
    "promptBlocked, CONTENT_POLICY, none",
    "nsfwContentDetected, CONTENT_POLICY, unknown",
    "insufficientCredits, QUOTA_EXHAUSTED, none",
    "unknownModel, MODEL_UNAVAILABLE, none",
    "unsupportedParameter, REQUEST_REJECTED, none",
    "timeoutProvider, TASK_FAILED, unknown",
    "providerRateLimitExceeded, TASK_FAILED, unknown",
    "internalServerError, TASK_FAILED, unknown",
    "somethingNew, TASK_FAILED, unknown"
  })
  void theEndOfATaskHasItsCode(String providerCode, String code, String purchase) {
    simulator.runware().nextTask(TaskEnd.failed(providerCode));
    Outcome outcome = worker.generate(1, job());

    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.variable("purchase")).isEqualTo(purchase);
    assertThat(outcome.variable("providerCode")).isEqualTo(providerCode);
    assertThat(outcome.variable("task")).isInstanceOf(TaskHandle.class);
  }

  @Test
  void imagesBesideAnErrorAreKept() {
    simulator.runware().nextTask(TaskEnd.someThenFailed(2, "timeoutProvider"));
    Outcome outcome = worker.generate(1, job("n", 3));

    assertCompletedAndBoughtOnce(outcome);
    assertThat(outcome.result().path("images")).hasSize(2);
    assertThat(outcome.warnings())
        .anyMatch(warning -> warning.contains("timeoutProvider"))
        .contains("2 of 3 images came");
  }

  @Test
  void fewerImagesThanAskedForAreTakenInTheEnd() {
    simulator.runware().nextTask(TaskEnd.some(2));
    Outcome outcome = worker.generate(1, job("n", 3));

    assertCompletedAndBoughtOnce(outcome);
    assertThat(outcome.result().path("images")).hasSize(2);
    assertThat(outcome.warnings()).contains("2 of 3 images came");
  }

  // ---- refusals

  @ParameterizedTest
  @CsvSource({
    "400, invalidWidth, width, REQUEST_REJECTED",
    "400, unsupportedParameter, steps, REQUEST_REJECTED",
    "400, invalidModel, model, MODEL_UNAVAILABLE",
    "400, contentPolicyViolation, , CONTENT_POLICY",
    "403, contentPolicyViolation, , PERMISSION_DENIED",
    "401, invalidApiKey, apiKey, AUTHENTICATION_FAILED",
    "403, forbidden, , PERMISSION_DENIED",
    "402, insufficientCredits, , QUOTA_EXHAUSTED",
    "400, insufficientBalance, , QUOTA_EXHAUSTED",
    "429, rateLimitExceeded, , RATE_LIMITED",
    "500, internalServerError, , PROVIDER_UNAVAILABLE",
    "503, noAvailableServer, , PROVIDER_UNAVAILABLE",
    "400, somethingNew, , REQUEST_REJECTED"
  })
  void aRefusedSubmitHasItsCodeAndCostsNothing(
      int status, String providerCode, String parameter, String code) {
    onSubmit(
        Fault.answer(
            RunwareSimulation.error(status, providerCode, parameter == null ? "" : parameter)));
    Outcome outcome = worker.generate(1, job());

    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.failure().getMessage()).contains(providerCode).contains("" + status);
    assertThat(submits()).isEqualTo(1);
    assertThat(simulator.purchases()).isZero();
    if (outcome.variable("purchase") != null) {
      assertThat(outcome.variable("purchase")).isEqualTo("none");
      assertThat(outcome.variable("httpStatus")).isEqualTo(status);
      assertThat(outcome.variable("task")).isNull();
    } else {
      assertThat(outcome.failure().getMessage()).contains("purchase: none");
    }
  }

  @Test
  void aRetiredModelNamesItsSuccessor() {
    simulator.runware().retire("openai:2@2");
    Outcome outcome = worker.generate(1, job("model", "dall-e-2"));

    assertThat(outcome.code()).isEqualTo("MODEL_UNAVAILABLE");
    assertThat(outcome.failure().getMessage()).contains("openai:gpt-image@2.5-flare");
  }

  @Test
  void aWrongUrlIsNamed() {
    onSubmit(Fault.html(404));
    Outcome outcome = worker.generate(1, job());

    assertThat(outcome.code()).isEqualTo("REQUEST_REJECTED");
    assertThat(outcome.failure().getMessage()).contains("provider.baseUrl");
  }

  @Test
  void theKeyIsNeverSeen() {
    var echo =
        RunwareSimulation.error(400, "invalidWidth", "width")
            .withBody(
                ("{\"errors\":[{\"code\":\"invalidWidth\",\"message\":\"no, " + KEY + "\"}]}")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    onSubmit(Fault.answer(echo));
    assertThat(worker.generate(1, job()).failure().getMessage()).doesNotContain(KEY);

    simulator.runware().nextTask(TaskEnd.someThenFailed(1, KEY));
    Outcome outcome = worker.generate(2, job("n", 2));
    assertThat(outcome.result().toString()).contains("an image failed").doesNotContain(KEY);
  }

  @Test
  void whatTheAdapterChangesIsSaidOnce() {
    Outcome outcome = worker.generate(1, job("size", "auto"));
    assertThat(outcome.warnings()).singleElement().asString().contains("1024x1024");
  }

  // ---- submit only

  @Test
  void aTaskThatIsOnlySubmittedIsHandedBack() {
    Outcome outcome =
        worker.generate(
            1,
            job(
                "delivery",
                "submit",
                "webhookUrl",
                simulator.uri() + "/hook?secret=1",
                "size",
                "auto",
                "n",
                2));

    assertThat(outcome.code()).isEqualTo("submitted");
    JsonNode result = outcome.result();
    assertThat(result.path("images").isArray()).isTrue();
    assertThat(result.path("images")).isEmpty();
    assertThat(result.path("task").path("images").asInt()).isEqualTo(2);
    assertThat(outcome.warnings()).singleElement().asString().contains("1024x1024");
    assertThat(submits()).isEqualTo(1);
    assertThat(simulator.lastRequest().json().path(0).path("webhookURL").asText())
        .endsWith("/hook?secret=1");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aSubmitThatComesAgainHandsBackTheSameTask() {
    Outcome first = worker.generate(1, job("delivery", "submit"));
    Outcome again = worker.generate(1, job("delivery", "submit"));
    Outcome elsewhere = new TestWorker().generate(1, job("delivery", "submit"));

    assertThat(List.of(again, elsewhere))
        .allSatisfy(
            outcome ->
                assertThat(outcome.result().path("task")).isEqualTo(first.result().path("task")));
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aSubmitWhoseAnswerWasLostHandsBackItsTask() {
    onSubmit(Fault.closeAfterReading().afterWork());
    Outcome outcome = worker.generate(1, job("delivery", "submit"));

    assertThat(outcome.code()).isEqualTo("submitted");
    assertThat(outcome.result().path("task").path("ids").path(0).asText())
        .isEqualTo(simulator.runware().tasks().getFirst());
    assertThat(simulator.purchases()).isEqualTo(1);
  }
}

package org.imagesgenerate.connector.provider.runware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.FakeTime;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.ScriptedServer;
import org.imagesgenerate.connector.provider.ScriptedServer.ReceivedRequest;
import org.imagesgenerate.connector.provider.ScriptedServer.Reply;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.provider.TestRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that the simulator does not give, because they are rare or not documented. */
class RunwareApiTest {

  private static final String SUBMIT = "imageInference";
  private static final String POLL = "getResponse";
  private static final String ARCHIVE = "getTaskDetails";
  private static final String UUID = TaskUuid.of(TestRequests.PURCHASE_KEY);
  private static final String ACCEPTED = "{'data':[{'taskType':'imageInference','taskUUID':'%s'}]}";
  private static final String RUNNING = "{'data':[{'taskUUID':'%s','status':'processing'}]}";
  private static final String DONE =
      "{'data':[{'taskType':'imageInference','taskUUID':'%s','status':'success','imageUUID':'11111111-2222-4333-8444-555555555555','seed':7,'cost':0.1,"
          + "'imageURL':'https://im.runware.ai/a.jpg'}]}";
  private static final String UNREADABLE = "{'data':[{'taskUUID':'%s','imageBase64Data':'***'}]}";
  private static final String NOTHING = "{'data':[]}";
  private static final String NO_SUCH_TASK =
      "{'errors':[{'code':'taskNotFound','parameter':'taskUUID','taskUUID':'%s'}]}";

  @TempDir Path folder;
  private final FakeTime time = new FakeTime();

  /** Whether Runware has no task before the first submit, whatever the script says. */
  private boolean isNew;

  private final Map<String, Deque<Reply>> script = new HashMap<>();
  private ScriptedServer server;
  private Http http;
  private RunwareApi api;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(this::answer);
    http = TestRequests.http(folder);
    api =
        new RunwareApi(
            new Provider.Runware("key-1234", server.url()), http, () -> Instant.EPOCH, time);
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    server.close();
  }

  /** The replies to one type of task, in order; the last one is repeated. */
  private void on(String taskType, Reply... replies) {
    script.put(taskType, new ArrayDeque<>(List.of(replies)));
  }

  private Reply answer(ReceivedRequest requests) {
    if (isNew && !requests().contains(SUBMIT)) {
      return reply(404, NO_SUCH_TASK);
    }
    Deque<Reply> replies = script.get(type(requests));
    return replies.size() > 1 ? replies.poll() : replies.peek();
  }

  private static String type(ReceivedRequest requests) {
    return requests.body().path(0).path("taskType").asText();
  }

  private static Reply ok(String body) {
    return reply(200, body);
  }

  private static Reply reply(int status, String body) {
    return Reply.of(status, body.replace("%s", UUID).replace('\'', '"'));
  }

  private List<String> requests() {
    return server.requests().stream().map(RunwareApiTest::type).toList();
  }

  /** The request of a first attempt whose task Runware does not have. */
  private GenerationRequest request(Object... more) {
    isNew = true;
    return known(more);
  }

  /** The request of a first attempt whose task may exist all the same. */
  private GenerationRequest known(Object... more) {
    return TestRequests.again(
        TestRequests.of(
            "{'provider':{'type':'runware','apiKey':'key-1234'},'model':'gpt-image-2'%s}"
                .formatted(more.length == 0 ? "" : "," + more[0])),
        time.in(Duration.ofMinutes(4)),
        null);
  }

  /** The request of the next attempt after an error with this code. */
  private GenerationRequest next(String code, TaskHandle task) {
    ObjectMapper mapper = new ObjectMapper();
    Map<String, Object> variables = task == null ? Map.of() : Map.of("task", task);
    JsonNode error = mapper.valueToTree(Map.of("code", code, "variables", variables));
    return TestRequests.again(known(), time.in(Duration.ofMinutes(4)), error);
  }

  private static TaskHandle task(String uuid) {
    return new TaskHandle(
        "runware",
        "openai:gpt-image@2",
        List.of(uuid),
        1,
        TestRequests.PURCHASE_KEY.elementInstanceKey(),
        TestRequests.PURCHASE_KEY.fingerprint());
  }

  private ImagesException failure(GenerationRequest request) {
    return catchThrowableOfType(ImagesException.class, () -> api.generate(request));
  }

  @Test
  void urlsExpireAsTheRequestStates() {
    on(SUBMIT, ok(DONE));

    assertThat(api.generate(request("'providerOptions':{'ttl':600}")).images())
        .extracting(GenerationResult.Image::expiresAt)
        .containsExactly(Instant.ofEpochSecond(600));
  }

  @Test
  void whenUrlsOfAnEarlierTaskExpireIsNotKnown() {
    on(POLL, ok(DONE));

    assertThat(api.generate(known("'providerOptions':{'ttl':600}")).images())
        .extracting(GenerationResult.Image::expiresAt)
        .containsOnlyNulls();
  }

  @Test
  void imagesInTheResponseToTheSubmitAreUsed() {
    on(SUBMIT, ok(DONE));
    GenerationResult generated = api.generate(request());

    assertThat(requests()).containsExactly(POLL, ARCHIVE, SUBMIT);
    assertThat(server.requests().getFirst().target()).isEqualTo("/v1");
    assertThat(server.requests().getFirst().authorization()).isEqualTo("Bearer key-1234");
    assertThat(generated.images().getFirst().source())
        .isEqualTo(new Source.RemoteUrl(URI.create("https://im.runware.ai/a.jpg")));
    assertThat(generated.images().getFirst().seed()).isEqualTo(7);
    assertThat(generated.images().getFirst().id())
        .isEqualTo("11111111-2222-4333-8444-555555555555");
    assertThat(generated.cost().amount()).isEqualByComparingTo("0.1");
    assertThat(generated.task()).isEqualTo(task(UUID));
    assertThat(time.waits()).isEmpty();
  }

  @Test
  void aRunningTaskIsPolledWithGrowingWaits() {
    on(SUBMIT, ok(ACCEPTED));
    on(POLL, ok(RUNNING), ok(RUNNING), ok(RUNNING), ok(DONE));
    api.generate(request());

    assertThat(time.waits())
        .extracting(Duration::toMillis)
        .containsExactly(1000L, 1500L, 2250L, 3000L);
    assertThat(requests()).containsExactly(POLL, ARCHIVE, SUBMIT, POLL, POLL, POLL, POLL);
  }

  @Test
  void theServersOwnWaitIsKept() {
    on(SUBMIT, ok(ACCEPTED));
    on(POLL, new Reply(429, "{}", Map.of("Retry-After", "30")), ok(DONE));
    api.generate(request());

    assertThat(time.waits()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  @Test
  void nothingIsPolledAfterTheDeadline() {
    on(SUBMIT, ok(ACCEPTED));
    on(POLL, ok(RUNNING));
    ImagesException failure = failure(request());

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure.variables()).containsEntry("task", task(UUID));
    assertThat(failure).hasMessageContaining("4 minutes").hasMessageContaining(UUID);
    assertThat(time.getAsLong()).isLessThan(Duration.ofMinutes(4).toNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"conflictTaskUUID", "duplicateTaskUUID"})
  void aUsedUuidMeansThatTheTaskExists(String code) {
    on(SUBMIT, reply(400, "{'data':[],'errors':[{'code':'" + code + "','taskUUID':'%s'}]}"));
    on(POLL, ok(RUNNING), ok(DONE));

    assertThat(api.generate(request()).images()).hasSize(1);
    assertThat(requests()).containsExactly(POLL, ARCHIVE, SUBMIT, POLL, POLL);
  }

  @Test
  void anEmptyResponseIsNotTheEndOfATask() {
    on(SUBMIT, ok(ACCEPTED));
    on(POLL, ok(NOTHING), ok(NOTHING), ok(DONE));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));

    assertThat(api.generate(request()).images()).hasSize(1);
  }

  @Test
  void aTaskThatIsOnlyInTheArchiveIsFoundThere() {
    on(POLL, ok(NOTHING));
    on(
        ARCHIVE,
        ok(
            "{'data':[{'taskType':'getTaskDetails','taskUUID':'%s','request':[{'taskType':'imageInference'}],'response':"
                + DONE
                + "}]}"));

    assertThat(api.collect(task(UUID), time.in(Duration.ofMinutes(1))).images()).hasSize(1);
    assertThat(time.waits()).isEmpty();
  }

  @Test
  void theEndOfATaskMayBeInTheArchiveOnly() {
    on(POLL, reply(500, "{'errors':[{'code':'inferenceError','taskUUID':'%s'}]}"));
    on(
        ARCHIVE,
        ok(
            "{'data':[{'taskUUID':'%s','response':{'errors':[{'code':'inferenceError','taskUUID':'%s'}]}}]}"));

    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class, () -> api.collect(task(UUID), time.in(Duration.ofMinutes(1))));
    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_FAILED);
  }

  @Test
  void anArchivedPollIsNotTheEndOfTheTask() {
    on(POLL, ok(NOTHING), ok(DONE));
    on(
        ARCHIVE,
        ok(
            "{'data':[{'taskUUID':'%s','request':[{'taskType':'getResponse'}],'response':{'errors':[{'code':'x'}]}}]}"));

    assertThat(api.collect(task(UUID), time.in(Duration.ofMinutes(1))).images()).hasSize(1);
  }

  // ---- the first lookup

  /** A worker that was killed leaves no handle. */
  @Test
  void aFirstAttemptContinuesATaskThatIsOnlyInTheArchive() {
    on(POLL, reply(404, NO_SUCH_TASK));
    on(
        ARCHIVE,
        ok(
            "{'data':[{'taskUUID':'%s','request':[{'taskType':'imageInference'}],'response':"
                + DONE
                + "}]}"));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(requests()).containsExactly(POLL, ARCHIVE);
  }

  @Test
  void aFirstAttemptWaitsForATaskThatRuns() {
    on(POLL, ok(RUNNING), ok(DONE));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(requests()).containsExactly(POLL, POLL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | {'errors':[{'code':'taskNotFound','taskUUID':'%s'}]}",
        "400 | {'errors':[{'code':'invalidTaskUUID','parameter':'taskUUID'}]}",
        "400 | {'errors':[{'code':'somethingNew','taskUUID':'%s'}]}",
        "400 | {'errors':[{'code':'somethingNew','taskType':'getResponse','taskUUID':'%s'}]}",
        "200 | {'data':[]}",
        "200 | {}"
      })
  void anUnknownTaskIsSubmittedWithoutAWait(int status, String body) {
    on(POLL, reply(status, body));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(requests()).containsExactly(POLL, ARCHIVE, SUBMIT);
    assertThat(time.waits()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, invalidApiKey, AUTHENTICATION_FAILED",
    "403, forbidden, PERMISSION_DENIED",
    "402, insufficientCredits, QUOTA_EXHAUSTED",
    "429, rateLimitExceeded, RATE_LIMITED",
    "400, rateLimitExceeded, RATE_LIMITED",
    "500, internalServerError, PROVIDER_UNAVAILABLE",
    "200, internalServerError, PROVIDER_UNAVAILABLE",
    "503, serviceUnavailable, PROVIDER_UNAVAILABLE"
  })
  void aRejectedFirstLookupBuysNothing(int status, String code, ErrorCode expected) {
    on(POLL, reply(status, "{'errors':[{'code':'" + code + "','taskType':'getResponse'}]}"));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    ImagesException failure = failure(known());

    assertThat(failure.code()).isEqualTo(expected);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure.variables()).doesNotContainKey("task");
    assertThat(requests()).doesNotContain(SUBMIT);
    assertThat(time.getAsLong()).isLessThan(Duration.ofSeconds(10).toNanos());
  }

  @Test
  void aTemporarilyRejectedFirstLookupIsRepeated() {
    on(
        POLL,
        reply(429, "{'errors':[{'code':'rateLimitExceeded'}]}"),
        reply(500, "{'errors':[{'code':'internalServerError'}]}"),
        reply(404, NO_SUCH_TASK));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(time.waits()).hasSize(2);
  }

  @Test
  void nothingIsSubmittedWithoutAResponseToTheFirstLookup() {
    on(POLL, Reply.hangUp(), reply(503, "<html>"));
    ImagesException failure = failure(known());

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(failure).hasMessageContaining("did not confirm task " + UUID);
    assertThat(requests()).doesNotContain(SUBMIT);
  }

  @Test
  void aFirstLookupWithoutAResponseIsRepeated() {
    on(POLL, Reply.hangUp(), reply(503, "<html>"), reply(404, NO_SUCH_TASK));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(requests()).containsExactly(POLL, POLL, POLL, ARCHIVE, SUBMIT);
  }

  // ---- several images

  private static String success(String name) {
    return "{'taskUUID':'%s','status':'success','imageURL':'https://im.runware.ai/" + name + "'}";
  }

  private static final String FAILED =
      "{'code':'inferenceError','status':'error','taskType':'imageInference','taskUUID':'%s'}";

  /** Images that are not listed yet may still come. */
  @Test
  void anErrorNextToSomeImagesIsNotTheEndOfTheOthers() {
    on(SUBMIT, ok(ACCEPTED));
    on(
        POLL,
        ok("{'errors':[" + FAILED + "]}"),
        ok("{'data':[" + success("a.jpg") + "],'errors':[" + FAILED + "]}"),
        ok(
            "{'data':["
                + success("a.jpg")
                + ","
                + success("b.jpg")
                + "],'errors':["
                + FAILED
                + "]}"));
    GenerationResult generated = api.generate(request("'n':3"));

    assertThat(generated.images()).hasSize(2);
    assertThat(generated.warnings()).contains("2 of 3 images came");
  }

  @Test
  void asManyErrorsAsRequestedImagesAreTheEnd() {
    on(SUBMIT, ok(ACCEPTED));
    on(POLL, ok("{'errors':[" + FAILED + "," + FAILED + "]}"));

    assertThat(failure(request("'n':2")).code()).isEqualTo(ErrorCode.TASK_FAILED);
    assertThat(time.waits()).hasSize(1);
  }

  @Test
  void oneErrorForSeveralImagesIsTheEndWhenNothingFollows() {
    on(SUBMIT, ok(ACCEPTED));
    on(POLL, ok("{'errors':[" + FAILED + "]}"));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));

    assertThat(failure(request("'n':3")).code()).isEqualTo(ErrorCode.TASK_FAILED);
    assertThat(time.getAsLong()).isLessThan(Duration.ofMinutes(2).toNanos());
  }

  // ---- lost responses and next attempts

  @Test
  void theNextAttemptSubmitsATaskThatRunwareDoesNotHave() {
    on(POLL, ok(NOTHING));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE));
    api.generate(next("CONNECTION_FAILED", null));

    assertThat(requests()).containsExactly(POLL, ARCHIVE, SUBMIT);
    assertThat(server.requests().getLast().body().path(0).path("taskUUID").asText())
        .isEqualTo(UUID);
    assertThat(time.waits()).isEmpty();
  }

  @Test
  void theNextAttemptFindsWhatTheFirstOneBought() {
    on(POLL, ok(DONE));
    api.generate(next("OUTCOME_UNKNOWN", null));

    assertThat(requests()).containsExactly(POLL);
  }

  @Test
  void nothingIsSubmittedWhileTheArchiveIsUnavailable() {
    on(POLL, ok(NOTHING));
    on(ARCHIVE, reply(503, "{}"));
    ImagesException failure = failure(next("TASK_PENDING", task(UUID)));

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(requests()).doesNotContain(SUBMIT);
  }

  @Test
  void aLostSubmitIsLookedUpTwiceBeforeItIsRepeated() {
    on(SUBMIT, Reply.hangUp(), ok(DONE));
    on(POLL, ok(NOTHING));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    api.generate(request());

    assertThat(requests())
        .containsExactly(POLL, ARCHIVE, SUBMIT, POLL, ARCHIVE, POLL, ARCHIVE, SUBMIT);
  }

  @Test
  void aRateLimitAfterALostSubmitDecidesNothing() {
    on(SUBMIT, Reply.hangUp(), reply(429, "{'errors':[{'code':'rateLimitExceeded'}]}"), ok(DONE));
    on(POLL, ok(NOTHING));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));

    assertThat(api.generate(request()).images()).hasSize(1);
    assertThat(requests().stream().filter(SUBMIT::equals)).hasSize(3);
  }

  @Test
  void aRetryAfterAReportedFailureIsAnotherTask() {
    String second = TaskUuid.after(UUID, TestRequests.PURCHASE_KEY);
    on(
        POLL,
        ok("{'errors':[{'code':'inferenceError','taskUUID':'%s'}]}"),
        reply(400, NO_SUCH_TASK));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE.replace("%s", second)));
    GenerationResult generated = api.generate(next("TASK_FAILED", task(UUID)));

    assertThat(generated.task().ids()).containsExactly(second);
  }

  @Test
  void theNextAttemptContinuesWithTheSecondTask() {
    String second = TaskUuid.after(UUID, TestRequests.PURCHASE_KEY);
    on(POLL, ok(DONE.replace("%s", second)));
    GenerationResult generated = api.generate(next("TASK_PENDING", task(second)));

    assertThat(generated.task().ids()).containsExactly(second);
    assertThat(requests()).containsExactly(POLL);
  }

  @Test
  void aTaskThatDidNotFailIsNotBoughtAgain() {
    on(POLL, ok(DONE));
    GenerationResult generated = api.generate(next("TASK_FAILED", task(UUID)));

    assertThat(generated.task().ids()).containsExactly(UUID);
    assertThat(requests()).containsExactly(POLL);
  }

  // ---- rejected polls

  @ParameterizedTest
  @ValueSource(ints = {200, 401})
  void aRejectedKeySaysNothingAboutTheTask(int status) {
    on(SUBMIT, ok(ACCEPTED));
    on(POLL, reply(status, "{'errors':[{'code':'invalidApiKey','taskType':'authentication'}]}"));
    ImagesException failure = failure(request());

    assertThat(failure.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure.variables()).containsEntry("task", task(UUID));
  }

  @Test
  void aRejectedPollIsRepeated() {
    on(SUBMIT, ok(ACCEPTED));
    on(POLL, ok("{'errors':[{'code':'internalServerError','taskType':'getResponse'}]}"), ok(DONE));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));

    assertThat(api.generate(request()).images()).hasSize(1);
  }

  @Test
  void aUrlWithoutAnApiIsNamed() {
    on(POLL, reply(404, "<html>"));
    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class, () -> api.collect(task(UUID), time.in(Duration.ofMinutes(1))));

    assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_REJECTED);
    assertThat(failure).hasMessageContaining("provider.baseUrl");
    assertThat(failure.variables()).containsKey("task");
  }

  @Test
  void aTaskThatCouldNotBePolledIsNotSaidToRun() {
    on(POLL, reply(503, "<html>"));
    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class, () -> api.collect(task(UUID), time.in(Duration.ofMinutes(1))));

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(failure).hasMessageContaining("did not confirm");
  }

  // ---- forms of responses

  @Test
  void errorsOfAnotherTaskAreIgnored() {
    on(
        SUBMIT,
        ok("{'data':[{'taskUUID':'%s'}],'errors':[{'code':'invalidModel','taskUUID':'another'}]}"));
    on(POLL, ok(DONE));

    assertThat(api.generate(request()).warnings()).isEmpty();
  }

  @Test
  void anErrorMayStandAlone() {
    on(
        SUBMIT,
        reply(400, "{'error':{'code':'invalidWidth','message':'too wide'},'taskUUID':'%s'}"));
    ImagesException failure = failure(request());

    assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_REJECTED);
    assertThat(failure).hasMessageContaining("too wide");
    assertThat(failure.variables()).containsEntry("providerCode", "invalidWidth");
  }

  @Test
  void anErrorMayStandInItsItem() {
    on(SUBMIT, ok(ACCEPTED));
    on(
        POLL,
        ok(
            "{'data':[{'taskUUID':'%s','status':'success','imageURL':'https://im.runware.ai/a.jpg'},"
                + "{'taskUUID':'%s','status':'error','error':{'code':'nsfwContentDetected','message':'no'}}]}"));
    GenerationResult generated = api.generate(request("'n':2"));

    assertThat(generated.images()).hasSize(1);
    assertThat(generated.warnings())
        .containsExactly("an image failed: nsfwContentDetected: \"no\"", "1 of 2 images came");
  }

  @Test
  void severalFieldsMayConflict() {
    on(SUBMIT, reply(400, "{'errors':[{'code':'invalidProduct','parameter':['width','height']}]}"));
    assertThat(failure(request())).hasMessageContaining("field width, height");
  }

  @Test
  void aDataUriIsAnImageToo() throws Exception {
    on(
        SUBMIT,
        ok("{'data':[{'taskUUID':'%s','imageDataURI':'data:image/png;base64,iVBORw0KGgo='}]}"));
    Source source = api.generate(request()).images().getFirst().source();

    assertThat(((Source.Bytes) source).file().open().readAllBytes())
        .startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void aSuccessWithoutAnImageIsAFailure() {
    on(SUBMIT, ok("{'data':[{'taskUUID':'%s','status':'success','cost':0.1}]}"));
    ImagesException failure = failure(request());

    assertThat(failure.code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(failure).hasMessageContaining("Runware charged 0.1 USD");
  }

  @Test
  void aTaskWithoutAReadableImageIsPolledAgain() {
    on(SUBMIT, ok(UNREADABLE));
    on(POLL, ok(UNREADABLE), ok(DONE));

    assertThat(api.generate(request()).images()).hasSize(1);
    assertThat(requests()).containsExactly(POLL, ARCHIVE, SUBMIT, POLL, POLL);
  }

  @Test
  void invalidBase64IsAnInvalidResponse() {
    on(SUBMIT, ok(UNREADABLE));
    on(POLL, ok(UNREADABLE));
    ImagesException failure = failure(request());

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure.variables()).containsEntry("task", task(UUID));
    assertThat(requests()).containsExactly(POLL, ARCHIVE, SUBMIT, POLL, POLL);
  }

  @Test
  void invalidBase64OfATaskThatIsGoneIsAnInvalidResponse() {
    on(SUBMIT, ok(UNREADABLE));
    on(POLL, reply(400, NO_SUCH_TASK));
    on(ARCHIVE, ok(NOTHING));

    assertThat(failure(request()).code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(requests()).filteredOn(POLL::equals).hasSize(1 + 3);
  }

  @Test
  void aReportedTaskWithUnreadableImagesIsNotBoughtAgain() {
    on(POLL, ok(UNREADABLE), ok(DONE));

    assertThat(api.generate(next("RESPONSE_INVALID", task(UUID))).images()).hasSize(1);
    assertThat(requests()).doesNotContain(SUBMIT);
  }

  @Test
  void aSubmitWithAnUnreadableImageReturnsTheHandle() {
    on(SUBMIT, ok(UNREADABLE));

    assertThat(api.submit(request())).isEqualTo(task(UUID));
  }

  @Test
  void aChargedFailureIsAPurchase() {
    on(SUBMIT, ok(ACCEPTED));
    on(
        POLL,
        ok(
            "{'errors':[{'code':'imageBlocked','taskUUID':'%s','taskType':'imageInference','cost':0.05}]}"));
    ImagesException failure = failure(request());

    assertThat(failure.code()).isEqualTo(ErrorCode.CONTENT_POLICY);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(failure).hasMessageContaining("0.05 USD");
  }

  @Test
  void invalidOptionsAreRejectedBeforeAnythingIsSent() {
    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class,
            () -> api.warnings(request("'providerOptions':{'ttl':5}").imageRequest()));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(server.requests()).isEmpty();
  }

  /** A task that Runware has can be polled again, whatever happens to this worker. */
  @Test
  void aJvmErrorWhileWaitingLeavesTheHandle() {
    on(SUBMIT, ok(ACCEPTED));
    RunwareApi out =
        new RunwareApi(
            new Provider.Runware("key-1234", server.url()),
            http,
            () -> Instant.EPOCH,
            wait -> {
              throw new OutOfMemoryError();
            });

    for (Runnable work :
        List.<Runnable>of(
            () -> out.generate(request()),
            () -> out.collect(task(UUID), time.in(Duration.ofMinutes(1))))) {
      on(POLL, ok(RUNNING));
      ImagesException failure = catchThrowableOfType(ImagesException.class, work::run);
      assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
      assertThat(failure.variables().get("task")).isInstanceOf(TaskHandle.class);
      assertThat(failure).hasMessageContaining("-Xmx").hasMessageContaining(UUID);
    }
    assertThat(requests()).containsOnlyOnce(SUBMIT);
  }
}

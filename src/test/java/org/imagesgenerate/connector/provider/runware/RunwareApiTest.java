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
import org.imagesgenerate.connector.provider.Orders;
import org.imagesgenerate.connector.provider.ScriptedServer;
import org.imagesgenerate.connector.provider.ScriptedServer.Asked;
import org.imagesgenerate.connector.provider.ScriptedServer.Reply;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that the simulator does not give: those seen elsewhere, and those nobody promised. */
class RunwareApiTest {

  private static final String SUBMIT = "imageInference";
  private static final String ASK = "getResponse";
  private static final String ARCHIVE = "getTaskDetails";
  private static final String UUID = TaskUuid.of(Orders.ACTIVATION);
  private static final String ACCEPTED = "{'data':[{'taskType':'imageInference','taskUUID':'%s'}]}";
  private static final String RUNNING = "{'data':[{'taskUUID':'%s','status':'processing'}]}";
  private static final String DONE =
      "{'data':[{'taskType':'imageInference','taskUUID':'%s','status':'success','seed':7,'cost':0.1,"
          + "'imageURL':'https://im.runware.ai/a.jpg'}]}";
  private static final String SPOILED = "{'data':[{'taskUUID':'%s','imageBase64Data':'***'}]}";
  private static final String NOTHING = "{'data':[]}";
  private static final String NO_SUCH_TASK =
      "{'errors':[{'code':'taskNotFound','parameter':'taskUUID','taskUUID':'%s'}]}";

  @TempDir Path folder;
  private final FakeTime time = new FakeTime();

  /** Whether Runware knows no task before the first submit, whatever the script says. */
  private boolean isNew;

  private final Map<String, Deque<Reply>> script = new HashMap<>();
  private ScriptedServer server;
  private Http http;
  private RunwareApi api;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(this::answer);
    http = Orders.http(folder);
    api =
        new RunwareApi(
            new Provider.Runware("key-1234", server.address()), http, () -> Instant.EPOCH, time);
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    server.close();
  }

  /** The replies to one type of task, in their order; the last one again and again. */
  private void on(String taskType, Reply... replies) {
    script.put(taskType, new ArrayDeque<>(List.of(replies)));
  }

  private Reply answer(Asked asked) {
    if (isNew && !asked().contains(SUBMIT)) {
      return reply(404, NO_SUCH_TASK);
    }
    Deque<Reply> replies = script.get(type(asked));
    return replies.size() > 1 ? replies.poll() : replies.peek();
  }

  private static String type(Asked asked) {
    return asked.body().path(0).path("taskType").asText();
  }

  private static Reply ok(String body) {
    return reply(200, body);
  }

  private static Reply reply(int status, String body) {
    return Reply.of(status, body.replace("%s", UUID).replace('\'', '"'));
  }

  private List<String> asked() {
    return server.asked().stream().map(RunwareApiTest::type).toList();
  }

  /** The order of a first attempt, of which Runware knows nothing. */
  private GenerationRequest order(Object... more) {
    isNew = true;
    return known(more);
  }

  /** The order of a first attempt, whose task may be there all the same. */
  private GenerationRequest known(Object... more) {
    return Orders.again(
        Orders.of(
            "{'provider':{'type':'runware','apiKey':'key-1234'},'model':'gpt-image-2'%s}"
                .formatted(more.length == 0 ? "" : "," + more[0])),
        time.in(Duration.ofMinutes(4)),
        null);
  }

  /** The order of the next attempt after an error with this code. */
  private GenerationRequest next(String code, TaskHandle task) {
    ObjectMapper mapper = new ObjectMapper();
    Map<String, Object> variables = task == null ? Map.of() : Map.of("task", task);
    JsonNode error = mapper.valueToTree(Map.of("code", code, "variables", variables));
    return Orders.again(known(), time.in(Duration.ofMinutes(4)), error);
  }

  private static TaskHandle task(String uuid) {
    return new TaskHandle(
        "runware",
        "openai:gpt-image@2",
        List.of(uuid),
        1,
        Orders.ACTIVATION.elementInstanceKey(),
        Orders.ACTIVATION.request());
  }

  private ImagesException failure(GenerationRequest order) {
    return catchThrowableOfType(ImagesException.class, () -> api.generate(order));
  }

  @Test
  void imagesThatComeWithTheFirstAnswerAreTaken() {
    on(SUBMIT, ok(DONE));
    GenerationResult generated = api.generate(order());

    assertThat(asked()).containsExactly(ASK, ARCHIVE, SUBMIT);
    assertThat(server.asked().getFirst().target()).isEqualTo("/v1");
    assertThat(server.asked().getFirst().authorization()).isEqualTo("Bearer key-1234");
    assertThat(generated.images().getFirst().source())
        .isEqualTo(new Source.RemoteUrl(URI.create("https://im.runware.ai/a.jpg")));
    assertThat(generated.images().getFirst().seed()).isEqualTo(7);
    assertThat(generated.cost().amount()).isEqualByComparingTo("0.1");
    assertThat(generated.task()).isEqualTo(task(UUID));
    assertThat(time.waits()).isEmpty();
  }

  @Test
  void aRunningTaskIsAskedForAtGrowingWaits() {
    on(SUBMIT, ok(ACCEPTED));
    on(ASK, ok(RUNNING), ok(RUNNING), ok(RUNNING), ok(DONE));
    api.generate(order());

    assertThat(time.waits())
        .extracting(Duration::toMillis)
        .containsExactly(1000L, 1500L, 2250L, 3375L);
    assertThat(asked()).containsExactly(ASK, ARCHIVE, SUBMIT, ASK, ASK, ASK, ASK);
  }

  @Test
  void theServersOwnWaitIsKept() {
    on(SUBMIT, ok(ACCEPTED));
    on(ASK, new Reply(429, "{}", Map.of("Retry-After", "30")), ok(DONE));
    api.generate(order());

    assertThat(time.waits()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  @Test
  void nothingIsAskedAfterTheDeadline() {
    on(SUBMIT, ok(ACCEPTED));
    on(ASK, ok(RUNNING));
    ImagesException failure = failure(order());

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure.variables()).containsEntry("task", task(UUID));
    assertThat(failure).hasMessageContaining("PT4M").hasMessageContaining(UUID);
    assertThat(time.getAsLong()).isLessThan(Duration.ofMinutes(4).toNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"conflictTaskUUID", "duplicateTaskUUID"})
  void aUsedUuidMeansThatTheTaskIsThere(String code) {
    on(SUBMIT, reply(400, "{'data':[],'errors':[{'code':'" + code + "','taskUUID':'%s'}]}"));
    on(ASK, ok(RUNNING), ok(DONE));

    assertThat(api.generate(order()).images()).hasSize(1);
    assertThat(asked()).containsExactly(ASK, ARCHIVE, SUBMIT, ASK, ASK);
  }

  @Test
  void anEmptyAnswerAboutARunningTaskIsNotItsEnd() {
    on(SUBMIT, ok(ACCEPTED));
    on(ASK, ok(NOTHING), ok(NOTHING), ok(DONE));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));

    assertThat(api.generate(order()).images()).hasSize(1);
  }

  @Test
  void aTaskThatIsOnlyInTheArchiveIsFoundThere() {
    on(ASK, ok(NOTHING));
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
    on(ASK, reply(500, "{'errors':[{'code':'inferenceError','taskUUID':'%s'}]}"));
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
  void anArchivedQuestionIsNotTheEndOfTheTask() {
    on(ASK, ok(NOTHING), ok(DONE));
    on(
        ARCHIVE,
        ok(
            "{'data':[{'taskUUID':'%s','request':[{'taskType':'getResponse'}],'response':{'errors':[{'code':'x'}]}}]}"));

    assertThat(api.collect(task(UUID), time.in(Duration.ofMinutes(1))).images()).hasSize(1);
  }

  // ---- the first look

  /** A worker that was killed leaves no word behind. */
  @Test
  void aFirstAttemptTakesATaskThatOnlyTheArchiveKnows() {
    on(ASK, reply(404, NO_SUCH_TASK));
    on(
        ARCHIVE,
        ok(
            "{'data':[{'taskUUID':'%s','request':[{'taskType':'imageInference'}],'response':"
                + DONE
                + "}]}"));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(asked()).containsExactly(ASK, ARCHIVE);
  }

  @Test
  void aFirstAttemptWaitsForATaskThatRuns() {
    on(ASK, ok(RUNNING), ok(DONE));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(asked()).containsExactly(ASK, ASK);
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
  void whateverRunwareCallsAnUnknownTaskItIsSubmittedWithoutAWait(int status, String body) {
    on(ASK, reply(status, body));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(asked()).containsExactly(ASK, ARCHIVE, SUBMIT);
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
  void aFirstLookThatIsRefusedBoughtNothing(int status, String code, ErrorCode expected) {
    on(ASK, reply(status, "{'errors':[{'code':'" + code + "','taskType':'getResponse'}]}"));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    ImagesException failure = failure(known());

    assertThat(failure.code()).isEqualTo(expected);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure.variables()).doesNotContainKey("task");
    assertThat(asked()).doesNotContain(SUBMIT);
    assertThat(time.getAsLong()).isLessThan(Duration.ofSeconds(10).toNanos());
  }

  @Test
  void aFirstLookThatIsRefusedForNowIsTakenAgain() {
    on(
        ASK,
        reply(429, "{'errors':[{'code':'rateLimitExceeded'}]}"),
        reply(500, "{'errors':[{'code':'internalServerError'}]}"),
        reply(404, NO_SUCH_TASK));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(time.waits()).hasSize(2);
  }

  @Test
  void nothingIsSubmittedWhileAFirstLookBringsNoAnswer() {
    on(ASK, Reply.hangUp(), reply(503, "<html>"));
    ImagesException failure = failure(known());

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(failure).hasMessageContaining("did not say whether it has task " + UUID);
    assertThat(asked()).doesNotContain(SUBMIT);
  }

  @Test
  void aFirstLookThatBringsNoAnswerIsTakenAgain() {
    on(ASK, Reply.hangUp(), reply(503, "<html>"), reply(404, NO_SUCH_TASK));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE));

    assertThat(api.generate(known()).images()).hasSize(1);
    assertThat(asked()).containsExactly(ASK, ASK, ASK, ARCHIVE, SUBMIT);
  }

  // ---- several images

  private static String success(String name) {
    return "{'taskUUID':'%s','status':'success','imageURL':'https://im.runware.ai/" + name + "'}";
  }

  private static final String FAILED =
      "{'code':'inferenceError','status':'error','taskType':'imageInference','taskUUID':'%s'}";

  /** What is not listed yet may still come. */
  @Test
  void anErrorBesideSomeImagesIsNotTheEndOfTheOthers() {
    on(SUBMIT, ok(ACCEPTED));
    on(
        ASK,
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
    GenerationResult generated = api.generate(order("'n':3"));

    assertThat(generated.images()).hasSize(2);
    assertThat(generated.warnings()).contains("2 of 3 images came");
  }

  @Test
  void asManyErrorsAsImagesWereAskedForAreTheEnd() {
    on(SUBMIT, ok(ACCEPTED));
    on(ASK, ok("{'errors':[" + FAILED + "," + FAILED + "]}"));

    assertThat(failure(order("'n':2")).code()).isEqualTo(ErrorCode.TASK_FAILED);
    assertThat(time.waits()).hasSize(1);
  }

  @Test
  void oneErrorForSeveralImagesIsTheEndWhenNothingFollows() {
    on(SUBMIT, ok(ACCEPTED));
    on(ASK, ok("{'errors':[" + FAILED + "]}"));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));

    assertThat(failure(order("'n':3")).code()).isEqualTo(ErrorCode.TASK_FAILED);
    assertThat(time.getAsLong()).isLessThan(Duration.ofMinutes(2).toNanos());
  }

  // ---- doubt

  @Test
  void theNextAttemptSubmitsOnlyWhatNobodyKnows() {
    on(ASK, ok(NOTHING));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE));
    api.generate(next("CONNECTION_FAILED", null));

    assertThat(asked()).containsExactly(ASK, ARCHIVE, SUBMIT);
    assertThat(server.asked().getLast().body().path(0).path("taskUUID").asText()).isEqualTo(UUID);
    assertThat(time.waits()).isEmpty();
  }

  @Test
  void theNextAttemptFindsWhatTheFirstOneBought() {
    on(ASK, ok(DONE));
    api.generate(next("OUTCOME_UNKNOWN", null));

    assertThat(asked()).containsExactly(ASK);
  }

  @Test
  void nothingIsSubmittedWhileRunwareCannotSayWhetherItHasTheTask() {
    on(ASK, ok(NOTHING));
    on(ARCHIVE, reply(503, "{}"));
    ImagesException failure = failure(next("TASK_PENDING", task(UUID)));

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(asked()).doesNotContain(SUBMIT);
  }

  @Test
  void aLostSubmitIsAskedForTwiceBeforeItIsSentAgain() {
    on(SUBMIT, Reply.hangUp(), ok(DONE));
    on(ASK, ok(NOTHING));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    api.generate(order());

    assertThat(asked()).containsExactly(ASK, ARCHIVE, SUBMIT, ASK, ARCHIVE, ASK, ARCHIVE, SUBMIT);
  }

  @Test
  void aRefusalForPaceDoesNotEndTheDoubt() {
    on(SUBMIT, Reply.hangUp(), reply(429, "{'errors':[{'code':'rateLimitExceeded'}]}"), ok(DONE));
    on(ASK, ok(NOTHING));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));

    assertThat(api.generate(order()).images()).hasSize(1);
    assertThat(asked().stream().filter(SUBMIT::equals)).hasSize(3);
  }

  @Test
  void anotherTryAfterAFailureThatSomebodySawIsAnotherTask() {
    String second = TaskUuid.after(UUID, Orders.ACTIVATION);
    on(ASK, ok("{'errors':[{'code':'inferenceError','taskUUID':'%s'}]}"), reply(400, NO_SUCH_TASK));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));
    on(SUBMIT, ok(DONE.replace("%s", second)));
    GenerationResult generated = api.generate(next("TASK_FAILED", task(UUID)));

    assertThat(generated.task().ids()).containsExactly(second);
  }

  @Test
  void theAttemptAfterThatGoesOnWithTheSecondTask() {
    String second = TaskUuid.after(UUID, Orders.ACTIVATION);
    on(ASK, ok(DONE.replace("%s", second)));
    GenerationResult generated = api.generate(next("TASK_PENDING", task(second)));

    assertThat(generated.task().ids()).containsExactly(second);
    assertThat(asked()).containsExactly(ASK);
  }

  @Test
  void aTaskThatOnlyAVariableCallsFailedIsNotBoughtAgain() {
    on(ASK, ok(DONE));
    GenerationResult generated = api.generate(next("TASK_FAILED", task(UUID)));

    assertThat(generated.task().ids()).containsExactly(UUID);
    assertThat(asked()).containsExactly(ASK);
  }

  // ---- questions that are refused

  @ParameterizedTest
  @ValueSource(ints = {200, 401})
  void aRefusedKeySaysNothingAboutTheTask(int status) {
    on(SUBMIT, ok(ACCEPTED));
    on(ASK, reply(status, "{'errors':[{'code':'invalidApiKey','taskType':'authentication'}]}"));
    ImagesException failure = failure(order());

    assertThat(failure.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure.variables()).containsEntry("task", task(UUID));
  }

  @Test
  void aRefusedQuestionIsAskedAgain() {
    on(SUBMIT, ok(ACCEPTED));
    on(ASK, ok("{'errors':[{'code':'internalServerError','taskType':'getResponse'}]}"), ok(DONE));
    on(ARCHIVE, reply(404, NO_SUCH_TASK));

    assertThat(api.generate(order()).images()).hasSize(1);
  }

  @Test
  void anAddressWithoutAnApiIsNamed() {
    on(ASK, reply(404, "<html>"));
    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class, () -> api.collect(task(UUID), time.in(Duration.ofMinutes(1))));

    assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_REJECTED);
    assertThat(failure).hasMessageContaining("provider.baseUrl");
    assertThat(failure.variables()).containsKey("task");
  }

  @Test
  void aTaskThatNobodyCouldBeAskedForIsNotSaidToRun() {
    on(ASK, reply(503, "<html>"));
    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class, () -> api.collect(task(UUID), time.in(Duration.ofMinutes(1))));

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(failure).hasMessageContaining("did not say");
  }

  // ---- forms of answers

  @Test
  void whatNamesAnotherTaskIsNotAboutOurs() {
    on(
        SUBMIT,
        ok("{'data':[{'taskUUID':'%s'}],'errors':[{'code':'invalidModel','taskUUID':'another'}]}"));
    on(ASK, ok(DONE));

    assertThat(api.generate(order()).warnings()).isEmpty();
  }

  @Test
  void anErrorMayStandAlone() {
    on(
        SUBMIT,
        reply(400, "{'error':{'code':'invalidWidth','message':'too wide'},'taskUUID':'%s'}"));
    ImagesException failure = failure(order());

    assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_REJECTED);
    assertThat(failure).hasMessageContaining("too wide");
    assertThat(failure.variables()).containsEntry("providerCode", "invalidWidth");
  }

  @Test
  void anErrorMayStandInItsItem() {
    on(SUBMIT, ok(ACCEPTED));
    on(
        ASK,
        ok(
            "{'data':[{'taskUUID':'%s','status':'success','imageURL':'https://im.runware.ai/a.jpg'},"
                + "{'taskUUID':'%s','status':'error','error':{'code':'nsfwContentDetected','message':'no'}}]}"));
    GenerationResult generated = api.generate(order("'n':2"));

    assertThat(generated.images()).hasSize(1);
    assertThat(generated.warnings())
        .containsExactly("an image failed: nsfwContentDetected: \"no\"", "1 of 2 images came");
  }

  @Test
  void severalFieldsMayBeWrongTogether() {
    on(SUBMIT, reply(400, "{'errors':[{'code':'invalidProduct','parameter':['width','height']}]}"));
    assertThat(failure(order())).hasMessageContaining("field width, height");
  }

  @Test
  void aDataUriIsAnImageToo() throws Exception {
    on(
        SUBMIT,
        ok("{'data':[{'taskUUID':'%s','imageDataURI':'data:image/png;base64,iVBORw0KGgo='}]}"));
    Source source = api.generate(order()).images().getFirst().source();

    assertThat(((Source.Bytes) source).spool().open().readAllBytes())
        .startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void aSuccessWithoutAnImageIsNone() {
    on(SUBMIT, ok("{'data':[{'taskUUID':'%s','status':'success','cost':0.1}]}"));
    ImagesException failure = failure(order());

    assertThat(failure.code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(failure).hasMessageContaining("Runware charged 0.1 USD");
  }

  @Test
  void anAnswerWithoutAReadableImageIsAskedForAgain() {
    on(SUBMIT, ok(SPOILED));
    on(ASK, ok(SPOILED), ok(DONE));

    assertThat(api.generate(order()).images()).hasSize(1);
    assertThat(asked()).containsExactly(ASK, ARCHIVE, SUBMIT, ASK, ASK);
  }

  @Test
  void whatIsNoBase64CannotBeRead() {
    on(SUBMIT, ok(SPOILED));
    on(ASK, ok(SPOILED));
    ImagesException failure = failure(order());

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure.variables()).containsEntry("task", task(UUID));
    assertThat(asked()).containsExactly(ASK, ARCHIVE, SUBMIT, ASK, ASK);
  }

  @Test
  void whatIsNoBase64StaysUnreadableWhereTheTaskCannotBeAskedFor() {
    on(SUBMIT, ok(SPOILED));
    on(ASK, reply(400, NO_SUCH_TASK));
    on(ARCHIVE, ok(NOTHING));

    assertThat(failure(order()).code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(asked()).filteredOn(ASK::equals).hasSize(1 + 3);
  }

  @Test
  void aReportedTaskThatCannotBeReadIsNotBoughtAgain() {
    on(ASK, ok(SPOILED), ok(DONE));

    assertThat(api.generate(next("RESPONSE_INVALID", task(UUID))).images()).hasSize(1);
    assertThat(asked()).doesNotContain(SUBMIT);
  }

  @Test
  void aSubmitWhoseImageCannotBeReadGivesTheHandle() {
    on(SUBMIT, ok(SPOILED));

    assertThat(api.submit(order())).isEqualTo(task(UUID));
  }

  @Test
  void aChargedFailureIsAPurchase() {
    on(SUBMIT, ok(ACCEPTED));
    on(
        ASK,
        ok(
            "{'errors':[{'code':'imageBlocked','taskUUID':'%s','taskType':'imageInference','cost':0.05}]}"));
    ImagesException failure = failure(order());

    assertThat(failure.code()).isEqualTo(ErrorCode.CONTENT_POLICY);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(failure).hasMessageContaining("0.05 USD");
  }

  @Test
  void badOptionsAreRefusedBeforeAnythingIsSent() {
    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class,
            () -> api.warnings(order("'providerOptions':{'ttl':5}").request()));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(server.asked()).isEmpty();
  }

  /** A task that Runware has can be asked for again, whatever happened to this worker. */
  @Test
  void anErrorOfTheJvmWhileWaitingLeavesTheTaskBehind() {
    on(SUBMIT, ok(ACCEPTED));
    RunwareApi out =
        new RunwareApi(
            new Provider.Runware("key-1234", server.address()),
            http,
            () -> Instant.EPOCH,
            wait -> {
              throw new OutOfMemoryError();
            });

    for (Runnable work :
        List.<Runnable>of(
            () -> out.generate(order()),
            () -> out.collect(task(UUID), time.in(Duration.ofMinutes(1))))) {
      on(ASK, ok(RUNNING));
      ImagesException failure = catchThrowableOfType(ImagesException.class, work::run);
      assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
      assertThat(failure.variables().get("task")).isInstanceOf(TaskHandle.class);
      assertThat(failure).hasMessageContaining("-Xmx").hasMessageContaining(UUID);
    }
    assertThat(asked()).containsOnlyOnce(SUBMIT);
  }
}

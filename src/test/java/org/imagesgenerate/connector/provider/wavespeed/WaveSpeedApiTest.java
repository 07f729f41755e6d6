package org.imagesgenerate.connector.provider.wavespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
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
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.provider.TestRequests;
import org.imagesgenerate.connector.support.Sleeper;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.TaskEnd;
import org.imagesgenerate.simulator.WaveSpeedSimulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WaveSpeedAI against a server that is as strict as the real one and counts what is bought. */
class WaveSpeedApiTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Predicate<ReceivedRequest> SUBMIT = it -> it.method().equals("POST");
  private static final Predicate<ReceivedRequest> POLL =
      it -> it.method().equals("GET") && it.path().startsWith("/api/v3/predictions/");

  @TempDir Path folder;
  private final FakeTime time = new FakeTime();
  private ImagesSimulator simulator;
  private Http http;
  private WaveSpeedApi api;

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey("key");
    http = TestRequests.http(folder);
    api = api(time);
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    simulator.close();
  }

  private WaveSpeedApi api(Sleeper pause) {
    Provider.WaveSpeed provider = new Provider.WaveSpeed("key", simulator.uri().toString());
    return new WaveSpeedApi(provider, http, InstantSource.system(), pause);
  }

  private GenerationRequest request(String others) {
    return request(others, Duration.ofMinutes(4));
  }

  private GenerationRequest request(String others, Duration budget) {
    String model = others.contains("'model'") ? "" : ", 'model': 'gpt-image-2'";
    return TestRequests.of(
        "{'provider': {'type': 'wavespeed', 'apiKey': 'key'}%s%s}"
            .formatted(model, others.isEmpty() ? "" : ", " + others),
        time.in(budget));
  }

  private GenerationResult generate(String others) {
    return api.generate(request(others));
  }

  private ImagesException failure(GenerationRequest request) {
    return catchThrowableOfType(ImagesException.class, () -> api.generate(request));
  }

  /** The order in the next attempt, after the runtime wrote the failure into the variables. */
  private GenerationRequest next(GenerationRequest request, ImagesException failure) {
    JsonNode error = MAPPER.valueToTree(Map.of("variables", failure.variables()));
    return TestRequests.again(request, time.in(Duration.ofMinutes(4)), error);
  }

  private List<JsonNode> bodies() {
    return simulator.requests(SUBMIT).stream().map(ReceivedRequest::json).toList();
  }

  private int submits() {
    return simulator.requests(SUBMIT).size();
  }

  private int polls() {
    return simulator.requests(POLL).size();
  }

  private static byte[] bytes(GenerationResult.Image image) throws IOException {
    try (InputStream in = ((Source.Bytes) image.source()).file().open()) {
      return in.readAllBytes();
    }
  }

  // ---- how long it took

  @Test
  void theTimeThatTheApiStatesIsThatOfTheSlowestTask() {
    simulator.waveSpeed().pollsNeeded(1);
    simulator.nextFor(
        POLL, Fault.editJson(json -> json.withObject("/data/timings").put("inference", 3400)));

    assertThat(generate("'n': 2").providerMillis()).isEqualTo(3400);
  }

  @Test
  void withoutATimeFromTheApiThereIsNone() {
    simulator.always(POLL, Fault.editJson(json -> json.withObject("/data").remove("timings")));

    assertThat(generate("'n': 1").providerMillis()).isNull();
  }

  // ---- what is sent

  @Test
  void submitsOnceAndAsksUntilTheTaskEnds() throws IOException {
    simulator.waveSpeed().pollsNeeded(3);

    GenerationResult generated =
        generate("'quality': 'low', 'output_format': 'png', 'response_format': 'b64_json'");

    assertThat(simulator.requests())
        .extracting(it -> it.method() + " " + it.path())
        .containsExactly(
            "POST /api/v3/openai/gpt-image-2/text-to-image",
            "GET /api/v3/predictions/%s/result".formatted(simulator.waveSpeed().tasks().getFirst()),
            "GET /api/v3/predictions/%s/result".formatted(simulator.waveSpeed().tasks().getFirst()),
            "GET /api/v3/predictions/%s/result"
                .formatted(simulator.waveSpeed().tasks().getFirst()));
    assertThat(time.waits()).extracting(Duration::toMillis).containsExactly(1000L, 1500L, 2250L);
    assertThat(bodies().getFirst())
        .isEqualTo(
            MAPPER.readTree(
                """
                {"prompt": "a lighthouse at dusk", "quality": "low", "output_format": "png",
                 "enable_base64_output": true}"""));
    assertThat(generated.images()).hasSize(1);
    assertThat(ImageIO.read(new java.io.ByteArrayInputStream(bytes(generated.images().getFirst()))))
        .isNotNull();
    assertThat(generated.requestId()).isEqualTo(simulator.waveSpeed().tasks().getFirst());
    assertThat(generated.task())
        .isEqualTo(
            new TaskHandle(
                "wavespeed",
                "openai/gpt-image-2/text-to-image",
                simulator.waveSpeed().tasks(),
                1,
                TestRequests.PURCHASE_KEY.elementInstanceKey(),
                TestRequests.PURCHASE_KEY.fingerprint()));
    assertThat(generated.warnings()).isEmpty();
    assertThat(generated.cost()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"url", "document"})
  void urlsAreTheApisDefault(String format) {
    GenerationResult generated = generate("'response_format': '%s'".formatted(format));

    assertThat(bodies().getFirst().has("enable_base64_output")).isFalse();
    assertThat(generated.images().getFirst().source()).isInstanceOf(Source.RemoteUrl.class);
  }

  @Test
  void anUnknownModelIsSentNoFormat() {
    simulator.waveSpeed().register("acme/new-model");

    GenerationResult generated = generate("'model': 'acme/new-model', 'size': '640x480'");

    assertThat(bodies().getFirst().has("enable_base64_output")).isFalse();
    assertThat(bodies().getFirst().path("size").asText()).isEqualTo("640*480");
    assertThat(generated.images()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void base64IsTakenBareAndAsDataUri(boolean dataUri) throws IOException {
    if (dataUri) {
      simulator.waveSpeed().base64AsDataUri();
    }

    byte[] image =
        bytes(
            generate("'output_format': 'jpeg', 'response_format': 'b64_json'").images().getFirst());

    assertThat(image).startsWith(0xff, 0xd8);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-image-1.5,1536x1024,1536*1024,,,0",
    "gpt-image-1.5,auto,,,,0",
    "gpt-image-2,auto,,,,0",
    "gpt-image-2,1024x1024,,1:1,1k,0",
    "gpt-image-2,2048x2048,,1:1,2k,0",
    "gpt-image-2,3840x2160,,16:9,4k,0",
    "gpt-image-2,1536x1024,,3:2,1k,1",
    "gpt-image-2,1000x3000,,1:3,2k,1",
    "gpt-image-2,1920x820,,21:9,1k,1"
  })
  void sizesBecomeTheModelsOwnWords(
      String model, String size, String star, String ratio, String resolution, int warnings) {
    GenerationRequest request = request("'model': '%s', 'size': '%s'".formatted(model, size));
    api.generate(request);

    JsonNode body = bodies().getFirst();
    assertThat(body.path("size").asText(null)).isEqualTo(star);
    assertThat(body.path("aspect_ratio").asText(null)).isEqualTo(ratio);
    assertThat(body.path("resolution").asText(null)).isEqualTo(resolution);
    assertThat(request.imageRequest().warnings()).hasSize(warnings);
  }

  @Test
  void extraFieldsOfTheProcessAreMergedLast() {
    simulator.waveSpeed().register("acme/new-model");
    generate("'model': 'acme/new-model', 'extraBody': {'seed': 7, 'prompt': 'else'}");

    assertThat(bodies().getFirst().path("seed").asInt()).isEqualTo(7);
    assertThat(bodies().getFirst().path("prompt").asText()).isEqualTo("else");
  }

  @Test
  void aModelIsAPathAndNothingElse() {
    ImagesException up = failure(request("'model': '../predictions'"));
    ImagesException query = failure(request("'model': 'acme/what?x=1#y z'"));

    assertThat(up.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(query.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
    assertThat(simulator.lastRequest().target()).isEqualTo("/api/v3/acme/what%3Fx%3D1%23y%20z");
  }

  // ---- several images

  @Test
  void severalImagesAreSeveralTasksSideBySide() {
    GenerationResult generated = generate("'n': 3");

    assertThat(simulator.requests().subList(0, 3)).allMatch(SUBMIT);
    assertThat(submits()).isEqualTo(3);
    assertThat(bodies()).allSatisfy(body -> assertThat(body.has("n")).isFalse());
    assertThat(polls()).isEqualTo(6);
    assertThat(generated.images()).hasSize(3);
    assertThat(generated.task().ids()).isEqualTo(simulator.waveSpeed().tasks());
    assertThat(simulator.purchases()).isEqualTo(3);
  }

  @Test
  void whatCameIsKeptWhenOneTaskFails() {
    simulator
        .waveSpeed()
        .nextTask(TaskEnd.done(), TaskEnd.failed("upstream broke"), TaskEnd.done());

    GenerationResult generated = generate("'n': 3");

    assertThat(generated.images()).hasSize(2);
    assertThat(generated.warnings())
        .containsExactly(
            "WaveSpeedAI: the task failed (task %s, status failed: \"upstream broke\"). You may have been billed. A retry of Images Generate or Images Edit starts a new task."
                .formatted(simulator.waveSpeed().tasks().get(1)),
            "received 2 of 3 images");
    assertThat(submits()).isEqualTo(3);
  }

  @Test
  void aRateLimitedSubmitIsSentAgainWhileTheOthersRun() {
    simulator.nextFor(
        SUBMIT,
        Fault.none(),
        Fault.none(),
        Fault.answer(WaveSpeedSimulation.error(429, "slow down").with("retry-after", "20")));

    GenerationResult generated = generate("'n': 3");

    assertThat(generated.images()).hasSize(3);
    assertThat(generated.warnings()).isEmpty();
    assertThat(submits()).isEqualTo(4);
    assertThat(simulator.purchases()).isEqualTo(3);
  }

  @Test
  void aRateLimitThatNeverEndsDoesNotCostWhatWasBought() {
    simulator.nextFor(SUBMIT, Fault.none());
    simulator.always(SUBMIT, Fault.answer(WaveSpeedSimulation.error(429, "slow down")));

    GenerationResult generated = api.generate(request("'n': 2", Duration.ofSeconds(20)));

    assertThat(generated.images()).hasSize(1);
    assertThat(generated.warnings())
        .anySatisfy(it -> assertThat(it).contains("WaveSpeedAI: rate limit reached", "slow down"))
        .contains("received 1 of 2 images");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aLaterPermanentRejectionKeepsWhatWasBoughtAndBuysNothingMore() {
    simulator.nextFor(SUBMIT, Fault.none(), Fault.answer(WaveSpeedSimulation.error(402, "top up")));

    GenerationResult generated = generate("'n': 3");

    assertThat(generated.images()).hasSize(1);
    assertThat(generated.warnings())
        .anySatisfy(it -> assertThat(it).contains("WaveSpeedAI: quota or spending limit reached"));
    assertThat(submits()).isEqualTo(2);
  }

  @Test
  void aLostAnswerToALaterSubmitIsNeitherRepeatedNorForgotten() {
    simulator.nextFor(SUBMIT, Fault.none(), Fault.closeAfterReading().afterWork());

    GenerationResult generated = generate("'n': 3");

    assertThat(generated.images()).hasSize(1);
    assertThat(generated.warnings())
        .anySatisfy(
            it -> assertThat(it).contains("WaveSpeedAI did not answer", "list of predictions"));
    assertThat(submits()).isEqualTo(2);
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  // ---- how tasks end

  @ParameterizedTest
  @ValueSource(
      strings = {"a part broke", "cancelled: by you", "timeout: too slow", "deleted: gone"})
  void everyOtherEndIsAFailure(String end) {
    simulator.waveSpeed().nextTask(TaskEnd.failed(end));

    ImagesException failure = failure(request(""));

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_FAILED);
    assertThat(failure).hasMessageContaining(end);
    assertThat(failure.variables())
        .containsEntry("requestId", simulator.waveSpeed().tasks().getFirst())
        .doesNotContainKey("task");
  }

  @ParameterizedTest
  @CsvSource({
    "1200,CONTENT_POLICY,UNKNOWN",
    "1401,REQUEST_REJECTED,NONE",
    "1405,TASK_FAILED,UNKNOWN",
    "5003,TASK_FAILED,UNKNOWN"
  })
  void aTasksErrorCodeTellsWhyItFailed(int machine, ErrorCode code, PurchaseState purchase) {
    simulator.nextFor(
        POLL,
        Fault.editJson(
            json ->
                ((ObjectNode) json.get("data"))
                    .put("status", "failed")
                    .put("code", machine)
                    .put("error", "The content policy is fine, it says")));

    ImagesException failure = failure(request(""));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.purchase()).isEqualTo(purchase);
    assertThat(failure.variables()).containsEntry("providerCode", String.valueOf(machine));
  }

  @Test
  void differentFailuresAreOneFailedTask() {
    simulator.waveSpeed().nextTask(TaskEnd.failed("first"), TaskEnd.some(0)).pollsNeeded(1);

    ImagesException failure = failure(request("'n': 2"));

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_FAILED);
    assertThat(failure).hasMessageContaining("first").hasMessageContaining("no outputs");
  }

  @Test
  void aTaskWithoutOutputsIsASuccessWithoutImage() {
    simulator.waveSpeed().nextTask(TaskEnd.some(0));

    ImagesException failure = failure(request(""));

    assertThat(failure.code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
  }

  @Test
  void anAnswerWithoutAReadableImageIsAskedForAgain() {
    simulator.waveSpeed().pollsNeeded(1);
    simulator.nextFor(POLL, Fault.base64Broken());

    assertThat(api.generate(request("'response_format': 'b64_json'")).images()).hasSize(1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://cdn.test/1.png", "ftp://cdn.test/1.png", "file:///etc/passwd"})
  void outputsCanBeObjectsWithAUrl(String url) {
    simulator.nextFor(
        POLL,
        Fault.editJson(
            json ->
                ((ObjectNode) json.get("data"))
                    .put("status", "completed")
                    .putArray("outputs")
                    .addObject()
                    .put("type", "image")
                    .put("url", url)));

    assertThat(generate("").images())
        .extracting(GenerationResult.Image::source)
        .containsExactly(new GenerationResult.Source.RemoteUrl(URI.create(url)));
  }

  @Test
  void outputsThatCannotBeReadLeaveTheHandleBehind() {
    simulator.waveSpeed().pollsNeeded(1);
    for (int i = 0; i < 3; i++) {
      simulator.nextFor(POLL, Fault.base64Broken());
    }

    GenerationRequest request = request("'response_format': 'b64_json'");
    ImagesException failure = failure(request);

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(api.generate(next(request, failure)).images()).hasSize(1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void safetyFlagsAreHandedOn() {
    simulator.waveSpeed().nextTask(TaskEnd.nsfw());

    assertThat(generate("'n': 2").images())
        .extracting(GenerationResult.Image::nsfw)
        .containsExactly(true, false);
  }

  // ---- asking

  @Test
  void aFailedPollIsRepeatedAndBuysNothing() {
    simulator.nextFor(
        POLL,
        Fault.status(500, "oops"),
        Fault.answer(WaveSpeedSimulation.error(429, "slow down").with("retry-after", "30")),
        Fault.closeAfterReading(),
        Fault.html(200),
        Fault.answer(WaveSpeedSimulation.error(404, "not yet")),
        Fault.cutJson());

    GenerationResult generated = generate("");

    assertThat(generated.images()).hasSize(1);
    assertThat(time.waits()).contains(Duration.ofSeconds(30));
    assertThat(submits()).isEqualTo(1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aTaskThatIsNoLongerKnownEndsTheWait() {
    simulator.always(POLL, Fault.answer(WaveSpeedSimulation.error(404, "task not found")));

    ImagesException failure = failure(request(""));

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(polls()).isEqualTo(5);
  }

  @Test
  void aKeyThatExpiresLeavesTheHandleForTheNextAttempt() {
    GenerationRequest request = request("'n': 2");
    simulator.nextFor(POLL, Fault.answer(WaveSpeedSimulation.error(401, "expired")));

    ImagesException failure = failure(request);
    GenerationResult generated = api.generate(next(request, failure));

    assertThat(failure.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(generated.images()).hasSize(2);
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void theBudgetsEndLeavesTheHandleAndNoFiles() throws IOException {
    simulator.waveSpeed().nextTask(TaskEnd.done(), TaskEnd.never());
    GenerationRequest request = request("'n': 2", Duration.ofSeconds(10));

    ImagesException failure = failure(request);

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(((TaskHandle) failure.variables().get("task")).ids())
        .isEqualTo(simulator.waveSpeed().tasks());
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(it -> it.getFileName().toString().startsWith("image-"))).isEmpty();
    }
  }

  @Test
  void theNextAttemptGoesOnWithTheSameTasks() {
    simulator.waveSpeed().pollsNeeded(6);
    GenerationRequest request = request("'n': 2", Duration.ofSeconds(6));

    ImagesException failure = failure(request);
    GenerationResult generated = api.generate(next(request, failure));

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(generated.images()).hasSize(2);
    assertThat(generated.warnings()).isEmpty();
    assertThat(submits()).isEqualTo(2);
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void anErrorInTheConnectorLeavesTheHandleToo() {
    WaveSpeedApi broken =
        api(
            wait -> {
              throw new StackOverflowError();
            });
    GenerationRequest request = request("");

    ImagesException failure =
        catchThrowableOfType(ImagesException.class, () -> broken.generate(request));

    assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(api.generate(next(request, failure)).images()).hasSize(1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void theKeyIsNotSentToAnotherHostThatAnAnswerNames() throws IOException {
    try (ScriptedServer other =
        new ScriptedServer(requests -> ScriptedServer.Reply.of(200, "{}"))) {
      simulator.nextFor(
          SUBMIT,
          Fault.editJson(
              json -> ((ObjectNode) json.at("/data/urls")).put("get", other.url() + "/result")));

      assertThat(generate("").images()).hasSize(1);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void aUrlOnTheApisOwnHostIsFollowed() {
    simulator.nextFor(
        SUBMIT,
        Fault.editJson(
            json -> {
              ObjectNode urls = (ObjectNode) json.at("/data/urls");
              urls.put("get", urls.get("get").asText().replaceFirst("/result$", ""));
            }));

    generate("");

    assertThat(simulator.lastRequest().path()).doesNotEndWith("/result");
  }

  // ---- the submit and its answer

  @ParameterizedTest
  @CsvSource({
    "400,REQUEST_REJECTED",
    "401,AUTHENTICATION_FAILED",
    "402,QUOTA_EXHAUSTED",
    "403,PERMISSION_DENIED",
    "404,MODEL_UNAVAILABLE",
    "429,RATE_LIMITED",
    "500,PROVIDER_UNAVAILABLE",
    "503,PROVIDER_UNAVAILABLE"
  })
  void aRefusedSubmitBuysNothing(int status, ErrorCode code) {
    simulator.next(Fault.answer(WaveSpeedSimulation.error(status, "content policy")));

    ImagesException failure = failure(request("'n': 2"));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure.variables()).containsEntry("httpStatus", status).doesNotContainKey("task");
    assertThat(submits()).isEqualTo(1);
  }

  @Test
  void anAccountThatIsBlockedIsNotARejectionOfThePrompt() {
    simulator.next(Fault.answer(WaveSpeedSimulation.error(1200, "content policy").withStatus(403)));

    assertThat(failure(request("")).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void aRefusalInsideASuccessIsARefusal() {
    simulator.next(Fault.answer(WaveSpeedSimulation.error(403, "no").withStatus(200)));

    assertThat(failure(request("")).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void aHeadThatIsTooLargeMayHaveBeenPaidFor() {
    simulator.next(
        Fault.answer(WaveSpeedSimulation.error(500, "no").with("X-Long", "x".repeat(300_000))));

    ImagesException failure = failure(request(""));

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_TOO_LARGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure)
        .hasMessageStartingWith("WaveSpeedAI returned a response that is too large: ");
  }

  @Test
  void aSuccessThatNamesNoTaskCannotBeRead() {
    simulator.next(Fault.withoutField("data"));

    ImagesException failure = failure(request(""));

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
  }

  @Test
  void aRetiredModelIsNamedWithItsSuccessor() {
    simulator.waveSpeed().retire("openai/dall-e-2");

    ImagesException failure = failure(request("'model': 'dall-e-2'"));

    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
    assertThat(failure).hasMessageContaining("Use openai/gpt-image-2/text-to-image instead");
  }

  // ---- sync mode

  private static final String SYNC = "'providerOptions': {'enable_sync_mode': 'true'}";

  @Test
  void syncModeNeedsNoPoll() {
    assertThat(generate(SYNC).images()).hasSize(1);
    assertThat(bodies().getFirst().path("enable_sync_mode").asBoolean()).isTrue();
    assertThat(polls()).isZero();
  }

  @Test
  void aSyncAnswerThatBreaksOffAfterItsImageKeepsTheImage() throws IOException {
    simulator.next(
        Fault.edit(
            answer -> answer.withBody(Arrays.copyOf(answer.body(), answer.body().length - 40))));

    GenerationResult generated = generate("'response_format': 'b64_json', " + SYNC);

    assertThat(bytes(generated.images().getFirst())).startsWith(0x89, 'P', 'N', 'G');
    assertThat(generated.warnings()).singleElement().asString().contains("ended early");
    assertThat(generated.task()).as("its id was not read").isNull();
    assertThat(submits()).isEqualTo(1);
    assertThat(polls()).isZero();
  }

  @Test
  void aSyncAnswerThatBreaksOffWithinItsImageHasNone() {
    simulator.next(Fault.cutJson());

    assertThat(failure(request("'response_format': 'b64_json', " + SYNC)).purchase())
        .isEqualTo(PurchaseState.UNKNOWN);
    assertThat(submits()).isEqualTo(1);
  }

  @Test
  void aSyncModeThatGivesUpIsAskedForAndNeverSubmittedAgain() {
    simulator.waveSpeed().nextTask(TaskEnd.late());

    assertThat(generate(SYNC).images()).hasSize(1);
    assertThat(submits()).isEqualTo(1);
    assertThat(polls()).isPositive();
  }

  @Test
  void a504ThatNamesTheTaskIsAskedFor() {
    simulator.waveSpeed().nextTask(TaskEnd.late());
    simulator.next(Fault.edit(answer -> answer.withStatus(504)));

    assertThat(generate(SYNC).images()).hasSize(1);
    assertThat(submits()).isEqualTo(1);
  }

  @Test
  void syncModeIsForOneImage() {
    GenerationRequest request = request("'n': 2, " + SYNC);
    api.generate(request);

    assertThat(bodies()).noneMatch(body -> body.has("enable_sync_mode"));
    assertThat(api.warnings(request.imageRequest()))
        .singleElement()
        .asString()
        .startsWith("providerOptions.enable_sync_mode was left out");
  }

  @Test
  void anOptionThatIsNoneIsSaid() {
    assertThat(api.warnings(request("'providerOptions': {'safety': true}").imageRequest()))
        .singleElement()
        .asString()
        .startsWith("providerOptions.safety was left out");
    assertThat(failure(request("'providerOptions': {'enable_sync_mode': 'yes'}")).code())
        .isEqualTo(ErrorCode.INVALID_INPUT);
  }

  // ---- handles

  @Test
  void aSubmitHandsBackTheHandleAndACollectBringsTheImages() {
    GenerationRequest request =
        request(
            "'n': 2, 'delivery': 'submit', 'webhookUrl': 'https://example.com/hook?case=1&x=2'");

    TaskHandle task = api.submit(request);

    assertThat(polls()).isZero();
    assertThat(task.ids()).isEqualTo(simulator.waveSpeed().tasks());
    assertThat(simulator.requests().getFirst().query())
        .containsEntry("webhook", "https://example.com/hook?case=1&x=2");
    assertThat(bodies()).noneMatch(body -> body.has("enable_base64_output"));
    assertThat(api.collect(task, time.in(Duration.ofMinutes(1))).images()).hasSize(2);
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void aSubmitWithoutWebhookAsksForBase64WhereItIsWanted() {
    api.submit(request("'delivery': 'submit', 'response_format': 'b64_json'"));

    assertThat(bodies().getFirst().path("enable_base64_output").asBoolean()).isTrue();
  }

  @Test
  void aCollectSaysHowManyOfTheImagesCame() {
    simulator.nextFor(SUBMIT, Fault.none(), Fault.answer(WaveSpeedSimulation.error(402, "top up")));

    TaskHandle task = api.submit(request("'n': 3, 'delivery': 'submit'"));

    assertThat(api.collect(task, time.in(Duration.ofMinutes(1))).warnings())
        .containsExactly("received 1 of 3 images");
  }

  @ParameterizedTest
  @CsvSource({"runware,abc", "wavespeed,../../x", "wavespeed,a?b", "wavespeed,"})
  void aForgedHandleIsRefused(String provider, String id) {
    TaskHandle task = new TaskHandle(provider, "m", id == null ? List.of() : List.of(id), 1L, "r");

    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class, () -> api.collect(task, time.in(Duration.ofMinutes(1))));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(simulator.requests()).isEmpty();
  }
}

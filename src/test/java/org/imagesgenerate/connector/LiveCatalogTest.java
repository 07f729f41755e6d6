package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.TestWorker.again;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.EditInputs;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.SimulatedResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models without an entry get the fields that their provider's own catalog names. */
class LiveCatalogTest {

  private static final String KEY = "sk-test-0123456789abcdef";
  private static final Map<String, String> MODELS =
      Map.of("wavespeed", "moonvale/aurora-1/text-to-image", "runware", "moonvale:1@1");
  private static final Object[] INPUTS = {
    "n", 2, "aspect_ratio", "16:9", "resolution", "1K", "seed", 7, "quality", "final"
  };

  private ImagesSimulator simulator;
  private TestWorker worker;

  /** Loads the classes that a lookup needs, which have two seconds afterwards. */
  @BeforeAll
  static void warmUp() {
    LiveCatalogTest test = new LiveCatalogTest();
    test.start();
    MODELS.keySet().forEach(provider -> test.worker.generate(1, test.job(provider)));
    test.stop();
  }

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey(KEY).paintOnce();
    worker = worker(true);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private TestWorker worker(boolean live) {
    return new TestWorker(operator(live));
  }

  private Settings settings(boolean live) {
    return new Settings(operator(live)::get);
  }

  private Map<String, String> operator(boolean live) {
    Map<String, String> settings = new HashMap<>();
    settings.put("IMAGES_GENERATE_RUNWARE_SCHEMAS_URL", simulator.uri().toString());
    settings.put("IMAGES_GENERATE_DOWNLOAD_HOSTS", simulator.uri().getHost());
    if (live) {
      settings.put("IMAGES_GENERATE_LIVE_SCHEMAS", "true");
    }
    return settings;
  }

  private Map<String, Object> job(String provider, Object... more) {
    Map<String, Object> job = TestWorker.job(provider, KEY, simulator, more);
    job.put("model", MODELS.get(provider));
    return job;
  }

  private static boolean isLookup(ReceivedRequest request) {
    return request.path().equals("/api/v3/models") || request.path().startsWith("/resolve/");
  }

  private List<ReceivedRequest> lookups() {
    return simulator.requests(LiveCatalogTest::isLookup);
  }

  private List<JsonNode> bought() {
    return simulator.requests(ReceivedRequest::isPurchase).stream()
        .map(ReceivedRequest::json)
        .map(body -> body.isArray() ? body.get(0) : body)
        .toList();
  }

  // ---- the model's own fields

  @Test
  void aModelOfWaveSpeedGetsItsOwnFields() {
    Outcome outcome = worker.generate(1, job("wavespeed", INPUTS));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(outcome.result().path("images")).hasSize(2);
    assertThat(bought())
        .singleElement()
        .hasToString(
            """
            {"prompt":"a lighthouse at dusk","aspect_ratio":"16:9","resolution":"1k",\
            "quality":"final","num_images":2,"seed":7}""");
    assertThat(outcome.warnings())
        .containsExactly(
            "moonvale/aurora-1/text-to-image is not in the catalog, so the provider's own catalog"
                + " was asked for its fields: n was sent as num_images 2, aspect_ratio was sent as"
                + " aspect_ratio 16:9, resolution was sent as resolution 1k");
  }

  @Test
  void aModelOfRunwareGetsItsOwnFields() {
    Outcome outcome = worker.generate(1, job("runware", INPUTS));

    assertThat(outcome.code()).isEqualTo("completed");
    JsonNode task = bought().getFirst();
    assertThat(task.path("width").asInt() + "x" + task.path("height").asInt())
        .isEqualTo("1024x576");
    assertThat(task.at("/settings/quality").asText()).isEqualTo("final");
    assertThat(task.path("numberResults").asInt()).isEqualTo(2);
    assertThat(task.path("seed").asInt()).isEqualTo(7);
    assertThat(outcome.warnings()).anyMatch(it -> it.contains("n was sent as numberResults 2"));
  }

  @Test
  void aSizeThatTheModelRequiresIsSent() {
    Outcome outcome = worker.generate(1, job("runware"));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(bought().getFirst().path("width").asInt()).isEqualTo(1024);
    assertThat(outcome.warnings()).isEmpty();
  }

  @Test
  void aSizeBecomesTheNearestThatTheModelHas() {
    Map<String, Object> job = job("runware", "size", "1920x1080");
    job.put("model", "moonvale:2@1");

    Outcome outcome = worker.generate(1, job);

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(bought().getFirst().path("width").asInt()).isEqualTo(1344);
  }

  @Test
  void aValueThatIsNotListedIsSentWithAWarning() {
    Map<String, Object> job = job("wavespeed", "output_format", "webp");
    job.put("model", "moonvale/dune-2");

    Outcome outcome = worker.generate(1, job);

    assertThat(bought()).isNotEmpty();
    assertThat(bought().getFirst().path("output_format").asText()).isEqualTo("webp");
    assertThat(outcome.code()).isEqualTo("REQUEST_REJECTED");
  }

  @Test
  void aWarningSaysWhatTheProvidersCatalogLists() {
    simulator.waveSpeed().register("moonvale/loose");
    simulator.nextFor(
        LiveCatalogTest::isLookup,
        json(
            """
            {"code": 200, "data": [{"model_id": "moonvale/loose", "api_schema": {"api_schemas": [
              {"type": "model_run", "request_schema": {"properties": {"prompt": {},
                "output_format": {"anyOf": [{"type": "null"}, {"enum": ["png", "jpeg"]}]}}}}]}}]}"""));
    Map<String, Object> job = job("wavespeed", "output_format", "webp", "style", "natural");
    job.put("model", "moonvale/loose");

    Outcome outcome = worker.generate(1, job);

    assertThat(outcome.warnings())
        .containsExactlyInAnyOrder(
            "style was left out: moonvale/loose has no such field",
            "output_format: \"webp\" was sent, but the provider's catalog lists only png, jpeg");
  }

  @Test
  void theKeyThatACatalogRepeatsIsNotInTheResult() {
    simulator.waveSpeed().register("moonvale/loose");
    simulator.nextFor(
        LiveCatalogTest::isLookup,
        json(
            "[{\"model_id\": \"moonvale/loose\", \"properties\": {\"prompt\": {}, \"quality\": {\"enum\": [\"%s\"]}}}]"
                .formatted(KEY)));
    Map<String, Object> job = job("wavespeed", "quality", "high");
    job.put("model", "moonvale/loose");

    Outcome outcome = worker.generate(1, job);

    assertThat(outcome.warnings())
        .singleElement()
        .asString()
        .contains("lists only")
        .doesNotContain(KEY);
  }

  // ---- when it is asked, and with what

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void withoutTheSettingNothingIsAsked(String provider) {
    worker(false).generate(1, job(provider, INPUTS));

    assertThat(simulator.requests()).isNotEmpty();
    assertThat(lookups()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void aModelOfTheCatalogIsNotAskedFor(String provider) {
    Map<String, Object> job = job(provider);
    job.put("model", "gpt-image-2");

    assertThat(worker.generate(1, job).code()).isEqualTo("completed");
    assertThat(lookups()).isEmpty();
  }

  @Test
  void theKeyIsSentToTheApiOnly() {
    worker.generate(1, job("wavespeed"));
    worker.generate(2, job("runware"));

    assertThat(lookups()).hasSize(2);
    assertThat(lookups().get(0).bearer()).contains(KEY);
    assertThat(lookups().get(1).path()).isEqualTo("/resolve/moonvale%3A1%401");
    assertThat(lookups().get(1).carriesKey()).isFalse();
    assertThat(lookups().get(1).headers().toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void manyJobsAskOnce(String provider) throws Exception {
    Map<String, Object> job = job(provider, "n", 2);
    try (ExecutorService jobs = Executors.newFixedThreadPool(8)) {
      List<Future<Outcome>> running =
          IntStream.range(0, 8)
              .mapToObj(i -> jobs.submit(() -> worker.generate(1 + i, job)))
              .toList();
      for (Future<Outcome> one : running) {
        assertThat(one.get().code()).isEqualTo("completed");
      }
    }

    assertThat(lookups()).hasSize(1);
    assertThat(bought()).hasSize(8);
  }

  @Test
  void aPrivateSchemaHostIsNotConnectedTo() {
    TestWorker strict =
        new TestWorker(
            Map.of(
                "IMAGES_GENERATE_LIVE_SCHEMAS",
                "true",
                "IMAGES_GENERATE_RUNWARE_SCHEMAS_URL",
                simulator.uri().toString()));

    strict.generate(1, job("runware"));

    assertThat(lookups()).isEmpty();
    assertThat(bought()).hasSize(1);
  }

  // ---- it is never the reason that a job fails

  static Stream<Arguments> uselessCatalogs() {
    String deep = "[".repeat(100_000);
    String request = "{\"properties\": {\"prompt\": %1$s, \"positivePrompt\": %1$s}}";
    Stream<Fault> faults =
        Stream.of(
            Fault.empty(404),
            Fault.status(500, "no"),
            Fault.redirect(302, "/elsewhere"),
            Fault.redirect(302, "http://169.254.169.254/latest"),
            Fault.html(200),
            Fault.garbageBody(5_000),
            Fault.garbage(500),
            Fault.cutJson(),
            Fault.closeAfterReading(),
            json("{").and(Fault.endless("\"a\": [1, 2, 3], ".getBytes(StandardCharsets.UTF_8))),
            json("[").and(Fault.endless("{\"model_id\": \"x\"},".repeat(99).getBytes())),
            json("{}"),
            json("null"),
            json("{\"data\": [{\"model_id\": 7}, null, []], \"requestSchema\": \"x\"}"),
            json(deep),
            json("{\"data\": " + deep),
            json("{\"requestSchema\": {\"properties\": {\"image\": {}}}}"),
            json(
                "{\"requestSchema\": "
                    + request.formatted("\"" + "x".repeat(300_000) + "\"")
                    + "}"),
            json(
                "{\"requestSchema\": {\"allOf\": [{\"$ref\": \"#\"}, {\"$ref\": \"#/requestSchema\"}]}}"));
    return faults.flatMap(
        fault -> Stream.of("wavespeed", "runware").map(it -> Arguments.of(it, fault)));
  }

  private static Fault json(String text) {
    return Fault.answer(SimulatedResponse.text(200, "application/json", text));
  }

  @ParameterizedTest
  @MethodSource("uselessCatalogs")
  void aUselessCatalogIsAsGoodAsNone(String provider, Fault fault, @TempDir Path folder)
      throws IOException {
    simulator.always(LiveCatalogTest::isLookup, fault);
    JobVariables job = JobVariables.of(provider, MODELS.get(provider));
    job.with("provider.baseUrl", simulator.uri().toString());
    ImagesGenerateInput input = job.with("aspect_ratio", "16:9").with("n", 2).input();
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    try (Http http = http(folder)) {
      LiveCatalog catalog = catalog(http);

      ImageRequest first = catalog.translate(input, deadline);
      ImageRequest second = catalog.translate(input, deadline);

      assertThat(List.of(first, second)).containsOnly(Catalog.builtIn().translate(input));
      assertThat(lookups()).as("a failure is remembered").hasSize(1);
    }
  }

  @Test
  void whatTheProvidersCatalogForbidsIsLeftToTheProvider(@TempDir Path folder) throws IOException {
    ImagesGenerateInput nine =
        JobVariables.of("runware", MODELS.get("runware")).with("n", 9).input();
    try (Http http = http(folder)) {
      LiveCatalog catalog = catalog(http);
      assertThat(isFound(catalog)).isTrue();

      assertThat(catalog.translate(nine, Deadline.in(Duration.ofMinutes(1))))
          .isEqualTo(Catalog.builtIn().translate(nine));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void withoutTheCatalogAJobEndsAsWithTheSettingOff(String provider) {
    simulator.always(LiveCatalogTest::isLookup, Fault.empty(404));
    worker(false).generate(1, job(provider, "seed", 7));
    List<JsonNode> without = bought();

    worker.generate(2, job(provider, "seed", 7));

    assertThat(lookups()).hasSize(1);
    assertThat(bought()).hasSize(2 * without.size());
    assertThat(withoutId(bought().getLast())).isEqualTo(withoutId(without.getLast()));
  }

  private static String withoutId(JsonNode body) {
    return body.toString().replaceAll("\"taskUUID\":\"[^\"]*\"", "");
  }

  @Test
  void aCatalogThatDoesNotAnswerIsGivenUp() {
    simulator.always(LiveCatalogTest::isLookup, Fault.stall());

    worker.generate(1, job("wavespeed"));
    worker.generate(2, job("wavespeed"));

    assertThat(bought()).hasSize(2);
    assertThat(lookups()).hasSize(1);
  }

  @Test
  void aJobWithLittleTimeDoesNotWaitUntilItIsGivenUp(@TempDir Path folder) throws IOException {
    CountDownLatch answer = new CountDownLatch(1);
    simulator.nextFor(LiveCatalogTest::isLookup, Fault.until(answer));
    try (Http http = http(folder)) {
      LiveCatalog catalog = catalog(http);
      Deadline soon = Deadline.in(Duration.ofMillis(80));

      Model model = catalog.translate(input(MODELS.get("runware")), soon).rules();
      answer.countDown();

      assertThat(model.live()).isFalse();
      assertThat(isFound(catalog)).as("the lookup went on").isTrue();
      assertThat(lookups()).hasSize(1);
    }
  }

  @Test
  void aJobThatIsInterruptedMeanwhileEndsAsOneThatIsInterruptedLater() {
    simulator.always(LiveCatalogTest::isLookup, Fault.stall());
    Thread.currentThread().interrupt();

    Outcome outcome = worker.generate(1, job("wavespeed"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome.code()).isEqualTo("CONNECTION_FAILED");
    assertThat(bought()).isEmpty();
  }

  // ---- money

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void anAttemptWithoutTheCatalogFindsWhatOneWithItBought(String provider) {
    Map<String, Object> job = job(provider, INPUTS);
    Outcome first = worker.failUploads(100).generate(1, job);
    simulator.always(LiveCatalogTest::isLookup, Fault.empty(503));

    Outcome second = worker(true).generate(1, again(job, first));

    assertThat(first.code()).isEqualTo("DELIVERY_FAILED");
    assertThat(second.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void anAttemptWithTheCatalogFindsWhatOneWithoutItBought() {
    Map<String, Object> job = job("wavespeed", "seed", 7, "quality", "final", "n", 2);
    Outcome first = worker(false).failUploads(100).generate(1, job);
    int purchases = simulator.purchases();

    Outcome second = worker.generate(1, again(job, first));

    assertThat(second.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(purchases).isPositive();
  }

  // ---- how long it is remembered

  @Test
  void itIsAskedAgainAfterADay(@TempDir Path folder) throws IOException {
    try (Http http = http(folder)) {
      LiveCatalog catalog = catalog(http);

      assertThat(isFound(catalog)).isTrue();
      now.addAndGet(Duration.ofHours(23).toNanos());
      assertThat(isFound(catalog)).isTrue();
      assertThat(lookups()).hasSize(1);
      now.addAndGet(Duration.ofHours(1).toNanos());
      assertThat(isFound(catalog)).isTrue();
      assertThat(lookups()).hasSize(2);
    }
  }

  @Test
  void afterAFailureItIsAskedAgainSooner(@TempDir Path folder) throws IOException {
    simulator.nextFor(LiveCatalogTest::isLookup, Fault.empty(503));
    try (Http http = http(folder)) {
      LiveCatalog catalog = catalog(http);

      assertThat(isFound(catalog)).isFalse();
      now.addAndGet(Duration.ofMinutes(9).toNanos());
      assertThat(isFound(catalog)).isFalse();
      assertThat(lookups()).hasSize(1);
      now.addAndGet(Duration.ofMinutes(1).toNanos());
      assertThat(isFound(catalog)).isTrue();
    }
  }

  @Test
  void onlyTheModelsThatWereUsedLastAreRemembered(@TempDir Path folder) throws IOException {
    try (Http http = http(folder)) {
      LiveCatalog catalog = catalog(http);
      isFound(catalog);

      for (int i = 0; i < LiveCatalog.MOST_MODELS; i++) {
        catalog.translate(input("moonvale:%d@9".formatted(i)), Deadline.in(Duration.ofMinutes(1)));
      }
      isFound(catalog);
    }

    assertThat(lookups()).hasSize(LiveCatalog.MOST_MODELS + 2);
  }

  // ---- images to edit

  @Test
  void aModelThatEditsGetsAsManyImagesAsItsSchemaHas(@TempDir Path folder) throws IOException {
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    ImagesGenerateInput input = input("moonvale:3@1");
    try (Http http = http(folder)) {
      LiveCatalog catalog = catalog(http);

      Model three =
          catalog.translate(input, EditInputs.images(3), InputImages.NONE, deadline).rules();
      Model four =
          catalog.translate(input, EditInputs.images(4), InputImages.NONE, deadline).rules();
      Model generates = catalog.translate(input, deadline).rules();

      assertThat(three.live()).isTrue();
      assertThat(three.request().field("images").orElseThrow().maximum()).isEqualTo(3);
      assertThat(four.live()).as("more are left to the provider").isFalse();
      assertThat(four.edits()).isTrue();
      assertThat(generates.live()).isTrue();
      assertThat(generates.edits()).isFalse();
    }
  }

  @Test
  void aSchemaWithoutImagesIsNoneForAnEdit(@TempDir Path folder) throws IOException {
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    try (Http http = http(folder)) {
      LiveCatalog catalog = catalog(http);

      Model model =
          catalog
              .translate(input("moonvale:1@1"), EditInputs.images(1), InputImages.NONE, deadline)
              .rules();

      assertThat(lookups()).hasSize(1);
      assertThat(model.live()).isFalse();
      assertThat(model.edits()).isTrue();
    }
  }

  private final AtomicLong now = new AtomicLong();

  private Http http(Path folder) {
    return new Http(settings(true), new TempImageFolder(folder));
  }

  private LiveCatalog catalog(Http http) {
    Providers providers = new Providers(http, InstantSource.system(), wait -> {});
    return new LiveCatalog(providers, http, settings(true), now::get);
  }

  private ImagesGenerateInput input(String model) {
    return JobVariables.of("runware", model).input();
  }

  private boolean isFound(LiveCatalog catalog) {
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    return catalog.translate(input(MODELS.get("runware")), deadline).rules().live();
  }
}

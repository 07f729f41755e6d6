package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.TestWorker.again;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.WorkerKillSwitch;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.RunwareSimulation;
import org.imagesgenerate.simulator.SimulatedResponse;
import org.imagesgenerate.simulator.TaskEnd;
import org.imagesgenerate.simulator.TestImages;
import org.imagesgenerate.simulator.WaveSpeedSimulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two workers with one ledger: whenever the first one is killed, nothing is bought twice. */
class TwoWorkersTest {

  private static final String KEY = "sk-test-0123456789abcdef";

  /** Providers that differ in what can be found again. */
  enum Seller {
    OPENAI("openai"),
    WAVESPEED("wavespeed"),
    RUNWARE("runware");

    private final String type;

    Seller(String type) {
      this.type = type;
    }
  }

  @TempDir Path folder;

  private ImagesSimulator simulator;
  private Database.Settings database;
  private TestWorker second;

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey(KEY).paintOnce();
    use(Database.H2_IN_MEMORY);
  }

  private void use(Database kind) {
    database = kind.empty(folder);
    second = new TestWorker(database.map());
  }

  @AfterEach
  void stop() {
    simulator.close();
    Database.closeAll();
  }

  private Map<String, Object> job(Seller seller, Object... more) {
    return TestWorker.job(seller.type, KEY, simulator, more);
  }

  private TestWorker first(WorkerKillSwitch killSwitch) {
    return new TestWorker(database.map(), killSwitch);
  }

  /** The first worker runs the job until it is killed; then its time is over. */
  private void killed(Seller seller, WorkerKillSwitch killSwitch) {
    first(killSwitch).generate(7, job(seller));
    letTimePass();
  }

  private void letTimePass() {
    if (database
        .value(
            "SELECT COUNT(*) FROM information_schema.tables WHERE LOWER(table_name) = 'images_generate_purchases'")
        .equals("1")) {
      database.letTimePass();
    }
  }

  private Outcome another(Seller seller) {
    return second.generate(7, job(seller));
  }

  private static boolean isPurchase(ReceivedRequest request) {
    return request.isPurchase();
  }

  private void completed(Outcome outcome) {
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
    assertThat(outcome.result().at("/images/0/mimeType").asText()).startsWith("image/");
    assertThat(outcome.result().at("/images/0/document").isObject()).isTrue();
  }

  private void unknown(Outcome outcome, int purchases) {
    assertThat(outcome.code()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(outcome.variable("purchase")).isEqualTo("unknown");
    assertThat(outcome.failure())
        .hasMessageContaining("add retries to this incident")
        .hasMessageContaining("element_instance_key = 7");
    assertThat(simulator.purchases()).isEqualTo(purchases);
  }

  // ---- killed at any moment

  @ParameterizedTest
  @EnumSource
  void killedBeforeItBeganTheOtherOneBuys(Seller seller) {
    killed(seller, new WorkerKillSwitch().endBefore("claim"));
    completed(another(seller));
  }

  @ParameterizedTest
  @EnumSource
  void killedBeforeTheRequestLeftNobodyCanTellAnyMore(Seller seller) {
    killed(seller, new WorkerKillSwitch().endAfter("claim"));
    assertThat(simulator.requests()).isEmpty();
    Outcome outcome = another(seller);
    if (seller == Seller.RUNWARE) {
      completed(outcome);
    } else {
      unknown(outcome, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void killedWhileTheProviderWorks(Seller seller) {
    WorkerKillSwitch killSwitch = new WorkerKillSwitch();
    simulator.nextFor(
        TwoWorkersTest::isPurchase,
        Fault.closeAfterReading().and(exchange -> killSwitch.end()).afterWork());
    killed(seller, killSwitch);
    Outcome outcome = another(seller);
    if (seller == Seller.RUNWARE) {
      completed(outcome);
    } else {
      unknown(outcome, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void killedWhenTheRequestHadLeftAndNeverArrived(Seller seller) {
    WorkerKillSwitch killSwitch = new WorkerKillSwitch();
    simulator.nextFor(
        TwoWorkersTest::isPurchase, Fault.closeAfterReading().and(exchange -> killSwitch.end()));
    killed(seller, killSwitch);
    Outcome outcome = another(seller);
    if (seller == Seller.RUNWARE) {
      completed(outcome);
    } else {
      unknown(outcome, 0);
    }
  }

  @Test
  void killedBetweenTheTasksIdAndItsNote() {
    killed(Seller.WAVESPEED, new WorkerKillSwitch().endBefore("change"));
    unknown(another(Seller.WAVESPEED), 1);
  }

  @ParameterizedTest
  @EnumSource
  void killedAfterTheAnswerBeforeItsImagesWereWrittenDown(Seller seller) {
    killed(seller, new WorkerKillSwitch().endBefore("complete"));
    Outcome outcome = another(seller);
    if (seller == Seller.OPENAI) {
      unknown(outcome, 1);
    } else {
      completed(outcome);
    }
  }

  @ParameterizedTest
  @EnumSource
  void killedAfterTheImagesWereWrittenDown(Seller seller) {
    killed(seller, new WorkerKillSwitch().endAfter("complete"));
    Outcome outcome = another(seller);
    completed(outcome);
    assertThat(second.contents()).hasSize(1);
    assertThat(outcome.result().at("/images/0/sizeInBytes").asInt())
        .isEqualTo(second.contents().getFirst().length);
  }

  @ParameterizedTest
  @EnumSource
  void killedWhileItDelivers(Seller seller) {
    TestWorker first = first(new WorkerKillSwitch());
    first.failUploads(100);
    assertThat(first.generate(7, job(seller)).code()).isEqualTo("DELIVERY_FAILED");
    completed(another(seller));
    assertThat(second.contents()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void killedAfterDeliveryTheSameDocumentsAreGivenAgain(Seller seller) {
    TestWorker first = first(new WorkerKillSwitch());
    Outcome done = first.generate(7, job(seller));
    Outcome outcome = another(seller);

    completed(outcome);
    assertThat(outcome.result().path("images")).isEqualTo(done.result().path("images"));
    assertThat(outcome.result().path("createdAt")).isEqualTo(done.result().path("createdAt"));
    assertThat(outcome.result().path("task")).isEqualTo(done.result().path("task"));
    assertThat(outcome.result().path("cost")).isEqualTo(done.result().path("cost"));
    assertThat(second.contents()).isEmpty();
    assertThat(database.count("images_generate_bytes")).isZero();
  }

  @Test
  void allOfItOnPostgreSqlToo() {
    use(Database.POSTGRESQL);
    killed(Seller.OPENAI, new WorkerKillSwitch().endAfter("complete"));
    assertThat(database.count("images_generate_bytes")).isPositive();
    completed(another(Seller.OPENAI));
    assertThat(database.count("images_generate_bytes")).isZero();
  }

  // ---- images to edit

  private Outcome edit(TestWorker worker, Seller seller, byte[] image) {
    return worker.edit(7, job(seller, "images", worker.document("a", image)));
  }

  @ParameterizedTest
  @EnumSource
  void anEditIsBoughtOnceByBothAndAnotherImageIsAnotherPurchase(Seller seller) {
    byte[] image = TestImages.png(64, 64);
    WorkerKillSwitch killSwitch = new WorkerKillSwitch().endAfter("complete");
    edit(first(killSwitch), seller, image);
    letTimePass();

    completed(edit(second, seller, image));

    Outcome other = edit(first(new WorkerKillSwitch()), seller, TestImages.png(64, 65));
    assertThat(other.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void killedWhileTheProviderEdits(Seller seller) {
    byte[] image = TestImages.png(64, 64);
    WorkerKillSwitch killSwitch = new WorkerKillSwitch();
    simulator.nextFor(
        TwoWorkersTest::isPurchase,
        Fault.closeAfterReading().and(exchange -> killSwitch.end()).afterWork());
    edit(first(killSwitch), seller, image);
    letTimePass();

    Outcome outcome = edit(second, seller, image);

    if (seller == Seller.RUNWARE) {
      completed(outcome);
    } else {
      unknown(outcome, 1);
    }
  }

  // ---- both alive

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "WAVESPEED"})
  void aCopyOfTheJobWaitsAndThenTakesTheSameImages(Seller seller) throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    simulator.nextFor(TwoWorkersTest::isPurchase, Fault.until(hold));
    CompletableFuture<Outcome> first =
        CompletableFuture.supplyAsync(() -> first(new WorkerKillSwitch()).generate(7, job(seller)));
    simulator.awaitRequests(1);

    Outcome copy = another(seller);
    hold.countDown();
    Outcome done = first.get(1, TimeUnit.MINUTES);
    Outcome later = another(seller);

    assertThat(copy.code()).isEqualTo("TASK_PENDING");
    completed(done);
    completed(later);
    assertThat(later.result().path("images")).isEqualTo(done.result().path("images"));
  }

  @Test
  void aSubmittedTaskIsHandedBackByBoth() {
    Map<String, Object> job = job(Seller.WAVESPEED, "delivery", "submit");
    Outcome first = first(new WorkerKillSwitch()).generate(7, job);
    Outcome other = second.generate(7, job);

    assertThat(other.code()).isEqualTo("submitted");
    assertThat(other.result().path("task")).isEqualTo(first.result().path("task"));
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void ofSeveralTasksThoseThatWereNotedAreNotLost() {
    WorkerKillSwitch killSwitch = new WorkerKillSwitch();
    simulator.nextFor(
        TwoWorkersTest::isPurchase,
        Fault.none(),
        Fault.closeAfterReading().and(it -> killSwitch.end()));
    first(killSwitch).generate(7, job(Seller.WAVESPEED, "n", 3));
    Outcome outcome = second.generate(7, job(Seller.WAVESPEED, "n", 3));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(outcome.warnings()).contains("received 1 of 3 images");
    assertThat(simulator.requests(TwoWorkersTest::isPurchase).size()).isLessThanOrEqualTo(3);
  }

  // ---- failures

  @ParameterizedTest
  @EnumSource
  void whoBoughtNothingMakesRoomForTheOther(Seller seller) {
    simulator.nextFor(TwoWorkersTest::isPurchase, Fault.answer(request -> refusal(seller)));
    Outcome refused = first(new WorkerKillSwitch()).generate(7, job(seller));
    assertThat(refused.code()).isEqualTo("RATE_LIMITED");
    completed(another(seller));
  }

  private static SimulatedResponse refusal(Seller seller) {
    return switch (seller) {
      case OPENAI -> OpenAiErrors.rateLimitExceeded();
      case WAVESPEED -> WaveSpeedSimulation.error(429, "too many requests");
      case RUNWARE -> RunwareSimulation.error(429, "rateLimitExceeded", "");
    };
  }

  @Test
  void aFailureThatMayHaveCostIsToldAgainAndNotRepeated() {
    simulator.nextFor(TwoWorkersTest::isPurchase, Fault.noData());
    Outcome failed = first(new WorkerKillSwitch()).generate(7, job(Seller.OPENAI));
    Outcome other = another(Seller.OPENAI);

    assertThat(failed.code()).isEqualTo("NO_IMAGE");
    assertThat(other.code()).isEqualTo("NO_IMAGE");
    assertThat(other.variable("purchase")).isEqualTo(failed.variable("purchase"));
    assertThat(other.failure()).hasMessageContaining("Nothing was sent now");
    assertThat(simulator.requests(TwoWorkersTest::isPurchase)).hasSize(1);
  }

  @Test
  void bytesThatAreNotAnImageAreToldAgainAndNotKept() {
    simulator.nextFor(TwoWorkersTest::isPurchase, Fault.base64OfNoImage());
    Outcome failed = first(new WorkerKillSwitch()).generate(7, job(Seller.OPENAI));
    Outcome other = another(Seller.OPENAI);

    assertThat(failed.code()).isEqualTo("RESPONSE_INVALID");
    assertThat(other.code()).isEqualTo("RESPONSE_INVALID");
    assertThat(database.count("images_generate_bytes")).isZero();
    assertThat(simulator.requests(TwoWorkersTest::isPurchase)).hasSize(1);
  }

  @Test
  void whoeverAddsRetriesToTheIncidentBuysAgainOnce() {
    killed(Seller.OPENAI, new WorkerKillSwitch().endBefore("complete"));
    Outcome incident = another(Seller.OPENAI);
    Map<String, Object> retried = again(job(Seller.OPENAI), incident);

    WorkerKillSwitch killSwitch = new WorkerKillSwitch().endBefore("complete");
    first(killSwitch).generate(7, retried);
    letTimePass();
    Outcome afterTheSecondKill = second.generate(7, retried);

    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(afterTheSecondKill.code()).isEqualTo("OUTCOME_UNKNOWN");
    Outcome bought = second.generate(7, again(retried, afterTheSecondKill));
    assertThat(bought.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(3);
  }

  @Test
  void aFailedTaskCanBeBoughtAgainByWhoeverAddsRetries() {
    simulator.waveSpeed().nextTask(TaskEnd.failed("no"));
    Outcome failed = first(new WorkerKillSwitch()).generate(7, job(Seller.WAVESPEED));
    Outcome copy = another(Seller.WAVESPEED);
    Outcome retried = second.generate(7, again(job(Seller.WAVESPEED), failed));

    assertThat(failed.code()).isEqualTo("TASK_FAILED");
    assertThat(copy.code()).isEqualTo("TASK_FAILED");
    assertThat(retried.code()).isEqualTo("completed");
    assertThat(simulator.requests(TwoWorkersTest::isPurchase)).hasSize(2);
  }

  @Test
  void aTaskThatOutlivesTheBudgetIsFoundWithoutTheVariableError() {
    simulator.waveSpeed().pollsNeeded(7);
    Map<String, Object> job = job(Seller.WAVESPEED, "timeout", "PT8S");
    Outcome pending = first(new WorkerKillSwitch()).generate(7, job);
    assertThat(pending.code()).isEqualTo("TASK_PENDING");
    // no incident was resolved, so nobody decided to buy again
    assertThat(pending.variable("attempt")).isNull();
    completed(second.generate(7, job));
  }

  @Test
  void aChangedPromptIsAnotherPurchase() {
    killed(Seller.OPENAI, new WorkerKillSwitch().endBefore("complete"));
    Outcome outcome = second.generate(7, job(Seller.OPENAI, "prompt", "a green lighthouse"));
    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  // ---- the database is down

  @Test
  void withoutTheLedgerNothingIsBought() {
    Map<String, String> settings =
        Map.of(
            "IMAGES_GENERATE_LEDGER_URL",
            "jdbc:postgresql://127.0.0.1:1/images?password=hunter2",
            "IMAGES_GENERATE_LEDGER_PASSWORD",
            "hunter3");
    Outcome outcome = new TestWorker(settings).generate(7, job(Seller.OPENAI));

    assertThat(outcome.code()).isEqualTo("CONNECTION_FAILED");
    assertThat(outcome.failure())
        .hasMessageContaining("shared ledger")
        .hasMessageContaining("purchase: none");
    assertThat(outcome.failure().getMessage()).doesNotContain("hunter");
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void imagesThatCannotBeWrittenDownAreDeliveredWithAWarning() {
    simulator.nextFor(
        TwoWorkersTest::isPurchase,
        exchange -> database.execute("ALTER TABLE images_generate_purchases RENAME TO gone"));
    WorkerKillSwitch life = new WorkerKillSwitch();
    Outcome outcome = first(life).generate(7, job(Seller.OPENAI));
    life.end();
    database.execute("ALTER TABLE gone RENAME TO images_generate_purchases");
    letTimePass();

    completed(outcome);
    assertThat(outcome.warnings()).anyMatch(it -> it.contains("shared ledger"));
    unknown(another(Seller.OPENAI), 1);
  }

  @Test
  void aSecretThatAProviderRepeatsIsNotWrittenDown() {
    simulator.nextFor(TwoWorkersTest::isPurchase, Fault.status(502, "who is " + KEY + "?"));
    first(new WorkerKillSwitch()).generate(7, job(Seller.OPENAI));
    assertThat(database.value("SELECT result FROM images_generate_purchases"))
        .contains("OUTCOME_UNKNOWN")
        .doesNotContain(KEY);
  }

  @Test
  void noKeyThatAProviderRepeatsGetsIntoTheDatabase() {
    simulator.next(
        Fault.editJson(
            answer ->
                ((ObjectNode) answer.path("data").path(0))
                    .put("revised_prompt", "a red lighthouse, asked for with " + KEY)));

    assertThat(second.generate(7, job(Seller.OPENAI)).code()).isEqualTo("completed");

    assertThat(database.value("SELECT result FROM images_generate_purchases"))
        .contains("asked for with")
        .doesNotContain(KEY);
  }

  @Test
  void aTableThatTakesNoRowBuysNothing() {
    second.generate(1, job(Seller.OPENAI));
    database.execute("DELETE FROM images_generate_purchases");
    database.execute("ALTER TABLE images_generate_purchases ADD COLUMN owner VARCHAR(10) NOT NULL");

    Outcome outcome = another(Seller.OPENAI);

    assertThat(outcome.code()).isEqualTo("CONNECTION_FAILED");
    assertThat(outcome.failure())
        .hasMessageContaining("images_generate_purchases")
        .hasMessageContaining("purchase: none");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aHandleThatHoldsTheKeyIsNotWrittenDown() {
    simulator.next(Fault.editJson(json -> ((ObjectNode) json.path("data")).put("id", KEY)));

    Outcome outcome = second.generate(7, job(Seller.WAVESPEED, "delivery", "submit"));

    assertThat(outcome.code()).isEqualTo("submitted");
    assertThat(
            database.value("SELECT COALESCE(task, '-') || result FROM images_generate_purchases"))
        .startsWith("-{")
        .doesNotContain(KEY);
  }

  // ---- a URL that holds the key

  private void putTheKeyIntoUrls() {
    simulator.openAi().compatible();
    simulator.always(request -> !request.isDownload(), Fault.editUrls(url -> url + "?key=" + KEY));
  }

  @Test
  void aUrlThatHoldsTheKeyIsNotWrittenDownAndTheDocumentIs() {
    putTheKeyIntoUrls();
    Map<String, Object> job =
        TestWorker.job("openai-compatible", KEY, simulator, "model", "some-model");
    Outcome done = first(new WorkerKillSwitch()).generate(7, job);

    Outcome outcome = second.generate(7, job);

    completed(outcome);
    assertThat(outcome.result().path("images")).isEqualTo(done.result().path("images"));
    assertThat(database.value("SELECT result FROM images_generate_purchases"))
        .contains("documentId")
        .doesNotContain(KEY);
  }

  @Test
  void killedBeforeThatDocumentTheImageIsNotBoughtAgain() {
    putTheKeyIntoUrls();
    Map<String, Object> job =
        TestWorker.job("openai-compatible", KEY, simulator, "model", "some-model");
    first(new WorkerKillSwitch().endAfter("complete").endBefore("delivered")).generate(7, job);
    letTimePass();

    Outcome outcome = second.generate(7, job);

    assertThat(database.value("SELECT result FROM images_generate_purchases")).doesNotContain(KEY);
    assertThat(outcome.code()).isEqualTo("NO_IMAGE");
    assertThat(outcome.variable("purchase")).isEqualTo("made");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void killedBeforeThatDocumentATaskIsPolledAgain() {
    simulator.always(request -> !request.isDownload(), Fault.editUrls(url -> url + "?key=" + KEY));
    killed(Seller.RUNWARE, new WorkerKillSwitch().endAfter("complete"));

    completed(another(Seller.RUNWARE));
  }
}

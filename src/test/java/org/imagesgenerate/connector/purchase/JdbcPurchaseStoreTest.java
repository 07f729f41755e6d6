package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.document.store.InMemoryDocumentStore;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.ElementInstance;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.purchase.PurchaseStore.Change;
import org.imagesgenerate.connector.purchase.PurchaseStore.Entry;
import org.imagesgenerate.connector.purchase.PurchaseStore.State;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.imagesgenerate.postgres.LocalPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written into the ledger is read from it, on every database that it is for. */
class JdbcPurchaseStoreTest {

  private static final PurchaseKey JOB = new PurchaseKey(2251799813685250L, "a".repeat(64));
  private static final DocumentFactory DOCUMENTS =
      new DocumentFactoryImpl(InMemoryDocumentStore.INSTANCE);
  private static final TaskHandle TASK =
      new TaskHandle(
          "wavespeed", "gpt-image-2", List.of("one", "two"), 3, 2251799813685250L, "request");

  private static final Deadline SOON = Deadline.in(Duration.ofMinutes(10));

  @TempDir Path folder;

  @AfterEach
  void close() {
    Database.closeAll();
  }

  private ImageFile.Writer writer() {
    return new ImageFile.Writer(new TempImageFolder(folder), Limits.DEFAULT);
  }

  private PurchaseStore ledger(Database.Settings database, String... more) {
    Map<String, String> settings = database.map();
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return store(settings);
  }

  private PurchaseStore store(Map<String, String> settings) {
    return store(settings, this::writer);
  }

  private PurchaseStore store(Map<String, String> settings, Supplier<ImageFile.Writer> files) {
    Settings operator = new Settings(settings::get);
    return new JdbcPurchaseStore(
        operator, files, new MemoryPurchaseStore(operator, key -> false, System::nanoTime));
  }

  private static Claim claim(String attempt) {
    return new Claim(attempt, "worker of " + attempt, "openai", Duration.ofMinutes(4));
  }

  private ImageFile file(byte[] bytes) throws IOException {
    try (ImageFile.Writer writer = writer()) {
      writer.write(bytes);
      return writer.finish();
    }
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] read(CompletedPurchase.Image image) throws IOException {
    try (InputStream in = image.file().open()) {
      return in.readAllBytes();
    }
  }

  private static CompletedPurchase purchase(String attempt, Source... sources) {
    return purchase(attempt, new Redaction(List.of()), sources);
  }

  private static CompletedPurchase purchase(
      String attempt, Redaction redaction, Source... sources) {
    List<GenerationResult.Image> images = new ArrayList<>();
    for (Source source : sources) {
      images.add(
          new GenerationResult.Image(
              "image-7",
              source,
              "a better prompt",
              42L,
              false,
              Instant.parse("2026-11-22T00:00:00Z")));
    }
    return new CompletedPurchase(
        new GenerationResult(
            images,
            "req-1",
            Map.of("totalTokens", 12),
            Map.of("quality", "low"),
            null,
            new Cost(new BigDecimal("0.0530"), "USD"),
            null,
            List.of("2 of 3 images came")),
        Instant.parse("2026-11-21T08:00:00Z"),
        1234,
        attempt,
        redaction);
  }

  @ParameterizedTest
  @EnumSource
  void theFirstToBeginHasIt(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    Entry first = ledger(database).claim(JOB, claim("1"), SOON);
    Entry second = ledger(database).claim(JOB, claim("2"), SOON);

    assertThat(first.attempt()).isEqualTo("1");
    assertThat(second.attempt()).isEqualTo("1");
    assertThat(second.state()).isEqualTo(State.OPEN);
    assertThat(second.isRunning()).isTrue();
    assertThat(second.worker()).isEqualTo("worker of 1");
    assertThat(second.task()).isNull();
    assertThat(second.failure()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatShutsDownStillWritesDownWhatItBought(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);

    Thread.currentThread().interrupt();
    ledger.complete(JOB, purchase("1", new Source.Bytes(file(bytes(1000)))), SOON);

    assertThat(Thread.interrupted()).as("the interrupt is not swallowed").isTrue();
    assertThat(ledger(database).read(JOB, SOON).orElseThrow().state()).isEqualTo(State.BOUGHT);
  }

  @ParameterizedTest
  @EnumSource
  void ofManyAtOnceOneHasItThoughTheTablesAreNew(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    List<Future<Entry>> entries = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        Claim claim = claim(String.valueOf(i));
        PurchaseStore ledger = ledger(database);
        entries.add(threads.submit(() -> ledger.claim(JOB, claim, SOON)));
      }
    }
    assertThat(entries.stream().map(JdbcPurchaseStoreTest::attempt).distinct()).hasSize(1);
  }

  private static String attempt(Future<Entry> entry) {
    try {
      return entry.get().attempt();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallWhoseAnswerWasLostCanBeRepeated(Database kind) throws Exception {
    PurchaseStore ledger = ledger(kind.empty(folder));
    ledger.claim(JOB, claim("1"), SOON);
    assertThat(ledger.claim(JOB, claim("1"), SOON).attempt()).isEqualTo("1");
    assertThat(ledger.replace(JOB, "1", claim("2"), SOON)).isTrue();
    assertThat(ledger.replace(JOB, "1", claim("2"), SOON)).isTrue();
    assertThat(ledger.replace(JOB, "1", claim("3"), SOON)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void anotherRequestOfTheSameActivationIsAnotherRow(Database kind) throws Exception {
    PurchaseStore ledger = ledger(kind.empty(folder));
    ledger.claim(JOB, claim("1"), SOON);
    PurchaseKey changed = new PurchaseKey(JOB.elementInstanceKey(), "b".repeat(64));
    assertThat(ledger.claim(changed, claim("2"), SOON).attempt()).isEqualTo("2");
  }

  @ParameterizedTest
  @EnumSource
  void aBudgetThatIsOverIsSeen(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);
    database.letTimePass();
    assertThat(ledger.read(JOB, SOON).orElseThrow().isRunning()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void imagesComeBackWithAllThatIsKnownOfThem(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    byte[] large = bytes(2 * JdbcPurchaseStore.PART_BYTES + 7);
    byte[] exact = bytes(JdbcPurchaseStore.PART_BYTES);
    URI url = URI.create("https://images.example.com/1.png?signature=x");
    CompletedPurchase written =
        purchase(
            "1",
            new Source.Bytes(file(large)),
            new Source.RemoteUrl(url),
            new Source.Bytes(file(exact)));
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(JOB, written, SOON);

    CompletedPurchase read = ledger(database).completed(JOB, DOCUMENTS, SOON).orElseThrow();

    assertThat(read.generated())
        .usingRecursiveComparison()
        .ignoringFields("images")
        .isEqualTo(written.generated());
    assertThat(read.createdAt()).isEqualTo(written.createdAt());
    assertThat(read.providerMillis()).isEqualTo(1234);
    assertThat(read.attempt()).isEqualTo("1");
    assertThat(read(read.images().get(0))).isEqualTo(large);
    assertThat(read.images().get(0).file().sha256())
        .isEqualTo(written.images().get(0).file().sha256());
    assertThat(read.images().get(0).generated().id()).isEqualTo("image-7");
    assertThat(read.images().get(0).generated().revisedPrompt()).isEqualTo("a better prompt");
    assertThat(read.images().get(0).generated().seed()).isEqualTo(42L);
    assertThat(read.images().get(0).generated().nsfw()).isFalse();
    assertThat(read.images().get(0).generated().expiresAt()).isEqualTo("2026-11-22T00:00:00Z");
    assertThat(read.images().get(1).generated().source()).isEqualTo(new Source.RemoteUrl(url));
    assertThat(read(read.images().get(2))).isEqualTo(exact);
    assertThat(database.count("images_generate_bytes")).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void documentsTakeThePlaceOfBytes(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    CompletedPurchase written = purchase("1", new Source.Bytes(file(bytes(50))));
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(JOB, written, SOON);
    assertThat(database.count("images_generate_bytes")).isEqualTo(1);
    CompletedPurchase.Image image = written.images().getFirst();
    deliver(image, 50);

    ledger.complete(JOB, written, SOON);
    CompletedPurchase.Image read =
        ledger.completed(JOB, DOCUMENTS, SOON).orElseThrow().images().getFirst();

    assertThat(database.count("images_generate_bytes")).isZero();
    Document document = read.document();
    assertThat(((CamundaDocumentReference) document.reference()).getDocumentId())
        .isEqualTo(((CamundaDocumentReference) image.document().reference()).getDocumentId());
    assertThat(document.asByteArray()).hasSize(50);
    assertThat(read.facts()).isEqualTo(image.facts());
    assertThat(read.file().size()).isEqualTo(50);
    assertThat(read.file().sha256()).isEqualTo(image.file().sha256());
  }

  // ---- no connection is free for the bytes of images

  /** A store whose only connection for images is in use until the end of the test. */
  private PurchaseStore busyWithImages(Database.Settings database, CountDownLatch end)
      throws Exception {
    PurchaseKey other = new PurchaseKey(1, "b");
    PurchaseStore earlier = ledger(database);
    earlier.claim(other, claim("0"), SOON);
    earlier.complete(other, purchase("0", new Source.Bytes(file(bytes(5)))), SOON);
    CountDownLatch isReading = new CountDownLatch(1);
    Map<String, String> settings = database.map();
    settings.put("IMAGES_GENERATE_LEDGER_CONNECTIONS", "2");
    PurchaseStore store =
        store(
            settings,
            () -> {
              isReading.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return writer();
            });
    Thread.ofPlatform().daemon().start(() -> readQuietly(store, other));
    isReading.await();
    return store;
  }

  private static void readQuietly(PurchaseStore store, PurchaseKey key) {
    try {
      store.completed(key, DOCUMENTS, SOON);
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void imagesThatGetNoConnectionBecomeDocumentsFirst(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    CountDownLatch end = new CountDownLatch(1);
    PurchaseStore ledger = busyWithImages(database, end);
    CompletedPurchase written = purchase("1", new Source.Bytes(file(bytes(50))));
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(JOB, written, Deadline.in(Duration.ZERO));
    assertThat(ledger(database).read(JOB, SOON).orElseThrow().state()).isEqualTo(State.OPEN);
    deliver(written.images().getFirst(), 50);

    ledger.delivered(JOB, written, SOON);
    end.countDown();

    assertThat(ledger(database).read(JOB, SOON).orElseThrow().state()).isEqualTo(State.BOUGHT);
    CompletedPurchase read = ledger(database).completed(JOB, DOCUMENTS, SOON).orElseThrow();
    assertThat(read.images().getFirst().document().asByteArray()).hasSize(50);
    assertThat(database.count("images_generate_bytes")).as("those of the other job").isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void imagesThatDidNotBecomeDocumentsAreWrittenAfterDelivery(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    CountDownLatch end = new CountDownLatch(1);
    PurchaseStore ledger = busyWithImages(database, end);
    CompletedPurchase written =
        purchase("1", new Source.Bytes(file(bytes(50))), new Source.Bytes(file(bytes(60))));
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(JOB, written, Deadline.in(Duration.ZERO));
    deliver(written.images().getFirst(), 50);
    StoreException busy =
        catchThrowableOfType(
            StoreException.class, () -> ledger.delivered(JOB, written, Deadline.in(Duration.ZERO)));
    end.countDown();

    ledger.delivered(JOB, written, SOON);

    assertThat(busy.isBusy()).isTrue();
    CompletedPurchase read = ledger(database).completed(JOB, DOCUMENTS, SOON).orElseThrow();
    assertThat(read.images().get(0).document().asByteArray()).hasSize(50);
    assertThat(read(read.images().get(1))).isEqualTo(bytes(60));
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void imagesThatGetNoConnectionAndAreNoneEndTheJobForGood(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    CountDownLatch end = new CountDownLatch(1);
    PurchaseStore ledger = busyWithImages(database, end);
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(
        JOB, purchase("1", new Source.Bytes(file(bytes(5)))), Deadline.in(Duration.ZERO));

    ledger.change(
        JOB, "1", State.BOUGHT, new Change.Failed(ImagesException.invalidInput("no")), SOON);
    end.countDown();

    assertThat(ledger(database).read(JOB, SOON).orElseThrow().state()).isEqualTo(State.FAILED);
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheBytesOfDocumentsAreDeleted(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    CompletedPurchase written =
        purchase("1", new Source.Bytes(file(bytes(50))), new Source.Bytes(file(bytes(60))));
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(JOB, written, SOON);
    deliver(written.images().getFirst(), 50);

    ledger.delivered(JOB, written, SOON);

    assertThat(database.value("SELECT image FROM images_generate_bytes")).isEqualTo("1");
    assertThat(database.count("images_generate_bytes")).isEqualTo(1);
    CompletedPurchase read = ledger(database).completed(JOB, DOCUMENTS, SOON).orElseThrow();
    assertThat(read.images().get(0).document().asByteArray()).hasSize(50);
    assertThat(read(read.images().get(1))).isEqualTo(bytes(60));
  }

  /** A URL that contains the key is not stored, so the downloaded bytes have to be. */
  @ParameterizedTest
  @EnumSource
  void anImageThatWasDownloadedLaterIsWrittenAfterDelivery(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    Source url = new Source.RemoteUrl(URI.create("https://images.example/a.png?key=sk-secret"));
    CompletedPurchase written = purchase("1", new Redaction(List.of("sk-secret")), url, url);
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(JOB, written, SOON);
    ImageFacts facts = new ImageFacts("image/png", "png", 10, 20);
    written.images().get(0).setFile(file(bytes(50)), facts);
    written.images().get(1).setFile(file(bytes(60)), facts);
    deliver(written.images().getFirst(), 50);

    ledger.delivered(JOB, written, SOON);

    CompletedPurchase read = ledger(database).completed(JOB, DOCUMENTS, SOON).orElseThrow();
    assertThat(read.images().get(0).document().asByteArray()).hasSize(50);
    assertThat(read(read.images().get(1))).isEqualTo(bytes(60));
  }

  /** A write that had to wait may find that this worker has deleted its files meanwhile. */
  @ParameterizedTest
  @EnumSource
  void bytesThatOnlyTheLedgerStillHasAreNotDeleted(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    CompletedPurchase written =
        purchase("1", new Source.Bytes(file(bytes(50))), new Source.Bytes(file(bytes(60))));
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(JOB, written, SOON);
    deliver(written.images().getFirst(), 50);
    written.deleteFiles();

    ledger.delivered(JOB, written, SOON);

    CompletedPurchase read = ledger(database).completed(JOB, DOCUMENTS, SOON).orElseThrow();
    assertThat(read(read.images().get(1))).isEqualTo(bytes(60));
  }

  private static void deliver(CompletedPurchase.Image image, int size) {
    image.setFile(image.file(), new ImageFacts("image/png", "png", 10, 20));
    image.setDocument(
        DOCUMENTS.create(
            DocumentCreationRequest.from(new byte[size])
                .contentType("image/png")
                .fileName("a.png")
                .build()));
  }

  @ParameterizedTest
  @EnumSource
  void aTaskIsFoundByWhoeverComesNext(Database kind) throws Exception {
    PurchaseStore ledger = ledger(kind.empty(folder));
    ledger.claim(JOB, claim("1"), SOON);
    ledger.change(JOB, "1", State.OPEN, new Change.Running(TASK), SOON);
    assertThat(ledger.read(JOB, SOON).orElseThrow().task()).isEqualTo(TASK);

    ledger.change(JOB, "1", State.OPEN, new Change.Released(null), SOON);
    Entry left = ledger.read(JOB, SOON).orElseThrow();
    assertThat(left.task()).isEqualTo(TASK);
    assertThat(left.isRunning()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aFailureIsToldAgain(Database kind) throws Exception {
    PurchaseStore ledger = ledger(kind.empty(folder));
    ledger.claim(JOB, claim("1"), SOON);
    ledger.change(
        JOB,
        "1",
        State.OPEN,
        new Change.Failed(
            ImagesException.of(ErrorCode.NO_IMAGE, PurchaseState.MADE, "no image \u0000 came")
                .with("httpStatus", 200)),
        SOON);

    Entry entry = ledger.read(JOB, SOON).orElseThrow();

    assertThat(entry.state()).isEqualTo(State.FAILED);
    assertThat(entry.failure().code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(entry.failure().purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(entry.failure()).hasMessage("no image \u0000 came");
    assertThat(entry.failure().variables()).containsEntry("httpStatus", 200);
  }

  @ParameterizedTest
  @EnumSource
  void whatAnotherAttemptBoughtIsNotTouchedByALateFailure(Database kind) throws Exception {
    PurchaseStore ledger = ledger(kind.empty(folder));
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(JOB, purchase("1", new Source.Bytes(file(bytes(5)))), SOON);

    ledger.change(JOB, "1", State.OPEN, new Change.Released(TASK), SOON);
    ledger.change(JOB, "1", State.OPEN, new Change.Running(TASK), SOON);
    ledger.change(JOB, "1", State.OPEN, new Change.Deleted(), SOON);
    ledger.change(
        JOB, "1", State.OPEN, new Change.Failed(ImagesException.invalidInput("no")), SOON);

    assertThat(ledger.read(JOB, SOON).orElseThrow().state()).isEqualTo(State.BOUGHT);
    assertThat(ledger.replace(JOB, "1", claim("2"), SOON)).isFalse();
    assertThat(read(ledger.completed(JOB, DOCUMENTS, SOON).orElseThrow().images().getFirst()))
        .hasSize(5);
  }

  @ParameterizedTest
  @EnumSource
  void imagesThatAreNoneTakeTheirBytesAlong(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);
    ledger.complete(JOB, purchase("1", new Source.Bytes(file(bytes(5)))), SOON);
    ledger.change(
        JOB, "1", State.BOUGHT, new Change.Failed(ImagesException.invalidInput("no")), SOON);

    assertThat(ledger.completed(JOB, DOCUMENTS, SOON)).isEmpty();
    assertThat(database.count("images_generate_bytes")).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whereNothingWasBoughtTheRowGoes(Database kind) throws Exception {
    PurchaseStore ledger = ledger(kind.empty(folder));
    ledger.claim(JOB, claim("1"), SOON);
    ledger.change(JOB, "another", State.OPEN, new Change.Deleted(), SOON);
    assertThat(ledger.read(JOB, SOON)).isPresent();
    ledger.change(JOB, "1", State.OPEN, new Change.Deleted(), SOON);
    assertThat(ledger.read(JOB, SOON)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void oldRowsGoWithTheirBytes(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    PurchaseStore old = ledger(database);
    old.claim(JOB, claim("1"), SOON);
    old.complete(JOB, purchase("1", new Source.Bytes(file(bytes(5)))), SOON);
    database.execute(
        "UPDATE images_generate_purchases SET started_at = started_at - INTERVAL '2' DAY,"
            + " ends_at = ends_at - INTERVAL '2' DAY");
    PurchaseKey other = new PurchaseKey(1, "b");

    ledger(database).claim(other, claim("2"), SOON);
    assertThat(database.count("images_generate_purchases")).isEqualTo(2);
    ledger(database, "IMAGES_GENERATE_LEDGER_SECONDS", "86400").claim(other, claim("3"), SOON);

    assertThat(database.value("SELECT attempt FROM images_generate_purchases")).isEqualTo("2");
    assertThat(database.count("images_generate_bytes")).isZero();
  }

  /** What docs/operations.md tells an operator to do, done. */
  @Test
  void theOperationsPageLeadsToALedgerThatCanBeLookedAt() throws Exception {
    Database.Settings server = Database.POSTGRESQL.empty(folder);
    for (String statement : operations().split(";")) {
      if (statement.contains("CREATE")) {
        server.execute(statement);
      }
    }
    Map<String, String> settings =
        Map.of(
            "IMAGES_GENERATE_LEDGER_URL",
            LocalPostgres.shared().url().replaceAll("/[^/]*$", "/images_generate"),
            "IMAGES_GENERATE_LEDGER_USER",
            "images_generate",
            "IMAGES_GENERATE_LEDGER_PASSWORD",
            "choose one");
    PurchaseStore ledger = store(settings);
    ledger.claim(JOB, claim("5d0c1f0a-8f3e-4b1c-9a57-2f6d3c1e7b40"), SOON);
    Database.Settings operator =
        new Database.Settings(
            settings.get("IMAGES_GENERATE_LEDGER_URL") + "?user=" + LocalPostgres.USER);
    for (String statement : operations().split(";")) {
      if (statement.contains("SELECT")) {
        assertThat(operator.value(statement)).isEqualTo("2251799813685250");
      } else if (statement.contains("DELETE")) {
        operator.execute(statement);
      }
    }

    assertThat(ledger.read(JOB, SOON)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void equalKeysOfTwoEnginesAreTwoRows(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    PurchaseKey tenant = in("sales", null);
    PurchaseKey cluster = in(null, "eu");
    PurchaseStore ledger = ledger(database);
    List<PurchaseKey> all = List.of(JOB, tenant, cluster);
    for (PurchaseKey one : all) {
      String attempt = String.valueOf(all.indexOf(one));
      assertThat(ledger.claim(one, claim(attempt), SOON).attempt()).isEqualTo(attempt);
      ledger.complete(
          one, purchase(attempt, new Source.Bytes(file(bytes(100 + all.indexOf(one))))), SOON);
    }

    for (PurchaseKey one : all) {
      CompletedPurchase kept = ledger.completed(one, DOCUMENTS, SOON).orElseThrow();
      assertThat(read(kept.images().getFirst())).isEqualTo(bytes(100 + all.indexOf(one)));
    }
    assertThat(database.value("SELECT request FROM images_generate_purchases WHERE attempt = '0'"))
        .isEqualTo(JOB.fingerprint());
  }

  private static PurchaseKey in(String tenant, String cluster) {
    return new PurchaseKey(
        new ElementInstance(JOB.elementInstanceKey(), tenant, cluster), JOB.fingerprint());
  }

  private static String operations() throws IOException {
    try (InputStream in = JdbcPurchaseStoreTest.class.getResourceAsStream("operations.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void nothingOfTheUrlIsSaidWhenADriverIsMissingOrRefuses() {
    for (String url :
        List.of(
            "jdbc:unknown://host/db;password=hunter2",
            "jdbc:postgresql://127.0.0.1:1/db?password=hunter2",
            "jdbc:h2:file:/nowhere/db;IFEXISTS=TRUE;PASSWORD=hunter2")) {
      StoreException refused =
          catchThrowableOfType(
              StoreException.class,
              () -> ledger(new Database.Settings(url)).claim(JOB, claim("1"), SOON));
      assertThat(refused).hasMessageContaining("SQL state").hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void aConnectionThatWasCutIsOpenedAnew() throws Exception {
    Database.Settings database = Database.H2_IN_A_FILE.empty(folder);
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);
    database.execute("SHUTDOWN");

    assertThat(ledger.read(JOB, SOON).orElseThrow().attempt()).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void aTableThatTakesNoRowIsReported(Database kind) throws Exception {
    Database.Settings database = kind.empty(folder);
    PurchaseStore ledger = ledger(database);
    ledger.claim(JOB, claim("1"), SOON);
    ledger.change(JOB, "1", State.OPEN, new Change.Deleted(), SOON);
    database.execute("ALTER TABLE images_generate_purchases ADD COLUMN owner VARCHAR(10) NOT NULL");

    StoreException refused =
        catchThrowableOfType(StoreException.class, () -> ledger.claim(JOB, claim("2"), SOON));

    assertThat(refused)
        .hasMessageContaining("the table images_generate_purchases rejects every row")
        .hasMessageContaining("SQL state 23502");
  }
}

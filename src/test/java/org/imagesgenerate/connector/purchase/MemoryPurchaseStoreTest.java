package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.purchase.MemoryPurchaseStore.Bounds;
import org.imagesgenerate.connector.purchase.PurchaseStore.Change;
import org.imagesgenerate.connector.purchase.PurchaseStore.Entry;
import org.imagesgenerate.connector.purchase.PurchaseStore.State;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
import org.junit.jupiter.api.Test;

/** What a worker's memory holds, and how much of it. */
class MemoryPurchaseStoreTest {

  private static final PurchaseKey JOB = new PurchaseKey(7, "request");
  private static final TaskHandle TASK =
      new TaskHandle("wavespeed", "m", List.of("a", "b"), 2, 7L, "request");
  private static final Deadline SOON = Deadline.in(Duration.ofMinutes(10));
  private static final Duration WEEK = Duration.ofDays(7);
  private static final URI URL = URI.create("https://files.example/a.png");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Set<PurchaseKey> inUse = new HashSet<>();

  private MemoryPurchaseStore store(Bounds bounds, String... settings) {
    Map<String, String> map = settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
    return new MemoryPurchaseStore(new Settings(map::get), inUse::contains, nanos::get, bounds);
  }

  private MemoryPurchaseStore store() {
    return store(new Bounds(1000, WEEK, 1_000_000, 10_000));
  }

  /** One that makes everything but the newest result text. */
  private MemoryPurchaseStore textStore(Bounds bounds) {
    return store(bounds, "IMAGES_GENERATE_KEPT_RESULTS", "1");
  }

  private static Claim claim(String attempt) {
    return new Claim(attempt, "worker of " + attempt, "openai", Duration.ofMinutes(4));
  }

  private static PurchaseKey job(int number) {
    return new PurchaseKey(number, "request");
  }

  private static void buy(PurchaseStore store, PurchaseKey key, TaskHandle task)
      throws StoreException {
    String attempt = "attempt at " + key.elementInstanceKey();
    store.claim(key, claim(attempt), SOON);
    store.complete(
        key,
        new CompletedPurchase(
            new GenerationResult(
                List.of(GenerationResult.Image.of(new Source.RemoteUrl(URL))),
                "req",
                Map.of("tokens", 12),
                Map.of("quality", "low"),
                null,
                null,
                task,
                List.of("a warning")),
            Instant.parse("2026-11-21T08:00:00Z"),
            1234,
            attempt,
            new Redaction(List.of())),
        SOON);
  }

  private static CompletedPurchase completed(PurchaseStore store, PurchaseKey key)
      throws StoreException {
    return store.completed(key, TestGuard.DOCUMENTS, SOON).orElseThrow();
  }

  private static ImagesException failure(String message) {
    return ImagesException.of(ErrorCode.NO_IMAGE, PurchaseState.MADE, message)
        .with("httpStatus", 200);
  }

  // ---- what a row remembers

  @Test
  void theFirstClaimHasTheRow() throws StoreException {
    PurchaseStore store = store();
    store.claim(JOB, claim("1"), SOON);
    Entry entry = store.claim(JOB, claim("2"), SOON);

    assertThat(entry.attempt()).isEqualTo("1");
    assertThat(entry.state()).isEqualTo(State.OPEN);
    assertThat(entry.isRunning()).isTrue();
    nanos.addAndGet(Duration.ofMinutes(4).toNanos());
    assertThat(store.read(JOB, SOON).orElseThrow().isRunning()).isFalse();
  }

  @Test
  void aCallCanBeRepeated() throws StoreException {
    PurchaseStore store = store();
    store.claim(JOB, claim("1"), SOON);
    assertThat(store.replace(JOB, "1", claim("2"), SOON)).isTrue();
    assertThat(store.replace(JOB, "1", claim("2"), SOON)).isTrue();
    assertThat(store.replace(JOB, "1", claim("3"), SOON)).isFalse();
  }

  @Test
  void aTaskIsFoundByTheNextAttempt() throws StoreException {
    PurchaseStore store = store();
    store.claim(JOB, claim("1"), SOON);
    store.change(JOB, "1", State.OPEN, new Change.Running(TASK), SOON);
    store.change(JOB, "1", State.OPEN, new Change.Released(null), SOON);

    Entry entry = store.claim(JOB, claim("2"), SOON);

    assertThat(entry.task()).isEqualTo(TASK);
    assertThat(entry.isRunning()).isFalse();
  }

  @Test
  void aFailureIsToldAgainAndBounded() throws StoreException {
    PurchaseStore store = store();
    store.claim(JOB, claim("1"), SOON);
    store.change(
        JOB,
        "1",
        State.OPEN,
        new Change.Failed(failure("x".repeat(100_000)).with("urls", "y".repeat(100_000))),
        SOON);

    ImagesException failure = store.read(JOB, SOON).orElseThrow().failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(failure.variables()).containsEntry("httpStatus", 200).doesNotContainKey("urls");
    assertThat(failure.getMessage()).startsWith("xxx").hasSizeLessThan(10_000);
  }

  @Test
  void whatWasBoughtIsNotTouchedByALateFailure() throws StoreException {
    PurchaseStore store = store();
    buy(store, JOB, null);
    String attempt = store.read(JOB, SOON).orElseThrow().attempt();

    store.change(JOB, attempt, State.OPEN, new Change.Released(TASK), SOON);
    store.change(JOB, attempt, State.OPEN, new Change.Running(TASK), SOON);
    store.change(JOB, attempt, State.OPEN, new Change.Deleted(), SOON);
    store.change(JOB, attempt, State.OPEN, new Change.Failed(failure("late")), SOON);

    assertThat(store.read(JOB, SOON).orElseThrow().state()).isEqualTo(State.BOUGHT);
    assertThat(store.replace(JOB, attempt, claim("2"), SOON)).isFalse();
    assertThat(completed(store, JOB).lacksImages()).isFalse();
  }

  @Test
  void whereNothingWasBoughtTheRowGoes() throws StoreException {
    PurchaseStore store = store();
    store.claim(JOB, claim("1"), SOON);
    store.change(JOB, "another", State.OPEN, new Change.Deleted(), SOON);
    assertThat(store.read(JOB, SOON)).isPresent();
    store.change(JOB, "1", State.OPEN, new Change.Deleted(), SOON);
    assertThat(store.read(JOB, SOON)).isEmpty();
  }

  // ---- bounds

  @Test
  void aResultComesBackFromItsText() throws StoreException {
    PurchaseStore store = textStore(new Bounds(1000, WEEK, 1_000_000, 10_000));
    buy(store, JOB, TASK);
    CompletedPurchase first = completed(store, JOB);
    buy(store, job(8), null);

    CompletedPurchase again = completed(store, JOB);

    assertThat(again).isNotSameAs(first);
    assertThat(again.generated()).isEqualTo(first.generated());
    assertThat(again.createdAt()).isEqualTo(first.createdAt());
    assertThat(again.providerMillis()).isEqualTo(1234);
    assertThat(again.attempt()).isEqualTo(first.attempt());
  }

  @Test
  void withoutRoomForItsTextARowStillKnowsItsTask() throws StoreException {
    for (Bounds bounds :
        List.of(new Bounds(1000, WEEK, 100, 10_000), new Bounds(1000, WEEK, 1_000_000, 100))) {
      PurchaseStore store = textStore(bounds);
      buy(store, JOB, TASK);
      buy(store, job(8), null);

      CompletedPurchase again = completed(store, JOB);

      assertThat(again.lacksAllImages()).isTrue();
      assertThat(again.generated().task()).isEqualTo(TASK);
      assertThat(again.attempt()).isEqualTo("attempt at 7");
    }
  }

  @Test
  void withoutRoomForItsTextAFailureIsStillAFailure() throws StoreException {
    PurchaseStore store = store(new Bounds(1000, WEEK, 250, 10_000));
    for (int i = 1; i <= 3; i++) {
      store.claim(job(i), claim("1"), SOON);
      store.change(job(i), "1", State.OPEN, new Change.Failed(failure("for a test")), SOON);
    }

    Entry oldest = store.read(job(1), SOON).orElseThrow();
    assertThat(oldest.state()).isEqualTo(State.FAILED);
    assertThat(oldest.failure()).isNull();
    assertThat(store.read(job(3), SOON).orElseThrow().failure()).isNotNull();
  }

  @Test
  void ofOnlySoManyRowsTheOldestGoesUnlessAnAttemptIsAtWork() throws StoreException {
    PurchaseStore store = store(new Bounds(2, WEEK, 1_000_000, 10_000));
    inUse.add(job(1));
    for (int i = 1; i <= 4; i++) {
      buy(store, job(i), null);
    }

    assertThat(store.read(job(1), SOON)).isPresent();
    assertThat(store.read(job(2), SOON)).isEmpty();
    assertThat(store.read(job(3), SOON)).isEmpty();
    assertThat(store.read(job(4), SOON)).isPresent();
  }

  @Test
  void rowsGoAWeekAfterTheirLastUse() throws StoreException {
    PurchaseStore store = store();
    buy(store, job(1), null);
    buy(store, job(2), null);
    nanos.addAndGet(WEEK.toNanos());
    store.claim(job(2), claim("again"), SOON);
    nanos.addAndGet(1);
    store.claim(job(3), claim("1"), SOON);

    assertThat(store.read(job(1), SOON)).isEmpty();
    assertThat(store.read(job(2), SOON)).isPresent();
  }
}

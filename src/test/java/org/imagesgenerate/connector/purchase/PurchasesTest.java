package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;

import io.camunda.connector.api.document.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Purchase;
import org.imagesgenerate.connector.http.Deadline;
import org.imagesgenerate.connector.http.Limits;
import org.imagesgenerate.connector.http.Settings;
import org.imagesgenerate.connector.http.Spool;
import org.imagesgenerate.connector.http.SpoolFiles;
import org.imagesgenerate.connector.http.SpoolFolder;
import org.imagesgenerate.connector.provider.Activation;
import org.imagesgenerate.connector.provider.Generated;
import org.imagesgenerate.connector.provider.Generated.Image;
import org.imagesgenerate.connector.provider.Generated.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One activation of a task with one request is bought once, whatever happens afterwards. */
class PurchasesTest {

  private static final Activation JOB = new Activation(7, "request");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int IMAGE = 100_000;

  @TempDir Path parent;

  private final Map<String, String> settings = new HashMap<>();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T08:00:00Z"));
  private final InstantSource clock = now::get;
  private final AtomicInteger bought = new AtomicInteger();
  private final AtomicReference<Purchases> purchases = new AtomicReference<>();

  private Purchases purchases() {
    purchases.compareAndSet(null, new Purchases(new Settings(settings::get), clock));
    return purchases.get();
  }

  /** Buys one image of 100 kB in a temporary file. */
  private Generated buy() {
    bought.incrementAndGet();
    try (Spool.Writer writer = new Spool.Writer(new SpoolFolder(parent), Limits.DEFAULT)) {
      writer.write(new byte[IMAGE]);
      return generated(new Source.Bytes(writer.finish()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Generated generated(Source source) {
    return new Generated(List.of(Image.of(source)), "req", Map.of(), null, null, List.of());
  }

  private <T> T once(
      Activation activation, Supplier<Generated> buy, Function<CompletedPurchase, T> deliver) {
    return purchases().once(activation, Deadline.in(LONG), buy, deliver);
  }

  private <T> T once(Function<CompletedPurchase, T> deliver) {
    return once(JOB, this::buy, deliver);
  }

  private static CompletedPurchase same(CompletedPurchase kept) {
    return kept;
  }

  private static ImagesException failure(ErrorCode code, Purchase purchase) {
    return ImagesException.of(code, purchase, "for a test");
  }

  // ---- one after the other

  @Test
  void whatWasBoughtIsKeptWithItsFacts() {
    CompletedPurchase kept = once(PurchasesTest::same);

    assertThat(kept.generated().requestId()).isEqualTo("req");
    assertThat(kept.createdAt()).isEqualTo(now.get());
    assertThat(kept.providerMillis()).isNotNegative();
    assertThat(kept.images()).hasSize(1);
    assertThat(kept.images().getFirst().spool().size()).isEqualTo(IMAGE);
    assertThat(kept.images().getFirst().facts()).isNull();
    assertThat(kept.images().getFirst().document()).isNull();
  }

  @Test
  void afterABrokenResultExpressionTheKeptResultIsGivenAgain() {
    CompletedPurchase first = once(PurchasesTest::same);
    CompletedPurchase second = once(PurchasesTest::same);

    assertThat(second).isSameAs(first);
    assertThat(bought).hasValue(1);
  }

  @Test
  void anotherActivationAndAnotherRequestAreOtherPurchases() {
    once(new Activation(7, "request"), this::buy, PurchasesTest::same);
    once(new Activation(8, "request"), this::buy, PurchasesTest::same);
    once(new Activation(7, "changed"), this::buy, PurchasesTest::same);
    once(new Activation(7, "request"), this::buy, PurchasesTest::same);

    assertThat(bought).hasValue(3);
  }

  @Test
  void aFailedPurchaseMakesRoomForTheNextAttempt() {
    ImagesException limited = failure(ErrorCode.RATE_LIMITED, Purchase.NONE);

    assertThatThrownBy(
            () ->
                once(
                    JOB,
                    () -> {
                      throw limited;
                    },
                    PurchasesTest::same))
        .isSameAs(limited);
    once(PurchasesTest::same);

    assertThat(bought).hasValue(1);
  }

  @Test
  void anErrorOfThePurchaseIsThrownAndMakesRoom() {
    assertThatThrownBy(
            () ->
                once(
                    JOB,
                    () -> {
                      throw new StackOverflowError();
                    },
                    PurchasesTest::same))
        .isInstanceOf(StackOverflowError.class);

    once(PurchasesTest::same);
  }

  @ParameterizedTest
  @EnumSource(names = {"DELIVERY_FAILED", "DOWNLOAD_FAILED", "RESPONSE_TOO_LARGE", "INVALID_INPUT"})
  void afterAFailedDeliveryTheImagesAreStillThere(ErrorCode code) {
    assertThatThrownBy(
            () ->
                once(
                    kept -> {
                      throw failure(code, Purchase.MADE);
                    }))
        .isInstanceOf(ImagesException.class);

    assertThat(SpoolFiles.in(parent)).hasSize(1);
    CompletedPurchase again = once(PurchasesTest::same);
    assertThat(again.images().getFirst().spool().size()).isEqualTo(IMAGE);
    assertThat(bought).hasValue(1);
  }

  @Test
  void afterAnUnexpectedErrorOfTheDeliveryTheImagesAreStillThere() {
    for (Throwable error : new Throwable[] {new OutOfMemoryError(), new IllegalStateException()}) {
      Throwable thrown =
          catchThrowable(
              () ->
                  once(
                      kept -> {
                        throw sneaky(error);
                      }));
      assertThat(thrown).isSameAs(error);
    }

    once(PurchasesTest::same);
    assertThat(bought).hasValue(1);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void imagesThatAreNoneAreForgottenAndTheNextAttemptMayBuy() {
    assertThatThrownBy(
            () ->
                once(
                    kept -> {
                      throw failure(ErrorCode.RESPONSE_INVALID, Purchase.UNKNOWN);
                    }))
        .isInstanceOf(ImagesException.class);

    assertThat(SpoolFiles.in(parent)).isEmpty();
    once(PurchasesTest::same);
    assertThat(bought).hasValue(2);
  }

  // ---- at the same time

  private <T> CompletableFuture<T> start(Supplier<T> work) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                future.complete(work.get());
              } catch (Throwable e) {
                future.completeExceptionally(e);
              }
            });
    return future;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An attempt that has asked the provider and waits for it until the latch opens. */
  private CompletableFuture<CompletedPurchase> buying(
      CountDownLatch release, Supplier<Generated> result) {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first =
        start(
            () ->
                once(
                    JOB,
                    () -> {
                      asked.countDown();
                      await(release);
                      return result.get();
                    },
                    PurchasesTest::same));
    await(asked);
    return first;
  }

  @Test
  void copiesOfARunningJobWaitForItsImages() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = buying(release, this::buy);
    List<CompletableFuture<CompletedPurchase>> copies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      copies.add(start(() -> once(PurchasesTest::same)));
    }

    release.countDown();

    for (CompletableFuture<CompletedPurchase> copy : copies) {
      assertThat(copy.get(1, TimeUnit.MINUTES)).isSameAs(first.get(1, TimeUnit.MINUTES));
    }
    assertThat(bought).hasValue(1);
  }

  @Test
  void copiesDeliverOneAtATime() throws Exception {
    AtomicInteger delivering = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CompletableFuture<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      attempts.add(
          start(
              () ->
                  once(
                      kept -> {
                        most.accumulateAndGet(delivering.incrementAndGet(), Math::max);
                        Thread.yield();
                        return delivering.decrementAndGet();
                      })));
    }
    for (CompletableFuture<Integer> attempt : attempts) {
      attempt.get(1, TimeUnit.MINUTES);
    }

    assertThat(most).hasValue(1);
    assertThat(bought).hasValue(1);
  }

  /** A copy that comes while another attempt buys; what it throws, once that one has ended. */
  private Throwable copyOf(Supplier<Generated> failing) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = buying(release, failing);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread copy =
        Thread.ofPlatform()
            .start(() -> thrown.complete(catchThrowable(() -> once(PurchasesTest::same))));
    awaitParked(copy);
    release.countDown();
    assertThatThrownBy(() -> first.get(1, TimeUnit.MINUTES)).isInstanceOf(Exception.class);
    return thrown.get(1, TimeUnit.MINUTES);
  }

  @Test
  void aCopyFailsAsTheAttemptFailsThatItWaitsFor() throws Exception {
    ImagesException unknown = failure(ErrorCode.OUTCOME_UNKNOWN, Purchase.UNKNOWN);

    Throwable thrown =
        copyOf(
            () -> {
              throw unknown;
            });

    assertThat(thrown).isSameAs(unknown);
    assertThat(bought).hasValue(0);
  }

  @Test
  void aCopyOfAnAttemptThatEndsInAnErrorDoesNotKnowTheOutcome() throws Exception {
    Throwable thrown =
        copyOf(
            () -> {
              throw new StackOverflowError("sk-secret");
            });

    assertThat(thrown)
        .hasMessage("Another attempt of the same job failed: StackOverflowError")
        .isInstanceOfSatisfying(
            ImagesException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
              assertThat(failure.purchase()).isEqualTo(Purchase.UNKNOWN);
            });
  }

  /** Until the thread waits for something: nothing but the purchase can be what it waits for. */
  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  // ---- those that wait too long

  @Test
  void aCopyWhoseTimeEndsBeforeThePurchaseLeavesItToTheNextAttempt() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = buying(release, this::buy);

    ImagesException late =
        catchThrowableOfType(
            ImagesException.class,
            () ->
                purchases()
                    .once(JOB, Deadline.in(Duration.ofMillis(50)), this::buy, PurchasesTest::same));

    assertThat(late.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(late.purchase()).isEqualTo(Purchase.UNKNOWN);
    release.countDown();
    CompletedPurchase kept = first.get(1, TimeUnit.MINUTES);
    assertThat(once(PurchasesTest::same)).isSameAs(kept);
    assertThat(bought).hasValue(1);
  }

  @Test
  void aCopyWhoseTimeEndsDuringTheDeliveryKnowsThatImagesWereBought() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = delivering(release, PurchasesTest::same);

    ImagesException late =
        catchThrowableOfType(
            ImagesException.class,
            () ->
                purchases()
                    .once(JOB, Deadline.in(Duration.ofMillis(50)), this::buy, PurchasesTest::same));

    assertThat(late.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(late.purchase()).isEqualTo(Purchase.MADE);
    release.countDown();
    first.get(1, TimeUnit.MINUTES);
  }

  @Test
  void anInterruptedCopyEndsAndStaysInterrupted() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = buying(release, this::buy);
    CompletableFuture<ImagesException> failure = new CompletableFuture<>();
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread copy =
        Thread.ofPlatform()
            .start(
                () -> {
                  failure.complete(
                      catchThrowableOfType(ImagesException.class, () -> once(PurchasesTest::same)));
                  flag.complete(Thread.currentThread().isInterrupted());
                });

    copy.interrupt();

    assertThat(failure.get(1, TimeUnit.MINUTES).code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(flag.get(1, TimeUnit.MINUTES)).isTrue();
    release.countDown();
    first.get(1, TimeUnit.MINUTES);
    assertThat(bought).hasValue(1);
  }

  // ---- bounds

  private Activation job(int number) {
    return new Activation(number, "request");
  }

  @Test
  void onlySoManyResultsAreKeptAndTheOldestGoFirst() {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "3");
    for (int i = 1; i <= 3; i++) {
      once(job(i), this::buy, PurchasesTest::same);
    }
    once(job(1), this::buy, PurchasesTest::same); // asked for again, so no longer the oldest
    assertThat(bought).hasValue(3);

    once(job(4), this::buy, PurchasesTest::same);

    assertThat(SpoolFiles.in(parent)).hasSize(3);
    once(job(1), this::buy, PurchasesTest::same);
    once(job(3), this::buy, PurchasesTest::same);
    assertThat(bought).hasValue(4);
    once(job(2), this::buy, PurchasesTest::same);
    assertThat(bought).hasValue(5);
  }

  @Test
  void whatAFullWorkerIsAskedForIsNotWhatItDiscards() {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    settings.put("IMAGES_GENERATE_KEPT_BYTES", "1");
    settings.put("IMAGES_GENERATE_KEPT_SECONDS", "1");
    once(PurchasesTest::same);
    now.updateAndGet(it -> it.plusSeconds(60));

    assertThat(once(PurchasesTest::readable)).isEqualTo(IMAGE);

    assertThat(bought).hasValue(1);
  }

  @Test
  void onlySoManyBytesAreKept() {
    settings.put("IMAGES_GENERATE_KEPT_BYTES", String.valueOf(2 * IMAGE));
    for (int i = 1; i <= 3; i++) {
      once(job(i), this::buy, PurchasesTest::same);
    }
    assertThat(SpoolFiles.in(parent)).hasSize(3);

    once(job(4), this::buy, PurchasesTest::same);

    assertThat(SpoolFiles.in(parent)).as("two, and the newest").hasSize(3);
    once(job(2), this::buy, PurchasesTest::same);
    assertThat(bought).hasValue(4);
  }

  @Test
  void bytesThatAreInTheStoreOrStillAtTheProviderDoNotCount() {
    settings.put("IMAGES_GENERATE_KEPT_BYTES", "1");
    Source address = new Source.Address(URI.create("https://files.example/a.png"));
    once(job(1), () -> generated(address), PurchasesTest::same);
    once(
        job(2),
        this::buy,
        kept -> {
          kept.images().getFirst().stored(mock(Document.class));
          return kept;
        });

    once(job(3), this::buy, PurchasesTest::same);
    once(job(1), this::buy, PurchasesTest::same);
    once(job(2), this::buy, PurchasesTest::same);

    assertThat(bought).as("jobs 2 and 3").hasValue(2);
  }

  @Test
  void resultsAreKeptOnlySoLong() {
    settings.put("IMAGES_GENERATE_KEPT_SECONDS", "60");
    once(PurchasesTest::same);

    now.updateAndGet(it -> it.plusSeconds(60));
    once(job(1), this::buy, PurchasesTest::same);
    assertThat(SpoolFiles.in(parent)).hasSize(2);
    now.updateAndGet(it -> it.plusMillis(1));
    once(job(1), this::buy, PurchasesTest::same);

    assertThat(SpoolFiles.in(parent)).as("that of job 1").hasSize(1);
    assertThat(bought).hasValue(2);
  }

  @Test
  void byDefaultResultsAreKeptForHours() {
    once(PurchasesTest::same);
    now.updateAndGet(it -> it.plus(Duration.ofHours(6)));
    once(job(1), this::buy, PurchasesTest::same);
    once(PurchasesTest::same);

    assertThat(bought).hasValue(2);
  }

  @Test
  void whatAnAttemptDeliversIsNotDiscarded() throws Exception {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Long> first = delivering(release, PurchasesTest::readable);

    for (int i = 100; i < 105; i++) {
      once(job(i), this::buy, PurchasesTest::same);
    }

    release.countDown();
    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(IMAGE);
  }

  /** A copy that has been woken, but has not begun to deliver, already needs the images. */
  @Test
  void whatAnAttemptWaitsForIsNotDiscarded() throws Exception {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Long> first = delivering(release, PurchasesTest::readable);
    CompletableFuture<Long> second = new CompletableFuture<>();
    Thread copy = Thread.ofPlatform().start(() -> second.complete(once(PurchasesTest::readable)));
    awaitParked(copy);

    release.countDown();
    for (int i = 100; i < 105; i++) {
      once(job(i), this::buy, PurchasesTest::same);
    }

    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(IMAGE);
    assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo(IMAGE);
  }

  private static long readable(CompletedPurchase kept) {
    try (var in = kept.images().getFirst().spool().open()) {
      return in.readAllBytes().length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPurchaseUnderWayIsNotDiscarded() throws Exception {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = buying(release, this::buy);

    for (int i = 100; i < 105; i++) {
      once(job(i), this::buy, PurchasesTest::same);
    }
    CompletableFuture<CompletedPurchase> copy = start(() -> once(PurchasesTest::same));

    release.countDown();
    assertThat(copy.get(1, TimeUnit.MINUTES)).isSameAs(first.get(1, TimeUnit.MINUTES));
    assertThat(bought).hasValue(6);
  }

  @Test
  void aCopyThatWaitsForImagesThatAreNoneGetsTheSameAnswer() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ImagesException none = failure(ErrorCode.RESPONSE_INVALID, Purchase.UNKNOWN);
    CompletableFuture<CompletedPurchase> first =
        delivering(
            release,
            kept -> {
              throw none;
            });
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    Thread copy =
        Thread.ofPlatform()
            .start(() -> second.complete(catchThrowable(() -> once(PurchasesTest::same))));
    awaitParked(copy);

    release.countDown();

    assertThat(second.get(1, TimeUnit.MINUTES)).isSameAs(none);
    assertThatThrownBy(() -> first.get(1, TimeUnit.MINUTES))
        .isInstanceOf(ExecutionException.class)
        .hasCause(none);
    assertThat(bought).hasValue(1);
  }

  /** An attempt that has begun to deliver, and goes on when it is released. */
  private <T> CompletableFuture<T> delivering(
      CountDownLatch release, Function<CompletedPurchase, T> deliver) {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<T> attempt =
        start(
            () ->
                once(
                    kept -> {
                      begun.countDown();
                      await(release);
                      return deliver.apply(kept);
                    }));
    await(begun);
    return attempt;
  }
}

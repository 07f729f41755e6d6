package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.camunda.connector.api.document.DocumentCreationRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFiles;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One activation of a task with one request is bought once, whatever happens afterwards. */
class PurchaseGuardTest {

  private static final PurchaseKey JOB = new PurchaseKey(7, "request");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int IMAGE = 100_000;

  @TempDir Path parent;

  private final Map<String, String> settings = new HashMap<>();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T08:00:00Z"));
  private final InstantSource clock = now::get;
  private final AtomicInteger bought = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<TestGuard> guard = new AtomicReference<>();

  private TestGuard guard() {
    guard.compareAndSet(null, new TestGuard(new Settings(settings::get), clock, nanos::get));
    return guard.get();
  }

  /** Buys one image of 100 kB in a temporary file. */
  private GenerationResult buy() {
    bought.incrementAndGet();
    return generated(new Source.Bytes(file()));
  }

  private ImageFile file() {
    try (ImageFile.Writer writer =
        new ImageFile.Writer(new TempImageFolder(parent), Limits.DEFAULT)) {
      writer.write(new byte[IMAGE]);
      return writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GenerationResult generated(Source source) {
    return new GenerationResult(List.of(Image.of(source)), "req", Map.of(), null, null, List.of());
  }

  private <T> T getOrBuy(
      PurchaseKey key, Supplier<GenerationResult> buy, Function<CompletedPurchase, T> deliver) {
    return guard().getOrBuy(key, Deadline.in(LONG), buy, deliver);
  }

  private <T> T getOrBuy(Function<CompletedPurchase, T> deliver) {
    return getOrBuy(JOB, this::buy, deliver);
  }

  @Test
  void theTimeThatTheProviderStatesIsKept() {
    Supplier<GenerationResult> provider =
        () ->
            new GenerationResult(
                List.of(Image.of(new Source.RemoteUrl(URI.create("https://cdn.example/a.png")))),
                "req",
                Map.of(),
                Map.of(),
                86_400_000L,
                null,
                null,
                List.of());

    assertThat(getOrBuy(JOB, provider, PurchaseGuardTest::same).providerMillis())
        .isEqualTo(86_400_000L);
  }

  private static CompletedPurchase same(CompletedPurchase purchase) {
    return purchase;
  }

  private static ImagesException failure(ErrorCode code, PurchaseState purchase) {
    return ImagesException.of(code, purchase, "for a test");
  }

  // ---- one after the other

  @Test
  void whatWasBoughtIsKeptWithItsFacts() {
    CompletedPurchase purchase = getOrBuy(PurchaseGuardTest::same);

    assertThat(purchase.generated().requestId()).isEqualTo("req");
    assertThat(purchase.createdAt()).isEqualTo(now.get());
    assertThat(purchase.providerMillis()).isNotNegative();
    assertThat(purchase.images()).hasSize(1);
    assertThat(purchase.images().getFirst().file().size()).isEqualTo(IMAGE);
    assertThat(purchase.images().getFirst().facts()).isNull();
    assertThat(purchase.images().getFirst().document()).isNull();
  }

  @Test
  void afterABrokenResultExpressionTheKeptResultIsGivenAgain() {
    CompletedPurchase first = getOrBuy(PurchaseGuardTest::same);
    CompletedPurchase second = getOrBuy(PurchaseGuardTest::same);

    assertThat(second).isSameAs(first);
    assertThat(bought).hasValue(1);
  }

  @Test
  void anotherActivationAndAnotherRequestAreOtherPurchases() {
    getOrBuy(new PurchaseKey(7, "request"), this::buy, PurchaseGuardTest::same);
    getOrBuy(new PurchaseKey(8, "request"), this::buy, PurchaseGuardTest::same);
    getOrBuy(new PurchaseKey(7, "changed"), this::buy, PurchaseGuardTest::same);
    getOrBuy(new PurchaseKey(7, "request"), this::buy, PurchaseGuardTest::same);

    assertThat(bought).hasValue(3);
  }

  @Test
  void anAttemptThatBoughtNothingMakesRoomForTheNext() {
    ImagesException limited = failure(ErrorCode.RATE_LIMITED, PurchaseState.NONE);

    assertThatThrownBy(
            () ->
                getOrBuy(
                    JOB,
                    () -> {
                      throw limited;
                    },
                    PurchaseGuardTest::same))
        .isSameAs(limited);
    getOrBuy(PurchaseGuardTest::same);

    assertThat(bought).hasValue(1);
  }

  @Test
  void afterAnErrorNobodyKnowsWhetherItWasBoughtAndNothingIsBought() {
    assertThatThrownBy(() -> getOrBuy(JOB, PurchaseGuardTest::overflow, PurchaseGuardTest::same))
        .isInstanceOf(StackOverflowError.class);

    ImagesException unknown = failure(PurchaseGuardTest::same);

    assertThat(unknown.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(unknown.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(unknown.variables()).containsKey("attempt");
    assertThat(bought).hasValue(0);
  }

  private static GenerationResult overflow() {
    throw new StackOverflowError("sk-secret");
  }

  private <T> ImagesException failure(Function<CompletedPurchase, T> deliver) {
    return catchThrowableOfType(ImagesException.class, () -> getOrBuy(deliver));
  }

  @ParameterizedTest
  @EnumSource(names = {"DELIVERY_FAILED", "DOWNLOAD_FAILED", "RESPONSE_TOO_LARGE", "INVALID_INPUT"})
  void afterAFailedDeliveryTheImagesAreStillThere(ErrorCode code) {
    assertThatThrownBy(
            () ->
                getOrBuy(
                    purchase -> {
                      throw failure(code, PurchaseState.MADE);
                    }))
        .isInstanceOf(ImagesException.class);

    assertThat(TempImageFiles.in(parent)).hasSize(1);
    CompletedPurchase again = getOrBuy(PurchaseGuardTest::same);
    assertThat(again.images().getFirst().file().size()).isEqualTo(IMAGE);
    assertThat(bought).hasValue(1);
  }

  @Test
  void afterAnUnexpectedErrorOfTheDeliveryTheImagesAreStillThere() {
    for (Throwable error : new Throwable[] {new OutOfMemoryError(), new IllegalStateException()}) {
      Throwable thrown =
          catchThrowable(
              () ->
                  getOrBuy(
                      purchase -> {
                        throw sneaky(error);
                      }));
      assertThat(thrown).isSameAs(error);
    }

    getOrBuy(PurchaseGuardTest::same);
    assertThat(bought).hasValue(1);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void imagesThatAreNoneAreDeletedAndTheJobEndsTheSameWayAgain() {
    ImagesException first =
        failure(
            purchase -> {
              throw failure(ErrorCode.RESPONSE_INVALID, PurchaseState.UNKNOWN);
            });

    assertThat(TempImageFiles.in(parent)).isEmpty();
    ImagesException second = failure(PurchaseGuardTest::same);
    assertThat(second.code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(second.variables()).isEqualTo(first.variables()).containsKey("attempt");
    assertThat(bought).hasValue(1);
  }

  @Test
  void aFileThatSomebodyDeletedIsSaidToBeGone() throws IOException {
    getOrBuy(PurchaseGuardTest::same);
    for (Path file : TempImageFiles.in(parent)) {
      Files.delete(file);
    }

    ImagesException gone = failure(PurchaseGuardTest::same);

    assertThat(gone.code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(gone.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(gone).hasMessageContaining("java.io.tmpdir");
    assertThat(bought).hasValue(1);
  }

  @Test
  void aFileThatSomebodyDeletedIsForgottenWhereItsUrlIsKnown() throws IOException {
    Source url = new Source.RemoteUrl(URI.create("https://files.example/a.png"));
    getOrBuy(
        JOB,
        () -> generated(url),
        purchase -> {
          purchase.images().getFirst().setFile(file(), new ImageFacts("image/png", "png", 1, 1));
          return purchase;
        });
    for (Path file : TempImageFiles.in(parent)) {
      Files.delete(file);
    }

    CompletedPurchase again = getOrBuy(PurchaseGuardTest::same);

    assertThat(again.images().getFirst().file()).as("to be downloaded again").isNull();
    assertThat(bought).hasValue(0);
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
      CountDownLatch release, Supplier<GenerationResult> result) {
    CountDownLatch called = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first =
        start(
            () ->
                getOrBuy(
                    JOB,
                    () -> {
                      called.countDown();
                      await(release);
                      return result.get();
                    },
                    PurchaseGuardTest::same));
    await(called);
    return first;
  }

  @Test
  void copiesOfARunningJobWaitForItsImages() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = buying(release, this::buy);
    List<CompletableFuture<CompletedPurchase>> copies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      copies.add(start(() -> getOrBuy(PurchaseGuardTest::same)));
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
                  getOrBuy(
                      purchase -> {
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
  private Throwable copyOf(Supplier<GenerationResult> failing) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = buying(release, failing);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread copy =
        Thread.ofPlatform()
            .start(() -> thrown.complete(catchThrowable(() -> getOrBuy(PurchaseGuardTest::same))));
    awaitParked(copy);
    release.countDown();
    assertThatThrownBy(() -> first.get(1, TimeUnit.MINUTES)).isInstanceOf(Exception.class);
    return thrown.get(1, TimeUnit.MINUTES);
  }

  @Test
  void aCopyFailsAsTheAttemptFailsThatItWaitsFor() throws Exception {
    ImagesException unknown = failure(ErrorCode.OUTCOME_UNKNOWN, PurchaseState.UNKNOWN);

    Throwable thrown =
        copyOf(
            () -> {
              throw unknown;
            });

    assertThat(thrown).hasMessageStartingWith(unknown.getMessage());
    assertThat(((ImagesException) thrown).code()).isEqualTo(unknown.code());
    assertThat(bought).hasValue(0);
  }

  @Test
  void aCopyOfAnAttemptThatEndsInAnErrorDoesNotKnowTheOutcome() throws Exception {
    Throwable thrown = copyOf(PurchaseGuardTest::overflow);

    assertThat(thrown)
        .hasMessageNotContaining("sk-secret")
        .isInstanceOfSatisfying(
            ImagesException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
              assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
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
                guard()
                    .getOrBuy(
                        JOB,
                        Deadline.in(Duration.ofMillis(50)),
                        this::buy,
                        PurchaseGuardTest::same));

    assertThat(late.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(late.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    release.countDown();
    CompletedPurchase purchase = first.get(1, TimeUnit.MINUTES);
    assertThat(getOrBuy(PurchaseGuardTest::same)).isSameAs(purchase);
    assertThat(bought).hasValue(1);
  }

  @Test
  void aCopyWhoseTimeEndsDuringTheDeliveryKnowsThatImagesWereBought() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = delivering(release, PurchaseGuardTest::same);

    ImagesException late =
        catchThrowableOfType(
            ImagesException.class,
            () ->
                guard()
                    .getOrBuy(
                        JOB,
                        Deadline.in(Duration.ofMillis(50)),
                        this::buy,
                        PurchaseGuardTest::same));

    assertThat(late.code()).isEqualTo(ErrorCode.TASK_PENDING);
    assertThat(late.purchase()).isEqualTo(PurchaseState.MADE);
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
                      catchThrowableOfType(
                          ImagesException.class, () -> getOrBuy(PurchaseGuardTest::same)));
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

  private PurchaseKey job(int number) {
    return new PurchaseKey(number, "request");
  }

  /** Whether the job gets its images again; nothing is bought either way. */
  private boolean hasImages(int number) {
    int before = bought.get();
    Throwable thrown =
        catchThrowable(() -> getOrBuy(job(number), this::buy, PurchaseGuardTest::readable));
    assertThat(bought).hasValue(before);
    return thrown == null;
  }

  @Test
  void ofOnlySoManyResultsTheFilesAreKeptAndTheOldestGoFirst() {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "3");
    for (int i = 1; i <= 3; i++) {
      getOrBuy(job(i), this::buy, PurchaseGuardTest::same);
    }
    assertThat(hasImages(1)).isTrue(); // so it is no longer the oldest

    getOrBuy(job(4), this::buy, PurchaseGuardTest::same);

    assertThat(TempImageFiles.in(parent)).hasSize(3);
    assertThat(hasImages(1)).isTrue();
    assertThat(hasImages(3)).isTrue();
    assertThat(hasImages(2)).isFalse();
  }

  @Test
  void afterAThousandOtherResultsTheFirstJobStillBuysNothing() {
    Source url = new Source.RemoteUrl(URI.create("https://files.example/a.png"));
    getOrBuy(job(0), () -> generated(url), PurchaseGuardTest::same);
    for (int i = 1; i <= 1001; i++) {
      getOrBuy(job(i), () -> generated(url), PurchaseGuardTest::same);
    }

    CompletedPurchase again = getOrBuy(job(0), this::buy, PurchaseGuardTest::same);

    assertThat(again.images().getFirst().generated().source()).isEqualTo(url);
    assertThat(bought).hasValue(0);
  }

  @Test
  void whatAFullWorkerIsAskedForIsNotWhatItDiscards() {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    settings.put("IMAGES_GENERATE_KEPT_BYTES", "1");
    settings.put("IMAGES_GENERATE_KEPT_SECONDS", "1");
    getOrBuy(PurchaseGuardTest::same);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));

    assertThat(getOrBuy(PurchaseGuardTest::readable)).isEqualTo(IMAGE);

    assertThat(bought).hasValue(1);
  }

  @Test
  void onlySoManyBytesAreKept() {
    settings.put("IMAGES_GENERATE_KEPT_BYTES", String.valueOf(2 * IMAGE));
    for (int i = 1; i <= 3; i++) {
      getOrBuy(job(i), this::buy, PurchaseGuardTest::same);
    }

    assertThat(TempImageFiles.in(parent)).hasSize(2);
    assertThat(hasImages(3)).isTrue();
    assertThat(hasImages(2)).isTrue();
    assertThat(hasImages(1)).isFalse();
  }

  @Test
  void bytesThatAreInTheStoreOrStillAtTheProviderDoNotCount() {
    settings.put("IMAGES_GENERATE_KEPT_BYTES", "1");
    Source url = new Source.RemoteUrl(URI.create("https://files.example/a.png"));
    getOrBuy(job(1), () -> generated(url), PurchaseGuardTest::same);
    getOrBuy(
        job(2),
        this::buy,
        purchase -> {
          purchase
              .images()
              .getFirst()
              .setDocument(
                  TestGuard.DOCUMENTS.create(
                      DocumentCreationRequest.from(new byte[IMAGE]).build()));
          return purchase;
        });

    getOrBuy(job(3), this::buy, PurchaseGuardTest::same);
    getOrBuy(job(1), this::buy, PurchaseGuardTest::same);
    getOrBuy(job(2), this::buy, PurchaseGuardTest::same);

    assertThat(bought).as("jobs 2 and 3").hasValue(2);
  }

  @Test
  void filesAreKeptOnlySoLongAfterTheirLastUse() {
    settings.put("IMAGES_GENERATE_KEPT_SECONDS", "60");
    getOrBuy(job(1), this::buy, PurchaseGuardTest::same);

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    getOrBuy(job(2), this::buy, PurchaseGuardTest::same);
    assertThat(TempImageFiles.in(parent)).hasSize(2);
    nanos.addAndGet(1);
    getOrBuy(job(2), this::buy, PurchaseGuardTest::same);

    assertThat(TempImageFiles.in(parent)).as("that of job 2").hasSize(1);
    assertThat(hasImages(1)).isFalse();
  }

  @Test
  void aClockThatIsSetForwardDeletesNothing() {
    getOrBuy(job(1), this::buy, PurchaseGuardTest::same);
    now.updateAndGet(it -> it.plus(Duration.ofHours(7)));
    getOrBuy(job(2), this::buy, PurchaseGuardTest::same);

    assertThat(hasImages(1)).isTrue();
  }

  @Test
  void whatAnAttemptDeliversIsNotDiscarded() throws Exception {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Long> first = delivering(release, PurchaseGuardTest::readable);

    for (int i = 100; i < 105; i++) {
      getOrBuy(job(i), this::buy, PurchaseGuardTest::same);
    }

    release.countDown();
    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(IMAGE);
  }

  /** A copy that has been woken, but has not begun to deliver, already needs the images. */
  @Test
  void whatAnAttemptWaitsForIsNotDiscarded() throws Exception {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Long> first = delivering(release, PurchaseGuardTest::readable);
    CompletableFuture<Long> second = new CompletableFuture<>();
    Thread copy =
        Thread.ofPlatform().start(() -> second.complete(getOrBuy(PurchaseGuardTest::readable)));
    awaitParked(copy);

    release.countDown();
    for (int i = 100; i < 105; i++) {
      getOrBuy(job(i), this::buy, PurchaseGuardTest::same);
    }

    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(IMAGE);
    assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo(IMAGE);
  }

  private static long readable(CompletedPurchase purchase) {
    try (var in = purchase.images().getFirst().file().open()) {
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
      getOrBuy(job(i), this::buy, PurchaseGuardTest::same);
    }
    CompletableFuture<CompletedPurchase> copy = start(() -> getOrBuy(PurchaseGuardTest::same));

    release.countDown();
    assertThat(copy.get(1, TimeUnit.MINUTES)).isSameAs(first.get(1, TimeUnit.MINUTES));
    assertThat(bought).hasValue(6);
  }

  @Test
  void aCopyThatWaitsForImagesThatAreNoneGetsTheSameAnswer() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ImagesException none = failure(ErrorCode.RESPONSE_INVALID, PurchaseState.UNKNOWN);
    CompletableFuture<CompletedPurchase> first =
        delivering(
            release,
            purchase -> {
              throw none;
            });
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    Thread copy =
        Thread.ofPlatform()
            .start(() -> second.complete(catchThrowable(() -> getOrBuy(PurchaseGuardTest::same))));
    awaitParked(copy);

    release.countDown();

    assertThat(second.get(1, TimeUnit.MINUTES)).hasMessageStartingWith(none.getMessage());
    assertThatThrownBy(() -> first.get(1, TimeUnit.MINUTES))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage(none.getMessage());
    assertThat(bought).hasValue(1);
  }

  /** An attempt that has begun to deliver, and goes on when it is released. */
  private <T> CompletableFuture<T> delivering(
      CountDownLatch release, Function<CompletedPurchase, T> deliver) {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<T> attempt =
        start(
            () ->
                getOrBuy(
                    purchase -> {
                      begun.countDown();
                      await(release);
                      return deliver.apply(purchase);
                    }));
    await(begun);
    return attempt;
  }

  // ---- a store that fails

  /** From now on this method of the store throws. */
  private void storeFails(String method, Throwable thrown) {
    guard.set(
        new TestGuard(
            new Settings(settings::get),
            clock,
            nanos::get,
            store ->
                proxy(
                    (proxy, called, arguments) -> {
                      if (called.getName().equals(method)) {
                        throw thrown;
                      }
                      return called.invoke(store, arguments);
                    })));
  }

  private static PurchaseStore proxy(InvocationHandler handler) {
    return (PurchaseStore)
        Proxy.newProxyInstance(
            PurchaseStore.class.getClassLoader(), new Class<?>[] {PurchaseStore.class}, handler);
  }

  static Stream<Throwable> failuresOfAStore() {
    return Stream.of(
        new StoreException("it is down", false),
        new IllegalStateException("sk-secret"),
        new OutOfMemoryError());
  }

  @ParameterizedTest
  @MethodSource("failuresOfAStore")
  void whatWasBoughtIsDeliveredThoughItCannotBeWrittenDown(Throwable thrown) {
    storeFails("complete", thrown);

    CompletedPurchase purchase = getOrBuy(PurchaseGuardTest::same);

    assertThat(purchase.images().getFirst().file().size()).isEqualTo(IMAGE);
    assertThat(purchase.warnings()).singleElement().asString().contains("OUTCOME_UNKNOWN");
    assertThat(getOrBuy(PurchaseGuardTest::same))
        .as("delivery was written down")
        .isSameAs(purchase);
    assertThat(bought).hasValue(1);
  }

  @ParameterizedTest
  @MethodSource("failuresOfAStore")
  void aDeliveryCountsThoughItCannotBeWrittenDown(Throwable thrown) {
    storeFails("delivered", thrown);

    assertThat(getOrBuy(PurchaseGuardTest::readable)).isEqualTo(IMAGE);
  }

  @ParameterizedTest
  @MethodSource("failuresOfAStore")
  void aFailureReachesTheEngineThoughItCannotBeWrittenDown(Throwable thrown) {
    storeFails("change", thrown);
    ImagesException none = failure(ErrorCode.NO_IMAGE, PurchaseState.UNKNOWN);

    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class,
            () ->
                getOrBuy(
                    JOB,
                    () -> {
                      throw none;
                    },
                    PurchaseGuardTest::same));

    assertThat(failure.code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(failure(PurchaseGuardTest::same).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(bought).hasValue(0);
  }

  @Test
  void nothingIsSentWhereTheStoreBreaksBefore() {
    storeFails("claim", new IllegalStateException("sk-secret"));

    ImagesException failure = failure(PurchaseGuardTest::same);

    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure).hasMessageNotContaining("sk-secret");
    assertThat(bought).hasValue(0);
  }

  @Test
  void imagesThatCannotBeReadNowAreNotBoughtAgain() {
    storeFails("completed", new IllegalStateException("sk-secret"));
    getOrBuy(PurchaseGuardTest::same);

    ImagesException failure = failure(PurchaseGuardTest::same);

    assertThat(failure.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(bought).hasValue(1);
  }

  // ---- a store that is down when an attempt ends

  /** The next attempt buys nothing, and the store cannot be told so. */
  private void endsWhileTheStoreIsDown(AtomicBoolean isDown) {
    guard.set(
        new TestGuard(
            new Settings(settings::get),
            clock,
            nanos::get,
            store ->
                proxy(
                    (proxy, called, arguments) -> {
                      if (isDown.get()) {
                        throw new StoreException("it is down", false);
                      }
                      return called.invoke(store, arguments);
                    })));
    ImagesException limited = failure(ErrorCode.RATE_LIMITED, PurchaseState.NONE);
    assertThatThrownBy(
            () ->
                getOrBuy(
                    JOB,
                    () -> {
                      isDown.set(true);
                      throw limited;
                    },
                    PurchaseGuardTest::same))
        .isSameAs(limited);
  }

  @Test
  void howAnAttemptEndedIsWrittenWhenTheStoreIsUpAgain() {
    AtomicBoolean isDown = new AtomicBoolean();
    endsWhileTheStoreIsDown(isDown);
    guard().runLater();
    isDown.set(false);
    guard().runLater();
    assertThat(guard().isAnythingLeft()).isFalse();

    getOrBuy(PurchaseGuardTest::same);

    assertThat(bought).hasValue(1);
  }

  @Test
  void whatIsWaitingIsWrittenBeforeTheSameJobRunsAgain() {
    AtomicBoolean isDown = new AtomicBoolean();
    endsWhileTheStoreIsDown(isDown);
    isDown.set(false);

    getOrBuy(PurchaseGuardTest::same);
    guard().runLater();

    assertThat(bought).hasValue(1);
    assertThat(getOrBuy(PurchaseGuardTest::readable)).isEqualTo(IMAGE);
    assertThat(guard().isAnythingLeft()).isFalse();
  }

  @Test
  void whileTheStoreIsDownTheJobThatRunsAgainBuysNothing() {
    AtomicBoolean isDown = new AtomicBoolean();
    endsWhileTheStoreIsDown(isDown);

    ImagesException failure = failure(PurchaseGuardTest::same);

    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(bought).hasValue(0);
    assertThat(guard().isAnythingLeft()).isTrue();
  }

  @Test
  void nothingIsWrittenWhileTheSameJobRunsAgain() {
    AtomicBoolean isDown = new AtomicBoolean();
    endsWhileTheStoreIsDown(isDown);
    isDown.set(false);

    getOrBuy(
        JOB,
        () -> {
          CompletableFuture.runAsync(guard()::runLater).join();
          return buy();
        },
        PurchaseGuardTest::same);

    assertThat(getOrBuy(PurchaseGuardTest::readable)).isEqualTo(IMAGE);
    assertThat(bought).hasValue(1);
  }

  /** The job holds all its variables, and thousands may be waiting. */
  @Test
  void whatIsWaitingDoesNotKeepTheJobInMemory() {
    WeakReference<?> failed =
        endsWhileTheStoreCannot(
            "change",
            () -> {
              throw failure(ErrorCode.RATE_LIMITED, PurchaseState.NONE);
            });
    TestGuard guardOfFailed = guard();
    WeakReference<?> delivered = endsWhileTheStoreCannot("delivered", this::buy);

    System.gc();

    assertThat(failed.get()).isNull();
    assertThat(delivered.get()).isNull();
    assertThat(guardOfFailed.isAnythingLeft()).isTrue();
    assertThat(guard().isAnythingLeft()).isTrue();
  }

  /** Returns what only the job has. */
  private WeakReference<?> endsWhileTheStoreCannot(String method, Supplier<GenerationResult> buy) {
    storeFails(method, new StoreException("it is down", false));
    Supplier<GenerationResult> ofJob = () -> buy.get();
    try {
      getOrBuy(JOB, ofJob, PurchaseGuardTest::same);
    } catch (ImagesException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    }
    return new WeakReference<>(ofJob);
  }
}

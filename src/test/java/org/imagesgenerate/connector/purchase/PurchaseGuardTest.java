package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.camunda.connector.api.document.DocumentCreationRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    return generated(new Source.Bytes(spool()));
  }

  private ImageFile spool() {
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

  private <T> T once(
      PurchaseKey activation,
      Supplier<GenerationResult> buy,
      Function<CompletedPurchase, T> deliver) {
    return guard().getOrBuy(activation, Deadline.in(LONG), buy, deliver);
  }

  private <T> T once(Function<CompletedPurchase, T> deliver) {
    return once(JOB, this::buy, deliver);
  }

  private static CompletedPurchase same(CompletedPurchase kept) {
    return kept;
  }

  private static ImagesException failure(ErrorCode code, PurchaseState purchase) {
    return ImagesException.of(code, purchase, "for a test");
  }

  // ---- one after the other

  @Test
  void whatWasBoughtIsKeptWithItsFacts() {
    CompletedPurchase kept = once(PurchaseGuardTest::same);

    assertThat(kept.generated().requestId()).isEqualTo("req");
    assertThat(kept.createdAt()).isEqualTo(now.get());
    assertThat(kept.providerMillis()).isNotNegative();
    assertThat(kept.images()).hasSize(1);
    assertThat(kept.images().getFirst().file().size()).isEqualTo(IMAGE);
    assertThat(kept.images().getFirst().facts()).isNull();
    assertThat(kept.images().getFirst().document()).isNull();
  }

  @Test
  void afterABrokenResultExpressionTheKeptResultIsGivenAgain() {
    CompletedPurchase first = once(PurchaseGuardTest::same);
    CompletedPurchase second = once(PurchaseGuardTest::same);

    assertThat(second).isSameAs(first);
    assertThat(bought).hasValue(1);
  }

  @Test
  void anotherActivationAndAnotherRequestAreOtherPurchases() {
    once(new PurchaseKey(7, "request"), this::buy, PurchaseGuardTest::same);
    once(new PurchaseKey(8, "request"), this::buy, PurchaseGuardTest::same);
    once(new PurchaseKey(7, "changed"), this::buy, PurchaseGuardTest::same);
    once(new PurchaseKey(7, "request"), this::buy, PurchaseGuardTest::same);

    assertThat(bought).hasValue(3);
  }

  @Test
  void anAttemptThatBoughtNothingMakesRoomForTheNext() {
    ImagesException limited = failure(ErrorCode.RATE_LIMITED, PurchaseState.NONE);

    assertThatThrownBy(
            () ->
                once(
                    JOB,
                    () -> {
                      throw limited;
                    },
                    PurchaseGuardTest::same))
        .isSameAs(limited);
    once(PurchaseGuardTest::same);

    assertThat(bought).hasValue(1);
  }

  @Test
  void afterAnErrorNobodyKnowsWhetherItWasBoughtAndNothingIsBought() {
    assertThatThrownBy(() -> once(JOB, PurchaseGuardTest::overflow, PurchaseGuardTest::same))
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
    return catchThrowableOfType(ImagesException.class, () -> once(deliver));
  }

  @ParameterizedTest
  @EnumSource(names = {"DELIVERY_FAILED", "DOWNLOAD_FAILED", "RESPONSE_TOO_LARGE", "INVALID_INPUT"})
  void afterAFailedDeliveryTheImagesAreStillThere(ErrorCode code) {
    assertThatThrownBy(
            () ->
                once(
                    kept -> {
                      throw failure(code, PurchaseState.MADE);
                    }))
        .isInstanceOf(ImagesException.class);

    assertThat(TempImageFiles.in(parent)).hasSize(1);
    CompletedPurchase again = once(PurchaseGuardTest::same);
    assertThat(again.images().getFirst().file().size()).isEqualTo(IMAGE);
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

    once(PurchaseGuardTest::same);
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
            kept -> {
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
    once(PurchaseGuardTest::same);
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
    once(
        JOB,
        () -> generated(url),
        kept -> {
          kept.images().getFirst().setFile(spool(), new ImageFacts("image/png", "png", 1, 1));
          return kept;
        });
    for (Path file : TempImageFiles.in(parent)) {
      Files.delete(file);
    }

    CompletedPurchase again = once(PurchaseGuardTest::same);

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
                    PurchaseGuardTest::same));
    await(asked);
    return first;
  }

  @Test
  void copiesOfARunningJobWaitForItsImages() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = buying(release, this::buy);
    List<CompletableFuture<CompletedPurchase>> copies = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      copies.add(start(() -> once(PurchaseGuardTest::same)));
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
  private Throwable copyOf(Supplier<GenerationResult> failing) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<CompletedPurchase> first = buying(release, failing);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread copy =
        Thread.ofPlatform()
            .start(() -> thrown.complete(catchThrowable(() -> once(PurchaseGuardTest::same))));
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
    CompletedPurchase kept = first.get(1, TimeUnit.MINUTES);
    assertThat(once(PurchaseGuardTest::same)).isSameAs(kept);
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
                          ImagesException.class, () -> once(PurchaseGuardTest::same)));
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
        catchThrowable(() -> once(job(number), this::buy, PurchaseGuardTest::readable));
    assertThat(bought).hasValue(before);
    return thrown == null;
  }

  @Test
  void ofOnlySoManyResultsTheFilesAreKeptAndTheOldestGoFirst() {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "3");
    for (int i = 1; i <= 3; i++) {
      once(job(i), this::buy, PurchaseGuardTest::same);
    }
    assertThat(hasImages(1)).isTrue(); // so it is no longer the oldest

    once(job(4), this::buy, PurchaseGuardTest::same);

    assertThat(TempImageFiles.in(parent)).hasSize(3);
    assertThat(hasImages(1)).isTrue();
    assertThat(hasImages(3)).isTrue();
    assertThat(hasImages(2)).isFalse();
  }

  @Test
  void afterAThousandOtherResultsTheFirstJobStillBuysNothing() {
    Source url = new Source.RemoteUrl(URI.create("https://files.example/a.png"));
    once(job(0), () -> generated(url), PurchaseGuardTest::same);
    for (int i = 1; i <= 1001; i++) {
      once(job(i), () -> generated(url), PurchaseGuardTest::same);
    }

    CompletedPurchase again = once(job(0), this::buy, PurchaseGuardTest::same);

    assertThat(again.images().getFirst().generated().source()).isEqualTo(url);
    assertThat(bought).hasValue(0);
  }

  @Test
  void whatAFullWorkerIsAskedForIsNotWhatItDiscards() {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    settings.put("IMAGES_GENERATE_KEPT_BYTES", "1");
    settings.put("IMAGES_GENERATE_KEPT_SECONDS", "1");
    once(PurchaseGuardTest::same);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));

    assertThat(once(PurchaseGuardTest::readable)).isEqualTo(IMAGE);

    assertThat(bought).hasValue(1);
  }

  @Test
  void onlySoManyBytesAreKept() {
    settings.put("IMAGES_GENERATE_KEPT_BYTES", String.valueOf(2 * IMAGE));
    for (int i = 1; i <= 3; i++) {
      once(job(i), this::buy, PurchaseGuardTest::same);
    }

    assertThat(TempImageFiles.in(parent)).hasSize(2);
    assertThat(hasImages(3)).isTrue();
    assertThat(hasImages(2)).isTrue();
    assertThat(hasImages(1)).isFalse();
  }

  @Test
  void bytesThatAreInTheStoreOrStillAtTheProviderDoNotCount() {
    settings.put("IMAGES_GENERATE_KEPT_BYTES", "1");
    Source address = new Source.RemoteUrl(URI.create("https://files.example/a.png"));
    once(job(1), () -> generated(address), PurchaseGuardTest::same);
    once(
        job(2),
        this::buy,
        kept -> {
          kept.images()
              .getFirst()
              .setDocument(
                  TestGuard.DOCUMENTS.create(
                      DocumentCreationRequest.from(new byte[IMAGE]).build()));
          return kept;
        });

    once(job(3), this::buy, PurchaseGuardTest::same);
    once(job(1), this::buy, PurchaseGuardTest::same);
    once(job(2), this::buy, PurchaseGuardTest::same);

    assertThat(bought).as("jobs 2 and 3").hasValue(2);
  }

  @Test
  void filesAreKeptOnlySoLongAfterTheirLastUse() {
    settings.put("IMAGES_GENERATE_KEPT_SECONDS", "60");
    once(job(1), this::buy, PurchaseGuardTest::same);

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    once(job(2), this::buy, PurchaseGuardTest::same);
    assertThat(TempImageFiles.in(parent)).hasSize(2);
    nanos.addAndGet(1);
    once(job(2), this::buy, PurchaseGuardTest::same);

    assertThat(TempImageFiles.in(parent)).as("that of job 2").hasSize(1);
    assertThat(hasImages(1)).isFalse();
  }

  @Test
  void aClockThatIsSetForwardDeletesNothing() {
    once(job(1), this::buy, PurchaseGuardTest::same);
    now.updateAndGet(it -> it.plus(Duration.ofHours(7)));
    once(job(2), this::buy, PurchaseGuardTest::same);

    assertThat(hasImages(1)).isTrue();
  }

  @Test
  void whatAnAttemptDeliversIsNotDiscarded() throws Exception {
    settings.put("IMAGES_GENERATE_KEPT_RESULTS", "1");
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Long> first = delivering(release, PurchaseGuardTest::readable);

    for (int i = 100; i < 105; i++) {
      once(job(i), this::buy, PurchaseGuardTest::same);
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
        Thread.ofPlatform().start(() -> second.complete(once(PurchaseGuardTest::readable)));
    awaitParked(copy);

    release.countDown();
    for (int i = 100; i < 105; i++) {
      once(job(i), this::buy, PurchaseGuardTest::same);
    }

    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(IMAGE);
    assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo(IMAGE);
  }

  private static long readable(CompletedPurchase kept) {
    try (var in = kept.images().getFirst().file().open()) {
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
      once(job(i), this::buy, PurchaseGuardTest::same);
    }
    CompletableFuture<CompletedPurchase> copy = start(() -> once(PurchaseGuardTest::same));

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
            kept -> {
              throw none;
            });
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    Thread copy =
        Thread.ofPlatform()
            .start(() -> second.complete(catchThrowable(() -> once(PurchaseGuardTest::same))));
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
                once(
                    kept -> {
                      begun.countDown();
                      await(release);
                      return deliver.apply(kept);
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
                (PurchaseStore)
                    Proxy.newProxyInstance(
                        PurchaseStore.class.getClassLoader(),
                        new Class<?>[] {PurchaseStore.class},
                        (proxy, called, arguments) -> {
                          if (called.getName().equals(method)) {
                            throw thrown;
                          }
                          return called.invoke(store, arguments);
                        })));
  }

  static Stream<Throwable> failuresOfAStore() {
    return Stream.of(
        new StoreException("it is down"),
        new IllegalStateException("sk-secret"),
        new OutOfMemoryError());
  }

  @ParameterizedTest
  @MethodSource("failuresOfAStore")
  void whatWasBoughtIsDeliveredThoughItCannotBeWrittenDown(Throwable thrown) {
    storeFails("complete", thrown);

    CompletedPurchase purchase = once(PurchaseGuardTest::same);

    assertThat(purchase.images().getFirst().file().size()).isEqualTo(IMAGE);
    assertThat(purchase.warnings()).singleElement().asString().contains("OUTCOME_UNKNOWN");
    assertThat(once(PurchaseGuardTest::same)).as("delivery was written down").isSameAs(purchase);
    assertThat(bought).hasValue(1);
  }

  @ParameterizedTest
  @MethodSource("failuresOfAStore")
  void aDeliveryCountsThoughItCannotBeWrittenDown(Throwable thrown) {
    storeFails("delivered", thrown);

    assertThat(once(PurchaseGuardTest::readable)).isEqualTo(IMAGE);
  }

  @ParameterizedTest
  @MethodSource("failuresOfAStore")
  void aFailureReachesTheEngineThoughItCannotBeWrittenDown(Throwable thrown) {
    storeFails("fail", thrown);
    ImagesException none = failure(ErrorCode.NO_IMAGE, PurchaseState.UNKNOWN);

    ImagesException told =
        catchThrowableOfType(
            ImagesException.class,
            () ->
                once(
                    JOB,
                    () -> {
                      throw none;
                    },
                    PurchaseGuardTest::same));

    assertThat(told.code()).isEqualTo(ErrorCode.NO_IMAGE);
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
    once(PurchaseGuardTest::same);

    ImagesException failure = failure(PurchaseGuardTest::same);

    assertThat(failure.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(bought).hasValue(1);
  }
}

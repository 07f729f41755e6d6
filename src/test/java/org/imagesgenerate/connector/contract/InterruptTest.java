package org.imagesgenerate.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.contract.FaultMatrix.Way;
import org.imagesgenerate.simulator.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker that shuts down interrupts its jobs: they end within seconds with a code that is true,
 * and what they bought is not bought again.
 */
class InterruptTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** The job's budget, which no job may exceed. */
  private static final String LONG = "PT4M";

  private interface Moment {
    /** Returns when the job has come there. */
    void await() throws InterruptedException;
  }

  /** Starts the job, interrupts it at a moment, and gives its end. */
  private static Outcome interrupted(FaultScene scene, Moment moment) throws InterruptedException {
    CompletableFuture<Outcome> end = new CompletableFuture<>();
    CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
    scene.job("timeout", LONG);
    Thread job =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    end.complete(scene.first());
                  } catch (Throwable e) {
                    end.completeExceptionally(e);
                  }
                  stillInterrupted.complete(Thread.currentThread().isInterrupted());
                });
    moment.await();
    job.interrupt();
    assertThat(job.join(SOON)).as("the job ended soon").isTrue();
    assertThat(stillInterrupted.join()).as("the interrupt is passed on").isTrue();
    return end.join();
  }

  private static void completesNext(FaultScene scene, Outcome failed) {
    Outcome next = scene.next(failed);
    assertThat(next.failure()).isNull();
    assertThat(next.code()).isEqualTo("completed");
    assertThat(scene.bought()).isEqualTo(1);
  }

  private static Moment requests(FaultScene scene, int count) {
    int before = scene.simulator().requests().size();
    return () -> scene.simulator().awaitRequests(before + count);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void beforeAnythingIsSent(Api api) {
    try (FaultScene scene = new FaultScene(api, Operation.GENERATE)) {
      scene.begin("document");
      Thread.currentThread().interrupt();
      Outcome outcome = scene.first();
      assertThat(Thread.interrupted()).isTrue();

      assertThat(outcome.code()).isEqualTo("CONNECTION_FAILED");
      assertThat(outcome.failure().getMessage()).contains("shutting down", "purchase: none");
      assertThat(scene.bought()).isZero();
      completesNext(scene, outcome);
    }
  }

  /** An upload buys nothing, so its loss is none. */
  @Test
  void whileAnImageIsUploaded() throws InterruptedException {
    try (FaultScene scene = new FaultScene(Api.WAVESPEED, Operation.EDIT)) {
      scene.begin("document");
      scene.onInput(Fault.stall());
      Outcome outcome = interrupted(scene, requests(scene, 1));

      assertThat(outcome.code()).isEqualTo("PROVIDER_UNAVAILABLE");
      assertThat(outcome.failure().getMessage()).contains("shutting down", "purchase: none");
      completesNext(scene, outcome);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void whileTheAnswerIsWaitedFor(Api api) throws InterruptedException {
    whileTheAnswerIsWaitedFor(api, Operation.GENERATE);
    whileTheAnswerIsWaitedFor(api, Operation.EDIT);
  }

  private static void whileTheAnswerIsWaitedFor(Api api, Operation operation)
      throws InterruptedException {
    try (FaultScene scene = new FaultScene(api, operation)) {
      scene.begin("document");
      CountDownLatch worked = new CountDownLatch(1);
      Fault stall = Fault.stall().afterWork();
      scene.onPurchase(
          exchange -> {
            stall.interfere(exchange);
            worked.countDown();
          });
      Outcome outcome = interrupted(scene, worked::await);

      assertThat(scene.bought()).isEqualTo(1);
      assertThat(outcome.variable("purchase")).isEqualTo("unknown");
      if (api.findsLostAnswers()) {
        assertThat(outcome.code()).isEqualTo("TASK_PENDING");
        completesNext(scene, outcome);
      } else {
        assertThat(outcome.code()).isEqualTo("OUTCOME_UNKNOWN");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WAVESPEED", "RUNWARE"})
  void whileATaskIsAskedFor(Api api) throws InterruptedException {
    try (FaultScene scene = new FaultScene(api, Operation.GENERATE)) {
      scene.begin("document");
      scene.onEveryPoll(Fault.stall());
      Outcome outcome = interrupted(scene, requests(scene, api == Api.RUNWARE ? 4 : 2));

      assertThat(outcome.code()).isEqualTo("TASK_PENDING");
      assertThat(outcome.variable("task")).isNotNull();
      assertThat(scene.bought()).isEqualTo(1);
      completesNext(scene, outcome);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void whileAnImageIsFetched(Api api) throws InterruptedException {
    try (FaultScene scene = new FaultScene(api, Operation.GENERATE)) {
      scene.begin("document");
      if (scene.way() != Way.DOWNLOADED) {
        // its images come with the answer
        return;
      }
      CountDownLatch fetching = new CountDownLatch(1);
      Fault stall = Fault.stall();
      scene.onEveryDownload(
          exchange -> {
            stall.interfere(exchange);
            fetching.countDown();
          });
      Outcome outcome = interrupted(scene, fetching::await);

      assertThat(outcome.code()).isEqualTo("DOWNLOAD_FAILED");
      assertThat(outcome.variable("purchase")).isEqualTo("made");
      completesNext(scene, outcome);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whileADocumentIsStored(Api api) throws InterruptedException {
    try (FaultScene scene = new FaultScene(api, Operation.GENERATE)) {
      scene.begin("document");
      CountDownLatch uploading = scene.worker().holdUpload();
      Outcome outcome = interrupted(scene, uploading::await);

      assertThat(outcome.code()).isEqualTo("DELIVERY_FAILED");
      assertThat(outcome.variable("purchase")).isEqualTo("made");
      Outcome next = scene.next(outcome);
      assertThat(next.failure()).isNull();
      assertThat(scene.bought()).isEqualTo(api.hasServer() ? 1 : 0);
    }
  }
}

package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.support.TempImageFiles;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Document stores that hang or fail: a job of Images Edit ends, and leaves no file behind. */
@Timeout(60)
class HostileDocumentsTest {

  private static final String KEY = JobVariables.KEY;

  /** More than stays in memory. */
  private static final byte[] LARGE = Arrays.copyOf(TestImages.png(64, 64), 40_000);

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final CountDownLatch hanging = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private TestWorker worker;
  private ImagesSimulator simulator;

  @BeforeEach
  void start() {
    worker = new TestWorker(Map.of("java.io.tmpdir", folder.toString()));
    simulator = ImagesSimulator.start().requireKey(KEY).paintOnce();
  }

  @AfterEach
  void stop() {
    over.countDown();
    simulator.close();
  }

  private JobVariables job(String provider, Object image) {
    return JobVariables.of(provider, "gpt-image-2")
        .with("provider.baseUrl", simulator.uri().toString())
        .with("images", image);
  }

  private Outcome edit(JobVariables job) {
    return worker.edit(7, job.map());
  }

  private void nothingIsLeft(Outcome outcome, String message) {
    assertThat(outcome.code()).isEqualTo("CONNECTION_FAILED");
    assertThat(outcome.failure().getMessage()).contains(message, "purchase: none");
    assertThat(simulator.requests()).isEmpty();
    // a copy that comes late is deleted by the thread that made it
    long end = System.nanoTime() + SOON.toNanos();
    while (!TempImageFiles.in(folder).isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(TempImageFiles.in(folder)).isEmpty();
  }

  /** Hangs like a socket: an interrupt does not wake it. */
  private int hang() {
    hanging.countDown();
    boolean interrupted = false;
    while (over.getCount() > 0) {
      try {
        over.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return -1;
  }

  private InputStream hangingAfter(byte[] bytes) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        return count < 0 ? hang() : count;
      }

      @Override
      public void close() {
        closed.countDown();
      }
    };
  }

  @Test
  void aStoreThatHangsDoesNotOutliveTheBudget() {
    Object image =
        worker.document(
            "a",
            () -> {
              hang();
              throw new IOException("late");
            });

    nothingIsLeft(edit(job("openai", image).with("timeout", "PT0.3S")), "timeout of PT0.3S ended");
  }

  @Test
  void aDocumentThatHangsDoesNotOutliveTheBudget() throws InterruptedException {
    Object image = worker.document("a", () -> hangingAfter(LARGE));

    Outcome outcome = edit(job("openai", image).with("timeout", "PT0.3S"));

    assertThat(outcome.failure().getMessage()).contains("timeout of PT0.3S ended");
    over.countDown();
    closed.await();
    nothingIsLeft(outcome, "while the documents were read; raise timeout");
  }

  @Test
  void aWorkerThatShutsDownDoesNotWaitForADocument() throws InterruptedException {
    Object image = worker.document("a", () -> hangingAfter(new byte[100]));
    CompletableFuture<Outcome> end = new CompletableFuture<>();
    Thread running = Thread.ofPlatform().start(() -> end.complete(edit(job("openai", image))));
    hanging.await();
    running.interrupt();

    assertThat(running.join(SOON)).as("the job ended soon").isTrue();
    nothingIsLeft(end.join(), "this worker is shutting down");
  }

  @Test
  void anInterruptWhileADocumentIsReadIsNoMatterOfTheDisk() {
    Object image = worker.document("a", LARGE);
    Thread.currentThread().interrupt();

    Outcome outcome = edit(job("openai", image));

    assertThat(Thread.interrupted()).isTrue();
    nothingIsLeft(outcome, "this worker is shutting down");
  }

  @Test
  void aLinkThatHangsIsReplacedByAnUpload() {
    worker.links(
        id -> {
          hang();
          return null;
        });
    Object image = worker.document("a", LARGE);

    Outcome outcome = edit(job("wavespeed", image).with("timeout", "PT8S"));

    assertThat(outcome.failure()).isNull();
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aStreamThatCannotBeClosedWasReadAllTheSame() {
    Object image =
        worker.document(
            "a",
            () ->
                new FilterInputStream(new ByteArrayInputStream(LARGE)) {
                  @Override
                  public void close() throws IOException {
                    throw new IOException("already closed");
                  }
                });

    Outcome outcome = edit(job("openai", image).with("provider.apiKey", "wrong"));

    assertThat(outcome.code()).isEqualTo("AUTHENTICATION_FAILED");
    assertThat(TempImageFiles.in(folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "aiml-api", "wavespeed", "runware", "simulation"})
  void onlyWhatWasBoughtIsKeptAfterASuccess(String provider) throws IOException {
    Outcome outcome = edit(job(provider, worker.document("a", LARGE)));

    assertThat(outcome.code()).isEqualTo("completed");
    for (Path file : TempImageFiles.in(folder)) {
      assertThat(TestImages.sha256(Files.readAllBytes(file)))
          .isEqualTo(outcome.result().at("/images/0/sha256").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "aiml-api", "wavespeed"})
  void nothingIsLeftOfARequestWithoutResponse(String provider) {
    simulator.nextFor(ReceivedRequest::isPurchase, Fault.closeAfterReading());

    Outcome outcome = edit(job(provider, worker.document("a", LARGE)));

    assertThat(outcome.code()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(TempImageFiles.in(folder)).isEmpty();
  }

  @Test
  void aDamagedMaskIsWrongInput() {
    byte[] damaged = Arrays.copyOf(TestImages.transparent(64, 64), 40);
    Object image = worker.document("a", LARGE);

    Outcome outcome = edit(job("openai", image).with("mask", worker.document("mask", damaged)));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("mask: is incomplete");
    assertThat(simulator.requests()).isEmpty();
    assertThat(TempImageFiles.in(folder)).isEmpty();
  }
}

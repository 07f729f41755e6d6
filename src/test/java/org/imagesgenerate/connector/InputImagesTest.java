package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents of Images Edit: what is wrong with one is said, and nothing is sent. */
class InputImagesTest {

  private static final String KEY = JobVariables.KEY;

  private final TestWorker worker = new TestWorker();
  private ImagesSimulator simulator;

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey(KEY).paintOnce();
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Outcome edit(Object images, Object mask) {
    return worker.edit(7, job(images, mask).map());
  }

  private JobVariables job(Object images, Object mask) {
    return JobVariables.of("openai", "gpt-image-2")
        .with("provider.baseUrl", simulator.uri().toString())
        .with("images", images)
        .with("mask", mask);
  }

  private void rejected(Outcome outcome, String... messages) {
    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains(messages);
    assertThat(outcome.variable("purchase")).isEqualTo("none");
    assertThat(simulator.requests()).isEmpty();
  }

  private static byte[] png(int width, int height) {
    return TestImages.png(width, height);
  }

  // ---- what is not a document

  static Stream<Arguments> noDocuments() {
    return Stream.of(
        Arguments.of(null, "images: is missing; pass a document or a list of documents"),
        Arguments.of("  ", "images: is missing; pass a document or a list of documents"),
        Arguments.of(List.of(), "images: is missing; pass a document or a list of documents"),
        Arguments.of("https://host/a.png", "images: is a text, but has to be a document"),
        Arguments.of(Map.of("url", "x"), "images: is a context, but has to be a document"),
        Arguments.of(7, "images: is a number, but has to be a document"),
        Arguments.of(List.of("x"), "images: item 1 is a text, but has to be a document"),
        Arguments.of(
            Collections.singletonList(null), "images: item 1 is empty, but has to be a document"));
  }

  @ParameterizedTest
  @MethodSource("noDocuments")
  void whatIsNotADocumentIsRejected(Object images, String message) {
    rejected(edit(images, null), message);
  }

  @Test
  void aMaskThatIsNotADocumentIsRejected() {
    Object image = worker.document("a", png(8, 8));
    rejected(edit(image, 7), "mask: is a number, but has to be a document");
  }

  @Test
  void seventeenDocumentsAreTooMany() {
    Object image = worker.document("a", png(8, 8));
    rejected(edit(Collections.nCopies(17, image), null), "images: 17 documents", "at most 16");
  }

  @Test
  void seventeenDocumentsAreTooManyForAServerWithoutModelRulesToo() {
    List<Object> images = Collections.nCopies(17, worker.document("a", png(8, 8)));

    Outcome outcome =
        worker.edit(
            7,
            JobVariables.of("openai-compatible", "any")
                .with("provider.baseUrl", simulator.uri().toString())
                .with("images", images)
                .map());

    rejected(outcome, "images: 17 documents", "at most 16");
  }

  // ---- what is in a document

  @Test
  void everyWrongDocumentIsNamedWithWhatItIs() {
    List<Object> images = new ArrayList<>();
    images.add(worker.document("good", png(8, 8)));
    images.add(worker.document("gif", TestImages.gif(8, 8)));
    images.add(worker.document("empty", new byte[0]));
    images.add(worker.document("text", "Dear customer".getBytes()));

    Outcome outcome = edit(images, worker.document("mask", TestImages.jpeg(8, 8)));

    rejected(
        outcome,
        "images[2]: the document is image/gif; pass JPEG, PNG or WebP",
        "images[3]: the document is empty; pass an image",
        "images[4]: the document is not an image; pass JPEG, PNG or WebP",
        "mask: the document is image/jpeg; pass PNG");
    assertThat(outcome.failure().getMessage()).doesNotContain("images[1]", "Dear");
  }

  @Test
  void aDocumentOfMoreThanFiftyMegabytesIsRejectedAndNotReadToItsEnd() {
    AtomicInteger megabytes = new AtomicInteger();
    byte[] megabyte = new byte[1024 * 1024];
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, megabyte.length);
            megabytes.addAndGet(count);
            return count;
          }
        };
    Object image =
        worker.document(
            "endless", () -> new SequenceInputStream(new ByteArrayInputStream(png(8, 8)), endless));

    rejected(edit(image, null), "images[1]: is larger than 50 MB");
    assertThat(megabytes.get()).isLessThan(52 * 1024 * 1024);
  }

  @Test
  void aMaskNeedsTransparencyAndTheSizeOfTheFirstImage() {
    Object image = worker.document("a", png(8, 8));

    rejected(
        edit(image, worker.document("opaque", png(8, 8))),
        "mask: the document is a PNG without transparency");
    rejected(
        edit(image, worker.document("small", TestImages.transparent(8, 4))),
        "mask: has 8x4 pixels, but the first image has 8x8");
  }

  @Test
  void aDocumentThatCannotBeReadIsNamedAfterRetries() {
    AtomicInteger reads = new AtomicInteger();
    Object gone =
        worker.document(
            "gone",
            () -> {
              reads.incrementAndGet();
              throw new IOException("404 of the store");
            });

    rejected(
        edit(List.of(worker.document("a", png(8, 8)), gone), null),
        "images[2]: the document cannot be read: ",
        "404 of the store");
    assertThat(reads).hasValue(3);
  }

  @Test
  void aDocumentThatBreaksOffOnceIsReadAgain() {
    AtomicInteger reads = new AtomicInteger();
    Object image =
        worker.document(
            "a",
            () ->
                reads.incrementAndGet() == 1
                    ? new SequenceInputStream(
                        new ByteArrayInputStream(png(8, 8)), new BrokenStream())
                    : new ByteArrayInputStream(png(8, 8)));

    assertThat(edit(image, null).code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  private static final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("broken off");
    }
  }

  // ---- money

  @Test
  void anotherImageIsAnotherPurchaseAndTheSameIsNot() {
    Object first = worker.document("a", png(8, 8));
    assertThat(edit(first, null).code()).isEqualTo("completed");
    assertThat(edit(worker.document("copy", png(8, 8)), null).code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);

    assertThat(edit(worker.document("b", png(8, 9)), null).code()).isEqualTo("completed");
    assertThat(edit(first, worker.document("mask", TestImages.transparent(8, 8))).code())
        .isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(3);
  }

  private Object deletedAfterTheFirstAttempt() {
    AtomicInteger reads = new AtomicInteger();
    return worker.document(
        "a",
        () -> {
          if (reads.incrementAndGet() > 1) {
            throw new IOException("deleted");
          }
          return new ByteArrayInputStream(png(8, 8));
        });
  }

  @Test
  void whatWasBoughtIsDeliveredAlthoughTheInputWasDeletedSince() {
    Object image = deletedAfterTheFirstAttempt();
    worker.failUploads(4);
    assertThat(edit(image, null).code()).isEqualTo("DELIVERY_FAILED");

    assertThat(edit(image, null).code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void whatWasNotBoughtIsNotBoughtWithoutTheInput() {
    Object image = deletedAfterTheFirstAttempt();
    assertThat(worker.edit(7, job(image, null).with("provider.apiKey", "wrong").map()).code())
        .isEqualTo("AUTHENTICATION_FAILED");

    Outcome outcome = edit(image, null);

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("images[1]: the document cannot be read");
    assertThat(outcome.variable("purchase")).isEqualTo("none");
    assertThat(simulator.purchases()).isZero();
    assertThat(simulator.requests()).as("requests, also in part").hasSize(1);
  }

  // ---- a task of an earlier attempt, on another worker

  private Map<String, Object> pending(TestWorker worker, Object image) {
    simulator.always(it -> it.path().contains("/predictions/"), Fault.empty(503));
    Map<String, Object> job =
        JobVariables.of("wavespeed", "gpt-image-2")
            .with("provider.baseUrl", simulator.uri().toString())
            .with("images", image)
            .map();
    Outcome pending = worker.edit(7, job);
    assertThat(pending.code()).isEqualTo("TASK_PENDING");
    simulator.behave();
    return TestWorker.again(job, pending);
  }

  @Test
  void itsTaskIsContinuedAlthoughTheDocumentIsGone() {
    Map<String, Object> job = pending(worker, worker.document("a", png(8, 8)));
    TestWorker other = new TestWorker();
    other.document(
        "a",
        () -> {
          throw new IOException("deleted");
        });

    assertThat(other.edit(7, job).code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  /** The job ends early enough for the next attempt, and the handle is still there for it. */
  @Test
  void itsTaskIsKeptAlthoughReadingTookTooLong() {
    Map<String, Object> job = pending(worker, worker.document("a", png(8, 8)));
    TestWorker other = new TestWorker();
    other.document("a", () -> new HangingStream());
    job.put("timeout", "PT0.3S");

    Outcome late = other.edit(7, job);

    assertThat(late.code()).isEqualTo("TASK_PENDING");
    assertThat(late.variable("task")).isNotNull();
    Map<String, Object> again = TestWorker.again(job, late);
    again.put("timeout", "PT4M");
    other.document("a", png(8, 8));
    assertThat(other.edit(7, again).code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void itsTaskIsKeptAlthoughAnInputBecameInvalid() {
    Map<String, Object> job = pending(worker, worker.document("a", png(8, 8)));
    TestWorker other = new TestWorker();
    other.document("a", png(8, 8));
    Map<String, Object> wrong = new HashMap<>(job);
    wrong.put("n", 0);

    Outcome invalid = other.edit(7, wrong);

    assertThat(invalid.code()).isEqualTo("INVALID_INPUT");
    assertThat(other.edit(7, TestWorker.again(job, invalid)).code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  private static final class HangingStream extends InputStream {
    @Override
    public int read() throws IOException {
      try {
        new CountDownLatch(1).await();
        return -1;
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}

package org.imagesgenerate.connector.provider.wavespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.TestWorker.again;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.WaveSpeedSimulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole edits with WaveSpeedAI: an upload may be repeated, a task never. */
class WaveSpeedEditJobTest {

  private static final String KEY = "ws-test-0123456789";
  private static final Predicate<ReceivedRequest> UPLOAD =
      it -> it.path().endsWith("/media/upload/binary");

  private final TestWorker worker = new TestWorker();
  private ImagesSimulator simulator;

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey(KEY);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Map<String, Object> job(TestWorker worker, Object... more) {
    Map<String, Object> job = TestWorker.job("wavespeed", KEY, simulator, more);
    job.put("images", List.of(worker.document("one", png(64)), worker.document("two", png(80))));
    return job;
  }

  private static byte[] png(int width) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(width, 64, BufferedImage.TYPE_INT_RGB), "png", out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private int uploads() {
    return simulator.requests(UPLOAD).size();
  }

  @Test
  void severalTasksEditTheSameUploads() {
    Outcome outcome = worker.edit(1, job(worker, "n", 3));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(outcome.result().path("images")).hasSize(3);
    assertThat(uploads()).isEqualTo(2);
    assertThat(simulator.purchases()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void anUploadThatFailsBuysNothingAndTheNextAttemptBuysOnce(int status) {
    simulator.nextFor(
        UPLOAD, Fault.none(), Fault.answer(WaveSpeedSimulation.error(status, "later")));
    Map<String, Object> job = job(worker);

    Outcome first = worker.edit(1, job);
    int bought = simulator.purchases();
    Outcome second = worker.edit(1, again(job, first));

    assertThat(first.code()).isEqualTo(status == 429 ? "RATE_LIMITED" : "PROVIDER_UNAVAILABLE");
    assertThat(bought).isZero();
    assertThat(second.code()).isEqualTo("completed");
    assertThat(uploads()).isEqualTo(4);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void anUploadWithoutUrlEndsTheJobUntilSomebodyAddsRetries() {
    simulator.nextFor(UPLOAD, Fault.withoutField("data"));
    Map<String, Object> job = job(worker);

    Outcome first = worker.edit(1, job);
    Outcome second = worker.edit(1, again(job, first));

    assertThat(first.code()).isEqualTo("RESPONSE_INVALID");
    assertThat(first.variable("purchase")).isEqualTo("none");
    assertThat(first.variable("task")).isNull();
    assertThat(second.code()).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void anotherWorkerContinuesWithTheTaskAndUploadsNothing() {
    simulator.waveSpeed().pollsNeeded(7);
    Map<String, Object> job = job(worker, "timeout", "PT8S");

    Outcome first = worker.edit(1, job);
    TestWorker other = new TestWorker();
    job(other);
    Outcome second = other.edit(1, again(job, first));

    assertThat(first.code()).isEqualTo("TASK_PENDING");
    assertThat(second.code()).isEqualTo("completed");
    assertThat(uploads()).isEqualTo(2);
    assertThat(simulator.purchases()).isEqualTo(1);
  }
}

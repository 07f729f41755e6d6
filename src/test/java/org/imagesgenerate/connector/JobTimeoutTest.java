package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The budget of a job has to end before the engine hands the job to another worker. */
class JobTimeoutTest {

  private static final String KEY = "rw-test-0123456789";

  private ImagesSimulator simulator;
  private final TestWorker worker = new TestWorker();

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey(KEY);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private Outcome generate(String jobTimeout, String timeout) {
    return worker
        .header("jobTimeout", jobTimeout)
        .generate(1, with(timeout, TestWorker.job("runware", KEY, simulator)));
  }

  private Outcome collect(String jobTimeout, String timeout) {
    Map<String, Object> task =
        Map.of("provider", "runware", "ids", List.of("0f2d4c6e-8a1b-4c3d-9e5f-708192a3b4c5"));
    Map<String, Object> job = TestWorker.job("runware", KEY, simulator, "task", task);
    return worker
        .header("jobTimeout", jobTimeout)
        .run(new ImagesCollectFunction(worker.parts()), 1, with(timeout, job));
  }

  private static Map<String, Object> with(String timeout, Map<String, Object> job) {
    Map<String, Object> all = new HashMap<>(job);
    all.put("timeout", timeout);
    return all;
  }

  private void assertRefused(Outcome outcome, String message) {
    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains(message);
    assertThat(outcome.variable("purchase")).isEqualTo("none");
    assertThat(simulator.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PT5M     | PT10M | timeout: PT10M has to be shorter than the job timeout jobTimeout PT5M; set timeout to PT4M or less, or raise jobTimeout",
        "PT5M     | PT5M  | timeout: PT5M has to be shorter than the job timeout jobTimeout PT5M; set timeout to PT4M or less, or raise jobTimeout",
        "' PT5M ' | PT6M  | timeout: PT6M has to be shorter than the job timeout jobTimeout PT5M; set timeout to PT4M or less, or raise jobTimeout",
        "PT1M     |       | timeout: PT4M (the default) has to be shorter than the job timeout jobTimeout PT1M; set timeout to PT48S or less, or raise jobTimeout",
        "PT0.001S |       | timeout: PT4M (the default) has to be shorter than the job timeout jobTimeout PT0.001S; set timeout to PT0.0008S or less, or raise jobTimeout"
      })
  void aTimeoutThatIsNotShorterIsRefused(String jobTimeout, String timeout, String message) {
    assertRefused(generate(jobTimeout, timeout), message);
    assertRefused(collect(jobTimeout, timeout), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "5", "5 minutes", "PT", "PT0S", "-PT5M", "=jobTimeout"})
  void aMalformedJobTimeoutIsRefused(String jobTimeout) {
    String message =
        "jobTimeout: is \"%s\", but has to be an ISO-8601 duration above zero, such as PT5M (five minutes)"
            .formatted(jobTimeout);

    assertRefused(generate(jobTimeout, "PT1S"), message);
    assertRefused(collect(jobTimeout, "PT1S"), message);
  }

  @Test
  void aMalformedJobTimeoutIsQuotedInPart() {
    Outcome outcome = generate("x".repeat(50_000), null);

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("xxx…").hasSizeLessThan(500);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "PT5M", "PT4M0.001S", "P100000D", "PT2562047788015215H"})
  void aLongerOneOrNoneLetsTheJobRun(String jobTimeout) {
    Outcome outcome = generate(jobTimeout, null);

    assertThat(outcome.failure()).isNull();
    assertThat(simulator.purchases()).isEqualTo(1);
  }
}

package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.imagesgenerate.connector.TestWorker.job;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** What an operator sees of jobs: log lines and metrics, without prompts and keys. */
class JobReportTest {

  private static final String KEY = "sk-canary-9d1f2c77aa";
  private static final String PROMPT = "canary prompt of a purple walrus";

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("org.imagesgenerate");
  private final ImagesSimulator simulator = ImagesSimulator.start();
  private final TestWorker worker = new TestWorker();

  @BeforeEach
  void listen() {
    Metrics.addRegistry(metrics);
    log.start();
    root.addAppender(log);
    ours.addAppender(log);
    ours.setAdditive(false);
    ours.setLevel(Level.TRACE);
  }

  @AfterEach
  void leave() {
    ours.setLevel(null);
    ours.setAdditive(true);
    ours.detachAppender(log);
    root.detachAppender(log);
    Metrics.removeRegistry(metrics);
    simulator.close();
  }

  private List<ILoggingEvent> lines() {
    return List.copyOf(log.list).stream()
        .filter(it -> it.getLevel() == Level.INFO)
        .filter(it -> it.getLoggerName().equals(JobReport.class.getName()))
        .toList();
  }

  private static Map<String, String> pairs(ILoggingEvent event) {
    return event.getKeyValuePairs().stream()
        .collect(
            Collectors.toMap(
                pair -> pair.key, pair -> String.valueOf(pair.value), (a, b) -> b, TreeMap::new));
  }

  /** Sum of all series of a metric with these tags. */
  private double sum(Metric metric, String... tags) {
    return metrics.find(metric.metricName()).tags(tags).meters().stream()
        .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false).limit(1))
        .mapToDouble(Measurement::getValue)
        .sum();
  }

  @Test
  void aFinishedJobIsOneLineWithPairs() {
    Outcome outcome =
        worker.generate(4711, job("openai", KEY, simulator, "prompt", PROMPT, "n", 2));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(lines()).hasSize(1);
    ILoggingEvent line = lines().getFirst();
    assertThat(pairs(line))
        .containsEntry("provider", "openai")
        .containsEntry("model", "gpt-image-2")
        .containsEntry("n", "2")
        .containsEntry("outcome", "completed")
        .containsEntry("purchase", "made")
        .containsEntry("elementInstanceKey", "4711")
        .containsEntry("jobType", "org.imagesgenerate:images-generate:1")
        .containsEntry("requestId", outcome.result().path("requestId").asText())
        .containsKey("millis");
    for (KeyValuePair pair : line.getKeyValuePairs()) {
      assertThat(line.getFormattedMessage()).contains(pair.key + "=" + pair.value);
    }
  }

  @Test
  void anEditIsReportedLikeAGeneration() {
    Object image = worker.document("a", TestImages.png(8, 8));
    Outcome outcome = worker.edit(4710, job("openai", KEY, simulator, "images", image));
    worker.edit(4709, job("openai", KEY, simulator, "images", "no document"));

    assertThat(outcome.code()).isEqualTo("completed");
    assertThat(lines()).hasSize(2);
    for (ILoggingEvent line : lines()) {
      assertThat(pairs(line)).containsEntry("jobType", "org.imagesgenerate:images-edit:1");
    }
    assertThat(pairs(lines().getFirst()))
        .containsEntry("model", "gpt-image-2")
        .containsEntry("n", "1")
        .containsEntry("outcome", "completed")
        .containsEntry("purchase", "made");
    assertThat(pairs(lines().getLast())).containsEntry("outcome", "INVALID_INPUT");
    String[] tags = {"provider", "openai", "model", "gpt-image-2", "outcome", "completed"};
    assertThat(sum(Metric.JOBS, tags)).isEqualTo(1);
    assertThat(sum(Metric.PURCHASES, tags)).isEqualTo(1);
    assertThat(sum(Metric.IMAGES, tags)).isEqualTo(1);
  }

  @Test
  void aFailedJobIsOneLineWithItsCode() {
    Outcome outcome =
        worker.generate(4712, job("openai", KEY, simulator, "prompt", PROMPT, "size", "1x1"));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(lines()).hasSize(1);
    assertThat(pairs(lines().getFirst()))
        .containsEntry("outcome", "INVALID_INPUT")
        .containsEntry("purchase", "none")
        .containsEntry("provider", "openai");
  }

  @Test
  void aLineStaysOneLineAndHasNoQuery() {
    String model = "m\nINFO forged https://models.example/m?signature=abc";
    worker.generate(
        4713, job("openai-compatible", KEY, simulator, "model", model, "prompt", PROMPT));

    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst().getFormattedMessage())
        .contains("m INFO forged https://models.example/m")
        .doesNotContain("\n", "signature");
  }

  @Test
  void theCostIsInTheLineAndAddedUp() {
    double before = sum(Metric.COST, "provider", "runware", "currency", "USD");

    Outcome outcome =
        worker.generate(
            4714, job("runware", KEY, simulator, "model", "runware:100@1", "prompt", PROMPT));

    assertThat(outcome.code()).isEqualTo("completed");
    double cost = outcome.result().at("/cost/amount").asDouble();
    assertThat(cost).isPositive();
    assertThat(pairs(lines().getFirst())).containsEntry("currency", "USD").containsKey("cost");
    assertThat(sum(Metric.COST, "provider", "runware", "currency", "USD") - before)
        .isCloseTo(cost, within(1e-9));
  }

  @Test
  void jobsPurchasesImagesAndBytesAreCounted() {
    Outcome outcome = worker.generate(4715, job("openai", KEY, simulator, "n", 2));
    String[] tags = {"provider", "openai", "model", "gpt-image-2", "outcome", "completed"};

    assertThat(sum(Metric.JOBS, tags)).isEqualTo(1);
    assertThat(sum(Metric.PURCHASES, tags)).isEqualTo(1);
    assertThat(sum(Metric.PURCHASES, "purchase", "made")).isEqualTo(1);
    assertThat(sum(Metric.IMAGES, tags)).isEqualTo(2);
    assertThat(sum(Metric.BYTES, tags))
        .isEqualTo(
            outcome.result().at("/images/0/sizeInBytes").asDouble()
                + outcome.result().at("/images/1/sizeInBytes").asDouble());
    assertThat(sum(Metric.CONNECTION_WAIT, "outcome", "ok")).isEqualTo(1);
  }

  @Test
  void aJobThatRunsAgainIsADuplicateAndNoPurchase() {
    Map<String, Object> job = job("openai", KEY, simulator);
    worker.generate(4716, job);
    worker.generate(4716, job);

    assertThat(sum(Metric.JOBS)).isEqualTo(2);
    assertThat(sum(Metric.PURCHASES)).isEqualTo(1);
    assertThat(sum(Metric.DUPLICATES, "provider", "openai", "found", "images")).isEqualTo(1);
  }

  @Test
  void anUnknownOutcomeIsCountedAndTheSameJobAgainIsADuplicate() {
    simulator.next(Fault.html(502).afterWork());
    Map<String, Object> job = job("openai", KEY, simulator);
    assertThat(worker.generate(4717, job).code()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(worker.generate(4717, job).code()).isEqualTo("OUTCOME_UNKNOWN");

    assertThat(sum(Metric.UNKNOWN_OUTCOMES, "provider", "openai")).isEqualTo(2);
    assertThat(sum(Metric.PURCHASES, "outcome", "OUTCOME_UNKNOWN", "purchase", "unknown"))
        .isEqualTo(1);
    assertThat(sum(Metric.DUPLICATES, "found", "failure")).isEqualTo(1);
  }

  @Test
  void repeatedUploadsAndJobsAreRetries() {
    worker.failUploads(1).generate(4718, job("openai", KEY, simulator));
    assertThat(sum(Metric.RETRIES, "step", "document")).isEqualTo(1);

    worker.failUploads(100).generate(4719, job("openai", KEY, simulator));
    assertThat(sum(Metric.RETRIES, "step", "job")).isEqualTo(1);
    assertThat(sum(Metric.IMAGES, "outcome", "DELIVERY_FAILED")).isEqualTo(1);
  }

  @Test
  void theLedgerIsTimed() {
    new TestWorker(Map.of("IMAGES_GENERATE_LEDGER_URL", "jdbc:h2:mem:report;DB_CLOSE_DELAY=-1"))
        .generate(4720, job("openai", KEY, simulator));

    assertThat(sum(Metric.LEDGER, "outcome", "ok")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void noLogAndNoMetricContainsKeyPromptOrFreeText() {
    List<String> models = new ArrayList<>();
    for (String provider :
        List.of("openai", "openai-compatible", "aiml-api", "wavespeed", "runware")) {
      for (String model : List.of("gpt-image-2", "a-model-of-" + provider)) {
        worker.generate(
            4721 + models.size(), job(provider, KEY, simulator, "prompt", PROMPT, "model", model));
        models.add(model);
      }
    }
    worker.generate(4800, job("openai", KEY, simulator, "prompt", PROMPT, "n", "many"));
    worker.generate(4801, job("openai", KEY, simulator, "prompt", PROMPT + " " + KEY));
    worker.generate(
        4802,
        TestWorker.variables(
            "provider", Map.of("type", PROMPT, "apiKey", KEY), "prompt", PROMPT, "model", KEY));
    simulator.next(Fault.html(502).afterWork());
    worker.generate(4803, job("openai", KEY, simulator, "prompt", PROMPT));

    assertThat(lines()).hasSize(14);
    assertThat(log.list)
        .allSatisfy(
            event ->
                assertThat(event.getFormattedMessage() + event.getKeyValuePairs())
                    .doesNotContain(KEY, PROMPT));
    assertThat(metrics.getMeters()).isNotEmpty().allSatisfy(JobReportTest::hasNoFreeText);
  }

  private static void hasNoFreeText(Meter meter) {
    if (meter.getId().getName().startsWith("images.generate.")) {
      assertThat(meter.getId().getTags().toString())
          .doesNotContain(KEY, PROMPT, "a-model-of", "walrus");
    }
  }

  @Test
  void aRegistryThatFailsDoesNotFailTheJob() {
    SimpleMeterRegistry broken =
        new SimpleMeterRegistry() {
          @Override
          protected Counter newCounter(Meter.Id id) {
            return new CumulativeCounter(id) {
              @Override
              public void increment(double amount) {
                throw new IllegalStateException("the registry is closed");
              }
            };
          }
        };
    Metrics.addRegistry(broken);
    try {
      assertThat(worker.generate(4900, job("openai", KEY, simulator)).code())
          .isEqualTo("completed");
    } finally {
      Metrics.removeRegistry(broken);
    }
  }
}

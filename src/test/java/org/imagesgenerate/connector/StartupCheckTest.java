package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.metrics.Metric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the log says when the runtime starts. */
class StartupCheckTest {

  @TempDir Path folder;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(StartupCheck.class);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void leave() {
    logger.setLevel(null);
    logger.setAdditive(true);
    logger.detachAppender(log);
  }

  private List<String> lines(Level level) {
    return log.list.stream()
        .filter(it -> it.getLevel() == level)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void startWith(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("java.io.tmpdir", folder.toString());
    new TestWorker(all).parts().startupCheck().run();
  }

  @Test
  void withoutAnySettingItNamesTheDefaultsAndTheFolder() {
    startWith(Map.of());

    assertThat(lines(Level.ERROR)).isEmpty();
    assertThat(lines(Level.INFO))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("IMAGES_GENERATE_CONNECTIONS=4096 (default)")
                    .contains("IMAGES_GENERATE_CLUSTER=(not set)"))
        .contains("Images can be stored in the temporary folder " + folder)
        .contains("The shared ledger is off: IMAGES_GENERATE_LEDGER_URL is not set");
  }

  @Test
  void aLedgerThatCanBeReachedIsNamedWithoutItsUrlAndPassword() {
    startWith(
        Map.of(
            "IMAGES_GENERATE_LEDGER_URL", "jdbc:h2:mem:startup-hunter2;DB_CLOSE_DELAY=-1",
            "IMAGES_GENERATE_LEDGER_USER", "sa",
            "IMAGES_GENERATE_LEDGER_PASSWORD", "hunter2",
            "IMAGES_GENERATE_KEPT_RESULTS", "7"));

    assertThat(lines(Level.ERROR)).isEmpty();
    assertThat(lines(Level.INFO))
        .contains("The shared ledger can be reached")
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("IMAGES_GENERATE_KEPT_RESULTS=7,")
                    .contains("IMAGES_GENERATE_LEDGER_USER=sa")
                    .contains("IMAGES_GENERATE_LEDGER_PASSWORD=(set, not shown)"));
    assertThat(String.join("\n", lines(Level.INFO))).doesNotContain("hunter2");
  }

  @Test
  void aLedgerThatCannotBeReachedAndAMissingFolderAreErrors() {
    startWith(
        Map.of(
            "IMAGES_GENERATE_LEDGER_URL",
            "jdbc:postgresql://u:hunter2@localhost:1/none",
            "java.io.tmpdir",
            folder.resolve("missing").toString()));

    assertThat(lines(Level.ERROR))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("java.io.tmpdir").contains("does not exist"))
        .anySatisfy(line -> assertThat(line).contains("the shared ledger"))
        .allSatisfy(line -> assertThat(line).doesNotContain("hunter2"));
  }

  @Test
  void aWrongSettingIsAnErrorAndItsDefaultIsInForce() {
    startWith(Map.of("IMAGES_GENERATE_CONNECTIONS", "0"));

    assertThat(lines(Level.ERROR))
        .containsExactly(
            "IMAGES_GENERATE_CONNECTIONS is \"0\", but has to be a whole number from 1 to 100000; every job is rejected");
    assertThat(lines(Level.INFO).getFirst()).contains("IMAGES_GENERATE_CONNECTIONS=4096 (default)");
  }

  @Test
  void seriesForAlertsExistBeforeTheFirstEvent() {
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    Metrics.addRegistry(metrics);
    try {
      startWith(Map.of());

      assertThat(
              metrics
                  .get(Metric.UNKNOWN_OUTCOMES.metricName())
                  .tag("provider", "azure-openai")
                  .counter()
                  .count())
          .isZero();
      assertThat(
              metrics
                  .get(Metric.COST.metricName())
                  .tags("provider", "aiml-api", "currency", "USD")
                  .counter()
                  .count())
          .isZero();
    } finally {
      Metrics.removeRegistry(metrics);
    }
  }
}

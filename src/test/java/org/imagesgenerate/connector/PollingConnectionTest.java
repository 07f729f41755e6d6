package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job that waits for its next poll holds no connection, and gets the same one again. */
class PollingConnectionTest {

  private static final String KEY = "sk-polling-1234";

  private final TestWorker contexts = new TestWorker();
  private final AtomicLong paused = new AtomicLong();
  private final List<Object> results = new ArrayList<>();
  private ImagesGenerateFunction function;

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void manyPollsOfTwoJobsNeedOneConnection(String provider) {
    try (ImagesSimulator simulator = ImagesSimulator.start().requireKey(KEY)) {
      simulator.waveSpeed().pollsNeeded(7);
      simulator.runware().pollsNeeded(7);
      // the second job runs from begin to end while the first one waits between two polls
      Sleeper sleeper =
          wait -> {
            if (paused.getAndAdd(wait.toNanos()) == 0) {
              results.add(generate(2, provider, simulator));
            }
          };
      function =
          new ImagesGenerateFunction(
              Components.of(
                  new Settings(Map.of("IMAGES_GENERATE_CONNECTIONS", "1")::get),
                  sleeper,
                  () -> System.nanoTime() + paused.get()));

      results.add(generate(1, provider, simulator));

      assertThat(results)
          .hasSize(2)
          .allSatisfy(
              it -> assertThat(((ImagesResult) it).status()).isEqualTo(ImagesResult.COMPLETED));
      assertThat(simulator.requests(it -> true)).hasSizeGreaterThan(14);
      assertThat(simulator.connections()).isEqualTo(1);
    }
  }

  private Object generate(long key, String provider, ImagesSimulator simulator) {
    return function.execute(
        contexts.context(
            key,
            TestWorker.job(provider, KEY, simulator, "response_format", "url", "timeout", "PT2M")));
  }
}

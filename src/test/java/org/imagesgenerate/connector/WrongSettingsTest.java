package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong setting rejects jobs; it never keeps the classes from loading. */
class WrongSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "IMAGES_GENERATE_KEPT_RESULTS,    0",
    "IMAGES_GENERATE_KEPT_RESULTS,    abc",
    "IMAGES_GENERATE_KEPT_BYTES,      -5",
    "IMAGES_GENERATE_KEPT_SECONDS,    1e17",
    "IMAGES_GENERATE_KEPT_SECONDS,    100000000000000000",
    "IMAGES_GENERATE_MAX_BODY_BYTES,  -1",
    "IMAGES_GENERATE_MAX_IMAGE_BYTES, 1 GB",
    "IMAGES_GENERATE_LEDGER_SECONDS,  0",
    "IMAGES_GENERATE_CONNECTIONS,     100001",
  })
  void everyJobNamesSettingValueAndRange(String name, String value) {
    TestWorker worker = new TestWorker(Map.of(name, value));

    for (OutboundConnectorFunction function :
        List.of(
            new ImagesGenerateFunction(worker.parts()),
            new ImagesCollectFunction(worker.parts()))) {
      Outcome outcome = worker.run(function, 7, JobVariables.of("simulation", "m").map());

      assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
      assertThat(outcome.variable("purchase")).isEqualTo("none");
      assertThat(outcome.failure())
          .hasMessageStartingWith(
              "[INVALID_INPUT] %s is \"%s\", but has to be a whole number from 1 to "
                  .formatted(name, value));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IMAGES_GENERATE_LEDGER_URL, nonsense:hunter2",
    "IMAGES_GENERATE_LEDGER_URL, jdbc:unknown://u:hunter2@host/db?password=hunter2",
    "IMAGES_GENERATE_RUNWARE_SCHEMAS_URL, https://u:hunter2@host",
    "IMAGES_GENERATE_RUNWARE_SCHEMAS_URL, https://host?key=hunter2",
    "CONNECTOR_HTTPS_PROXY_HOST, u:hunter2@proxy",
  })
  void aUrlThatMayHoldAPasswordIsNotShown(String name, String value) {
    Outcome outcome =
        new TestWorker(Map.of(name, value)).generate(7, JobVariables.of("simulation", "m").map());

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure()).hasMessageStartingWith("[INVALID_INPUT] " + name + " has to be ");
    assertThat(outcome.failure().getMessage()).doesNotContain("hunter2");
  }

  @Test
  void aProxyThatCannotBeUsedIsNamedWithoutItsLogin() {
    Outcome outcome =
        new TestWorker(Map.of("HTTPS_PROXY", "ftp://u:hunter2@proxy"))
            .generate(7, JobVariables.of("simulation", "m").map());

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure()).hasMessageContaining("HTTPS_PROXY");
    assertThat(outcome.failure().getMessage()).doesNotContain("hunter2");
  }
}

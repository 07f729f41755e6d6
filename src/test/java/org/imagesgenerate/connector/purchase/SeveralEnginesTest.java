package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.TestWorker.again;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Element instance keys are equal in two tenants, or in two clusters: each buys its own images, and
 * sees no others.
 */
class SeveralEnginesTest {

  private static final String KEY = "sk-test-0123456789abcdef";

  @TempDir Path folder;

  private ImagesSimulator simulator;

  @BeforeEach
  void start() {
    simulator = ImagesSimulator.start().requireKey(KEY);
  }

  @AfterEach
  void stop() {
    simulator.close();
    Database.closeAll();
  }

  private Map<String, Object> job(String provider, Object... more) {
    return TestWorker.job(provider, KEY, simulator, more);
  }

  private static TestWorker worker(String cluster, Database.Settings ledger) {
    Map<String, String> settings = ledger == null ? new HashMap<>() : ledger.map();
    settings.put("IMAGES_GENERATE_CLUSTER", cluster);
    return new TestWorker(settings);
  }

  private static JsonNode images(Outcome outcome) {
    assertThat(outcome.code()).isEqualTo("completed");
    return outcome.result().path("images");
  }

  /** Differs with every purchase, also where the images are alike. */
  private static String requestId(Outcome outcome) {
    assertThat(outcome.code()).isEqualTo("completed");
    return outcome.result().path("requestId").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "wavespeed", "runware"})
  void tenantsOfOneWorkerBuyTheirOwnImagesOnce(String provider) {
    TestWorker worker = new TestWorker();
    Outcome sales = worker.tenant("sales").generate(7, job(provider));
    Outcome support = worker.tenant("support").generate(7, job(provider));

    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(requestId(support)).isNotEqualTo(requestId(sales));
    assertThat(images(support)).isNotEqualTo(images(sales));

    Outcome salesAgain = worker.tenant("sales").generate(7, job(provider));
    Outcome supportAgain = worker.tenant("support").generate(7, job(provider));

    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(images(salesAgain)).isEqualTo(images(sales));
    assertThat(images(supportAgain)).isEqualTo(images(support));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "wavespeed", "runware"})
  void tenantsBuyTheirOwnEditsOfTheSameImageOnce(String provider) {
    TestWorker worker = new TestWorker(Database.H2_IN_MEMORY.empty(folder).map());
    Map<String, Object> job = job(provider, "images", worker.document("a", TestImages.png(64, 64)));
    Outcome sales = worker.tenant("sales").edit(7, job);
    Outcome support = worker.tenant("support").edit(7, job);
    Outcome again = worker.tenant("sales").edit(7, job);

    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(requestId(support)).isNotEqualTo(requestId(sales));
    assertThat(images(again)).isEqualTo(images(sales));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "wavespeed", "runware"})
  void tenantsWithOneLedgerBuyTheirOwnImagesOnce(String provider) {
    Database.Settings ledger = Database.H2_IN_MEMORY.empty(folder);
    Outcome sales = worker(null, ledger).tenant("sales").generate(7, job(provider));
    Outcome support = worker(null, ledger).tenant("support").generate(7, job(provider));

    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(requestId(support)).isNotEqualTo(requestId(sales));

    Outcome salesAgain = worker(null, ledger).tenant("sales").generate(7, job(provider));
    Outcome supportAgain = worker(null, ledger).tenant("support").generate(7, job(provider));

    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(requestId(salesAgain)).isEqualTo(requestId(sales));
    assertThat(requestId(supportAgain)).isEqualTo(requestId(support));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "wavespeed", "runware"})
  void clustersWithOneLedgerBuyTheirOwnImagesOnce(String provider) {
    Database.Settings ledger = Database.H2_IN_MEMORY.empty(folder);
    Outcome east = worker("east", ledger).generate(7, job(provider));
    Outcome west = worker("west", ledger).generate(7, job(provider));

    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(requestId(west)).isNotEqualTo(requestId(east));

    assertThat(requestId(worker("east", ledger).generate(7, job(provider))))
        .isEqualTo(requestId(east));
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void clustersWithOneRunwareAccountHaveTasksOfTheirOwn() {
    worker("east", null).generate(7, job("runware"));
    worker("west", null).generate(7, job("runware"));
    assertThat(simulator.purchases()).isEqualTo(2);

    images(worker("east", null).generate(7, job("runware")));

    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(simulator.runware().tasks()).hasSize(2);
  }

  /** A worker that is updated to 8.10 finds what the one before bought. */
  @Test
  void theDefaultTenantIsTheOneBeforeThereWereTenants() {
    Database.Settings ledger = Database.H2_IN_MEMORY.empty(folder);
    Outcome before = worker(null, ledger).generate(7, job("openai"));
    Outcome after = worker(null, ledger).tenant("default").generate(7, job("openai"));

    assertThat(requestId(after)).isEqualTo(requestId(before));
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wavespeed", "runware"})
  void aTaskFromBeforeTheClusterHadANameIsContinued(String provider) {
    simulator.waveSpeed().pollsNeeded(7);
    simulator.runware().pollsNeeded(7);
    Map<String, Object> job = job(provider, "timeout", "PT8S");
    Outcome pending = worker(null, null).generate(7, job);
    assertThat(pending.code()).isEqualTo("TASK_PENDING");

    images(worker("east", null).tenant("sales").generate(7, again(job, pending)));

    assertThat(simulator.purchases()).isEqualTo(1);
  }
}

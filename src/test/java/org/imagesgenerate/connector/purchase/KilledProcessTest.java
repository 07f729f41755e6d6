package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes, really killed, at the moment when the provider holds their request. */
class KilledProcessTest {

  @TempDir Path folder;

  private final ImagesSimulator simulator = ImagesSimulator.start().paintOnce();
  private final CountDownLatch killed = new CountDownLatch(1);

  @AfterEach
  void stop() {
    killed.countDown();
    simulator.close();
    Database.closeAll();
  }

  private void killOneWhileItBuys(Database.Settings database, String provider, Operation operation)
      throws Exception {
    simulator.nextFor(ReceivedRequest::isPurchase, Fault.until(killed).afterWork());
    Path said = folder.resolve("first.log");
    Process first =
        WorkerProcess.start(database.url(), provider, operation, simulator.uri().toString(), said);
    try {
      // until the provider has the request, or the process gives up and says why
      while (simulator.requests(ReceivedRequest::isPurchase).isEmpty() && first.isAlive()) {
        first.waitFor(20, TimeUnit.MILLISECONDS);
      }
      assertThat(first.isAlive()).as(() -> text(said)).isTrue();
    } finally {
      first.destroyForcibly().waitFor();
      killed.countDown();
    }
    database.letTimePass();
  }

  private String another(Database.Settings database, String provider, Operation operation)
      throws Exception {
    Path said = folder.resolve("second.log");
    Process second =
        WorkerProcess.start(database.url(), provider, operation, simulator.uri().toString(), said);
    try {
      assertThat(second.waitFor(2, TimeUnit.MINUTES)).as(() -> text(said)).isTrue();
    } finally {
      second.destroyForcibly();
    }
    return WorkerProcess.lastLine(said);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @CsvSource({"H2_IN_A_FILE, EDIT", "POSTGRESQL, GENERATE"})
  void theNextWorkerDoesNotBuyWhatAKilledOneMayHaveBought(Database kind, Operation operation)
      throws Exception {
    Database.Settings database = kind.empty(folder);
    killOneWhileItBuys(database, "openai", operation);

    assertThat(another(database, "openai", operation)).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void whereTheProviderCanBeAskedTheNextWorkerGetsTheImages() throws Exception {
    Database.Settings database = Database.H2_IN_A_FILE.empty(folder);
    killOneWhileItBuys(database, "runware", Operation.GENERATE);

    assertThat(another(database, "runware", Operation.GENERATE)).isEqualTo("completed");
    assertThat(simulator.purchases()).isEqualTo(1);
  }
}

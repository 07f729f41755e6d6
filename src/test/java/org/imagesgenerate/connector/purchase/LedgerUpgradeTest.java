package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers of several versions with one ledger: what one version wrote, the others understand, and
 * it is not bought again.
 */
class LedgerUpgradeTest {

  private static final String KEY = "sk-test-0123456789abcdef";

  /** Nothing listens there: a purchase would end with CONNECTION_FAILED. */
  private static final String NOWHERE = "http://127.0.0.1:9";

  /** More than one part. */
  private static final byte[] IMAGE = image(300_000);

  @TempDir Path folder;

  private Database.Settings database;

  @AfterEach
  void close() {
    Database.closeAll();
  }

  /** The head of a PNG of 2 × 3 pixels, and zeros. */
  private static byte[] image(int size) {
    byte[] head =
        HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452000000020000000308060000002222");
    return Arrays.copyOf(head, size);
  }

  /** Runs what a worker of schema 1 runs: it makes tables only if there are none. */
  private void writeRowsOfSchema1(Database kind) throws IOException, SQLException {
    try (InputStream in = LedgerUpgradeTest.class.getResourceAsStream("ledger-1.sql");
        Connection connection = DriverManager.getConnection(database.url());
        Statement statement = connection.createStatement()) {
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String one : sql.split(";\\R")) {
        statement.execute(
            one.replace("{part 0}", bytes(kind, 0, JdbcPurchaseStore.PART_BYTES))
                .replace("{part 1}", bytes(kind, JdbcPurchaseStore.PART_BYTES, IMAGE.length)));
      }
    }
  }

  private static String bytes(Database kind, int from, int to) {
    String hex = HexFormat.of().formatHex(IMAGE, from, to);
    return (kind == Database.POSTGRESQL ? "decode('%s', 'hex')" : "X'%s'").formatted(hex);
  }

  private TestWorker worker() {
    return new TestWorker(database.map());
  }

  private static Map<String, Object> job(String provider) {
    return TestWorker.variables(
        "provider",
        Map.of("type", provider, "apiKey", KEY, "baseUrl", NOWHERE),
        "model",
        "gpt-image-2",
        "prompt",
        "a lighthouse at dusk");
  }

  private String newestSchema() {
    return database.value("SELECT MAX(version) FROM images_generate_schema");
  }

  @ParameterizedTest
  @EnumSource
  void everyRowOfSchema1EndsItsJobAsBefore(Database kind) throws Exception {
    database = kind.empty(folder);
    writeRowsOfSchema1(kind);

    assertEveryJobEndsAsBefore();
    assertThat(newestSchema()).isEqualTo(String.valueOf(LedgerDatabase.SCHEMA));
  }

  /** The other half of a rolling update. */
  @ParameterizedTest
  @EnumSource
  void anOlderWorkerWritesIntoTheTablesOfToday(Database kind) throws Exception {
    database = kind.empty(folder);
    worker().generate(8, job("openai"));
    writeRowsOfSchema1(kind);

    assertEveryJobEndsAsBefore();
  }

  private void assertEveryJobEndsAsBefore() {
    TestWorker worker = worker();

    assertThat(worker.generate(1, job("openai")).code()).as("open").isEqualTo("TASK_PENDING");

    Outcome killed = worker.generate(2, job("openai"));
    assertThat(killed.code()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(killed.variable("attempt")).isEqualTo("aed9ee2d-2694-43ff-8ae2-378358c5a434");

    Outcome bought = worker.generate(3, job("openai"));
    assertThat(bought.failure()).isNull();
    assertThat(worker.contents()).containsExactly(IMAGE);
    assertThat(bought.result().at("/settings/quality").asText()).isEqualTo("medium");

    Outcome delivered = worker.generate(4, job("openai"));
    assertThat(delivered.result().at("/images/0/document/documentId").asText())
        .isEqualTo("document-4");
    assertThat(worker.contents()).as("no other document").hasSize(1);

    Outcome failed = worker.generate(5, job("openai"));
    assertThat(failed.code()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(failed.variable("requestId")).isEqualTo("req_5");

    assertThat(worker.generate(6, job("wavespeed")).failure())
        .as("released: continues with the task")
        .hasMessageContaining("task-of-6");

    assertThat(database.count("images_generate_purchases")).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void workersThatStartAtOnceUpgradeTogether(Database kind) throws Exception {
    database = kind.empty(folder);
    writeRowsOfSchema1(kind);
    List<Future<Outcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (int i = 0; i < 6; i++) {
        TestWorker worker = worker();
        outcomes.add(threads.submit(() -> worker.generate(5, job("openai"))));
      }
    }

    for (Future<Outcome> outcome : outcomes) {
      assertThat(outcome.get().variable("requestId")).isEqualTo("req_5");
    }
    assertThat(database.count("images_generate_schema")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anUpgradeThatWasInterruptedIsCompleted(Database kind) throws Exception {
    database = kind.empty(folder);
    writeRowsOfSchema1(kind);
    database.execute(
        "CREATE TABLE images_generate_schema (version INTEGER NOT NULL PRIMARY KEY, oldest_worker INTEGER NOT NULL)");

    assertThat(worker().generate(5, job("openai")).variable("requestId")).isEqualTo("req_5");
    assertThat(newestSchema()).isEqualTo(String.valueOf(LedgerDatabase.SCHEMA));
  }

  /** What a later version of the connector may do to the tables while this one works. */
  private void upgradeFurther(int oldestWorker) {
    database.execute("ALTER TABLE images_generate_purchases ADD COLUMN note VARCHAR(10)");
    database.execute("CREATE TABLE images_generate_notes (id INTEGER)");
    database.execute(
        "INSERT INTO images_generate_schema VALUES (%d, %d)"
            .formatted(LedgerDatabase.SCHEMA + 1, oldestWorker));
  }

  /** A rolling update, and a rollback: this worker is the older one. */
  @ParameterizedTest
  @EnumSource
  void anOlderVersionIgnoresWhatANewerOneAdds(Database kind) {
    database = kind.empty(folder);
    try (ImagesSimulator simulator = ImagesSimulator.start().requireKey(KEY).paintOnce()) {
      Map<String, Object> job = TestWorker.job("openai", KEY, simulator);
      simulator.nextFor(
          ReceivedRequest::isPurchase, exchange -> upgradeFurther(LedgerDatabase.SCHEMA));

      assertThat(worker().generate(7, job).code()).isEqualTo("completed");
      assertThat(database.count("images_generate_notes")).as("upgraded meanwhile").isZero();
      assertThat(worker().generate(7, job).code()).as("rolled back").isEqualTo("completed");
      assertThat(simulator.purchases()).isEqualTo(1);
    }
    assertThat(newestSchema()).isEqualTo(String.valueOf(LedgerDatabase.SCHEMA + 1));
  }

  /** A state or an error code that only a newer version knows. */
  @ParameterizedTest
  @ValueSource(strings = {"state = 'PAUSED'", "result = replace(result, 'OUTCOME_UNKNOWN', 'X')"})
  void aRowThatIsNotUnderstoodBuysNothing(String change) throws Exception {
    database = Database.H2_IN_MEMORY.empty(folder);
    try (ImagesSimulator simulator = ImagesSimulator.start().requireKey(KEY)) {
      Map<String, Object> job = TestWorker.job("openai", KEY, simulator);
      simulator.next(Fault.closeAfterReading());
      assertThat(worker().generate(7, job).code()).isEqualTo("OUTCOME_UNKNOWN");
      database.execute("UPDATE images_generate_purchases SET " + change);

      Outcome again = worker().generate(7, job);

      assertThat(again.code()).isEqualTo("CONNECTION_FAILED");
      assertThat(again.failure()).hasMessageContaining("purchase: none");
      assertThat(simulator.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatIsTooOldBuysNothing(Database kind) {
    database = kind.empty(folder);
    worker().generate(8, job("openai"));
    upgradeFurther(LedgerDatabase.SCHEMA + 1);
    try (ImagesSimulator simulator = ImagesSimulator.start().requireKey(KEY)) {
      Outcome outcome = worker().generate(7, TestWorker.job("openai", KEY, simulator));

      assertThat(outcome.code()).isEqualTo("CONNECTION_FAILED");
      assertThat(outcome.failure())
          .hasMessageContaining(
              "a newer version of the connector changed its tables to schema %d"
                  .formatted(LedgerDatabase.SCHEMA + 1))
          .hasMessageContaining("update this worker")
          .hasMessageContaining("purchase: none");
      assertThat(simulator.requests()).isEmpty();
    }
  }

  /** Then the owner of the tables runs the script. */
  @Test
  void aUserWhoMayNotUpgradeBuysNothing() throws Exception {
    database = Database.POSTGRESQL.empty(folder);
    writeRowsOfSchema1(Database.POSTGRESQL);
    String schema = database.value("SELECT current_schema()");
    String role = "limited_" + schema;
    database.execute("CREATE ROLE %s LOGIN".formatted(role));
    database.execute("GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, role));
    grant(schema, role);
    TestWorker limited =
        new TestWorker(
            new Database.Settings(database.url().replaceFirst("user=\\w+", "user=" + role)).map());

    Outcome rejected = limited.generate(5, job("openai"));
    assertThat(rejected.code()).isEqualTo("CONNECTION_FAILED");
    assertThat(rejected.failure())
        .hasMessageContaining("let their owner run ledger.sql of this version's jar")
        .hasMessageContaining("purchase: none");

    runScript();
    grant(schema, role);
    assertThat(limited.generate(5, job("openai")).variable("requestId")).isEqualTo("req_5");
  }

  private void grant(String schema, String role) {
    database.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %s TO %s"
            .formatted(schema, role));
  }

  private void runScript() throws IOException {
    try (InputStream in = LedgerDatabase.class.getResourceAsStream("ledger.sql")) {
      database.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

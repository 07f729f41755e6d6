package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.imagesgenerate.postgres.LocalPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server that stands for an operator's database can crash like one. */
class LocalPostgresTest {

  @TempDir Path folder;

  @Test
  void aCrashEndsEveryConnectionAndKeepsWhatWasCommitted() throws SQLException {
    Database.Settings database = Database.POSTGRESQL.empty(folder);
    database.execute("CREATE TABLE kept (id INTEGER)");
    try (Connection open = DriverManager.getConnection(database.url())) {
      database.execute("INSERT INTO kept VALUES (7)");

      LocalPostgres.shared().restart();

      assertThatThrownBy(() -> open.createStatement().execute("SELECT 1"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(database.value("SELECT id FROM kept")).isEqualTo("7");
  }

  @Test
  void everyCommitIsOnTheDisk() {
    Database.Settings database = Database.POSTGRESQL.empty(folder);

    assertThat(database.value("SHOW synchronous_commit")).isEqualTo("on");
    assertThat(database.value("SHOW fsync")).isEqualTo("on");
  }
}

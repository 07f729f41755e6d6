package org.imagesgenerate.soak;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.imagesgenerate.postgres.LocalPostgres;

/** Where the workers' shared ledger lies: a PostgreSQL server of the harness. */
final class SharedDatabase {

  private final LocalPostgres postgres;

  private SharedDatabase(LocalPostgres postgres) {
    this.postgres = postgres;
  }

  static SharedDatabase start() {
    return new SharedDatabase(LocalPostgres.shared());
  }

  String url() {
    return postgres.url() + "?user=" + LocalPostgres.USER;
  }

  String name() {
    return "PostgreSQL";
  }

  /** As after a crash: what was committed is there, every connection is gone. */
  void restart() {
    postgres.restart();
  }

  /** How many the workers hold. */
  String connections() {
    return value(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'images-generate'");
  }

  /** What is in the ledger, as a sentence. */
  String contents() {
    return "The ledger holds %s rows, of them %s open, and %s parts of images."
        .formatted(
            value("SELECT COUNT(*) FROM images_generate_purchases"),
            value("SELECT COUNT(*) FROM images_generate_purchases WHERE state = 'OPEN'"),
            value("SELECT COUNT(*) FROM images_generate_bytes"));
  }

  /** The first column of the first row. */
  private String value(String sql) {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      return e.getMessage();
    }
  }
}

package org.imagesgenerate.soak;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.tools.Server;
import org.imagesgenerate.connector.ledger.LocalPostgres;

/** Where the workers' shared ledger lies: PostgreSQL if it is installed, else an H2 server. */
final class SharedDatabase {

  private final String url;
  private final LocalPostgres postgres;

  private SharedDatabase(String url, LocalPostgres postgres) {
    this.url = url;
    this.postgres = postgres;
  }

  static SharedDatabase start(Path folder) throws SQLException {
    if (LocalPostgres.isInstalled()) {
      LocalPostgres server = LocalPostgres.shared();
      return new SharedDatabase(server.url() + "?user=" + LocalPostgres.USER, server);
    }
    Server server =
        Server.createTcpServer(
                "-tcpPort", "0", "-ifNotExists", "-tcpDaemon", "-baseDir", folder.toString())
            .start();
    String url = "jdbc:h2:tcp://127.0.0.1:%d/./ledger".formatted(server.getPort());
    return new SharedDatabase(url, null);
  }

  String url() {
    return url;
  }

  String name() {
    return postgres == null ? "H2, a server in the harness" : "PostgreSQL";
  }

  boolean canRestart() {
    return postgres != null;
  }

  /** As after a crash: what was committed is there, every connection is gone. */
  void restart() {
    postgres.restart();
  }

  /** How many the workers hold. */
  String connections() {
    return value(
        postgres == null
            ? "SELECT COUNT(*) - 1 FROM information_schema.sessions"
            : "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'images-generate'");
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
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      return e.getMessage();
    }
  }
}

package org.imagesgenerate.connector.purchase;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.imagesgenerate.postgres.LocalPostgres;

/** The databases that the ledger is tested with; every call gives an empty one. */
public enum Database {
  H2_IN_MEMORY,
  H2_IN_A_FILE,
  POSTGRESQL;

  private static final Queue<Settings> EMBEDDED = new ConcurrentLinkedQueue<>();

  /** An operator's settings for an empty database. */
  public Settings empty(Path folder) {
    Settings settings = settings(folder);
    if (this != POSTGRESQL) {
      EMBEDDED.add(settings);
    }
    return settings;
  }

  /** Closes those that live in this JVM, whoever is still connected. */
  public static void closeAll() {
    for (Settings settings = EMBEDDED.poll(); settings != null; settings = EMBEDDED.poll()) {
      settings.execute("SHUTDOWN");
    }
  }

  private Settings settings(Path folder) {
    String name = "ledger_" + UUID.randomUUID().toString().replace("-", "");
    return switch (this) {
      case H2_IN_MEMORY -> new Settings("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
      case H2_IN_A_FILE ->
          new Settings("jdbc:h2:file:" + folder.resolve(name) + ";AUTO_SERVER=TRUE");
      case POSTGRESQL -> {
        assumeFalse(LocalPostgres.isLeftOut(), "left out with -DskipPostgres");
        String url = LocalPostgres.shared().url() + "?user=" + LocalPostgres.USER;
        new Settings(url).execute("CREATE SCHEMA " + name);
        yield new Settings(url + "&currentSchema=" + name);
      }
    };
  }

  /** Settings of a worker, and a way of one's own into the database. */
  public record Settings(String url) {

    public Map<String, String> map() {
      return new HashMap<>(Map.of("IMAGES_GENERATE_LEDGER_URL", url));
    }

    public void execute(String sql) {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The first column of the first row, as text; null if there is none. */
    public String value(String sql) {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        return row.next() ? row.getString(1) : null;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    public int count(String table) {
      return Integer.parseInt(value("SELECT COUNT(*) FROM " + table));
    }

    /** As if the budget of every attempt were over. */
    public void letTimePass() {
      execute("UPDATE images_generate_purchases SET ends_at = started_at");
    }
  }
}

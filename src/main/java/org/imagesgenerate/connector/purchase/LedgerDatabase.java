package org.imagesgenerate.connector.purchase;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.support.Settings;

/**
 * The few connections of one worker to the ledger's database, each bounded in time, and the tables,
 * made on first use. Says nothing of what a driver says: addresses and passwords stand in there.
 */
final class LedgerDatabase {

  static final String URL = "IMAGES_GENERATE_LEDGER_URL";

  /** A database that needs longer is down. */
  private static final int PATIENCE_SECONDS = 10;

  private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);

  /** Two hundred jobs at once must not be two hundred connections: PostgreSQL takes a hundred. */
  private static final int MOST = 8;

  private static final long UNTOUCHED_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final String CANNOT_CONNECT = "08001";

  private static final String PURCHASES =
      """
      CREATE TABLE IF NOT EXISTS images_generate_purchases (
        element_instance_key BIGINT NOT NULL,
        request VARCHAR(64) NOT NULL,
        attempt VARCHAR(36) NOT NULL,
        provider VARCHAR(40) NOT NULL,
        worker VARCHAR(200) NOT NULL,
        state VARCHAR(10) NOT NULL,
        started_at TIMESTAMP WITH TIME ZONE NOT NULL,
        ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
        task TEXT,
        result TEXT,
        PRIMARY KEY (element_instance_key, request))""";

  private static final String BYTES =
      """
      CREATE TABLE IF NOT EXISTS images_generate_bytes (
        element_instance_key BIGINT NOT NULL,
        request VARCHAR(64) NOT NULL,
        image INTEGER NOT NULL,
        part INTEGER NOT NULL,
        bytes BYTEA NOT NULL,
        PRIMARY KEY (element_instance_key, request, image, part),
        FOREIGN KEY (element_instance_key, request)
          REFERENCES images_generate_purchases (element_instance_key, request) ON DELETE CASCADE)""";

  /** What is done with a connection; committed if it returns. */
  interface Work<T> {
    T on(Connection connection) throws SQLException, IOException;
  }

  private record Idle(Connection connection, long since) {}

  private final Settings settings;
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore free = new Semaphore(MOST, true);
  private volatile boolean tablesAreThere;

  LedgerDatabase(Settings settings) {
    this.settings = settings;
  }

  <T> T with(Work<T> work) throws StoreException {
    return with(PATIENCE, work);
  }

  /**
   * Does one thing as one transaction. It is done once more if it failed, so it has to bear that. A
   * worker that shuts down still writes what it bought: the interrupt waits, for it would end the
   * connection, and with H2 the database.
   *
   * @param patience how long to wait for a connection
   */
  <T> T with(Duration patience, Work<T> work) throws StoreException {
    boolean isInterrupted = Thread.interrupted();
    try {
      isInterrupted |= acquire(patience);
      try {
        return twice(work);
      } finally {
        free.release();
      }
    } catch (SQLException e) {
      throw failed(explained(e));
    } catch (IOException | RuntimeException e) {
      throw failed("an unexpected " + e.getClass().getSimpleName());
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static StoreException failed(String reason) {
    return new StoreException("the shared ledger (%s): %s".formatted(URL, reason));
  }

  /** Takes one of the connections; returns whether the thread was interrupted meanwhile. */
  private boolean acquire(Duration patience) throws StoreException {
    boolean isInterrupted = false;
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        if (free.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return isInterrupted;
        }
        if (isInterrupted) {
          Thread.currentThread().interrupt();
        }
        throw failed(
            "it is busy: all %d connections of this worker were in use for %s"
                .formatted(MOST, patience));
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
  }

  private <T> T twice(Work<T> work) throws SQLException, IOException {
    Connection connection = idleConnection();
    if (connection == null) {
      connection = open();
    }
    try {
      return on(connection, work);
    } catch (SQLException e) {
      closeIdle();
      return on(open(), work);
    }
  }

  private Connection idleConnection() throws SQLException {
    Idle found = idle.pollFirst();
    if (found == null) {
      return null;
    }
    boolean isFresh = System.nanoTime() - found.since() < UNTOUCHED_NANOS;
    if (isFresh || found.connection().isValid(PATIENCE_SECONDS)) {
      return found.connection();
    }
    closeQuietly(found.connection());
    return null;
  }

  /** Each is taken out before it is closed: one that is returned meanwhile is not lost. */
  private void closeIdle() {
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      closeQuietly(next.connection());
    }
  }

  private <T> T on(Connection connection, Work<T> work) throws SQLException, IOException {
    boolean done = false;
    try {
      T result = work.on(connection);
      connection.commit();
      makeLasting(connection);
      done = true;
      return result;
    } finally {
      if (done) {
        idle.addFirst(new Idle(connection, System.nanoTime()));
      } else {
        closeQuietly(connection);
      }
    }
  }

  /**
   * H2 writes to its file up to half a second after a commit (its setting WRITE_DELAY), so a killed
   * worker would leave no trace: seen with 2.3.232. PostgreSQL's commit is on disk when it returns.
   */
  private void makeLasting(Connection connection) throws SQLException {
    if (settings.text(URL).startsWith("jdbc:h2:")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CHECKPOINT SYNC");
      }
    }
  }

  /** Closing ends a transaction without its effects, in every driver that is worth the name. */
  private static void closeQuietly(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // it is closed all the same
    }
    try {
      connection.close();
    } catch (SQLException e) {
      // nothing that can be done about it
    }
  }

  private Connection open() throws SQLException {
    String url = settings.text(URL);
    Connection connection = driver(url).connect(url, properties(url));
    if (connection == null) {
      throw new SQLException("the driver does not take the address", CANNOT_CONNECT);
    }
    try {
      connection.setAutoCommit(false);
      bound(connection);
      createTables(connection);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  /** Our own class loader first: {@link DriverManager} may have looked around before we came. */
  private static Driver driver(String url) throws SQLException {
    for (Driver driver : ServiceLoader.load(Driver.class, LedgerDatabase.class.getClassLoader())) {
      if (driver.acceptsURL(url)) {
        return driver;
      }
    }
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      throw new SQLException(
          "no JDBC driver takes the address; put the driver's jar beside the connector's (/opt/custom)",
          CANNOT_CONNECT);
    }
  }

  /** What is in the address wins: PostgreSQL's driver takes these for defaults. */
  private Properties properties(String url) {
    Properties properties = new Properties();
    put(properties, "user", settings.text("IMAGES_GENERATE_LEDGER_USER"));
    put(properties, "password", settings.text("IMAGES_GENERATE_LEDGER_PASSWORD"));
    if (url.startsWith("jdbc:postgresql:")) {
      String seconds = String.valueOf(PATIENCE_SECONDS);
      put(properties, "loginTimeout", seconds);
      put(properties, "connectTimeout", seconds);
      put(properties, "socketTimeout", seconds);
      put(properties, "ApplicationName", "images-generate");
    }
    return properties;
  }

  private static void put(Properties properties, String name, String value) {
    if (value != null) {
      properties.put(name, value);
    }
  }

  private static void bound(Connection connection) throws SQLException {
    try {
      connection.setNetworkTimeout(Runnable::run, PATIENCE_SECONDS * 1000);
    } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
      // a driver that knows no such thing has to be bounded in its address
    }
  }

  /** Looks first, since a user who may not create tables may use those that are there. */
  private void createTables(Connection connection) throws SQLException {
    if (tablesAreThere) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT 1 FROM images_generate_bytes WHERE 1 = 0").close();
    } catch (SQLException missing) {
      connection.rollback();
      createTogether(connection);
    }
    connection.commit();
    tablesAreThere = true;
  }

  /** Another worker may create them at the same moment; then the second try finds them. */
  private static void createTogether(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try {
        statement.execute(PURCHASES);
        statement.execute(BYTES);
        connection.commit();
      } catch (SQLException other) {
        connection.rollback();
        statement.execute(PURCHASES);
        statement.execute(BYTES);
      }
    }
  }

  /** Whether a row was refused: it is there already, or it can never be written. */
  static boolean isConstraint(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("23");
  }

  /** What an operator can do something with, and nothing of what the driver says. */
  static String explained(SQLException e) {
    String state = e.getSQLState() == null ? "none" : e.getSQLState();
    String family = state.length() < 2 ? "" : state.substring(0, 2);
    String meaning =
        switch (family) {
          case "08" -> "it cannot be reached, or no driver for it is on the class path";
          case "28" -> "it refuses user or password";
          case "3D" -> "there is no such database";
          case "23" ->
              "the table images_generate_purchases takes no row: it has a column or a constraint that is not the connector's";
          case "42" -> "the tables are missing or not ours, or the user may not use or create them";
          case "53", "57" -> "it has no room or is shutting down";
          default -> "it refused";
        };
    return "%s (SQL state %s, code %d)".formatted(meaning, state, e.getErrorCode());
  }
}

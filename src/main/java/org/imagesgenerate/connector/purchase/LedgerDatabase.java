package org.imagesgenerate.connector.purchase;

import java.io.IOException;
import java.net.SocketTimeoutException;
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
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;

/**
 * The connections of one worker to the ledger's database, and the tables, which are created on
 * first use. Messages never quote the driver: it may quote the URL or the password.
 */
final class LedgerDatabase {

  static final String URL = "IMAGES_GENERATE_LEDGER_URL";

  static final String CONNECTIONS = "IMAGES_GENERATE_LEDGER_CONNECTIONS";

  private static final int TIMEOUT_SECONDS = 10;

  /** Two hundred jobs must not open two hundred connections: PostgreSQL's default limit is 100. */
  private static final int DEFAULT_CONNECTIONS = 8;

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

  /** One transaction; committed if it returns. */
  interface Work<T> {
    T run(Connection connection) throws SQLException, IOException;
  }

  private final Settings settings;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final Lane all;
  private final Lane forImages;
  private volatile boolean hasTables;

  LedgerDatabase(Settings settings) {
    this.settings = settings;
    int connections = (int) settings.number(CONNECTIONS, DEFAULT_CONNECTIONS);
    this.all = new Lane("connections", connections);
    this.forImages = new Lane("connections for images", connections / 2);
  }

  /**
   * Runs one transaction, and again if an idle connection turned out to be broken. A worker that
   * shuts down still writes what it bought: an interrupt is delayed, since it would close the
   * connection, and with H2 the database.
   *
   * @param deadline until when to wait for a connection
   */
  <T> T with(Deadline deadline, Work<T> work) throws StoreException {
    boolean isInterrupted = Thread.interrupted();
    try {
      isInterrupted |= all.enter(deadline);
      try {
        return inTransaction(work);
      } finally {
        all.leave();
      }
    } catch (SQLException e) {
      throw failed(explained(e), false);
    } catch (IOException | RuntimeException e) {
      throw failed("an unexpected " + e.getClass().getSimpleName(), false);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static StoreException failed(String reason, boolean isBusy) {
    return new StoreException("the shared ledger (%s): %s".formatted(URL, reason), isBusy);
  }

  /**
   * The same for a transaction with the bytes of images. It takes at most half of the connections:
   * a short statement never waits for a large one.
   */
  <T> T withImages(Deadline deadline, Work<T> work) throws StoreException {
    boolean isInterrupted = forImages.enter(deadline);
    try {
      return with(deadline, work);
    } finally {
      forImages.leave();
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A number of connections; whoever comes first gets one first. */
  private static final class Lane {
    private final String name;
    private final int size;
    private final Semaphore permits;

    Lane(String name, int size) {
      this.name = name;
      this.size = size;
      this.permits = new Semaphore(size, true);
    }

    /** Waits for a permit; returns whether the thread was interrupted meanwhile. */
    boolean enter(Deadline deadline) throws StoreException {
      Duration timeout = deadline.left();
      long end = System.nanoTime() + timeout.toNanos();
      boolean isInterrupted = false;
      while (true) {
        try {
          if (permits.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return isInterrupted;
          }
          if (isInterrupted) {
            Thread.currentThread().interrupt();
          }
          throw failed(
              "it is busy: all %d %s of this worker were in use for %s. Raise %s"
                  .formatted(size, name, timeout, CONNECTIONS),
              true);
        } catch (InterruptedException e) {
          isInterrupted = true;
          // this worker is shutting down
          end = Math.min(end, System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS));
        }
      }
    }

    void leave() {
      permits.release();
    }
  }

  private <T> T inTransaction(Work<T> work) throws SQLException, IOException {
    Connection connection = idle.pollFirst();
    if (connection != null) {
      try {
        return inTransaction(connection, work);
      } catch (SQLException e) {
        // the database may have been restarted: then no idle connection works any more
        closeIdle();
      }
    }
    return inTransaction(open(), work);
  }

  private <T> T inTransaction(Connection connection, Work<T> work)
      throws SQLException, IOException {
    boolean isDone = false;
    try {
      T result = work.run(connection);
      connection.commit();
      flush(connection);
      isDone = true;
      return result;
    } finally {
      if (isDone) {
        idle.addFirst(connection);
      } else {
        closeQuietly(connection);
      }
    }
  }

  /** Takes each connection out before it closes it: one that is returned meanwhile is not lost. */
  private void closeIdle() {
    for (Connection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      closeQuietly(next);
    }
  }

  /**
   * H2 writes a commit to its file up to half a second later (WRITE_DELAY), so the row of a killed
   * worker would be lost: seen with 2.3.232. PostgreSQL's commit is on disk when it returns.
   */
  private void flush(Connection connection) throws SQLException {
    if (settings.text(URL).startsWith("jdbc:h2:")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CHECKPOINT SYNC");
      }
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // it is closed anyway
    }
    try {
      connection.close();
    } catch (SQLException e) {
      // nothing can be done about it
    }
  }

  private Connection open() throws SQLException {
    String url = settings.text(URL);
    Connection connection = driver(url).connect(url, properties(url));
    if (connection == null) {
      throw new SQLException("the driver does not accept the URL", CANNOT_CONNECT);
    }
    try {
      connection.setAutoCommit(false);
      setTimeout(connection);
      createTables(connection);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  /** Our own class loader first: {@link DriverManager} may not know drivers beside our jar. */
  private static Driver driver(String url) throws SQLException {
    for (Driver driver : ServiceLoader.load(Driver.class, LedgerDatabase.class.getClassLoader())) {
      if (driver.acceptsURL(url)) {
        return driver;
      }
    }
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      throw new SQLException("no JDBC driver accepts the URL", CANNOT_CONNECT);
    }
  }

  /** Parameters in the URL win: for PostgreSQL's driver these are defaults. */
  private Properties properties(String url) {
    Properties properties = new Properties();
    put(properties, "user", settings.text("IMAGES_GENERATE_LEDGER_USER"));
    put(properties, "password", settings.text("IMAGES_GENERATE_LEDGER_PASSWORD"));
    if (url.startsWith("jdbc:postgresql:")) {
      String seconds = String.valueOf(TIMEOUT_SECONDS);
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

  private static void setTimeout(Connection connection) throws SQLException {
    try {
      connection.setNetworkTimeout(Runnable::run, TIMEOUT_SECONDS * 1000);
    } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
      // then the URL has to set a timeout
    }
  }

  /** Reads first: a user who may not create tables may use existing ones. */
  private void createTables(Connection connection) throws SQLException {
    if (hasTables) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT 1 FROM images_generate_bytes WHERE 1 = 0").close();
    } catch (SQLException missing) {
      connection.rollback();
      createTablesTwice(connection);
    }
    connection.commit();
    hasTables = true;
  }

  /** Another worker may create them at the same moment; then the second try finds them. */
  private static void createTablesTwice(Connection connection) throws SQLException {
    try {
      createTablesOnce(connection);
    } catch (SQLException e) {
      connection.rollback();
      createTablesOnce(connection);
    }
  }

  private static void createTablesOnce(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(PURCHASES);
      statement.execute(BYTES);
    }
  }

  /** Whether a row was rejected: it exists already, or it can never be written. */
  static boolean isConstraint(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("23");
  }

  /** What an operator can act on, without the driver's own words. */
  static String explained(SQLException e) {
    String state = e.getSQLState() == null ? "none" : e.getSQLState();
    String family = state.length() < 2 ? "" : state.substring(0, 2);
    String meaning =
        switch (family) {
          case "08" ->
              isTimeout(e)
                  ? "it did not answer within %d s: it is overloaded, or cannot be reached"
                      .formatted(TIMEOUT_SECONDS)
                  : "it cannot be reached, or no driver for it is on the class path";
          case "28" -> "it rejects the user or password";
          case "3D" -> "there is no such database";
          case "23" ->
              "the table images_generate_purchases rejects every row: somebody added a column or a constraint";
          case "42" ->
              "the tables are missing or different, or the user may not use or create them";
          case "53", "57" ->
              "it is out of resources, for example of connections (lower %s), or shutting down"
                  .formatted(CONNECTIONS);
          default -> "it rejected the statement";
        };
    return "%s (SQL state %s, code %d)".formatted(meaning, state, e.getErrorCode());
  }

  private static boolean isTimeout(Throwable e) {
    return e instanceof SocketTimeoutException || e.getCause() != null && isTimeout(e.getCause());
  }
}

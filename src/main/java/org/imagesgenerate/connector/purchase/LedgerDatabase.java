package org.imagesgenerate.connector.purchase;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Setting;
import org.imagesgenerate.connector.support.Settings;

/**
 * The connections of one worker to the ledger's database, and the tables, which are created and
 * upgraded on first use. Messages never quote the driver: it may quote the URL or the password.
 */
final class LedgerDatabase {

  static final String URL = "IMAGES_GENERATE_LEDGER_URL";

  static final String CONNECTIONS = "IMAGES_GENERATE_LEDGER_CONNECTIONS";

  private static final int TIMEOUT_SECONDS = 10;

  private static final String CANNOT_CONNECT = "08001";

  /** The newest schema that this worker knows; {@code ledger.sql} writes the same number. */
  static final int SCHEMA = 2;

  /** Not a state of a database: the tables are too new for this worker. */
  private static final String TOO_NEW = "IG001";

  /** One transaction; committed if it returns. */
  interface Work<T> {
    T run(Connection connection) throws SQLException, IOException;
  }

  private final Settings settings;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final Lane all;
  private final Lane forImages;

  LedgerDatabase(Settings settings) {
    this.settings = settings;
    int connections = (int) settings.number(Setting.LEDGER_CONNECTIONS);
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
    long start = System.nanoTime();
    String outcome = "failed";
    try {
      isInterrupted |= all.enter(deadline);
      try {
        T result = inTransaction(work);
        outcome = "ok";
        return result;
      } finally {
        all.leave();
      }
    } catch (SQLException e) {
      throw failed(explained(e), false);
    } catch (IOException | RuntimeException e) {
      throw failed("an unexpected " + e.getClass().getSimpleName(), false);
    } finally {
      Metric.LEDGER.timeSince(start, outcome);
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

  /** A limited number of connections, given out in the order of the requests. */
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

  private Connection open() throws SQLException, IOException {
    String url = settings.text(URL);
    Connection connection = driver(url).connect(url, properties(url));
    if (connection == null) {
      throw new SQLException("the driver does not accept the URL", CANNOT_CONNECT);
    }
    try {
      connection.setAutoCommit(false);
      setTimeout(connection);
      prepareTables(connection);
      return connection;
    } catch (SQLException | IOException e) {
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

  /**
   * Reads first: a user who may not create tables may use existing ones. Every new connection does,
   * since a newer worker may have upgraded the tables meanwhile.
   */
  private void prepareTables(Connection connection) throws SQLException, IOException {
    Schema found = schema(connection);
    if (found.oldestWorker() > SCHEMA) {
      throw new SQLException("the tables are too new", TOO_NEW, found.version());
    }
    if (found.version() < SCHEMA) {
      try {
        upgrade(connection);
      } catch (SQLException e) {
        // H2 has no lock: another worker may have run the same statement at the same moment
        connection.rollback();
        upgrade(connection);
      }
    }
    connection.commit();
  }

  /**
   * @param oldestWorker workers that know an older schema must not use the tables
   */
  private record Schema(int version, int oldestWorker) {}

  private static Schema schema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT MAX(version), MAX(oldest_worker) FROM images_generate_schema")) {
      row.next();
      return new Schema(row.getInt(1), row.getInt(2));
    } catch (SQLException missing) {
      connection.rollback();
      return new Schema(0, 0);
    }
  }

  /** One worker at a time, and with PostgreSQL everything or nothing. */
  private void upgrade(Connection connection) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        InputStream script = LedgerDatabase.class.getResourceAsStream("ledger.sql")) {
      if (settings.text(URL).startsWith("jdbc:postgresql:")) {
        statement.execute("SELECT pg_advisory_xact_lock(hashtext('images_generate_schema'))");
      }
      for (String sql : new String(script.readAllBytes(), StandardCharsets.UTF_8).split(";\\R")) {
        statement.execute(sql);
      }
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
              "the tables are missing or different, or the user may not use, create or upgrade them: let their owner run ledger.sql of this version's jar";
          case "IG" ->
              "a newer version of the connector changed its tables to schema %d, and this version knows only schema %d: update this worker"
                  .formatted(e.getErrorCode(), SCHEMA);
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

package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connections to the ledger, with a driver that counts them. */
class LedgerDatabaseTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final List<Connection> open = new ArrayList<>();
  private Runnable whileClosing = () -> {};
  private final Driver driver = new CountingDriver();
  private LedgerDatabase database = database(null);

  private static LedgerDatabase database(String connections) {
    Map<String, String> settings = new HashMap<>();
    settings.put(LedgerDatabase.URL, "jdbc:counting:");
    settings.put(LedgerDatabase.CONNECTIONS, connections);
    return new LedgerDatabase(new Settings(settings::get));
  }

  @BeforeEach
  void register() throws SQLException {
    DriverManager.registerDriver(driver);
  }

  @AfterEach
  void deregister() throws SQLException {
    DriverManager.deregisterDriver(driver);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            LedgerDatabaseTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private final class CountingDriver implements Driver {
    @Override
    public Connection connect(String url, Properties info) {
      return acceptsURL(url) ? connection() : null;
    }

    @Override
    public boolean acceptsURL(String url) {
      return url.startsWith("jdbc:counting:");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
      return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
      return 1;
    }

    @Override
    public int getMinorVersion() {
      return 0;
    }

    @Override
    public boolean jdbcCompliant() {
      return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException();
    }
  }

  private synchronized Connection connection() {
    Connection connection =
        proxy(
            Connection.class,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "createStatement" -> statement();
                  case "close" -> close(proxy);
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> null;
                });
    open.add(connection);
    return connection;
  }

  /** Its tables are up to date. */
  private static Statement statement() {
    ResultSet schema =
        proxy(
            ResultSet.class,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "next" -> true;
                  case "getInt" -> LedgerDatabase.SCHEMA;
                  default -> null;
                });
    return proxy(
        Statement.class,
        (proxy, method, arguments) -> method.getName().equals("executeQuery") ? schema : null);
  }

  private synchronized Object close(Object connection) {
    open.remove(connection);
    Runnable meanwhile = whileClosing;
    whileClosing = () -> {};
    meanwhile.run();
    return null;
  }

  private String use() {
    try {
      return database.with(Deadline.in(LONG), connection -> "done");
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As many idle connections as there are jobs at once. */
  private void openTwo() throws StoreException {
    database.with(
        Deadline.in(LONG),
        connection -> {
          use();
          return null;
        });
    assertThat(open).hasSize(2);
  }

  @Test
  void aConnectionIsUsedAgain() {
    use();
    use();
    assertThat(open).hasSize(1);
  }

  @Test
  void aConnectionThatIsReturnedWhileIdleOnesAreClosedIsNotLost() throws Exception {
    openTwo();
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch borrowed = new CountDownLatch(2);
    AtomicBoolean isCut = new AtomicBoolean();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      String done =
          database.with(
              Deadline.in(LONG),
              connection -> {
                if (isCut.getAndSet(true)) {
                  return "done";
                }
                Future<String> other = threads.submit(() -> useUntil(borrowed, release));
                borrowed.countDown();
                await(borrowed);
                use(); // so that a third connection is idle while the second one is in use
                // the first close is that of the connection that was cut, the second of an idle one
                whileClosing =
                    () ->
                        whileClosing =
                            () -> {
                              release.countDown();
                              get(other);
                            };
                throw new SQLException("cut", "08006");
              });
      assertThat(done).isEqualTo("done");
    }

    assertThat(release.getCount()).as("it was returned meanwhile").isZero();
    assertThat(open).as("the one that is idle now").hasSize(1);
  }

  private String useUntil(CountDownLatch borrowed, CountDownLatch release) throws StoreException {
    return database.with(
        Deadline.in(LONG),
        connection -> {
          borrowed.countDown();
          await(release);
          return "returned";
        });
  }

  private static void get(Future<String> job) {
    try {
      assertThat(job.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("returned");
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** While so many transactions have a connection. */
  private void whileHolding(int number, boolean isForImages, ThrowingCallable test)
      throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(number);
    LedgerDatabase.Work<String> work =
        connection -> {
          busy.countDown();
          await(release);
          return "done";
        };
    List<Future<String>> jobs = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(number);
    for (int i = 0; i < number; i++) {
      jobs.add(
          threads.submit(
              () ->
                  isForImages
                      ? database.withImages(Deadline.in(LONG), work)
                      : database.with(Deadline.in(LONG), work)));
    }
    await(busy);
    try {
      test.call();
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      release.countDown();
      threads.close();
    }
    for (Future<String> job : jobs) {
      assertThat(job.get()).isEqualTo("done");
    }
  }

  private static void assertBusy(ThrowingCallable transaction, String message) {
    StoreException refused = catchThrowableOfType(StoreException.class, transaction);
    assertThat(refused)
        .hasMessageContaining(message)
        .hasMessageContaining("Raise IMAGES_GENERATE_LEDGER_CONNECTIONS")
        .hasMessageNotContaining("reached");
    assertThat(refused.isBusy()).isTrue();
  }

  @Test
  void whoGetsNoConnectionInTimeIsToldThatItIsBusy() throws Exception {
    whileHolding(
        8,
        false,
        () ->
            assertBusy(
                () -> database.with(Deadline.in(SHORT), connection -> "done"),
                "it is busy: all 8 connections of this worker"));
    String later = database.with(Deadline.in(SHORT), connection -> "done");
    assertThat(later).isEqualTo("done");
  }

  @Test
  void theOperatorSetsHowManyConnectionsThereAre() throws Exception {
    database = database("3");
    whileHolding(
        3,
        false,
        () ->
            assertBusy(
                () -> database.with(Deadline.in(SHORT), connection -> "done"),
                "all 3 connections of this worker"));
  }

  @Test
  void imagesLeaveHalfOfTheConnectionsToShortStatements() throws Exception {
    whileHolding(
        4,
        true,
        () -> {
          assertBusy(
              () -> database.withImages(Deadline.in(SHORT), connection -> "done"),
              "all 4 connections for images of this worker");
          whileHolding(4, false, () -> assertThat(open).hasSize(8));
        });
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsNotSaidToBeUnreachable() {
    StoreException failed =
        catchThrowableOfType(
            StoreException.class,
            () ->
                database.with(
                    Deadline.in(LONG),
                    connection -> {
                      throw new SQLException("x", "08006", new SocketTimeoutException());
                    }));

    assertThat(failed).hasMessageContaining("it did not answer within 10 s: it is overloaded");
    assertThat(failed.isBusy()).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anUnexpectedExceptionOfADriverIsAFailureOfTheStore() {
    StoreException failed =
        catchThrowableOfType(
            StoreException.class,
            () ->
                database.with(
                    Deadline.in(LONG),
                    connection -> {
                      throw new IllegalStateException("password=hunter2");
                    }));

    assertThat(failed)
        .hasMessageContaining("IllegalStateException")
        .hasMessageNotContaining("hunter2");
    assertThat(open).isEmpty();
  }
}

package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
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
import java.util.List;
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
import org.imagesgenerate.connector.support.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connections to the ledger, with a driver that counts them. */
class LedgerDatabaseTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<Connection> open = new ArrayList<>();
  private Runnable whileClosing = () -> {};
  private final Driver driver = new CountingDriver();
  private final LedgerDatabase database =
      new LedgerDatabase(
          new Settings(name -> name.equals(LedgerDatabase.URL) ? "jdbc:counting:" : null));

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

  private static Statement statement() {
    ResultSet nothing = proxy(ResultSet.class, (proxy, method, arguments) -> null);
    return proxy(
        Statement.class,
        (proxy, method, arguments) -> method.getName().equals("executeQuery") ? nothing : null);
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
      return database.with(connection -> "done");
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As many idle connections as there are jobs at once. */
  private void openTwo() throws StoreException {
    database.with(
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

  @Test
  void whoGetsNoConnectionInTimeIsToldThatItIsBusy() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(8);
    List<Future<String>> jobs = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        jobs.add(
            threads.submit(
                () ->
                    database.with(
                        connection -> {
                          busy.countDown();
                          await(release);
                          return "done";
                        })));
      }
      await(busy);

      StoreException refused =
          catchThrowableOfType(
              StoreException.class,
              () -> database.with(Duration.ofMillis(1), connection -> "done"));
      release.countDown();

      assertThat(refused)
          .hasMessageContaining("it is busy: all 8 connections")
          .hasMessageNotContaining("reached");
      for (Future<String> job : jobs) {
        assertThat(job.get()).isEqualTo("done");
      }
    }
    String later = database.with(Duration.ofMillis(1), connection -> "done");
    assertThat(later).isEqualTo("done");
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
                    connection -> {
                      throw new IllegalStateException("password=hunter2");
                    }));

    assertThat(failed)
        .hasMessageContaining("IllegalStateException")
        .hasMessageNotContaining("hunter2");
    assertThat(open).isEmpty();
  }
}

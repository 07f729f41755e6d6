package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Settings;
import org.imagesgenerate.connector.http.Spool;
import org.imagesgenerate.connector.provider.Activation;
import org.imagesgenerate.connector.provider.Generated;
import org.imagesgenerate.connector.provider.Generated.Source;
import org.imagesgenerate.connector.provider.Task;

/**
 * The ledger in two tables of a database that speaks SQL of 2016 with {@code TEXT} and {@code
 * BYTEA}: tested with H2 and PostgreSQL. Times are the database's, so that workers whose clocks
 * differ agree.
 */
public final class JdbcPurchaseStore implements PurchaseStore {

  /** So much of an image is in the heap at once. */
  static final int PART = 256 * 1024;

  private static final long RETENTION_SECONDS = Duration.ofDays(7).toSeconds();
  private static final long CLEANING_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final String KEY = " WHERE element_instance_key = ? AND request = ?";
  private static final String LATER =
      "CURRENT_TIMESTAMP + CAST(? AS INTEGER) * INTERVAL '1' SECOND";

  private final LedgerDatabase connections;
  private final Supplier<Spool.Writer> spools;
  private final int retentionSeconds;
  private final AtomicLong cleaned = new AtomicLong(System.nanoTime() - CLEANING_NANOS);

  /**
   * @param settings IMAGES_GENERATE_LEDGER_URL, _USER, _PASSWORD, and _SECONDS for how long rows
   *     stay
   * @param spools where bytes of images are read to
   */
  public JdbcPurchaseStore(Settings settings, Supplier<Spool.Writer> spools) {
    this.connections = new LedgerDatabase(settings);
    this.spools = spools;
    this.retentionSeconds =
        (int)
            Math.min(
                Integer.MAX_VALUE,
                settings.number("IMAGES_GENERATE_LEDGER_SECONDS", RETENTION_SECONDS));
  }

  /** Off unless the operator names a database. */
  public static boolean isOn(Settings settings) {
    return settings.text(LedgerDatabase.URL) != null;
  }

  /** A statement that changes rows, with its parameters in order; returns how many it changed. */
  private static int update(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      switch (parameters[i]) {
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setInt(i + 1, number);
        case null -> statement.setString(i + 1, null);
        default -> statement.setString(i + 1, parameters[i].toString());
      }
    }
    return statement;
  }

  @Override
  public Entry begin(Activation activation, Claim buyer) throws SQLException, IOException {
    return connections.with(
        connection -> {
          clean(connection);
          while (true) {
            try {
              insert(connection, activation, buyer);
            } catch (SQLException e) {
              if (e.getSQLState() == null || !e.getSQLState().startsWith("23")) {
                throw e;
              }
              connection.rollback();
            }
            Optional<Entry> entry = read(connection, activation);
            if (entry.isPresent()) {
              return entry.get();
            }
            connection.rollback();
          }
        });
  }

  private static void insert(Connection connection, Activation activation, Claim buyer)
      throws SQLException {
    update(
        connection,
        "INSERT INTO images_generate_purchases (element_instance_key, request, attempt, provider,"
            + " worker, state, started_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP, "
            + LATER
            + ")",
        activation.elementInstanceKey(),
        activation.requestInEngine(),
        buyer.attempt(),
        buyer.provider(),
        buyer.worker(),
        State.OPEN,
        seconds(buyer));
  }

  private static int seconds(Claim buyer) {
    return (int) Math.min(Integer.MAX_VALUE, buyer.budget().toSeconds() + 1);
  }

  @Override
  public Optional<Entry> read(Activation activation) throws SQLException, IOException {
    return connections.with(connection -> read(connection, activation));
  }

  private static Optional<Entry> read(Connection connection, Activation activation)
      throws SQLException, IOException {
    try (PreparedStatement statement =
            prepared(
                connection,
                "SELECT attempt, state, worker, started_at, ends_at > CURRENT_TIMESTAMP AS running,"
                    + " task, CASE WHEN state = 'FAILED' THEN result END AS failure"
                    + " FROM images_generate_purchases"
                    + KEY,
                activation.elementInstanceKey(),
                activation.requestInEngine());
        ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(entry(row)) : Optional.empty();
    }
  }

  private static Entry entry(ResultSet row) throws SQLException, IOException {
    PurchaseJson.Failure failure =
        PurchaseJson.read(row.getString("failure"), PurchaseJson.Failure.class);
    return new Entry(
        row.getString("attempt"),
        State.valueOf(row.getString("state")),
        row.getString("worker"),
        row.getTimestamp("started_at").toInstant().toString(),
        row.getBoolean("running"),
        PurchaseJson.read(row.getString("task"), Task.class),
        failure == null ? null : failure.exception());
  }

  @Override
  public boolean replace(Activation activation, String attempt, Claim buyer)
      throws SQLException, IOException {
    return connections.with(
        connection -> {
          update(
              connection,
              "UPDATE images_generate_purchases SET attempt = ?, worker = ?, state = 'OPEN',"
                  + " started_at = CURRENT_TIMESTAMP, ends_at = "
                  + LATER
                  + ", task = NULL, result = NULL"
                  + KEY
                  + " AND attempt = ? AND state <> 'BOUGHT'",
              buyer.attempt(),
              buyer.worker(),
              seconds(buyer),
              activation.elementInstanceKey(),
              activation.requestInEngine(),
              attempt);
          return read(connection, activation)
              .filter(entry -> entry.attempt().equals(buyer.attempt()))
              .isPresent();
        });
  }

  @Override
  public void found(Activation activation, String attempt, Task task)
      throws SQLException, IOException {
    change(activation, attempt, State.OPEN, "task = ?", PurchaseJson.write(task));
  }

  @Override
  public void left(Activation activation, String attempt, State from, Task task)
      throws SQLException, IOException {
    change(
        activation,
        attempt,
        from,
        "state = 'OPEN', ends_at = CURRENT_TIMESTAMP, result = NULL, task = COALESCE(?, task)",
        PurchaseJson.write(task));
  }

  @Override
  public void failed(Activation activation, String attempt, State from, ImagesException failure)
      throws SQLException, IOException {
    String text = PurchaseJson.write(PurchaseJson.Failure.of(failure));
    change(activation, attempt, from, "state = 'FAILED', task = NULL, result = ?", text);
  }

  /** What is no longer bought has no bytes. */
  private void change(
      Activation activation, String attempt, State from, String setting, String value)
      throws SQLException, IOException {
    connections.with(
        connection -> {
          int rows =
              update(
                  connection,
                  "UPDATE images_generate_purchases SET "
                      + setting
                      + KEY
                      + " AND attempt = ? AND state = ?",
                  value,
                  activation.elementInstanceKey(),
                  activation.requestInEngine(),
                  attempt,
                  from);
          if (rows > 0 && from == State.BOUGHT) {
            deleteBytes(connection, activation);
          }
          return rows;
        });
  }

  private static void deleteBytes(Connection connection, Activation activation)
      throws SQLException {
    update(
        connection,
        "DELETE FROM images_generate_bytes" + KEY,
        activation.elementInstanceKey(),
        activation.requestInEngine());
  }

  @Override
  public void nothing(Activation activation, String attempt) throws SQLException, IOException {
    connections.with(
        connection ->
            update(
                connection,
                "DELETE FROM images_generate_purchases"
                    + KEY
                    + " AND attempt = ? AND state = 'OPEN'",
                activation.elementInstanceKey(),
                activation.requestInEngine(),
                attempt));
  }

  @Override
  public void bought(Activation activation, CompletedPurchase kept)
      throws SQLException, IOException {
    String text = PurchaseJson.write(PurchaseJson.of(kept));
    connections.with(
        connection -> {
          int rows =
              update(
                  connection,
                  "UPDATE images_generate_purchases SET state = 'BOUGHT', result = ?, task = ?"
                      + KEY
                      + " AND attempt = ?",
                  text,
                  PurchaseJson.write(kept.generated().task()),
                  activation.elementInstanceKey(),
                  activation.requestInEngine(),
                  kept.attempt());
          if (rows > 0) {
            deleteBytes(connection, activation);
            insertBytes(connection, activation, kept.images());
          }
          return rows;
        });
  }

  private static void insertBytes(
      Connection connection, Activation activation, List<CompletedPurchase.Image> images)
      throws SQLException, IOException {
    for (int image = 0; image < images.size(); image++) {
      if (PurchaseJson.hasBytes(images.get(image))) {
        try (InputStream in = images.get(image).spool().open()) {
          byte[] bytes = in.readNBytes(PART);
          for (int part = 0; bytes.length > 0; part++) {
            update(
                connection,
                "INSERT INTO images_generate_bytes"
                    + " (element_instance_key, request, image, part, bytes) VALUES (?, ?, ?, ?, ?)",
                activation.elementInstanceKey(),
                activation.requestInEngine(),
                image,
                part,
                bytes);
            bytes = in.readNBytes(PART);
          }
        }
      }
    }
  }

  @Override
  public Optional<CompletedPurchase> kept(Activation activation, DocumentFactory documents)
      throws SQLException, IOException {
    return connections.with(
        connection -> {
          // all of it as it was at one moment: the bytes may go while they are read
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          Optional<CompletedPurchase> kept = kept(connection, activation, documents);
          connection.commit();
          connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
          return kept;
        });
  }

  private Optional<CompletedPurchase> kept(
      Connection connection, Activation activation, DocumentFactory documents)
      throws SQLException, IOException {
    try (PreparedStatement statement =
            prepared(
                connection,
                "SELECT attempt, result FROM images_generate_purchases"
                    + KEY
                    + " AND state = 'BOUGHT'",
                activation.elementInstanceKey(),
                activation.requestInEngine());
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      PurchaseJson text = PurchaseJson.read(row.getString("result"), PurchaseJson.class);
      List<Generated.Image> images = images(connection, activation, text);
      return Optional.of(kept(text, images, row.getString("attempt"), documents));
    }
  }

  private List<Generated.Image> images(
      Connection connection, Activation activation, PurchaseJson text)
      throws SQLException, IOException {
    List<Generated.Image> images = new ArrayList<>();
    List<Spool> opened = new ArrayList<>();
    try {
      for (PurchaseJson.Image image : text.images()) {
        Source source;
        if (image.bytes() != null) {
          Spool spool = spool(connection, activation, images.size(), image.bytes());
          opened.add(spool);
          source = new Source.Bytes(spool);
        } else if (image.address() != null) {
          source = image.source();
        } else {
          source = new Source.Bytes(Spool.givenAway(image.size(), image.sha256()));
        }
        images.add(image.generated(source));
      }
      return images;
    } catch (SQLException | IOException | RuntimeException e) {
      opened.forEach(Spool::close);
      throw e;
    }
  }

  private Spool spool(Connection connection, Activation activation, int image, long size)
      throws SQLException, IOException {
    try (Spool.Writer writer = spools.get();
        PreparedStatement statement =
            prepared(
                connection,
                "SELECT bytes FROM images_generate_bytes" + KEY + " AND image = ? AND part = ?",
                activation.elementInstanceKey(),
                activation.requestInEngine(),
                image,
                0)) {
      for (int part = 0; (long) part * PART < size; part++) {
        statement.setInt(4, part);
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            throw new IOException("the ledger lacks a part of an image");
          }
          writer.write(row.getBytes(1));
        }
      }
      return writer.finish();
    }
  }

  private static CompletedPurchase kept(
      PurchaseJson text, List<Generated.Image> images, String attempt, DocumentFactory documents) {
    Generated generated =
        new Generated(
            images, text.requestId(), text.usage(), text.cost(), text.task(), text.warnings());
    CompletedPurchase kept =
        new CompletedPurchase(
            generated, Instant.parse(text.createdAt()), text.providerMillis(), attempt);
    for (int i = 0; i < images.size(); i++) {
      PurchaseJson.Image image = text.images().get(i);
      if (image.document() != null) {
        kept.images()
            .get(i)
            .storedBefore(
                documents.resolve(new StoredReference(image.document())),
                Spool.givenAway(image.size(), image.sha256()),
                image.facts());
      }
    }
    return kept;
  }

  /** Once in an hour, before something new is written down. */
  private void clean(Connection connection) throws SQLException {
    long last = cleaned.get();
    long now = System.nanoTime();
    if (now - last >= CLEANING_NANOS && cleaned.compareAndSet(last, now)) {
      update(
          connection,
          "DELETE FROM images_generate_purchases WHERE ends_at < CURRENT_TIMESTAMP"
              + " AND started_at < CURRENT_TIMESTAMP - CAST(? AS INTEGER) * INTERVAL '1' SECOND",
          retentionSeconds);
      connection.commit();
    }
  }
}

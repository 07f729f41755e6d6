package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Settings;

/**
 * What all workers share, in two tables of a database that speaks SQL of 2016 with {@code TEXT} and
 * {@code BYTEA}: tested with H2 and PostgreSQL. Times are the database's, so that workers whose
 * clocks differ agree.
 */
public final class JdbcPurchaseStore implements PurchaseStore {

  /** So much of an image is in the heap at once. */
  static final int PART = 256 * 1024;

  /** How often a row that cannot be written may be gone again before it can be read. */
  private static final int MOST_INSERTS = 3;

  private static final long RETENTION_SECONDS = Duration.ofDays(7).toSeconds();
  private static final long CLEANING_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final String KEY = " WHERE element_instance_key = ? AND request = ?";
  private static final String LATER =
      "CURRENT_TIMESTAMP + CAST(? AS INTEGER) * INTERVAL '1' SECOND";

  private final LedgerDatabase database;
  private final MemoryPurchaseStore memory;
  private final Supplier<ImageFile.Writer> spools;
  private final int retentionSeconds;
  private final AtomicLong cleaned = new AtomicLong(System.nanoTime() - CLEANING_NANOS);

  /**
   * @param settings IMAGES_GENERATE_LEDGER_URL, _USER, _PASSWORD, and _SECONDS for how long rows
   *     stay
   * @param spools where bytes of images are read to
   * @param memory keeps the files of what this worker bought, also while the database is down
   */
  public JdbcPurchaseStore(
      Settings settings, Supplier<ImageFile.Writer> spools, MemoryPurchaseStore memory) {
    this.database = new LedgerDatabase(settings);
    this.memory = memory;
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
  public Entry claim(PurchaseKey activation, Claim claim) throws StoreException {
    Optional<Entry> bought = memory.read(activation).filter(entry -> entry.state() == State.BOUGHT);
    return bought.isPresent() ? bought.get() : claimRow(activation, claim);
  }

  /** No longer than half of the budget: the rest is the provider's. */
  private Entry claimRow(PurchaseKey activation, Claim claim) throws StoreException {
    return database.with(
        claim.budget().dividedBy(2),
        connection -> {
          clean(connection);
          SQLException refusal = new SQLException("the row was deleted as soon as it was written");
          for (int i = 0; i < MOST_INSERTS; i++) {
            try {
              insert(connection, activation, claim);
            } catch (SQLException e) {
              if (!LedgerDatabase.isConstraint(e)) {
                throw e;
              }
              refusal = e;
              connection.rollback();
            }
            Optional<Entry> entry = read(connection, activation);
            if (entry.isPresent()) {
              return entry.get();
            }
            connection.rollback();
          }
          throw refusal;
        });
  }

  private static void insert(Connection connection, PurchaseKey activation, Claim claim)
      throws SQLException {
    update(
        connection,
        "INSERT INTO images_generate_purchases (element_instance_key, request, attempt, provider,"
            + " worker, state, started_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP, "
            + LATER
            + ")",
        activation.elementInstanceKey(),
        activation.requestInEngine(),
        claim.attempt(),
        claim.provider(),
        claim.worker(),
        State.OPEN,
        seconds(claim));
  }

  private static int seconds(Claim claim) {
    return (int) Math.min(Integer.MAX_VALUE, claim.budget().toSeconds() + 1);
  }

  @Override
  public Optional<Entry> read(PurchaseKey activation) throws StoreException {
    return database.with(connection -> read(connection, activation));
  }

  private static Optional<Entry> read(Connection connection, PurchaseKey activation)
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
        PurchaseJson.read(row.getString("task"), TaskHandle.class),
        failure == null ? null : failure.exception());
  }

  @Override
  public boolean replace(PurchaseKey activation, String attempt, Claim claim)
      throws StoreException {
    return database.with(
        connection -> {
          update(
              connection,
              "UPDATE images_generate_purchases SET attempt = ?, worker = ?, state = 'OPEN',"
                  + " started_at = CURRENT_TIMESTAMP, ends_at = "
                  + LATER
                  + ", task = NULL, result = NULL"
                  + KEY
                  + " AND attempt = ? AND state <> 'BOUGHT'",
              claim.attempt(),
              claim.worker(),
              seconds(claim),
              activation.elementInstanceKey(),
              activation.requestInEngine(),
              attempt);
          return read(connection, activation)
              .filter(entry -> entry.attempt().equals(claim.attempt()))
              .isPresent();
        });
  }

  @Override
  public void saveTask(PurchaseKey activation, String attempt, TaskHandle task)
      throws StoreException {
    change(activation, attempt, State.OPEN, "task = ?", PurchaseJson.write(task));
  }

  @Override
  public void release(PurchaseKey activation, String attempt, State from, TaskHandle task)
      throws StoreException {
    change(
        activation,
        attempt,
        from,
        "state = 'OPEN', ends_at = CURRENT_TIMESTAMP, result = NULL, task = COALESCE(?, task)",
        PurchaseJson.write(task));
  }

  @Override
  public void fail(PurchaseKey activation, String attempt, State from, ImagesException failure)
      throws StoreException {
    String text = PurchaseJson.write(PurchaseJson.Failure.of(failure));
    change(activation, attempt, from, "state = 'FAILED', task = NULL, result = ?", text);
  }

  /** What is no longer bought has no bytes. */
  private void change(
      PurchaseKey activation, String attempt, State from, String setting, String value)
      throws StoreException {
    if (from == State.BOUGHT) {
      memory.forget(activation);
    }
    database.with(
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

  private static void deleteBytes(Connection connection, PurchaseKey activation)
      throws SQLException {
    update(
        connection,
        "DELETE FROM images_generate_bytes" + KEY,
        activation.elementInstanceKey(),
        activation.requestInEngine());
  }

  @Override
  public void delete(PurchaseKey activation, String attempt) throws StoreException {
    database.with(
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
  public void complete(PurchaseKey activation, CompletedPurchase purchase) throws StoreException {
    try {
      memory.complete(activation, purchase);
    } finally {
      write(activation, purchase);
    }
  }

  /** Documents take the place of the bytes. */
  @Override
  public void delivered(PurchaseKey activation, CompletedPurchase purchase) throws StoreException {
    memory.delivered(activation, purchase);
    if (purchase.images().stream().anyMatch(image -> image.document() != null)) {
      write(activation, purchase);
    }
  }

  private void write(PurchaseKey activation, CompletedPurchase purchase) throws StoreException {
    String text = PurchaseJson.write(PurchaseJson.of(purchase));
    database.with(
        connection -> {
          int rows =
              update(
                  connection,
                  "UPDATE images_generate_purchases SET state = 'BOUGHT', result = ?, task = ?"
                      + KEY
                      + " AND attempt = ?",
                  text,
                  PurchaseJson.write(PurchaseJson.task(purchase)),
                  activation.elementInstanceKey(),
                  activation.requestInEngine(),
                  purchase.attempt());
          if (rows > 0) {
            deleteBytes(connection, activation);
            insertBytes(connection, activation, purchase);
          }
          return rows;
        });
  }

  private static void insertBytes(
      Connection connection, PurchaseKey activation, CompletedPurchase purchase)
      throws SQLException, IOException {
    List<CompletedPurchase.Image> images = purchase.images();
    for (int image = 0; image < images.size(); image++) {
      if (PurchaseJson.hasBytes(purchase, images.get(image))) {
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

  /** Those of this worker are read from the database only where their files are gone. */
  @Override
  public Optional<CompletedPurchase> completed(PurchaseKey activation, DocumentFactory documents)
      throws StoreException {
    Optional<CompletedPurchase> remembered = memory.completed(activation, documents);
    if (remembered.isPresent() && !remembered.get().lacksImages()) {
      return remembered;
    }
    Optional<CompletedPurchase> written = written(activation, documents);
    return written.isPresent() ? written : remembered;
  }

  private Optional<CompletedPurchase> written(PurchaseKey activation, DocumentFactory documents)
      throws StoreException {
    return database.with(
        connection -> {
          // all of it as it was at one moment: the bytes may go while they are read
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          Optional<CompletedPurchase> purchase = written(connection, activation, documents);
          connection.commit();
          connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
          return purchase;
        });
  }

  private Optional<CompletedPurchase> written(
      Connection connection, PurchaseKey activation, DocumentFactory documents)
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
      PurchaseJson json = PurchaseJson.read(row.getString("result"), PurchaseJson.class);
      return Optional.of(
          json.purchase(
              row.getString("attempt"),
              documents,
              (image, size) -> spool(connection, activation, image, size)));
    }
  }

  private ImageFile spool(Connection connection, PurchaseKey activation, int image, long size)
      throws SQLException, IOException {
    try (ImageFile.Writer writer = spools.get();
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

  @Override
  public String removal(PurchaseKey activation, String attempt) {
    return "delete the row with element_instance_key = %d and attempt = '%s' from images_generate_purchases"
        .formatted(activation.elementInstanceKey(), attempt);
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

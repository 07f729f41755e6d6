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
import java.util.stream.Collectors;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Setting;
import org.imagesgenerate.connector.support.Settings;

/**
 * What all workers share, in the tables of a database that supports SQL:2016 with {@code TEXT} and
 * {@code BYTEA}: tested with H2 and PostgreSQL. All times are the database's, since the clocks of
 * workers differ.
 */
public final class JdbcPurchaseStore implements PurchaseStore {

  /** How much of an image is in the heap at once. */
  static final int PART_BYTES = 256 * 1024;

  /** How long images wait for a connection before they are made documents first. */
  private static final Duration IMAGES_WAIT = Duration.ofSeconds(1);

  /** How often a row that already exists may be deleted before it can be read. */
  private static final int MAX_INSERTS = 3;

  private static final long CLEANING_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final String SECONDS_FROM_NOW =
      "CURRENT_TIMESTAMP + CAST(? AS INTEGER) * INTERVAL '1' SECOND";

  /** A purchase that {@link #complete} left to {@link #delivered} is still open. */
  private static final String ROW_OF_ATTEMPT =
      " WHERE attempt = ? AND state IN ('OPEN', ?) AND element_instance_key = ? AND request = ?";

  private final LedgerDatabase database;
  private final MemoryPurchaseStore memory;
  private final Supplier<ImageFile.Writer> files;
  private final int retentionSeconds;
  private final AtomicLong cleanedAt = new AtomicLong(System.nanoTime() - CLEANING_NANOS);

  /**
   * @param settings IMAGES_GENERATE_LEDGER_URL, _USER, _PASSWORD, and _SECONDS for how long rows
   *     are kept
   * @param files creates temporary files for images
   * @param memory keeps the files of what this worker bought, also while the database is down
   */
  public JdbcPurchaseStore(
      Settings settings, Supplier<ImageFile.Writer> files, MemoryPurchaseStore memory) {
    this.database = new LedgerDatabase(settings);
    this.memory = memory;
    this.files = files;
    this.retentionSeconds =
        (int) Math.min(Integer.MAX_VALUE, settings.number(Setting.LEDGER_SECONDS));
  }

  /** Off unless the operator sets a URL. */
  public static boolean isOn(Settings settings) {
    return settings.text(LedgerDatabase.URL) != null;
  }

  /**
   * Connects, and creates the tables if there are none.
   *
   * @throws StoreException that says what is wrong
   */
  public void check() throws StoreException {
    database.with(Deadline.in(StoreAccess.SHORTEST_WAIT), connection -> true);
  }

  // ---- rows

  @Override
  public Entry claim(PurchaseKey key, Claim claim, Deadline deadline) throws StoreException {
    Optional<Entry> bought =
        memory.read(key, deadline).filter(entry -> entry.state() == State.BOUGHT);
    return bought.isPresent() ? bought.get() : claimRow(key, claim, deadline);
  }

  private Entry claimRow(PurchaseKey key, Claim claim, Deadline deadline) throws StoreException {
    return database.with(
        deadline,
        connection -> {
          deleteOldRows(connection);
          SQLException rejection = new SQLException("the row was deleted after its insert");
          for (int i = 0; i < MAX_INSERTS; i++) {
            try {
              insert(connection, key, claim);
            } catch (SQLException e) {
              if (!LedgerDatabase.isConstraint(e)) {
                throw e;
              }
              rejection = e;
              connection.rollback();
            }
            Optional<Entry> entry = read(connection, key);
            if (entry.isPresent()) {
              return entry.get();
            }
            connection.rollback();
          }
          throw rejection;
        });
  }

  private static void insert(Connection connection, PurchaseKey key, Claim claim)
      throws SQLException {
    update(
        connection,
        "INSERT INTO images_generate_purchases (attempt, provider, worker, state, started_at,"
            + " ends_at, element_instance_key, request) VALUES (?, ?, ?, 'OPEN', CURRENT_TIMESTAMP, "
            + SECONDS_FROM_NOW
            + ", ?, ?)",
        claim.attempt(),
        claim.provider(),
        claim.worker(),
        seconds(claim),
        key);
  }

  private static int seconds(Claim claim) {
    return (int) Math.min(Integer.MAX_VALUE, claim.budget().toSeconds() + 1);
  }

  /** Once per hour, before a new row is written. */
  private void deleteOldRows(Connection connection) throws SQLException {
    long last = cleanedAt.get();
    long now = System.nanoTime();
    if (now - last >= CLEANING_NANOS && cleanedAt.compareAndSet(last, now)) {
      update(
          connection,
          "DELETE FROM images_generate_purchases WHERE ends_at < CURRENT_TIMESTAMP"
              + " AND started_at < CURRENT_TIMESTAMP - CAST(? AS INTEGER) * INTERVAL '1' SECOND",
          retentionSeconds);
      connection.commit();
    }
  }

  @Override
  public Optional<Entry> read(PurchaseKey key, Deadline deadline) throws StoreException {
    return database.with(deadline, connection -> read(connection, key));
  }

  private static Optional<Entry> read(Connection connection, PurchaseKey key)
      throws SQLException, IOException {
    try (PreparedStatement statement =
            prepared(
                connection,
                "SELECT attempt, state, worker, started_at, ends_at > CURRENT_TIMESTAMP AS running,"
                    + " task, CASE WHEN state = 'FAILED' THEN result END AS failure"
                    + " FROM images_generate_purchases"
                    + " WHERE element_instance_key = ? AND request = ?",
                key);
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
  public boolean replace(PurchaseKey key, String attempt, Claim claim, Deadline deadline)
      throws StoreException {
    return database.with(
        deadline,
        connection -> {
          update(
              connection,
              "UPDATE images_generate_purchases SET attempt = ?, worker = ?, state = 'OPEN',"
                  + " started_at = CURRENT_TIMESTAMP, ends_at = "
                  + SECONDS_FROM_NOW
                  + ", task = NULL, result = NULL WHERE attempt = ? AND state <> 'BOUGHT'"
                  + " AND element_instance_key = ? AND request = ?",
              claim.attempt(),
              claim.worker(),
              seconds(claim),
              attempt,
              key);
          return read(connection, key)
              .filter(entry -> entry.attempt().equals(claim.attempt()))
              .isPresent();
        });
  }

  @Override
  public void change(PurchaseKey key, String attempt, State from, Change change, Deadline deadline)
      throws StoreException {
    if (from == State.BOUGHT) {
      memory.forget(key);
    }
    database.with(
        deadline,
        connection -> {
          int rows = change(connection, change, attempt, from, key);
          if (rows > 0 && from == State.BOUGHT) {
            deleteBytes(connection, key, List.of());
          }
          return rows;
        });
  }

  /** Returns how many rows were changed. */
  private static int change(
      Connection connection, Change change, String attempt, State from, PurchaseKey key)
      throws SQLException {
    return switch (change) {
      case Change.Running it ->
          set(connection, "task = ?", PurchaseJson.write(it.task()), attempt, from, key);
      case Change.Released it -> {
        String released =
            "state = 'OPEN', ends_at = CURRENT_TIMESTAMP, result = NULL, task = COALESCE(?, task)";
        yield set(connection, released, PurchaseJson.write(it.task()), attempt, from, key);
      }
      case Change.Failed it -> {
        String failure = PurchaseJson.write(PurchaseJson.Failure.of(it.failure()));
        String failed = "state = 'FAILED', task = NULL, result = ?";
        yield set(connection, failed, failure, attempt, from, key);
      }
      case Change.Deleted it -> {
        String delete = "DELETE FROM images_generate_purchases" + ROW_OF_ATTEMPT;
        yield update(connection, delete, attempt, from, key);
      }
    };
  }

  private static int set(
      Connection connection,
      String assignments,
      String parameter,
      String attempt,
      State from,
      PurchaseKey key)
      throws SQLException {
    String update = "UPDATE images_generate_purchases SET " + assignments + ROW_OF_ATTEMPT;
    return update(connection, update, parameter, attempt, from, key);
  }

  @Override
  public String removal(PurchaseKey key, String attempt) {
    return "delete the row with element_instance_key = %d and attempt = '%s' from images_generate_purchases"
        .formatted(key.elementInstanceKey(), attempt);
  }

  // ---- purchases, and the bytes of their images

  /** If there is no connection for the images right now, their documents come first. */
  @Override
  public void complete(PurchaseKey key, CompletedPurchase purchase, Deadline deadline)
      throws StoreException {
    try {
      memory.complete(key, purchase, deadline);
    } finally {
      if (hasBytes(purchase)) {
        completeIfNotBusy(key, purchase, deadline);
      } else {
        write(key, purchase, deadline);
      }
    }
  }

  private void completeIfNotBusy(PurchaseKey key, CompletedPurchase purchase, Deadline deadline)
      throws StoreException {
    try {
      write(key, purchase, deadline.atMost(IMAGES_WAIT));
    } catch (StoreException e) {
      if (!e.isBusy()) {
        throw e;
      }
    }
  }

  /** Documents replace the bytes; bytes that only the ledger still has stay there. */
  @Override
  public void delivered(PurchaseKey key, CompletedPurchase purchase, Deadline deadline)
      throws StoreException {
    memory.delivered(key, purchase, deadline);
    boolean hasDocument = purchase.images().stream().anyMatch(image -> image.document() != null);
    if (!purchase.isOnlyInStore() && (hasDocument || !purchase.isStored())) {
      write(key, purchase, deadline);
    }
  }

  private static boolean hasBytes(CompletedPurchase purchase) {
    return purchase.images().stream().anyMatch(image -> PurchaseJson.hasBytes(purchase, image));
  }

  /** Bytes that are stored already stay as they are. */
  private void write(PurchaseKey key, CompletedPurchase purchase, Deadline deadline)
      throws StoreException {
    boolean isStored = purchase.isStored();
    PurchaseJson json = PurchaseJson.of(purchase);
    String result = PurchaseJson.write(json);
    String task = PurchaseJson.write(json.task());
    LedgerDatabase.Work<Integer> work =
        connection -> {
          int rows =
              update(
                  connection,
                  "UPDATE images_generate_purchases SET state = 'BOUGHT', result = ?, task = ?"
                      + " WHERE attempt = ? AND element_instance_key = ? AND request = ?",
                  result,
                  task,
                  purchase.attempt(),
                  key);
          if (rows > 0 && !isStored) {
            deleteBytes(connection, key, List.of());
            insertBytes(connection, key, purchase);
          } else if (rows > 0) {
            deleteBytes(connection, key, json.imagesWithBytes());
          }
          return rows;
        };
    if (isStored || !hasBytes(purchase)) {
      database.with(deadline, work);
    } else {
      database.withImages(deadline, work);
    }
    purchase.setStored();
  }

  private static void deleteBytes(Connection connection, PurchaseKey key, List<Integer> except)
      throws SQLException {
    String images = except.stream().map(image -> "," + image).collect(Collectors.joining());
    update(
        connection,
        "DELETE FROM images_generate_bytes WHERE element_instance_key = ? AND request = ?"
            + " AND image NOT IN (-1%s)".formatted(images),
        key);
  }

  private static void insertBytes(
      Connection connection, PurchaseKey key, CompletedPurchase purchase)
      throws SQLException, IOException {
    List<CompletedPurchase.Image> images = purchase.images();
    for (int image = 0; image < images.size(); image++) {
      if (PurchaseJson.hasBytes(purchase, images.get(image))) {
        try (InputStream in = images.get(image).file().open()) {
          byte[] bytes = in.readNBytes(PART_BYTES);
          for (int part = 0; bytes.length > 0; part++) {
            update(
                connection,
                "INSERT INTO images_generate_bytes"
                    + " (image, part, bytes, element_instance_key, request) VALUES (?, ?, ?, ?, ?)",
                image,
                part,
                bytes,
                key);
            bytes = in.readNBytes(PART_BYTES);
          }
        }
      }
    }
  }

  /** Reads the database only if this worker does not have the images. */
  @Override
  public Optional<CompletedPurchase> completed(
      PurchaseKey key, DocumentFactory documents, Deadline deadline) throws StoreException {
    Optional<CompletedPurchase> remembered = memory.completed(key, documents, deadline);
    if (remembered.isPresent() && !remembered.get().lacksImages()) {
      return remembered;
    }
    Optional<CompletedPurchase> stored =
        database.withImages(
            deadline,
            connection -> {
              // one consistent view: the bytes may be deleted while they are read
              connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
              Optional<CompletedPurchase> purchase = completed(connection, key, documents);
              connection.commit();
              connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
              return purchase;
            });
    stored.ifPresent(CompletedPurchase::setStored);
    return stored.isPresent() ? stored : remembered;
  }

  private Optional<CompletedPurchase> completed(
      Connection connection, PurchaseKey key, DocumentFactory documents)
      throws SQLException, IOException {
    try (PreparedStatement statement =
            prepared(
                connection,
                "SELECT attempt, result FROM images_generate_purchases WHERE state = 'BOUGHT'"
                    + " AND element_instance_key = ? AND request = ?",
                key);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(
          PurchaseJson.read(row.getString("result"), PurchaseJson.class)
              .purchase(
                  row.getString("attempt"),
                  documents,
                  (image, size) -> readBytes(connection, key, image, size)));
    }
  }

  private ImageFile readBytes(Connection connection, PurchaseKey key, int image, long size)
      throws SQLException, IOException {
    try (ImageFile.Writer writer = files.get()) {
      for (int part = 0; (long) part * PART_BYTES < size; part++) {
        try (PreparedStatement statement =
                prepared(
                    connection,
                    "SELECT bytes FROM images_generate_bytes WHERE image = ? AND part = ?"
                        + " AND element_instance_key = ? AND request = ?",
                    image,
                    part,
                    key);
            ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            throw new IOException("a part of an image is missing in the ledger");
          }
          writer.write(row.getBytes(1));
        }
      }
      return writer.finish();
    }
  }

  // ---- SQL

  /** Returns how many rows were changed. */
  private static int update(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** A {@link PurchaseKey} stands for two parameters. */
  private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    int index = 0;
    for (Object parameter : parameters) {
      switch (parameter) {
        case PurchaseKey key -> {
          statement.setLong(++index, key.elementInstanceKey());
          statement.setString(++index, key.requestInEngine());
        }
        case byte[] bytes -> statement.setBytes(++index, bytes);
        case Integer number -> statement.setInt(++index, number);
        case null -> statement.setString(++index, null);
        default -> statement.setString(++index, parameter.toString());
      }
    }
    return statement;
  }
}

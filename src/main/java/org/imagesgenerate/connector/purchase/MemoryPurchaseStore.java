package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Setting;
import org.imagesgenerate.connector.support.Settings;

/**
 * What one worker remembers until it is restarted. A purchase that was not used for a while loses
 * first the files of its images, then everything but its row, and much later the row itself: only
 * the row keeps a job from buying again. A purchase that is in use loses nothing.
 */
public final class MemoryPurchaseStore implements PurchaseStore {

  /**
   * Without files, a purchase with a document takes 1.5 KB of heap, and one with a running task 0.6
   * KB: all rows together up to 150 MB (benchmark RememberedPurchases, 2026-11).
   */
  private static final Bounds BOUNDS =
      new Bounds(100_000, Duration.ofDays(7), 64L * 1024 * 1024, 64 * 1024);

  /**
   * Limits of what is remembered without image files.
   *
   * @param rows how many purchases
   * @param age how long after their last use
   * @param jsonBytes total size of all results and failures
   * @param jsonBytesOfOne size of one of them
   */
  record Bounds(int rows, Duration age, long jsonBytes, int jsonBytesOfOne) {}

  private static final class Row {
    private final PurchaseKey key;
    private State state = State.OPEN;
    private String attempt;
    private String worker = "";
    private Instant startedAt = Instant.EPOCH;
    private long endsAt;
    private TaskHandle task;
    private long lastUse;

    /** The result with its files, or null. */
    private CompletedPurchase purchase;

    /** The result without its files or the failure, as JSON, or null. */
    private byte[] json;

    private Row(PurchaseKey key) {
      this.key = key;
    }
  }

  /** Rows in the order of their last use; the oldest go when there are too many. */
  private final class Cache {
    private final long maxRows;
    private final long maxBytes;
    private final long maxNanos;
    private final Consumer<Row> remove;
    private final Map<Row, Long> bytesOfRows = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    Cache(long maxRows, long maxBytes, long maxNanos, Consumer<Row> remove) {
      this.maxRows = maxRows;
      this.maxBytes = maxBytes;
      this.maxNanos = maxNanos;
      this.remove = remove;
    }

    void put(Row row, long size) {
      remove(row);
      bytesOfRows.put(row, size);
      bytes += size;
    }

    boolean remove(Row row) {
      Long size = bytesOfRows.remove(row);
      bytes -= size == null ? 0 : size;
      return size != null;
    }

    void moveToEnd(Row row) {
      bytesOfRows.get(row);
    }

    void removeOldest() {
      for (int i = bytesOfRows.size(); i > 0; i--) {
        Row oldest = bytesOfRows.keySet().iterator().next();
        if (bytesOfRows.size() <= maxRows
            && bytes <= maxBytes
            && nanoTime.getAsLong() - oldest.lastUse <= maxNanos) {
          return;
        }
        if (inUse.test(oldest.key)) {
          use(oldest);
        } else {
          remove.accept(oldest);
        }
      }
    }
  }

  private final Predicate<PurchaseKey> inUse;
  private final LongSupplier nanoTime;
  private final int maxJsonBytesOfOne;
  private final Map<PurchaseKey, Row> rows = new HashMap<>();
  private final Cache withFiles;
  private final Cache withJson;
  private final Cache all;

  /**
   * @param settings IMAGES_GENERATE_KEPT_RESULTS (a number), IMAGES_GENERATE_KEPT_BYTES and
   *     IMAGES_GENERATE_KEPT_SECONDS limit what is kept of image files
   * @param inUse whether an attempt is running
   * @param nanoTime a clock that is never adjusted
   */
  public MemoryPurchaseStore(
      Settings settings, Predicate<PurchaseKey> inUse, LongSupplier nanoTime) {
    this(settings, inUse, nanoTime, BOUNDS);
  }

  MemoryPurchaseStore(
      Settings settings, Predicate<PurchaseKey> inUse, LongSupplier nanoTime, Bounds bounds) {
    this.inUse = inUse;
    this.nanoTime = nanoTime;
    this.maxJsonBytesOfOne = bounds.jsonBytesOfOne();
    this.withFiles =
        new Cache(
            settings.number(Setting.KEPT_RESULTS),
            settings.number(Setting.KEPT_BYTES),
            TimeUnit.SECONDS.toNanos(settings.number(Setting.KEPT_SECONDS)),
            this::deleteFiles);
    this.withJson = new Cache(Long.MAX_VALUE, bounds.jsonBytes(), Long.MAX_VALUE, this::deleteJson);
    this.all = new Cache(bounds.rows(), Long.MAX_VALUE, bounds.age().toNanos(), this::deleteRow);
  }

  // ---- what attempts write and read

  @Override
  public synchronized Entry claim(PurchaseKey key, Claim claim, Deadline deadline) {
    Row row = find(key);
    if (row == null) {
      row = newRow(key);
      start(row, claim);
    }
    removeOldest();
    return entry(row);
  }

  private void start(Row row, Claim claim) {
    deleteResult(row);
    row.state = State.OPEN;
    row.attempt = claim.attempt();
    row.worker = claim.worker();
    row.startedAt = Instant.now();
    row.endsAt = nanoTime.getAsLong() + claim.budget().toNanos();
    row.task = null;
  }

  private Entry entry(Row row) {
    boolean isRunning = row.state == State.OPEN && row.endsAt - nanoTime.getAsLong() > 0;
    return new Entry(
        row.attempt,
        row.state,
        row.worker,
        row.startedAt.toString(),
        isRunning,
        row.task,
        row.state == State.FAILED && row.json != null
            ? read(row.json, PurchaseJson.Failure.class).exception()
            : null);
  }

  @Override
  public synchronized Optional<Entry> read(PurchaseKey key, Deadline deadline) {
    return Optional.ofNullable(find(key)).map(this::entry);
  }

  @Override
  public synchronized boolean replace(
      PurchaseKey key, String attempt, Claim claim, Deadline deadline) {
    Row row = find(key);
    if (row == null) {
      return false;
    }
    if (row.attempt.equals(attempt) && row.state != State.BOUGHT) {
      start(row, claim);
    }
    return row.attempt.equals(claim.attempt());
  }

  @Override
  public synchronized void change(
      PurchaseKey key, String attempt, State from, Change change, Deadline deadline) {
    Row row = find(key);
    if (row == null || !row.attempt.equals(attempt) || row.state != from) {
      return;
    }
    switch (change) {
      case Change.Running it -> row.task = it.task();
      case Change.Released it -> {
        deleteResult(row);
        row.state = State.OPEN;
        row.endsAt = nanoTime.getAsLong();
        row.task = it.task() == null ? row.task : it.task();
      }
      case Change.Failed it -> {
        deleteResult(row);
        row.state = State.FAILED;
        row.task = null;
        setJson(row, PurchaseJson.Failure.of(it.failure()));
      }
      case Change.Deleted it -> deleteRow(row);
    }
    removeOldest();
  }

  /** Deletes the row in whatever state, because another store has a newer one. */
  synchronized void forget(PurchaseKey key) {
    Row row = find(key);
    if (row != null) {
      deleteRow(row);
    }
  }

  @Override
  public synchronized void complete(
      PurchaseKey key, CompletedPurchase purchase, Deadline deadline) {
    Row row = find(key);
    if (row == null) {
      row = newRow(key);
    }
    if (row.purchase != purchase) {
      deleteResult(row);
      row.purchase = purchase;
    }
    row.state = State.BOUGHT;
    row.attempt = purchase.attempt();
    row.task = purchase.generated().task();
    row.startedAt = purchase.createdAt();
    withFiles.put(row, purchase.fileBytes());
    removeOldest();
  }

  @Override
  public void delivered(PurchaseKey key, CompletedPurchase purchase, Deadline deadline) {
    complete(key, purchase, deadline);
  }

  @Override
  public Optional<CompletedPurchase> completed(
      PurchaseKey key, DocumentFactory documents, Deadline deadline) {
    byte[] json;
    CompletedPurchase withoutResult;
    synchronized (this) {
      Row row = find(key);
      if (row == null || row.state != State.BOUGHT) {
        return Optional.empty();
      }
      if (row.purchase != null) {
        row.purchase.forgetMissingFiles();
        return Optional.of(row.purchase);
      }
      json = row.json;
      withoutResult = CompletedPurchase.withoutResult(row.attempt, row.startedAt, row.task);
    }
    if (json == null) {
      return Optional.of(withoutResult);
    }
    try {
      return Optional.of(
          read(json, PurchaseJson.class)
              .purchase(withoutResult.attempt(), documents, (image, size) -> null));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("no bytes are stored beside this JSON", e);
    }
  }

  private static <T> T read(byte[] json, Class<T> type) {
    try {
      return PurchaseJson.read(new String(json, StandardCharsets.UTF_8), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- rows, and what they hold

  private Row newRow(PurchaseKey key) {
    Row row = new Row(key);
    row.lastUse = nanoTime.getAsLong();
    rows.put(key, row);
    all.put(row, 0);
    return row;
  }

  private Row find(PurchaseKey key) {
    Row row = rows.get(key);
    if (row != null) {
      use(row);
    }
    return row;
  }

  private void use(Row row) {
    row.lastUse = nanoTime.getAsLong();
    withFiles.moveToEnd(row);
    withJson.moveToEnd(row);
    all.moveToEnd(row);
  }

  private void removeOldest() {
    withFiles.removeOldest();
    withJson.removeOldest();
    all.removeOldest();
  }

  /** What is known without the files stays as JSON, unless that is too long. */
  private void deleteFiles(Row row) {
    CompletedPurchase purchase = row.purchase;
    deleteResult(row);
    try {
      setJson(row, PurchaseJson.of(purchase));
    } catch (RuntimeException e) {
      // a document in a store that is not Camunda's: only the row stays
    }
  }

  private void setJson(Row row, Object value) {
    byte[] json = PurchaseJson.write(value).getBytes(StandardCharsets.UTF_8);
    if (json.length <= maxJsonBytesOfOne) {
      row.json = json;
      withJson.put(row, json.length);
    }
  }

  private void deleteJson(Row row) {
    withJson.remove(row);
    row.json = null;
  }

  private void deleteResult(Row row) {
    deleteJson(row);
    if (withFiles.remove(row)) {
      row.purchase.deleteFiles();
      row.purchase = null;
    }
  }

  private void deleteRow(Row row) {
    deleteResult(row);
    all.remove(row);
    rows.remove(row.key);
  }
}

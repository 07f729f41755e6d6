package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Settings;

/**
 * What one worker remembers, until it is restarted. A purchase that was not used for a while loses
 * first the files of its images, then everything but its row, and only long after that the row
 * itself: a row is what keeps a job from buying again. An attempt that is at work loses nothing.
 *
 * <p>Each order is kept while it changes, so that no job walks over what other jobs left.
 */
public final class MemoryPurchaseStore implements PurchaseStore {

  private static final long MOST_RESULTS = 1000;
  private static final long MOST_BYTES = 4L * 1024 * 1024 * 1024;
  private static final long LONGEST_SECONDS = Duration.ofHours(6).toSeconds();

  /**
   * Without files, one with a document takes 1.3 KB of heap and one with a running task 0.6 KB, so
   * all of them together up to 130 MB (benchmark RememberedPurchases, 2026-11).
   */
  private static final Bounds BOUNDS =
      new Bounds(100_000, Duration.ofDays(7), 64L * 1024 * 1024, 64 * 1024);

  /**
   * Bounds of what is remembered without images.
   *
   * @param rows how many purchases
   * @param age how long after their last use
   * @param text how many bytes of results and failures together
   * @param textOfOne how many bytes of one
   */
  record Bounds(int rows, Duration age, long text, int textOfOne) {}

  private static final class Row {
    private final PurchaseKey activation;
    private State state = State.OPEN;
    private String attempt;
    private String worker = "";
    private Instant startedAt = Instant.EPOCH;
    private long ends;
    private TaskHandle task;

    /** The result or the failure as JSON, or null. */
    private byte[] text;

    /** The result with its files, or null. */
    private CompletedPurchase purchase;

    private long spooledBytes;
    private long used;

    private Row(PurchaseKey activation) {
      this.activation = activation;
    }
  }

  private final long mostResults;
  private final long mostBytes;
  private final long longestNanos;
  private final Bounds bounds;
  private final Predicate<PurchaseKey> inUse;
  private final LongSupplier nanoTime;

  // each of them with the row first that was not used for longest
  private final Map<PurchaseKey, Row> rows = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashSet<Row> withFiles = new LinkedHashSet<>();
  private final LinkedHashSet<Row> withText = new LinkedHashSet<>();
  private long spooledBytes;
  private long textBytes;

  /**
   * @param settings IMAGES_GENERATE_KEPT_RESULTS (number), IMAGES_GENERATE_KEPT_BYTES and
   *     IMAGES_GENERATE_KEPT_SECONDS bound what is kept of images
   * @param inUse whether an attempt is at work on it
   * @param nanoTime a clock that nobody sets
   */
  public MemoryPurchaseStore(
      Settings settings, Predicate<PurchaseKey> inUse, LongSupplier nanoTime) {
    this(settings, inUse, nanoTime, BOUNDS);
  }

  MemoryPurchaseStore(
      Settings settings, Predicate<PurchaseKey> inUse, LongSupplier nanoTime, Bounds bounds) {
    this.mostResults = settings.number("IMAGES_GENERATE_KEPT_RESULTS", MOST_RESULTS);
    this.mostBytes = settings.number("IMAGES_GENERATE_KEPT_BYTES", MOST_BYTES);
    this.longestNanos =
        TimeUnit.SECONDS.toNanos(settings.number("IMAGES_GENERATE_KEPT_SECONDS", LONGEST_SECONDS));
    this.bounds = bounds;
    this.inUse = inUse;
    this.nanoTime = nanoTime;
  }

  // ---- what attempts write and read

  @Override
  public synchronized Entry claim(PurchaseKey activation, Claim claim) {
    Row row = find(activation);
    if (row == null) {
      row = new Row(activation);
      rows.put(activation, row);
      start(row, claim);
      use(row);
    }
    makeRoom();
    return entry(row);
  }

  private void start(Row row, Claim claim) {
    forgetResult(row);
    row.state = State.OPEN;
    row.attempt = claim.attempt();
    row.worker = claim.worker();
    row.startedAt = Instant.now();
    row.ends = nanoTime.getAsLong() + claim.budget().toNanos();
    row.task = null;
  }

  private Entry entry(Row row) {
    boolean isRunning = row.state == State.OPEN && row.ends - nanoTime.getAsLong() > 0;
    return new Entry(
        row.attempt,
        row.state,
        row.worker,
        row.startedAt.toString(),
        isRunning,
        row.task,
        row.state == State.FAILED && row.text != null
            ? read(row.text, PurchaseJson.Failure.class).exception()
            : null);
  }

  @Override
  public synchronized Optional<Entry> read(PurchaseKey activation) {
    return Optional.ofNullable(find(activation)).map(this::entry);
  }

  @Override
  public synchronized boolean replace(PurchaseKey activation, String attempt, Claim claim) {
    Row row = find(activation);
    if (row == null) {
      return false;
    }
    if (row.attempt.equals(attempt) && row.state != State.BOUGHT) {
      start(row, claim);
    }
    return row.attempt.equals(claim.attempt());
  }

  /** The row if this attempt has it in this state, or null. */
  private Row row(PurchaseKey activation, String attempt, State state) {
    Row row = find(activation);
    return row != null && row.attempt.equals(attempt) && row.state == state ? row : null;
  }

  @Override
  public synchronized void saveTask(PurchaseKey activation, String attempt, TaskHandle task) {
    Row row = row(activation, attempt, State.OPEN);
    if (row != null) {
      row.task = task;
    }
  }

  @Override
  public synchronized void release(
      PurchaseKey activation, String attempt, State from, TaskHandle task) {
    Row row = row(activation, attempt, from);
    if (row != null) {
      forgetResult(row);
      row.state = State.OPEN;
      row.ends = nanoTime.getAsLong();
      row.task = task == null ? row.task : task;
    }
  }

  @Override
  public synchronized void fail(
      PurchaseKey activation, String attempt, State from, ImagesException failure) {
    Row row = row(activation, attempt, from);
    if (row != null) {
      forgetResult(row);
      row.state = State.FAILED;
      row.task = null;
      setText(row, PurchaseJson.Failure.of(failure));
      makeRoom();
    }
  }

  @Override
  public synchronized void delete(PurchaseKey activation, String attempt) {
    Row row = row(activation, attempt, State.OPEN);
    if (row != null) {
      forget(row);
    }
  }

  /** Another store knows better. */
  synchronized void forget(PurchaseKey activation) {
    Row row = find(activation);
    if (row != null) {
      forget(row);
    }
  }

  @Override
  public synchronized void complete(PurchaseKey activation, CompletedPurchase purchase) {
    Row row = rows.computeIfAbsent(activation, Row::new);
    if (row.purchase != purchase) {
      forgetResult(row);
      row.purchase = purchase;
      withFiles.add(row);
    }
    row.state = State.BOUGHT;
    row.attempt = purchase.attempt();
    row.task = purchase.generated().task();
    row.startedAt = purchase.createdAt();
    spooledBytes += purchase.spooledBytes() - row.spooledBytes;
    row.spooledBytes = purchase.spooledBytes();
    use(row);
    makeRoom();
  }

  @Override
  public void delivered(PurchaseKey activation, CompletedPurchase purchase) {
    complete(activation, purchase);
  }

  @Override
  public Optional<CompletedPurchase> completed(PurchaseKey activation, DocumentFactory documents) {
    byte[] text;
    CompletedPurchase bare;
    synchronized (this) {
      Row row = find(activation);
      if (row == null || row.state != State.BOUGHT) {
        return Optional.empty();
      }
      if (row.purchase != null) {
        row.purchase.checkFiles();
        return Optional.of(row.purchase);
      }
      text = row.text;
      bare = CompletedPurchase.withoutResult(row.attempt, row.startedAt, row.task);
    }
    if (text == null) {
      return Optional.of(bare);
    }
    try {
      PurchaseJson json = read(text, PurchaseJson.class);
      return Optional.of(json.purchase(bare.attempt(), documents, (image, size) -> null));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("no bytes are kept beside this text", e);
    }
  }

  private static <T> T read(byte[] text, Class<T> type) {
    try {
      return PurchaseJson.read(new String(text, StandardCharsets.UTF_8), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- bounds

  private Row find(PurchaseKey activation) {
    Row row = rows.get(activation);
    if (row != null) {
      use(row);
    }
    return row;
  }

  private void use(Row row) {
    row.used = nanoTime.getAsLong();
    rows.get(row.activation);
    if (withFiles.remove(row)) {
      withFiles.add(row);
    }
    if (withText.remove(row)) {
      withText.add(row);
    }
  }

  private void makeRoom() {
    long now = nanoTime.getAsLong();
    for (int i = withFiles.size(); i > 0; i--) {
      Row oldest = withFiles.getFirst();
      if (withFiles.size() <= mostResults
          && spooledBytes <= mostBytes
          && now - oldest.used <= longestNanos) {
        break;
      }
      if (inUse.test(oldest.activation)) {
        use(oldest);
      } else {
        forgetFiles(oldest);
      }
    }
    while (textBytes > bounds.text()) {
      forgetText(withText.getFirst());
    }
    for (int i = rows.size(); i > 0; i--) {
      Row oldest = rows.values().iterator().next();
      if (rows.size() <= bounds.rows() && now - oldest.used <= bounds.age().toNanos()) {
        break;
      }
      if (inUse.test(oldest.activation)) {
        use(oldest);
      } else {
        forget(oldest);
      }
    }
  }

  /** What is known without the files stays as text, if it is not too long. */
  private void forgetFiles(Row row) {
    CompletedPurchase purchase = row.purchase;
    forgetResult(row);
    try {
      setText(row, PurchaseJson.of(purchase));
    } catch (RuntimeException e) {
      // a document of a store that is not Camunda's: then the row alone stays
    }
  }

  private void setText(Row row, Object value) {
    byte[] text = PurchaseJson.write(value).getBytes(StandardCharsets.UTF_8);
    if (text.length <= bounds.textOfOne()) {
      row.text = text;
      textBytes += text.length;
      withText.add(row);
    }
  }

  private void forgetText(Row row) {
    if (withText.remove(row)) {
      textBytes -= row.text.length;
      row.text = null;
    }
  }

  private void forgetResult(Row row) {
    forgetText(row);
    if (withFiles.remove(row)) {
      spooledBytes -= row.spooledBytes;
      row.spooledBytes = 0;
      row.purchase.discard();
      row.purchase = null;
    }
  }

  private void forget(Row row) {
    forgetResult(row);
    rows.remove(row.activation);
  }
}

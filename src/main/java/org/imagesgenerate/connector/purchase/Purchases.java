package org.imagesgenerate.connector.purchase;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Purchase;
import org.imagesgenerate.connector.http.Deadline;
import org.imagesgenerate.connector.http.Settings;
import org.imagesgenerate.connector.provider.Activation;
import org.imagesgenerate.connector.provider.Generated;

/**
 * Makes one activation of a task one purchase on this worker. While an attempt buys, a copy of the
 * same job waits for it; after the purchase, an attempt that comes again gets what was bought. Only
 * an attempt that bought nothing, or whose outcome ended the job, makes room for another.
 *
 * <p>Thread-safe; one for the JVM.
 */
public final class Purchases {

  private static final long MOST_ENTRIES = 1000;
  private static final long MOST_BYTES = 4L * 1024 * 1024 * 1024;
  private static final long LONGEST_SECONDS = Duration.ofHours(6).toSeconds();

  private final long mostEntries;
  private final long mostBytes;
  private final Duration longest;
  private final InstantSource clock;

  /** One purchase, and how many attempts are at it now; those are counted under the map's lock. */
  private static final class Entry {
    private final CompletableFuture<CompletedPurchase> bought = new CompletableFuture<>();
    private int attempts;

    /** Empty while it is being bought, and if that failed. */
    Optional<CompletedPurchase> kept() {
      return bought.isDone() && !bought.isCompletedExceptionally()
          ? Optional.of(bought.join())
          : Optional.empty();
    }
  }

  /** In the order in which they were last asked for. */
  private final Map<Activation, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param settings IMAGES_GENERATE_KEPT_RESULTS (number), IMAGES_GENERATE_KEPT_BYTES and
   *     IMAGES_GENERATE_KEPT_SECONDS bound what is kept
   */
  public Purchases(Settings settings, InstantSource clock) {
    this.mostEntries = settings.number("IMAGES_GENERATE_KEPT_RESULTS", MOST_ENTRIES);
    this.mostBytes = settings.number("IMAGES_GENERATE_KEPT_BYTES", MOST_BYTES);
    this.longest =
        Duration.ofSeconds(settings.number("IMAGES_GENERATE_KEPT_SECONDS", LONGEST_SECONDS));
    this.clock = clock;
  }

  /**
   * Buys once, and delivers what was bought, now or by an earlier attempt.
   *
   * @param buy called only if nobody else bought or buys for this activation
   * @param deliver called by one attempt at a time
   * @throws ImagesException what {@code buy} or {@code deliver} threw; TASK_PENDING if another
   *     attempt outlasts the deadline of this one
   */
  public <T> T once(
      Activation activation,
      Deadline deadline,
      Supplier<Generated> buy,
      Function<CompletedPurchase, T> deliver) {
    return take(activation, deadline, () -> CompletedPurchase.of(buy, clock, null), deliver);
  }

  /**
   * As {@link #once}, where it may also be somebody else who bought.
   *
   * @param take buys, or gets what another worker bought
   */
  public <T> T take(
      Activation activation,
      Deadline deadline,
      Supplier<CompletedPurchase> take,
      Function<CompletedPurchase, T> deliver) {
    Entry entry;
    boolean isFirst;
    synchronized (entries) {
      entry = entries.get(activation);
      isFirst = entry == null;
      if (isFirst) {
        entry = new Entry();
        entries.put(activation, entry);
      }
      entry.attempts++;
      // only now: what this attempt came for must not make room for it
      discardOld();
    }
    try {
      CompletedPurchase kept = isFirst ? take(activation, entry, take) : await(entry, deadline);
      return deliver(activation, entry, kept, deliver);
    } finally {
      synchronized (entries) {
        entry.attempts--;
      }
    }
  }

  /** Returns with the lock of delivery held, so that nobody else delivers what was just bought. */
  private CompletedPurchase take(
      Activation activation, Entry entry, Supplier<CompletedPurchase> take) {
    try {
      CompletedPurchase kept = take.get();
      kept.delivering().lock();
      entry.bought.complete(kept);
      return kept;
    } catch (Throwable e) {
      synchronized (entries) {
        entries.remove(activation, entry);
      }
      entry.bought.completeExceptionally(e);
      throw e;
    }
  }

  private static CompletedPurchase await(Entry entry, Deadline deadline) {
    try {
      CompletedPurchase kept = entry.bought.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
      if (kept.delivering().tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        return kept;
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ImagesException failure) {
        throw failure;
      }
      throw ImagesException.of(
              ErrorCode.OUTCOME_UNKNOWN,
              Purchase.UNKNOWN,
              "Another attempt of the same job failed: " + e.getCause().getClass().getSimpleName())
          .causedBy(e.getCause());
    } catch (TimeoutException e) {
      // falls through: the other attempt is still buying
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw pending(entry.kept().isPresent() ? Purchase.MADE : Purchase.UNKNOWN);
  }

  private <T> T deliver(
      Activation activation,
      Entry entry,
      CompletedPurchase kept,
      Function<CompletedPurchase, T> deliver) {
    try {
      if (kept.useless() != null) {
        throw kept.useless();
      }
      return deliver.apply(kept);
    } catch (ImagesException e) {
      if (e.code() == ErrorCode.RESPONSE_INVALID) {
        forget(activation, entry, kept, e);
      }
      throw e;
    } finally {
      kept.delivering().unlock();
    }
  }

  private static ImagesException pending(Purchase purchase) {
    return ImagesException.of(
        ErrorCode.TASK_PENDING,
        purchase,
        "Another attempt of the same job is still at work; the next attempt takes its images");
  }

  /**
   * The images turned out to be none: the next attempt may buy, and those that wait for these get
   * the same answer. After any other failure they are kept, since they are worth something.
   */
  private void forget(
      Activation activation, Entry entry, CompletedPurchase kept, ImagesException why) {
    synchronized (entries) {
      entries.remove(activation, entry);
    }
    kept.discard(why);
  }

  private void discardOld() {
    long bytes = 0;
    for (Entry entry : entries.values()) {
      bytes += entry.kept().map(CompletedPurchase::spooledBytes).orElse(0L);
    }
    Iterator<Entry> oldestFirst = entries.values().iterator();
    while (oldestFirst.hasNext()) {
      Entry entry = oldestFirst.next();
      CompletedPurchase kept = entry.kept().orElse(null);
      if (kept == null || entry.attempts > 0) {
        continue;
      }
      boolean tooOld = kept.createdAt().plus(longest).isBefore(clock.instant());
      // what holds no bytes any more makes no room, and still keeps its job from buying again
      boolean tooMany =
          entries.size() > mostEntries || bytes > mostBytes && kept.spooledBytes() > 0;
      if (tooOld || tooMany) {
        bytes -= kept.spooledBytes();
        oldestFirst.remove();
        kept.discard(null);
      }
    }
  }
}

package org.imagesgenerate.connector.purchase;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /** In the order in which they were last asked for. */
  private final Map<Activation, CompletableFuture<Kept>> entries =
      new LinkedHashMap<>(16, 0.75f, true);

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
      Function<Kept, T> deliver) {
    CompletableFuture<Kept> mine = new CompletableFuture<>();
    CompletableFuture<Kept> earlier;
    synchronized (entries) {
      discardOld();
      earlier = entries.putIfAbsent(activation, mine);
    }
    Kept kept = earlier == null ? buy(activation, mine, buy) : await(earlier, deadline);
    try {
      return deliver.apply(kept);
    } catch (ImagesException e) {
      if (e.code().retry() == ErrorCode.Retry.NEVER) {
        forget(activation, kept);
      }
      throw e;
    } finally {
      kept.delivering().unlock();
    }
  }

  /** Returns with the lock of delivery held, so that nobody can discard what was just bought. */
  private Kept buy(Activation activation, CompletableFuture<Kept> mine, Supplier<Generated> buy) {
    long start = System.nanoTime();
    try {
      Generated generated = buy.get();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      Kept kept = new Kept(generated, clock.instant(), millis);
      kept.delivering().lock();
      mine.complete(kept);
      return kept;
    } catch (Throwable e) {
      synchronized (entries) {
        entries.remove(activation, mine);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static Kept await(CompletableFuture<Kept> earlier, Deadline deadline) {
    try {
      Kept kept = earlier.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
      if (kept.delivering().tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        return kept;
      }
      throw pending(Purchase.MADE);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ImagesException failure) {
        throw failure;
      }
      throw ImagesException.of(
              ErrorCode.OUTCOME_UNKNOWN,
              Purchase.UNKNOWN,
              "Another attempt of the same job failed: " + e.getCause())
          .causedBy(e.getCause());
    } catch (TimeoutException e) {
      throw pending(Purchase.UNKNOWN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw pending(Purchase.UNKNOWN);
    }
  }

  private static ImagesException pending(Purchase purchase) {
    return ImagesException.of(
        ErrorCode.TASK_PENDING,
        purchase,
        "Another attempt of the same job is still at work; the next attempt takes its images");
  }

  /** The images turned out to be of no use: the next attempt may buy. */
  private void forget(Activation activation, Kept kept) {
    synchronized (entries) {
      entries.remove(activation);
    }
    kept.discard();
  }

  private void discardOld() {
    long bytes = 0;
    for (CompletableFuture<Kept> entry : entries.values()) {
      bytes += isKept(entry) ? entry.join().spooledBytes() : 0;
    }
    Iterator<CompletableFuture<Kept>> oldestFirst = entries.values().iterator();
    while (oldestFirst.hasNext()) {
      CompletableFuture<Kept> entry = oldestFirst.next();
      if (!isKept(entry)) {
        continue;
      }
      Kept kept = entry.join();
      boolean tooOld = kept.createdAt().plus(longest).isBefore(clock.instant());
      boolean tooMany = entries.size() >= mostEntries || bytes > mostBytes;
      if ((tooOld || tooMany) && kept.delivering().tryLock()) {
        bytes -= kept.spooledBytes();
        oldestFirst.remove();
        kept.discard();
        kept.delivering().unlock();
      }
    }
  }

  private static boolean isKept(CompletableFuture<Kept> entry) {
    return entry.isDone() && !entry.isCompletedExceptionally();
  }
}

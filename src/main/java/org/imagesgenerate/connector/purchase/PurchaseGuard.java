package org.imagesgenerate.connector.purchase;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ErrorCode.Retry;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.provider.AttemptState;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.ResumableTask;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.purchase.InFlightPurchases.InFlightPurchase;
import org.imagesgenerate.connector.purchase.PurchaseStore.Change;
import org.imagesgenerate.connector.purchase.PurchaseStore.Entry;
import org.imagesgenerate.connector.purchase.PurchaseStore.State;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Sleeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buys the images of one activation of a task once: on one worker, and on all workers that share a
 * store, even if they are killed. Decision 7 lists what each row of the store leads to.
 *
 * <p>Thread-safe.
 */
public final class PurchaseGuard {

  /**
   * The error variable that names the failed attempt. The next attempt gets it only if the engine
   * created an incident and somebody added retries: that allows one more purchase.
   */
  static final String ATTEMPT = "attempt";

  private static final Logger LOG = LoggerFactory.getLogger(PurchaseGuard.class);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** A finished task that ends with one of these codes has no images any more. */
  private static final Set<ErrorCode> TASK_WITHOUT_IMAGES =
      EnumSet.of(
          ErrorCode.TASK_FAILED,
          ErrorCode.NO_IMAGE,
          ErrorCode.RESPONSE_INVALID,
          ErrorCode.RESPONSE_TOO_LARGE);

  private final PurchaseStore store;
  private final StoreAccess access;
  private final InFlightPurchases inFlightPurchases;
  private final InstantSource clock;
  private final String worker = workerName();

  /**
   * @param inFlightPurchases the jobs that run in this JVM
   * @param sleeper waits for other workers, and for a store that is down
   */
  public PurchaseGuard(
      PurchaseStore store,
      InFlightPurchases inFlightPurchases,
      InstantSource clock,
      Sleeper sleeper) {
    this(store, inFlightPurchases, clock, sleeper, LateWrites.SCHEDULER);
  }

  /**
   * @param scheduler repeats what the store could not be told when an attempt ended
   */
  PurchaseGuard(
      PurchaseStore store,
      InFlightPurchases inFlightPurchases,
      InstantSource clock,
      Sleeper sleeper,
      BiConsumer<Runnable, Duration> scheduler) {
    this.store = store;
    this.access = new StoreAccess(sleeper, new LateWrites(inFlightPurchases, scheduler));
    this.inFlightPurchases = inFlightPurchases;
    this.clock = clock;
  }

  /** Appears in messages, and identifies the rows of this worker. */
  private static String workerName() {
    String host = System.getenv("HOSTNAME");
    return "%s/%d/%s"
        .formatted(
            host == null ? "worker" : host.substring(0, Math.min(host.length(), 100)),
            ProcessHandle.current().pid(),
            UUID.randomUUID().toString().substring(0, 8));
  }

  /**
   * Returns the images that an earlier attempt bought, or buys them, and delivers them.
   *
   * @param deliver called by one attempt at a time
   * @throws ImagesException what buying or delivering threw, now or in an earlier attempt;
   *     OUTCOME_UNKNOWN if another attempt may have bought; TASK_PENDING if another attempt is
   *     still running at the deadline; CONNECTION_FAILED if the store cannot be used and nothing
   *     was bought
   */
  public <T> T getOrBuy(PurchaseCall call, Function<CompletedPurchase, T> deliver) {
    try (InFlightPurchase inFlight = inFlightPurchases.enter(call.key(), call.deadline())) {
      Attempt attempt = new Attempt(call);
      CompletedPurchase purchase = attempt.getOrBuy();
      inFlight.bought();
      return attempt.deliver(purchase, deliver);
    }
  }

  // ---- writes that may have to wait: outside of Attempt, or they would keep the job in memory

  private StoreAccess.Write change(PurchaseKey key, String attempt, State from, Change change) {
    return it -> store.change(key, attempt, from, change, it);
  }

  private StoreAccess.Write delivered(PurchaseKey key, CompletedPurchase purchase) {
    return it -> store.delivered(key, purchase, it);
  }

  // ---- the attempt

  /** One attempt at one purchase. */
  private final class Attempt {
    private final PurchaseCall call;
    private final PurchaseKey key;
    private final Claim claim;

    Attempt(PurchaseCall call) {
      this.call = call;
      this.key = call.key();
      this.claim =
          new Claim(UUID.randomUUID().toString(), worker, call.provider(), call.deadline().left());
    }

    /** Claims the row of this purchase; while another worker is buying, waits for it. */
    CompletedPurchase getOrBuy() {
      access.late().write(key);
      Entry entry = access.beforePurchase(() -> store.claim(key, claim, forClaim()));
      Duration wait = SHORTEST_WAIT;
      while (true) {
        Optional<CompletedPurchase> purchase = decide(entry);
        if (purchase.isPresent()) {
          return purchase.get();
        }
        if (!access.sleep(wait, call.deadline())) {
          throw ImagesException.of(
              ErrorCode.TASK_PENDING,
              PurchaseState.UNKNOWN,
              "Worker %s is still working on the same job. You may have been billed. The next attempt gets its images and buys nothing more."
                  .formatted(entry.worker()));
        }
        Duration doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
        entry = readOrClaim();
      }
    }

    /** The provider needs the rest of the budget. */
    private Deadline forClaim() {
      return call.deadline().half();
    }

    /** Returns empty if this attempt has to wait, and read the row again. */
    private Optional<CompletedPurchase> decide(Entry entry) {
      if (entry.attempt().equals(claim.attempt())) {
        return Optional.of(buy(entry));
      }
      return switch (entry.state()) {
        case BOUGHT -> {
          countDuplicate("images");
          yield completed(entry);
        }
        case FAILED -> {
          if (isReplacementAllowed(entry)) {
            yield replace(entry);
          }
          countDuplicate("failure");
          throw entry.failure() == null ? unknownOutcome(entry) : sameFailure(entry);
        }
        case OPEN -> {
          if (entry.task() != null || call.isRepeatable()) {
            yield Optional.of(buy(entry));
          }
          if (isReplacementAllowed(entry)) {
            yield replace(entry);
          }
          // an attempt of this worker is over: InFlightPurchases lets in one at a time
          if (entry.isRunning() && !entry.worker().equals(worker)) {
            yield Optional.empty();
          }
          countDuplicate("unknown");
          throw unknownOutcome(entry);
        }
      };
    }

    /** Images Collect buys nothing, so there is nothing to catch. */
    private void countDuplicate(String found) {
      if (call.submittedTask() == null) {
        Metric.DUPLICATES.add(1, call.provider(), found);
      }
    }

    /** The current row, or a new row of this attempt if the other attempt bought nothing. */
    private Entry readOrClaim() {
      return access.beforePurchase(
          () -> {
            Optional<Entry> entry = store.read(key, call.deadline());
            return entry.isPresent() ? entry.get() : store.claim(key, claim, forClaim());
          });
    }

    /**
     * Whether somebody added retries to the incident of that attempt, so one more purchase is
     * allowed.
     */
    private boolean isReplacementAllowed(Entry entry) {
      var error = call.request().earlierError();
      return error != null && entry.attempt().equals(error.at("/variables/" + ATTEMPT).asText());
    }

    private Optional<CompletedPurchase> replace(Entry entry) {
      boolean isReplaced =
          access.beforePurchase(() -> store.replace(key, entry.attempt(), claim, forClaim()));
      return isReplaced ? decide(readOrClaim()) : Optional.empty();
    }

    private ImagesException sameFailure(Entry entry) {
      ImagesException failure = entry.failure();
      return failure
          .withMessage(
              "%s (This is the result of an earlier attempt of this job, on worker %s, started %s. Nothing was sent now. To buy again, add retries to this incident or change an input.)"
                  .formatted(failure.getMessage(), entry.worker(), entry.startedAt()))
          .with(ATTEMPT, entry.attempt());
    }

    private ImagesException unknownOutcome(Entry entry) {
      String removal = store.removal(key, entry.attempt());
      return ImagesException.of(
              ErrorCode.OUTCOME_UNKNOWN,
              PurchaseState.UNKNOWN,
              "An earlier attempt of this job, on worker %s, started %s, did not report its result. Nothing was sent now. You may have been billed: check the provider's usage page. To buy again, add retries to this incident or change an input%s"
                  .formatted(
                      entry.worker(),
                      entry.startedAt(),
                      removal.isEmpty() ? "" : "; or " + removal))
          .with(ATTEMPT, entry.attempt());
    }

    // ---- bought by an earlier attempt

    /** Returns empty if the purchase was deleted since the row was read. */
    private Optional<CompletedPurchase> completed(Entry entry) {
      return access
          .afterPurchase(() -> store.completed(key, call.documents(), call.deadline()))
          .map(purchase -> purchase.lacksImages() ? restored(entry, purchase) : purchase);
    }

    /** Image files are gone, but the provider may still have the images. */
    private CompletedPurchase restored(Entry entry, CompletedPurchase purchase) {
      TaskHandle task = purchase.generated().task();
      if (task != null && call.canCollect()) {
        try {
          return complete(entry, () -> call.collect(task));
        } catch (ImagesException e) {
          throw TASK_WITHOUT_IMAGES.contains(e.code()) ? lostImages(entry) : e;
        }
      }
      if (call.isRepeatable()) {
        return buy(entry);
      }
      if (purchase.lacksAllImages()) {
        throw lostImages(entry);
      }
      return purchase;
    }

    private ImagesException lostImages(Entry entry) {
      ImagesException failure =
          ImagesException.of(
              ErrorCode.NO_IMAGE,
              PurchaseState.MADE,
              "The images were bought by an earlier attempt of this job, but their files are gone, and there is no URL or task to get them from. Nothing was bought now. IMAGES_GENERATE_KEPT_RESULTS, IMAGES_GENERATE_KEPT_BYTES and IMAGES_GENERATE_KEPT_SECONDS limit how long files are kept; no other program may delete them from java.io.tmpdir. To buy again, add retries to this incident or change an input");
      writeEnd(entry.attempt(), State.BOUGHT, new Change.Failed(failure));
      return failure.with(ATTEMPT, entry.attempt());
    }

    // ---- buying

    private CompletedPurchase buy(Entry entry) {
      boolean isOwnRow = entry.attempt().equals(claim.attempt());
      AttemptState state = new StoredState(entry, isOwnRow);
      if (isOwnRow) {
        // a task that only the variable "error" names would be lost with the next failure
        ResumableTask.of(call.request()).ifPresent(state::saveTask);
      }
      try {
        return complete(entry, () -> call.buy(state));
      } catch (ImagesException e) {
        throw storeFailure(entry, isOwnRow, e);
      } catch (Throwable e) {
        writeEnd(entry.attempt(), State.OPEN, new Change.Released(null));
        throw e;
      }
    }

    /**
     * Gets the images and stores them. After the provider has responded, nothing is thrown: the
     * images were paid for.
     */
    private CompletedPurchase complete(Entry entry, Supplier<GenerationResult> provider) {
      long start = System.nanoTime();
      GenerationResult result = provider.get();
      long measured = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      CompletedPurchase purchase =
          new CompletedPurchase(
              masked(result, call.redaction()),
              clock.instant(),
              Objects.requireNonNullElse(result.providerMillis(), measured),
              entry.attempt(),
              call.redaction());
      if (!access.write(call.deadline(), it -> store.complete(key, purchase, it))) {
        purchase.warn(
            "the shared ledger could not be written, so other workers do not know of these images; if another worker runs this job again, it ends with OUTCOME_UNKNOWN");
      }
      return purchase;
    }

    /** Stores how buying failed; returns what to throw. */
    private ImagesException storeFailure(Entry entry, boolean isOwnRow, ImagesException failure) {
      TaskHandle task = failure.variables().get("task") instanceof TaskHandle it ? it : null;
      boolean isOnlyPurchase = isOwnRow || entry.task() != null;
      if (failure.purchase() == PurchaseState.NONE
          && task == null
          && isOnlyPurchase
          && !call.isRepeatable()) {
        writeEnd(entry.attempt(), State.OPEN, new Change.Deleted());
        return failure;
      }
      return storeEnd(entry.attempt(), State.OPEN, failure, task);
    }

    // ---- delivery

    <T> T deliver(CompletedPurchase purchase, Function<CompletedPurchase, T> deliver) {
      boolean isUsable = true;
      try {
        return deliver.apply(purchase);
      } catch (ImagesException e) {
        isUsable = e.code() != ErrorCode.RESPONSE_INVALID;
        throw isUsable
            ? e
            : storeEnd(purchase.attempt(), State.BOUGHT, e, purchase.generated().task());
      } finally {
        if (isUsable) {
          // if the images are stored, this only spares the next attempt some work
          Deadline deadline = purchase.isStored() ? Deadline.in(Duration.ZERO) : call.deadline();
          access.writeEnd(key, deadline, delivered(key, purchase));
        }
      }
    }

    // ---- the end of an attempt

    /**
     * Stores how the attempt ended; returns what to throw.
     *
     * @param task what the next attempt can continue with, or null
     */
    private ImagesException storeEnd(
        String attempt, State from, ImagesException failure, TaskHandle task) {
      boolean isRetried = failure.code().retry() != Retry.NEVER || call.isRepeatable();
      Change end =
          isRetried || task != null
              ? new Change.Released(call.redaction().finds(task) ? null : task)
              : new Change.Failed(failure.masked(call.redaction()));
      writeEnd(attempt, from, end);
      // without ATTEMPT, a retry by the engine cannot be mistaken for a decision to buy again
      return isRetried ? failure : failure.with(ATTEMPT, attempt);
    }

    private void writeEnd(String attempt, State from, Change end) {
      access.writeEnd(key, call.deadline(), change(key, attempt, from, end));
    }

    /** What the store knows about earlier attempts. */
    private final class StoredState implements AttemptState {
      private final Entry entry;
      private final boolean isOwnRow;

      StoredState(Entry entry, boolean isOwnRow) {
        this.entry = entry;
        this.isOwnRow = isOwnRow;
      }

      @Override
      public boolean mayHaveSent() {
        return !isOwnRow;
      }

      @Override
      public TaskHandle task() {
        return entry.task();
      }

      @Override
      public void saveTask(TaskHandle task) {
        if (!call.redaction().finds(task)) {
          access.write(
              call.deadline().half(),
              it -> store.change(key, entry.attempt(), State.OPEN, new Change.Running(task), it));
        }
      }
    }
  }

  /** A result that cannot be masked keeps its images, and loses the texts of the provider. */
  private static GenerationResult masked(GenerationResult result, Redaction redaction) {
    try {
      return result.masked(redaction);
    } catch (RuntimeException | Error e) {
      LOG.error("A response could not be masked: {}", e.getClass().getName());
      return new GenerationResult(
          result.images().stream().map(it -> GenerationResult.Image.of(it.source())).toList(),
          null,
          Map.of(),
          result.cost(),
          result.task(),
          List.of("what the provider said about the images could not be read"));
    }
  }
}

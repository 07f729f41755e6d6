package org.imagesgenerate.connector.purchase;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ErrorCode.Retry;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.provider.AttemptState;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.ResumableTask;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.purchase.InFlightPurchases.InFlightPurchase;
import org.imagesgenerate.connector.purchase.PurchaseStore.Entry;
import org.imagesgenerate.connector.purchase.PurchaseStore.State;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Sleeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one activation of a task one purchase: on one worker, and on all workers that share a
 * store, also when they are killed. Decision 7 has as tables what a row means and what becomes of
 * it.
 *
 * <p>Thread-safe.
 */
public final class PurchaseGuard {

  /**
   * The error variable that names the attempt that failed. It reaches the next attempt only if the
   * engine made an incident of the failure and somebody added retries: that allows one purchase.
   */
  static final String ATTEMPT = "attempt";

  private static final Logger LOG = LoggerFactory.getLogger(PurchaseGuard.class);
  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(3));
  private static final Duration FIRST_LOOK = Duration.ofMillis(500);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

  /** A finished task that ends so has no images any more. */
  private static final Set<ErrorCode> TASK_WITHOUT_IMAGES =
      EnumSet.of(
          ErrorCode.TASK_FAILED,
          ErrorCode.NO_IMAGE,
          ErrorCode.RESPONSE_INVALID,
          ErrorCode.RESPONSE_TOO_LARGE);

  private final PurchaseStore store;
  private final InFlightPurchases flights;
  private final InstantSource clock;
  private final Sleeper pause;
  private final String worker = name();

  /**
   * @param flights those of this JVM
   * @param pause waits for other workers
   */
  public PurchaseGuard(
      PurchaseStore store, InFlightPurchases flights, InstantSource clock, Sleeper pause) {
    this.store = store;
    this.flights = flights;
    this.clock = clock;
    this.pause = pause;
  }

  /** For messages, and to know our own rows. */
  private static String name() {
    String host = System.getenv("HOSTNAME");
    return "%s/%d/%s"
        .formatted(
            host == null ? "worker" : host.substring(0, Math.min(host.length(), 100)),
            ProcessHandle.current().pid(),
            UUID.randomUUID().toString().substring(0, 8));
  }

  /**
   * Gets what an earlier attempt bought, or buys, and delivers it.
   *
   * @param deliver called by one attempt at a time
   * @throws ImagesException what buying or delivering threw, now or in an earlier attempt;
   *     OUTCOME_UNKNOWN if another attempt may have bought; TASK_PENDING if another attempt
   *     outlasts the deadline; CONNECTION_FAILED if the store cannot be used, and nothing was
   *     bought
   */
  public <T> T getOrBuy(PurchaseCall call, Function<CompletedPurchase, T> deliver) {
    try (InFlightPurchase flight =
        flights.enter(call.order().activation(), call.order().deadline())) {
      CompletedPurchase purchase = new Attempt(call).getOrBuy();
      flight.bought();
      return deliver(call, purchase, deliver);
    }
  }

  private <T> T deliver(
      PurchaseCall call, CompletedPurchase purchase, Function<CompletedPurchase, T> deliver) {
    boolean isNoImage = false;
    try {
      return deliver.apply(purchase);
    } catch (ImagesException e) {
      isNoImage = e.code() == ErrorCode.RESPONSE_INVALID;
      throw isNoImage
          ? ended(call, purchase.attempt(), State.BOUGHT, e, purchase.generated().task())
          : e;
    } finally {
      if (!isNoImage) {
        // once, and not for long: nothing is lost if only this is
        write(
            Deadline.in(Duration.ZERO), () -> store.delivered(call.order().activation(), purchase));
      }
    }
  }

  /** One attempt, until it has the images. */
  private final class Attempt {
    private final PurchaseCall call;
    private final GenerationRequest order;
    private final PurchaseKey activation;
    private final Claim claim;

    Attempt(PurchaseCall call) {
      this.call = call;
      this.order = call.order();
      this.activation = order.activation();
      this.claim =
          new Claim(UUID.randomUUID().toString(), worker, call.provider(), order.deadline().left());
    }

    CompletedPurchase getOrBuy() {
      Entry entry = read(() -> store.claim(activation, claim));
      Duration wait = FIRST_LOOK;
      while (true) {
        Optional<CompletedPurchase> purchase = decide(entry);
        if (purchase.isPresent()) {
          return purchase.get();
        }
        rest(wait, entry);
        wait =
            wait.multipliedBy(2).compareTo(LONGEST_LOOK) < 0 ? wait.multipliedBy(2) : LONGEST_LOOK;
        entry = look();
      }
    }

    /** Empty if another worker is at work, or was while this one looked. */
    private Optional<CompletedPurchase> decide(Entry entry) {
      if (entry.attempt().equals(claim.attempt())) {
        return Optional.of(buy(entry, true));
      }
      return switch (entry.state()) {
        case BOUGHT -> completed(entry);
        case FAILED -> isAllowed(entry) ? replace(entry) : failAgain(entry);
        case OPEN -> {
          if (entry.task() != null || call.isRepeatable()) {
            yield Optional.of(buy(entry, false));
          }
          if (isAllowed(entry)) {
            yield replace(entry);
          }
          yield entry.isRunning() && !entry.worker().equals(worker)
              ? Optional.empty()
              : unknown(entry);
        }
      };
    }

    /** Whether somebody who saw the failure of that attempt wants another one. */
    private boolean isAllowed(Entry entry) {
      return order.earlierError() != null
          && entry.attempt().equals(order.earlierError().path("variables").path(ATTEMPT).asText());
    }

    private Optional<CompletedPurchase> replace(Entry entry) {
      return read(() -> store.replace(activation, entry.attempt(), claim))
          ? decide(look())
          : Optional.empty();
    }

    private Optional<CompletedPurchase> failAgain(Entry entry) {
      if (entry.failure() == null) {
        return unknown(entry);
      }
      String message =
          "%s (An earlier attempt of this job ended so, on worker %s, started %s. Nothing was sent now. To buy again, add retries to this incident or change an input.)"
              .formatted(entry.failure().getMessage(), entry.worker(), entry.startedAt());
      throw same(entry.failure(), message, entry.failure().variables())
          .with(ATTEMPT, entry.attempt());
    }

    private Optional<CompletedPurchase> unknown(Entry entry) {
      String removal = store.removal(activation, entry.attempt());
      throw ImagesException.of(
              ErrorCode.OUTCOME_UNKNOWN,
              PurchaseState.UNKNOWN,
              "An earlier attempt of this job, on worker %s, started %s, may have bought images and left no result. The provider cannot be asked, so nothing was sent now. Look at the provider's usage page. To buy again, add retries to this incident or change an input%s"
                  .formatted(
                      entry.worker(),
                      entry.startedAt(),
                      removal.isEmpty() ? "" : "; or " + removal))
          .with(ATTEMPT, entry.attempt());
    }

    // ---- what was bought before

    private Optional<CompletedPurchase> completed(Entry entry) {
      Optional<CompletedPurchase> found;
      try {
        found = store.completed(activation, call.documents());
      } catch (StoreException | RuntimeException e) {
        throw ImagesException.of(
            ErrorCode.DELIVERY_FAILED,
            PurchaseState.MADE,
            "The images were bought and are kept, but they could not be read from " + said(e));
      }
      return found.map(it -> it.lacksImages() ? withImages(entry, it) : it);
    }

    /** Their files are gone: the provider's task may still have them. */
    private CompletedPurchase withImages(Entry entry, CompletedPurchase purchase) {
      TaskHandle task = purchase.generated().task();
      if (task != null && call.collect() != null) {
        return collect(entry, task);
      }
      if (call.isRepeatable()) {
        return buy(entry, false);
      }
      if (purchase.lacksAllImages()) {
        throw lost(entry);
      }
      return purchase;
    }

    private CompletedPurchase collect(Entry entry, TaskHandle task) {
      try {
        return record(entry, () -> call.collect().apply(task));
      } catch (ImagesException e) {
        throw TASK_WITHOUT_IMAGES.contains(e.code()) ? lost(entry) : e;
      }
    }

    private ImagesException lost(Entry entry) {
      ImagesException failure =
          ImagesException.of(
              ErrorCode.NO_IMAGE,
              PurchaseState.MADE,
              "The images were bought by an earlier attempt of this job, but their files are gone, and there is no URL or task to get them from. Nothing was bought now. Files are kept as long as IMAGES_GENERATE_KEPT_RESULTS, IMAGES_GENERATE_KEPT_BYTES and IMAGES_GENERATE_KEPT_SECONDS say, and nobody else deletes them from java.io.tmpdir. To buy again, add retries to this incident or change an input");
      write(order.deadline(), () -> store.fail(activation, entry.attempt(), State.BOUGHT, failure));
      return failure.with(ATTEMPT, entry.attempt());
    }

    // ---- buying

    /**
     * @param isFirst whether nobody can have asked the provider before in this row
     */
    private CompletedPurchase buy(Entry entry, boolean isFirst) {
      AttemptState state = state(entry, isFirst);
      // a handle that only the variable knows may be lost there with the next failure
      ResumableTask.of(order).filter(task -> isFirst).ifPresent(state::saveTask);
      try {
        return record(entry, () -> call.buy().apply(order.on(state)));
      } catch (ImagesException e) {
        throw failed(entry, isFirst, e);
      } catch (Throwable e) {
        write(order.deadline(), () -> store.release(activation, entry.attempt(), State.OPEN, null));
        throw e;
      }
    }

    private AttemptState state(Entry entry, boolean isFirst) {
      return new AttemptState() {
        @Override
        public boolean hasBegun() {
          return !isFirst;
        }

        @Override
        public TaskHandle task() {
          return entry.task();
        }

        @Override
        public void saveTask(TaskHandle task) {
          if (!call.redaction().finds(task)) {
            write(order.deadline().half(), () -> store.saveTask(activation, entry.attempt(), task));
          }
        }
      };
    }

    /** From the provider's response on nothing is thrown. */
    private CompletedPurchase record(Entry entry, Supplier<GenerationResult> get) {
      long start = System.nanoTime();
      GenerationResult generated = get.get();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      CompletedPurchase purchase =
          new CompletedPurchase(
              masked(generated, call.redaction()),
              clock.instant(),
              millis,
              entry.attempt(),
              call.redaction());
      if (!write(order.deadline(), () -> store.complete(activation, purchase))) {
        purchase.warn(
            "the shared ledger could not be written, so other workers do not know of these images; if another worker has to do this job again, it ends with OUTCOME_UNKNOWN");
      }
      return purchase;
    }

    /** Writes how it failed, and says what to throw. */
    private ImagesException failed(Entry entry, boolean isFirst, ImagesException failure) {
      TaskHandle handle = failure.variables().get("task") instanceof TaskHandle task ? task : null;
      boolean isAlone = isFirst || entry.task() != null;
      if (failure.purchase() == PurchaseState.NONE
          && handle == null
          && isAlone
          && !call.isRepeatable()) {
        write(order.deadline(), () -> store.delete(activation, entry.attempt()));
        return failure;
      }
      return ended(call, entry.attempt(), State.OPEN, failure, handle);
    }

    // ---- the store, and other workers

    private <T> T read(Read<T> read) {
      try {
        return read.run();
      } catch (StoreException | RuntimeException e) {
        throw ImagesException.of(
            ErrorCode.CONNECTION_FAILED,
            PurchaseState.NONE,
            "Nothing was bought. The request was not sent, because of " + said(e));
      }
    }

    /** The row as it is now; a new one of ours if the other attempt bought nothing. */
    private Entry look() {
      return read(
          () -> {
            Optional<Entry> entry = store.read(activation);
            return entry.isPresent() ? entry.get() : store.claim(activation, claim);
          });
    }

    private void rest(Duration wait, Entry entry) {
      boolean isInTime = wait.compareTo(order.deadline().left()) < 0;
      if (!isInTime || !pause(wait)) {
        throw ImagesException.of(
            ErrorCode.TASK_PENDING,
            PurchaseState.UNKNOWN,
            "Worker %s is still working on the same job; the next attempt takes its images"
                .formatted(entry.worker()));
      }
    }
  }

  /** Writes how an attempt ended, and says what to throw. */
  private ImagesException ended(
      PurchaseCall call, String attempt, State from, ImagesException failure, TaskHandle handle) {
    PurchaseKey activation = call.order().activation();
    boolean isFinal =
        failure.code().retry() == Retry.NEVER && handle == null && !call.isRepeatable();
    TaskHandle writable = call.redaction().finds(handle) ? null : handle;
    write(
        call.order().deadline(),
        isFinal
            ? () -> store.fail(activation, attempt, from, redacted(failure, call.redaction()))
            : () -> store.release(activation, attempt, from, writable));
    // only in an incident: whatever the engine retries by itself is nobody's decision
    return failure.code().retry() == Retry.NEVER && !call.isRepeatable()
        ? failure.with(ATTEMPT, attempt)
        : failure;
  }

  private static ImagesException redacted(ImagesException failure, Redaction redaction) {
    Map<String, Object> variables = new LinkedHashMap<>();
    failure.variables().forEach((name, value) -> variables.put(name, redaction.value(value)));
    return same(failure, redaction.text(failure.getMessage()), variables);
  }

  private static ImagesException same(
      ImagesException failure, String message, Map<String, Object> variables) {
    ImagesException copy =
        ImagesException.of(failure.code(), failure.purchase(), message)
            .retryAfter(failure.retryAfter());
    for (Map.Entry<String, Object> variable : variables.entrySet()) {
      copy = copy.with(variable.getKey(), variable.getValue());
    }
    return copy;
  }

  /** What cannot be masked is left out: the images are worth more than what is said about them. */
  private static GenerationResult masked(GenerationResult generated, Redaction redaction) {
    try {
      return generated.masked(redaction);
    } catch (RuntimeException | Error e) {
      LOG.error("A response could not be masked: {}", e.getClass().getName());
      return new GenerationResult(
          generated.images().stream().map(it -> GenerationResult.Image.of(it.source())).toList(),
          null,
          Map.of(),
          generated.cost(),
          generated.task(),
          List.of("what the provider said about the images could not be read"));
    }
  }

  private interface Read<T> {
    T run() throws StoreException;
  }

  private interface Write {
    void run() throws StoreException;
  }

  /** Writes with patience, and never throws; whether it worked. */
  private boolean write(Deadline deadline, Write write) {
    try {
      for (int attempt = 0; ; attempt++) {
        try {
          write.run();
          return true;
        } catch (StoreException e) {
          boolean isLast =
              attempt == WAITS.size()
                  || WAITS.get(attempt).compareTo(deadline.left()) >= 0
                  || !pause(WAITS.get(attempt));
          if (isLast) {
            LOG.warn("A purchase could not be written down: {}", e.getMessage());
            return false;
          }
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("A purchase could not be written down: {}", e.getClass().getName());
      return false;
    }
  }

  private static String said(Exception e) {
    return e instanceof StoreException
        ? e.getMessage()
        : "an unexpected " + e.getClass().getSimpleName();
  }

  private boolean pause(Duration wait) {
    try {
      pause.pause(wait);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

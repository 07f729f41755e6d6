package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Purchase;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.http.Deadline;
import org.imagesgenerate.connector.http.Pause;
import org.imagesgenerate.connector.provider.AttemptState;
import org.imagesgenerate.connector.provider.EarlierTask;
import org.imagesgenerate.connector.provider.Generated;
import org.imagesgenerate.connector.provider.Order;
import org.imagesgenerate.connector.provider.Task;
import org.imagesgenerate.connector.purchase.PurchaseStore.Claim;
import org.imagesgenerate.connector.purchase.PurchaseStore.Entry;
import org.imagesgenerate.connector.purchase.PurchaseStore.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one activation of a task one purchase on all workers that share a ledger, also when they
 * are killed. What a row means, and what becomes of it, is in decision 7 as a table.
 *
 * <p>Thread-safe. Within a worker it is asked by one attempt at a time for each activation.
 */
public final class SharedPurchases {

  /** The error variable that says which purchase failed; with it an operator's retry buys again. */
  static final String ATTEMPT = "attempt";

  private static final Logger LOG = LoggerFactory.getLogger(SharedPurchases.class);
  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(3));
  private static final Duration FIRST_LOOK = Duration.ofMillis(500);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

  private final PurchaseStore ledger;
  private final InstantSource clock;
  private final Pause pause;
  private final String worker = name();

  /**
   * @param ledger or null: then every worker is alone
   */
  public SharedPurchases(PurchaseStore ledger, InstantSource clock, Pause pause) {
    this.ledger = ledger;
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
   * An order, and who takes it.
   *
   * @param provider the value of {@code provider.type}
   * @param isRepeatable whether the order given again finds what the first one bought
   * @param buy asks the provider
   * @param documents makes documents of references
   * @param redaction hides what must not stand in a database
   */
  public record Shop(
      String provider,
      boolean isRepeatable,
      Function<Order, Generated> buy,
      DocumentFactory documents,
      Redaction redaction) {}

  /**
   * Buys, or gets what another worker bought.
   *
   * @throws ImagesException what the provider's adapter threw; OUTCOME_UNKNOWN if another attempt
   *     may have bought; TASK_PENDING if another worker outlasts the deadline; CONNECTION_FAILED if
   *     the ledger cannot be reached, and nothing was bought
   */
  public CompletedPurchase take(Order order, Shop shop) {
    if (ledger == null) {
      return CompletedPurchase.of(() -> shop.buy().apply(order), clock, null);
    }
    Claim buyer =
        new Claim(UUID.randomUUID().toString(), worker, shop.provider(), order.deadline().left());
    Entry entry = begin(order, buyer);
    Duration wait = FIRST_LOOK;
    while (true) {
      Optional<CompletedPurchase> taken = take(order, shop, buyer, entry);
      if (taken.isPresent()) {
        return taken.get();
      }
      rest(wait, order.deadline(), entry);
      wait = wait.multipliedBy(2).compareTo(LONGEST_LOOK) < 0 ? wait.multipliedBy(2) : LONGEST_LOOK;
      entry = look(order, buyer);
    }
  }

  /** Empty if somebody else is at work. */
  private Optional<CompletedPurchase> take(Order order, Shop shop, Claim buyer, Entry entry) {
    boolean isMine = entry.attempt().equals(buyer.attempt());
    if (isMine) {
      return Optional.of(new Attempt(order, shop, entry, true).buy());
    }
    if (entry.state() == State.BOUGHT) {
      return kept(order, shop);
    }
    if (entry.task() != null || shop.isRepeatable()) {
      return Optional.of(new Attempt(order, shop, entry, false).buy());
    }
    if (isReported(order, entry)) {
      return replaced(order, buyer, entry).map(mine -> new Attempt(order, shop, mine, true).buy());
    }
    if (entry.state() == State.FAILED) {
      throw again(entry);
    }
    if (entry.isRunning() && !entry.worker().equals(worker)) {
      return Optional.empty();
    }
    throw unknown(order, entry);
  }

  // ---- what a row means

  /**
   * Whether the failure of that purchase stands in the variable {@code error}: then the engine made
   * an incident of it, and somebody who saw it wants to buy again.
   */
  private static boolean isReported(Order order, Entry entry) {
    return order.earlierError() != null
        && entry.attempt().equals(order.earlierError().path("variables").path(ATTEMPT).asText());
  }

  private static ImagesException again(Entry entry) {
    ImagesException failure = entry.failure();
    String message =
        "%s [so ended an earlier attempt of this job, on worker %s since %s; nothing was asked for again. To buy again, add retries to this incident or change an input]"
            .formatted(failure.getMessage(), entry.worker(), entry.startedAt());
    return same(failure, message, failure.variables()).with(ATTEMPT, entry.attempt());
  }

  private static ImagesException same(
      ImagesException failure, String message, Map<String, Object> variables) {
    ImagesException copy =
        ImagesException.of(failure.code(), failure.purchase(), message)
            .retryAfter(failure.retryAfter())
            .causedBy(failure.getCause());
    for (Map.Entry<String, Object> variable : variables.entrySet()) {
      copy = copy.with(variable.getKey(), variable.getValue());
    }
    return copy;
  }

  private static ImagesException unknown(Order order, Entry entry) {
    return ImagesException.of(
            ErrorCode.OUTCOME_UNKNOWN,
            Purchase.UNKNOWN,
            ("An earlier attempt of this job, on worker %s since %s, may have bought images and left no"
                    + " result; the provider cannot be asked, so nothing was bought now. Look at the"
                    + " provider's usage page. To buy again, add retries to this incident or change an input;"
                    + " or delete the row with element_instance_key = %d and attempt = '%s' from images_generate_purchases")
                .formatted(
                    entry.worker(),
                    entry.startedAt(),
                    order.activation().elementInstanceKey(),
                    entry.attempt()))
        .with(ATTEMPT, entry.attempt());
  }

  // ---- the ledger, and what is to be done when it is down

  /** Twice, since the answer to the first may have been lost after the row was written. */
  private Entry begin(Order order, Claim buyer) {
    try {
      return ledger.begin(order.activation(), buyer);
    } catch (SQLException | IOException | RuntimeException first) {
      try {
        return ledger.begin(order.activation(), buyer);
      } catch (SQLException | IOException | RuntimeException e) {
        throw down(e);
      }
    }
  }

  /** The row as it is now; a new one of ours if the other attempt bought nothing. */
  private Entry look(Order order, Claim buyer) {
    try {
      Optional<Entry> entry = ledger.read(order.activation());
      return entry.isPresent() ? entry.get() : begin(order, buyer);
    } catch (SQLException | IOException e) {
      throw down(e);
    }
  }

  private Optional<Entry> replaced(Order order, Claim buyer, Entry entry) {
    try {
      return ledger.replace(order.activation(), entry.attempt(), buyer)
          ? ledger.read(order.activation())
          : Optional.empty();
    } catch (SQLException | IOException e) {
      throw down(e);
    }
  }

  private Optional<CompletedPurchase> kept(Order order, Shop shop) {
    try {
      return ledger.kept(order.activation(), shop.documents());
    } catch (SQLException | IOException | RuntimeException e) {
      throw ImagesException.of(
              ErrorCode.DELIVERY_FAILED,
              Purchase.MADE,
              "The images were bought and are kept in the shared ledger, but they could not be read from it: "
                  + said(e))
          .causedBy(e);
    }
  }

  private static ImagesException down(Exception e) {
    return ImagesException.of(
        ErrorCode.CONNECTION_FAILED,
        Purchase.NONE,
        "Nothing was bought: the shared ledger (%s) cannot be used: %s"
            .formatted(LedgerDatabase.URL, said(e)));
  }

  /** Never a driver's own words: addresses and passwords may stand in them. */
  private static String said(Exception e) {
    if (e instanceof SQLException sql) {
      return LedgerDatabase.explained(sql);
    }
    return "an unexpected %s".formatted(e.getClass().getSimpleName());
  }

  private void rest(Duration wait, Deadline deadline, Entry entry) {
    boolean isInTime = wait.compareTo(deadline.left()) < 0;
    if (isInTime && pause(wait)) {
      return;
    }
    throw ImagesException.of(
        ErrorCode.TASK_PENDING,
        Purchase.UNKNOWN,
        "Worker %s is still at work on the same job; the next attempt takes its images"
            .formatted(entry.worker()));
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

  private interface Note {
    void write() throws SQLException, IOException;
  }

  /** Writes down with patience; whether it worked. */
  private boolean write(Deadline deadline, Note note) {
    for (int attempt = 0; ; attempt++) {
      try {
        note.write();
        return true;
      } catch (SQLException | IOException | RuntimeException e) {
        boolean again =
            attempt < WAITS.size()
                && WAITS.get(attempt).compareTo(deadline.left()) < 0
                && pause(WAITS.get(attempt));
        if (!again) {
          LOG.warn("The shared ledger could not be written: {}", said(e));
          return false;
        }
      }
    }
  }

  /** One attempt at the provider, with its notes. */
  private final class Attempt implements AttemptState {
    private final Order order;
    private final Shop shop;
    private final Entry entry;
    private final boolean isFirst;

    /**
     * @param isFirst whether nobody can have asked the provider before under this entry
     */
    Attempt(Order order, Shop shop, Entry entry, boolean isFirst) {
      this.order = order;
      this.shop = shop;
      this.entry = entry;
      this.isFirst = isFirst;
    }

    @Override
    public boolean hasBegun() {
      return !isFirst;
    }

    @Override
    public Task task() {
      return entry.task();
    }

    @Override
    public void found(Task task) {
      write(order.deadline().half(), () -> ledger.found(order.activation(), entry.attempt(), task));
    }

    CompletedPurchase buy() {
      CompletedPurchase kept;
      try {
        // a handle that only the variable knows: it may be lost there with the next failure
        EarlierTask.of(order).filter(task -> isFirst).ifPresent(this::found);
        kept =
            CompletedPurchase.of(
                () -> shop.buy().apply(order.on(this)).masked(shop.redaction()),
                clock,
                entry.attempt());
      } catch (ImagesException e) {
        throw failed(e);
      } catch (Throwable e) {
        write(
            order.deadline(),
            () -> ledger.left(order.activation(), entry.attempt(), State.OPEN, null));
        throw e;
      }
      return write(order.deadline(), () -> ledger.bought(order.activation(), kept))
          ? kept
          : warned(kept);
    }

    private static CompletedPurchase warned(CompletedPurchase kept) {
      Generated it = kept.generated();
      List<String> warnings = new ArrayList<>(it.warnings());
      warnings.add(
          "the shared ledger could not be written, so other workers do not know of these images; if this"
              + " job has to be done again by another worker, it ends with OUTCOME_UNKNOWN");
      return new CompletedPurchase(
          new Generated(
              it.images(), it.requestId(), it.usage(), it.cost(), it.task(), List.copyOf(warnings)),
          kept.createdAt(),
          kept.providerMillis(),
          kept.attempt());
    }

    /** Notes the failure, and says what to throw. */
    private ImagesException failed(ImagesException failure) {
      Task handle = failure.variables().get("task") instanceof Task task ? task : null;
      boolean wasKnown = isFirst || entry.task() != null;
      if (failure.purchase() == Purchase.NONE
          && handle == null
          && wasKnown
          && !shop.isRepeatable()) {
        write(order.deadline(), () -> ledger.nothing(order.activation(), entry.attempt()));
        return failure;
      }
      write(
          order.deadline(), () -> note(order, shop, entry.attempt(), State.OPEN, failure, handle));
      return named(failure, entry.attempt());
    }
  }

  /** Only what makes an incident: after anything else the next attempt is nobody's decision. */
  private static ImagesException named(ImagesException failure, String attempt) {
    return failure.code().retry() == ErrorCode.Retry.NEVER
        ? failure.with(ATTEMPT, attempt)
        : failure;
  }

  /** Only what nobody can go on with has failed for good. */
  private void note(
      Order order, Shop shop, String attempt, State from, ImagesException failure, Task handle)
      throws SQLException, IOException {
    boolean isEnd =
        failure.code().retry() == ErrorCode.Retry.NEVER && handle == null && !shop.isRepeatable();
    if (isEnd) {
      ledger.failed(order.activation(), attempt, from, redacted(failure, shop.redaction()));
    } else {
      ledger.left(order.activation(), attempt, from, handle);
    }
  }

  private static ImagesException redacted(ImagesException failure, Redaction redaction) {
    Map<String, Object> variables = new LinkedHashMap<>();
    failure.variables().forEach((name, value) -> variables.put(name, redaction.value(value)));
    return same(failure, redaction.text(failure.getMessage()), variables);
  }

  // ---- after the purchase

  /** Documents were made: their references take the place of the bytes. Nothing hangs on it. */
  public void delivered(Order order, CompletedPurchase kept) {
    if (ledger == null || kept.images().stream().noneMatch(it -> it.document() != null)) {
      return;
    }
    write(Deadline.in(Duration.ZERO), () -> ledger.bought(order.activation(), kept));
  }

  /** What was bought turned out to be no image. */
  public ImagesException useless(
      Order order, Shop shop, CompletedPurchase kept, ImagesException failure) {
    if (ledger == null) {
      return failure;
    }
    write(
        order.deadline(),
        () -> note(order, shop, kept.attempt(), State.BOUGHT, failure, kept.generated().task()));
    return named(failure, kept.attempt());
  }
}

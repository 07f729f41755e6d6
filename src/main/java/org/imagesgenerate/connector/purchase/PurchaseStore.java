package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import java.util.Optional;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/**
 * One row for each activation and request. A store only remembers; what a row means is decided by
 * {@link PurchaseGuard}.
 *
 * <p>Every call waits for its turn until a deadline, and then fails.
 *
 * <p>Thread-safe. Every call may be made twice with the same effect as once, so that one whose
 * response was lost can be repeated.
 */
public interface PurchaseStore {

  /** What is known of a purchase. */
  enum State {
    /** An attempt buys, or ended without saying how. */
    OPEN,
    /** The images were bought. */
    BOUGHT,
    /** Money may have been spent, no image came, and the provider cannot be asked. */
    FAILED
  }

  /**
   * A row.
   *
   * @param attempt the name of the attempt that has the row
   * @param worker whose attempt it is
   * @param startedAt when it started, for messages
   * @param isRunning whether its time budget has not ended yet, by the store's clock
   * @param task the handle that an attempt left, or null
   * @param failure how it failed; null if that is not known, and unless {@link State#FAILED}
   */
  record Entry(
      String attempt,
      State state,
      String worker,
      String startedAt,
      boolean isRunning,
      TaskHandle task,
      ImagesException failure) {}

  /** How the row of an attempt changes. */
  sealed interface Change {

    /** The provider works on a task, and the attempt goes on. */
    record Running(TaskHandle task) implements Change {}

    /**
     * The attempt is over, and the next one may continue.
     *
     * @param task what to continue with; null leaves what is there
     */
    record Released(TaskHandle task) implements Change {}

    /** The attempt is over, and no other attempt can continue it. */
    record Failed(ImagesException failure) implements Change {}

    /** Nothing was bought: the row goes. */
    record Deleted() implements Change {}
  }

  /** Writes that an attempt is about to buy, unless there is a row; returns the row. */
  Entry claim(PurchaseKey key, Claim claim, Deadline deadline) throws StoreException;

  /** The row, if there is one. */
  Optional<Entry> read(PurchaseKey key, Deadline deadline) throws StoreException;

  /**
   * Gives the row of an attempt that failed, or whose outcome is unknown, to another attempt.
   *
   * @return whether it has the row now; else some other attempt was faster
   */
  boolean replace(PurchaseKey key, String attempt, Claim claim, Deadline deadline)
      throws StoreException;

  /** Changes the row if this attempt has it in this state; else it stays as it is. */
  void change(PurchaseKey key, String attempt, State from, Change change, Deadline deadline)
      throws StoreException;

  /**
   * Writes what was bought. A store that has no room for the images right now leaves that to {@link
   * #delivered}: their documents will make it unnecessary.
   */
  void complete(PurchaseKey key, CompletedPurchase purchase, Deadline deadline)
      throws StoreException;

  /** Writes how far the delivery came, and the images that have no documents. */
  void delivered(PurchaseKey key, CompletedPurchase purchase, Deadline deadline)
      throws StoreException;

  /** What was bought, if anything was; images of it may be lost. */
  Optional<CompletedPurchase> completed(
      PurchaseKey key, DocumentFactory documents, Deadline deadline) throws StoreException;

  /** How an operator removes the row, as the end of a sentence; empty if there is no way. */
  default String removal(PurchaseKey key, String attempt) {
    return "";
  }
}

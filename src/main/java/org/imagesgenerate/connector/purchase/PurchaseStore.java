package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.Activation;
import org.imagesgenerate.connector.provider.Task;

/**
 * One row for each activation and request, seen by all workers. It only writes down; what a row
 * means is the business of {@link SharedPurchases}.
 *
 * <p>Thread-safe. Every call may be given twice with the same effect as once, so that one whose
 * answer was lost can be repeated.
 */
public interface PurchaseStore {

  /** What is known of a purchase. */
  enum State {
    /** Somebody buys, or was killed while buying. */
    OPEN,
    /** The images are here. */
    BOUGHT,
    /** Money may have been spent, no image came, and nobody can be asked. */
    FAILED
  }

  /**
   * A row.
   *
   * @param attempt the purchase's name, given by the worker that began it
   * @param worker who began it, for messages
   * @param startedAt when, for messages
   * @param isRunning whether the time budget of the one who began it has not ended yet, by the
   *     database's clock
   * @param task the handle that an attempt left, or null
   * @param failure how it failed; null but for {@link State#FAILED}
   */
  record Entry(
      String attempt,
      State state,
      String worker,
      String startedAt,
      boolean isRunning,
      Task task,
      ImagesException failure) {}

  /**
   * One who wants to buy.
   *
   * @param attempt a name that nobody else uses
   * @param worker the same for all attempts of one worker
   * @param provider the value of {@code provider.type}
   * @param budget how long it may take
   */
  record Claim(String attempt, String worker, String provider, Duration budget) {}

  /**
   * Writes down that somebody is about to buy, unless there is a row; returns what is there now.
   */
  Entry begin(Activation activation, Claim buyer) throws SQLException, IOException;

  /** The row, if there is one. */
  Optional<Entry> read(Activation activation) throws SQLException, IOException;

  /**
   * Puts a new purchase in the place of one that failed, or of which nobody knows the end.
   *
   * @return whether that was still there; else somebody else was faster
   */
  boolean replace(Activation activation, String attempt, Claim buyer)
      throws SQLException, IOException;

  /** Writes down the handle of the task, as soon as it is known. */
  void found(Activation activation, String attempt, Task task) throws SQLException, IOException;

  /**
   * Writes down what was bought; bytes of images too, as long as they are no documents.
   *
   * @throws IOException if the spool of an image cannot be read
   */
  void bought(Activation activation, CompletedPurchase kept) throws SQLException, IOException;

  /** What was bought, with the bytes of images that are no documents yet; empty if nothing was. */
  Optional<CompletedPurchase> kept(Activation activation, DocumentFactory documents)
      throws SQLException, IOException;

  /**
   * An attempt is over, and another one may go on.
   *
   * @param from the state that the row has to be in; else it stays as it is
   * @param task what it goes on with; null leaves what is there
   */
  void left(Activation activation, String attempt, State from, Task task)
      throws SQLException, IOException;

  /**
   * Nothing more can come of it.
   *
   * @param from the state that the row has to be in; else it stays as it is
   */
  void failed(Activation activation, String attempt, State from, ImagesException failure)
      throws SQLException, IOException;

  /** Nothing was bought: the row goes, if it is still open. */
  void nothing(Activation activation, String attempt) throws SQLException, IOException;
}

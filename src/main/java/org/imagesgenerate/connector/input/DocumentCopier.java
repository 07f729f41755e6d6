package org.imagesgenerate.connector.input;

import io.camunda.connector.api.document.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.LimitedCall;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.Sleeper;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.imagesgenerate.connector.support.TooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies documents from their store to this worker's disk. */
public final class DocumentCopier {

  private static final Logger LOG = LoggerFactory.getLogger(DocumentCopier.class);

  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(1));

  private static final int BUFFER = 64 * 1024;
  private static final String SHUTTING_DOWN = "this worker is shutting down";

  /** The document's store has failed, each time. */
  public static final class UnreadableException extends Exception {
    private UnreadableException(Throwable cause) {
      super(
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(),
          cause);
    }
  }

  private final TempImageFolder folder;
  private final Sleeper sleeper;

  /**
   * @param folder for the copies
   * @param sleeper waits before a document is read again
   */
  public DocumentCopier(TempImageFolder folder, Sleeper sleeper) {
    this.folder = folder;
    this.sleeper = sleeper;
  }

  /**
   * Copies a document; the caller closes the copy.
   *
   * @param maxBytes largest one
   * @throws UnreadableException if its store fails, after retries
   * @throws TooLargeException if it is larger
   * @throws ImagesException CONNECTION_FAILED if this worker cannot keep the copy, if the budget
   *     ends or if the worker is shutting down
   */
  public ImageFile copy(Document document, long maxBytes, Deadline deadline)
      throws UnreadableException, TooLargeException {
    for (int attempt = 0; ; attempt++) {
      try {
        return copyOnce(document, maxBytes, deadline);
      } catch (UnreadableException e) {
        // without the message, which may contain a signed URL
        LOG.debug(
            "Attempt {} to read a document failed: {}",
            attempt + 1,
            e.getCause().getClass().getName());
        if (attempt == WAITS.size() || deadline.left().compareTo(WAITS.get(attempt)) <= 0) {
          throw e;
        }
        sleep(WAITS.get(attempt));
        Metric.RETRIES.add(1, "document");
      }
    }
  }

  /** A new image beside the copies. */
  public ImageFile.Writer newImage() {
    return new ImageFile.Writer(folder, Limits.DEFAULT);
  }

  private ImageFile copyOnce(Document document, long maxBytes, Deadline deadline)
      throws UnreadableException, TooLargeException {
    try {
      return LimitedCall.of(() -> read(document, maxBytes), ImageFile::close, deadline);
    } catch (TimeoutException e) {
      throw notSent(
          "the input timeout of %s ended while the documents were read; raise timeout"
              .formatted(deadline.budget()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notSent(SHUTTING_DOWN);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case UnreadableException unreadable -> throw unreadable;
        case TooLargeException tooLarge -> throw tooLarge;
        case IOException disk -> throw notKept(disk);
        case RuntimeException unexpected -> throw unexpected;
        case Error error -> throw error;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /**
   * The copy is complete once all bytes are read: an error while the document is closed is ignored.
   */
  private ImageFile read(Document document, long maxBytes) throws UnreadableException, IOException {
    InputStream in = open(document);
    try (ImageFile.Writer copy = new ImageFile.Writer(folder, new Limits(maxBytes, maxBytes))) {
      byte[] buffer = new byte[BUFFER];
      for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
        copy.write(buffer, 0, count);
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("the job has ended");
        }
      }
      return copy.finish();
    } finally {
      closeQuietly(in);
    }
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException | RuntimeException e) {
      LOG.debug("A document could not be closed: {}", e.getClass().getSimpleName());
    }
  }

  private static InputStream open(Document document) throws UnreadableException {
    try {
      InputStream in = document.asInputStream();
      if (in == null) {
        throw new IOException("the document has no content");
      }
      return in;
    } catch (IOException | RuntimeException e) {
      throw new UnreadableException(e);
    }
  }

  private static int read(InputStream in, byte[] buffer) throws UnreadableException {
    try {
      return in.read(buffer);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableException(e);
    }
  }

  private void sleep(Duration wait) {
    try {
      sleeper.pause(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notSent(SHUTTING_DOWN);
    }
  }

  /** The worker's disk failed. */
  public static ImagesException notKept(IOException e) {
    return notSent(
            // an interrupt also closes file channels
            Thread.currentThread().isInterrupted()
                ? SHUTTING_DOWN
                : "a copy of an input image cannot be kept: %s. Check the space in the folder that java.io.tmpdir names"
                    .formatted(e.getMessage()))
        .causedBy(e);
  }

  private static ImagesException notSent(String reason) {
    return ImagesException.of(
        ErrorCode.CONNECTION_FAILED,
        PurchaseState.NONE,
        "The request was not sent: %s.".formatted(reason));
  }
}

package org.imagesgenerate.connector.error;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes and logs an unexpected exception or {@code Error}. */
public final class UnexpectedError {

  private static final Logger LOG = LoggerFactory.getLogger(UnexpectedError.class);
  private static final int MAX_CAUSES = 10;
  private static final int MAX_FRAMES = 100;

  /**
   * Logs types and stack frames, so that the bug can be found.
   *
   * @return a sentence with the type, never the exception's own message, which could contain
   *     anything
   */
  public static String describe(Throwable thrown) {
    log(thrown);
    return thrown instanceof OutOfMemoryError
        ? "The worker's memory is used up; raise its heap (-Xmx) or lower the number of jobs that run at once (camunda.client.worker.defaults.max-jobs-active)"
        : "Unexpected " + thrown.getClass().getSimpleName() + " in the connector";
  }

  private static void log(Throwable thrown) {
    try {
      LOG.error("Unexpected {}", frames(thrown));
    } catch (Throwable e) {
      // without memory for a log entry, the job still needs its error code
    }
  }

  private static String frames(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    int causes = 0;
    for (Throwable it = thrown; it != null && causes < MAX_CAUSES; it = it.getCause()) {
      text.append(causes++ == 0 ? "" : "\ncaused by ").append(it.getClass().getName());
      Arrays.stream(it.getStackTrace())
          .limit(MAX_FRAMES)
          .forEach(frame -> text.append("\n\tat ").append(frame));
    }
    return text.toString();
  }

  private UnexpectedError() {}
}

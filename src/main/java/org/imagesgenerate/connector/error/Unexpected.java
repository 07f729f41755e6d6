package org.imagesgenerate.connector.error;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nobody foresaw, an {@code Error} of the JVM too: in plain words, and where it happened. */
public final class Unexpected {

  private static final Logger LOG = LoggerFactory.getLogger(Unexpected.class);
  private static final int MOST_CAUSES = 10;
  private static final int MOST_FRAMES = 100;

  /**
   * Leaves types and stack frames in the log, so that somebody can find the bug.
   *
   * @return a sentence with the type, never the message of what was thrown, which could hold
   *     anything
   */
  public static String sentence(Throwable thrown) {
    log(thrown);
    return thrown instanceof OutOfMemoryError
        ? "The worker's memory is used up; raise its heap (-Xmx) or lower the number of jobs that run at once (camunda.client.worker.defaults.max-jobs-active)"
        : "Unexpected " + thrown.getClass().getSimpleName() + " in the connector";
  }

  private static void log(Throwable thrown) {
    try {
      LOG.error("Unexpected {}", frames(thrown));
    } catch (Throwable e) {
      // where memory is used up, the job's own end matters more
    }
  }

  private static String frames(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    int causes = 0;
    for (Throwable it = thrown; it != null && causes < MOST_CAUSES; it = it.getCause()) {
      text.append(causes++ == 0 ? "" : "\ncaused by ").append(it.getClass().getName());
      Arrays.stream(it.getStackTrace())
          .limit(MOST_FRAMES)
          .forEach(frame -> text.append("\n\tat ").append(frame));
    }
    return text.toString();
  }

  private Unexpected() {}
}

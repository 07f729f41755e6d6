package org.imagesgenerate.connector.error;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * How long a job waits before its next attempt: as long as the provider asks, within reason;
 * otherwise the job's back-off, doubled with every attempt on this worker up to ten minutes, and up
 * to a quarter more, so that many jobs do not come back at once. Never shorter than the job's own
 * back-off.
 *
 * <p>Thread-safe.
 */
public final class BackOff {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST_OWN = Duration.ofMinutes(10);
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);
  private static final Duration LONGEST_HEADER = Duration.ofDays(365);
  private static final int REMEMBERED = 10_000;
  private static final int MOST_DOUBLINGS = 10;
  private static final double JITTER = 0.25;

  private final DoubleSupplier random;
  private final Map<Long, Integer> attempts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param random from 0 to 1
   */
  public BackOff(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * The wait before the next attempt of a job.
   *
   * @param elementInstanceKey tells the job's attempts together
   * @param header the job's header {@code retryBackoff}, ISO-8601, or null
   * @param asked the wait that the provider asks for, or null
   */
  public Duration after(long elementInstanceKey, String header, Duration asked) {
    int attempt;
    synchronized (attempts) {
      attempt = attempts.merge(elementInstanceKey, 1, Integer::sum);
    }
    Duration base = base(header);
    if (asked != null) {
      return max(min(asked, LONGEST_ASKED), base);
    }
    Duration doubled =
        max(base, SHORTEST).multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    double factor = 1 + JITTER * random.getAsDouble();
    return Duration.ofMillis((long) (max(min(doubled, LONGEST_OWN), base).toMillis() * factor));
  }

  private static Duration base(String header) {
    try {
      return header == null
          ? Duration.ZERO
          : min(max(Duration.parse(header.strip()), Duration.ZERO), LONGEST_HEADER);
    } catch (DateTimeParseException e) {
      // the runtime itself refuses such a header
      return Duration.ZERO;
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}

package org.imagesgenerate.connector.error;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * How long a job waits before its next attempt. If the provider says how long: that, up to an hour.
 * If not: the job's back-off, doubled with every attempt on this worker up to ten minutes, plus up
 * to 25 % so that many jobs do not return at once. Never shorter than the job's own back-off.
 *
 * <p>Thread-safe.
 */
public final class BackOff {

  private static final Duration MIN_OWN = Duration.ofSeconds(1);
  private static final Duration MAX_OWN = Duration.ofMinutes(10);
  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);
  private static final Duration MAX_HEADER = Duration.ofDays(365);
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_DOUBLINGS = 10;
  private static final double JITTER = 0.25;

  private final DoubleSupplier random;
  private final Map<Long, Integer> attempts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
          return size() > MAX_REMEMBERED;
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
   * @param elementInstanceKey identifies the attempts of one job
   * @param header the job's header {@code retryBackoff}, ISO-8601, or null
   * @param retryAfter the wait that the provider asks for, or null
   */
  public Duration after(long elementInstanceKey, String header, Duration retryAfter) {
    int attempt;
    synchronized (attempts) {
      attempt = attempts.merge(elementInstanceKey, 1, Integer::sum);
    }
    Duration base = base(header);
    if (retryAfter != null) {
      return max(min(retryAfter, MAX_RETRY_AFTER), base);
    }
    Duration doubled = max(base, MIN_OWN).multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS));
    double factor = 1 + JITTER * random.getAsDouble();
    return Duration.ofMillis((long) (max(min(doubled, MAX_OWN), base).toMillis() * factor));
  }

  private static Duration base(String header) {
    try {
      return header == null
          ? Duration.ZERO
          : min(max(Duration.parse(header.strip()), Duration.ZERO), MAX_HEADER);
    } catch (DateTimeParseException e) {
      // the runtime itself rejects such a header
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

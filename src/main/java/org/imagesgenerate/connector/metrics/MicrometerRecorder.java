package org.imagesgenerate.connector.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only class that uses Micrometer. No signature contains one of its types: the class loads
 * without it, and the constructor throws then.
 */
final class MicrometerRecorder implements Recorder {

  private static final Logger LOG = LoggerFactory.getLogger(MicrometerRecorder.class);

  /**
   * @throws LinkageError if Micrometer is not on the class path
   */
  MicrometerRecorder() {
    Metrics.globalRegistry.getClass();
  }

  @Override
  public void add(Metric metric, double amount, String... values) {
    try {
      Counter.builder(metric.metricName())
          .description(metric.description())
          .baseUnit(metric.unit())
          .tags(tags(metric, values))
          .register(Metrics.globalRegistry)
          .increment(amount);
    } catch (Throwable e) {
      ignore(metric, e);
    }
  }

  @Override
  public void time(Metric metric, long nanos, String... values) {
    try {
      Timer.builder(metric.metricName())
          .description(metric.description())
          .tags(tags(metric, values))
          .register(Metrics.globalRegistry)
          .record(nanos, TimeUnit.NANOSECONDS);
    } catch (Throwable e) {
      ignore(metric, e);
    }
  }

  private static List<Tag> tags(Metric metric, String... values) {
    if (values.length != metric.tags().size()) {
      throw new IllegalArgumentException("values of " + metric.tags());
    }
    List<Tag> tags = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.of(metric.tags().get(i), values[i]));
    }
    return tags;
  }

  /** A registry of the runtime must not fail a job, least of all after a purchase. */
  private static void ignore(Metric metric, Throwable e) {
    LOG.debug("{} was not recorded: {}", metric.metricName(), e.getClass().getName());
  }
}

package org.imagesgenerate.connector.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Sleeper;

/** Time that passes only while code waits. */
public final class FakeTime implements Sleeper, LongSupplier {

  private final List<Duration> waits = new ArrayList<>();

  /** A server may let it pass too. */
  private volatile long nanos;

  @Override
  public void pause(Duration duration) {
    waits.add(duration);
    nanos += duration.toNanos();
  }

  @Override
  public long getAsLong() {
    return nanos;
  }

  public List<Duration> waits() {
    return waits;
  }

  public Deadline in(Duration budget) {
    return Deadline.in(budget, this);
  }
}

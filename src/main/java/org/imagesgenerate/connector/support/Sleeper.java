package org.imagesgenerate.connector.support;

import java.time.Duration;

/** Waits; tests replace it by one that only records how long. */
@FunctionalInterface
public interface Sleeper {

  /** Really waits. */
  Sleeper SLEEP = Thread::sleep;

  void pause(Duration duration) throws InterruptedException;
}

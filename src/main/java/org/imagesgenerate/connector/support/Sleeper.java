package org.imagesgenerate.connector.support;

import java.time.Duration;

/** Waits; tests replace it by something that only notes how long. */
@FunctionalInterface
public interface Sleeper {

  /** The real one. */
  Sleeper SLEEP = Thread::sleep;

  void pause(Duration duration) throws InterruptedException;
}

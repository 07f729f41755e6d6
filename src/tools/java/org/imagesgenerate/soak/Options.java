package org.imagesgenerate.soak;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the soak is to do.
 *
 * @param jobs how many instances are started
 * @param faults of a hundred requests, how many meet a fault
 * @param killEvery between two killed workers, on average
 * @param most time for starting instances: what is not started by then is left out, and said so
 * @param ledger whether the workers share one
 * @param folder for logs, documents, the broker's data and the report; emptied first
 * @param broker the home of a broker, or null for the embedded engine
 * @param jar the connector's drop-in jar
 */
record Options(
    int jobs,
    long seed,
    int faults,
    Duration killEvery,
    Duration most,
    boolean ledger,
    Path folder,
    Path broker,
    Path jar) {

  /** {@code --jobs 10000 --seed 1 --faults 20 --kill-every 30 --minutes 45 --no-ledger}. */
  static Options of(String[] arguments) {
    int jobs = 10_000;
    long seed = 1;
    int faults = 20;
    long killEvery = 30;
    long minutes = 45;
    boolean ledger = true;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--jobs" -> jobs = Integer.parseInt(arguments[++i]);
        case "--seed" -> seed = Long.parseLong(arguments[++i]);
        case "--faults" -> faults = Integer.parseInt(arguments[++i]);
        case "--kill-every" -> killEvery = Long.parseLong(arguments[++i]);
        case "--minutes" -> minutes = Long.parseLong(arguments[++i]);
        case "--no-ledger" -> ledger = false;
        default -> throw new IllegalArgumentException("not understood: " + arguments[i]);
      }
    }
    Path broker = broker(System.getProperty("soak.broker", ""));
    if (broker == null && !ledger) {
      // what carries a task handle to the next attempt where there is no ledger
      throw new IllegalArgumentException(
          "--no-ledger needs soak.broker: the embedded engine drops the variables of failed jobs");
    }
    return new Options(
        jobs,
        seed,
        faults,
        Duration.ofSeconds(killEvery),
        Duration.ofMinutes(minutes),
        ledger,
        Path.of(System.getProperty("soak.folder")).toAbsolutePath(),
        broker,
        Path.of(System.getProperty("soak.jar")).toAbsolutePath());
  }

  private static Path broker(String home) {
    if (home.isBlank()) {
      return null;
    }
    Path broker = Path.of(home).toAbsolutePath();
    if (!Files.isExecutable(broker.resolve("bin/broker"))) {
      throw new IllegalArgumentException("soak.broker: there is no bin/broker in " + broker);
    }
    return broker;
  }
}

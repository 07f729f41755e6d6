package org.imagesgenerate.soak;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * Kills: the workers in turn at random moments in the first part of the run, a broker three times
 * and the database twice over the whole run.
 */
final class Disturbance {

  /** From this share of the run on the workers live, so that leaks have time to show. */
  static final double LAST_KILL = 0.6;

  private record Appointment(double share, String what, Blow blow) {}

  private interface Blow {
    void strike() throws InterruptedException;
  }

  private final Options options;
  private final List<Worker> workers;
  private final Predicate<Worker> isAtWork;
  private final DoubleSupplier share;
  private final Random random;
  private final Queue<Appointment> appointments = new ArrayDeque<>();
  private final Thread thread;
  private int kills;
  private int databaseRestarts;
  private String failure;

  /**
   * @param isAtWork whether a worker has bought something since its last start; else it lives on
   * @param share how much of the run is over, 0 to 1
   */
  Disturbance(
      Options options,
      List<Worker> workers,
      Engine engine,
      SharedDatabase database,
      Predicate<Worker> isAtWork,
      DoubleSupplier share) {
    this.options = options;
    this.workers = workers;
    this.isAtWork = isAtWork;
    this.share = share;
    this.random = new Random(options.seed());
    this.thread = new Thread(this::run, "disturbance");
    appoint(engine, 0.2);
    appoint(database, 0.3);
    appoint(engine, 0.45);
    appoint(database, 0.7);
    appoint(engine, 0.8);
  }

  private void appoint(Engine engine, double share) {
    if (engine.canRestart()) {
      appointments.add(new Appointment(share, "broker", engine::restart));
    }
  }

  private void appoint(SharedDatabase database, double share) {
    if (database != null) {
      appointments.add(
          new Appointment(
              share,
              "database",
              () -> {
                database.restart();
                databaseRestarts++;
              }));
    }
  }

  void start() {
    thread.start();
  }

  /** Nothing more is killed. */
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  int kills() {
    return kills;
  }

  int databaseRestarts() {
    return databaseRestarts;
  }

  /** Why it ended before its time, or null. */
  String failure() {
    return failure;
  }

  private void run() {
    try {
      long next = System.nanoTime() + pause();
      while (true) {
        Thread.sleep(200);
        if (!appointments.isEmpty() && share.getAsDouble() >= appointments.peek().share()) {
          Appointment appointment = appointments.remove();
          System.out.printf("kill: %s at %.2f%n", appointment.what(), share.getAsDouble());
          appointment.blow().strike();
        }
        Worker worker = workers.get(kills % workers.size());
        if (!isAtWork.test(worker)) {
          next = System.nanoTime() + pause();
        } else if (share.getAsDouble() < LAST_KILL && System.nanoTime() > next) {
          kills++;
          System.out.printf("kill: worker %s at %.2f%n", worker.name(), share.getAsDouble());
          worker.restart();
          next = System.nanoTime() + pause();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e.toString();
      System.out.println("the disturbance failed: " + e);
    }
  }

  /** Between two thirds and four thirds of what was asked for. */
  private long pause() {
    Duration asked = options.killEvery();
    return (long) (asked.toNanos() * (2 + 2 * random.nextDouble()) / 3);
  }
}

package org.imagesgenerate.soak;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.SimulatedPurchase;
import org.slf4j.LoggerFactory;

/**
 * Runs it, writes the report, and exits with 1 if anything that must be zero is not.
 *
 * <p>Two workers in JVMs of their own run the drop-in jar on a broker or on the embedded engine;
 * the providers' simulator is in this JVM, and counts what it would bill for each prompt. Every
 * activation has a prompt of its own, so purchases of a prompt are purchases of an activation.
 */
public final class Soak {

  private static final Duration IDLE_MILLIS = Duration.ofSeconds(30);

  /** Looks at the workers: the first one after the last kill, then after each of these shares. */
  private static final double FIRST_LOOK = 0.65;

  private static final double READINGS = 0.05;

  private final Options options;
  private final ImagesSimulator simulator = ImagesSimulator.start().paintOnce();
  private final ImagesSimulator aimlApi = ImagesSimulator.startAimlApi().paintOnce();
  private final List<FaultInjector> injectors;
  private final Ends ends;
  private final Engine engine;
  private final SharedDatabase database;
  private final List<Worker> workers;
  private final Mix mix;
  private final Load load;
  private final Disturbance disturbance;
  private final Leaks leaks = new Leaks();
  private double nextReading = FIRST_LOOK;

  private Soak(Options options) throws Exception {
    this.options = options;
    injectors =
        List.of(
            new FaultInjector(simulator, false, options),
            new FaultInjector(aimlApi, true, options));
    simulator.always(request -> request.header(Ends.MARK).isEmpty(), injectors.get(0));
    aimlApi.always(request -> request.header(Ends.MARK).isEmpty(), injectors.get(1));
    ends = new Ends(Worker.documents(options));
    engine = Engine.of(options);
    engine.start();
    database = options.ledger() ? SharedDatabase.start() : null;
    String ledger = database == null ? null : database.url();
    workers =
        List.of(
            new Worker("a", options, engine.gateway(), ledger),
            new Worker("b", options, engine.gateway(), ledger));
    mix = new Mix(simulator.uri(), aimlApi.uri());
    load = new Load(options, engine.client(), mix, ends);
    disturbance = new Disturbance(options, workers, engine, database, this::isAtWork, load::share);
  }

  /** Arguments as in {@link Options}. */
  public static void main(String[] arguments) {
    boolean good = false;
    try {
      good = soak(arguments);
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    } catch (Exception e) {
      e.printStackTrace(System.out);
    }
    // the embedded engine leaves a timer thread behind
    System.exit(good ? 0 : 1);
  }

  private static boolean soak(String... arguments) throws Exception {
    Options options = Options.of(arguments);
    // a broker that is killed is a flood of stack traces
    ((Logger) LoggerFactory.getLogger("io.camunda")).setLevel(Level.OFF);
    empty(options.folder());
    return new Soak(options).run(String.join(" ", arguments));
  }

  private static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }

  private boolean run(String command) throws Exception {
    for (Map.Entry<String, URI> process : mix.processes().entrySet()) {
      String id = process.getKey();
      engine
          .client()
          .newDeployResourceCommand()
          .addResourceStringUtf8(SoakProcess.xml(id, process.getValue()), id + ".bpmn")
          .send()
          .join();
    }
    ends.listen(engine.client());
    workers.forEach(Worker::start);
    disturbance.start();
    load.startAll(this::observe);
    load.await(
        () -> bill().map(SimulatedPurchase::prompt).collect(Collectors.toSet()), this::observe);
    Duration took = load.passed();
    disturbance.stop();
    Thread.sleep(IDLE_MILLIS);
    return report(command, took);
  }

  private boolean isAtWork(Worker worker) {
    return injectors.stream().anyMatch(it -> it.knows(worker.key()));
  }

  private void observe() {
    if (load.share() >= nextReading
        && nextReading < 1
        && workers.stream().allMatch(this::isAtWork)) {
      nextReading = load.share() + READINGS;
      leaks.take(workers, ends.all().size());
    }
  }

  private Stream<SimulatedPurchase> bill() {
    return Stream.of(simulator, aimlApi).flatMap(it -> it.bill().stream());
  }

  private boolean report(String command, Duration took) throws Exception {
    leaks.take(workers, ends.all().size());
    leaks.judge();
    int idle = connections();
    String ledgerIdle = database == null ? "none" : database.connections();
    workers.forEach(Worker::stop);
    Thread.sleep(500);
    leaks.judgeLeftovers(workers, connections());
    ends.close();
    engine.stop();
    Verdict verdict = new Verdict(load.created(), ends.all(), bill().toList(), injectors, workers);
    Report report = new Report();
    head(report, command, took);
    report.zeros(verdict, leaks);
    report.purchases(verdict);
    report.leaks(leaks);
    report.line("Connections while idle: %d to the providers, %s to the ledger.", idle, ledgerIdle);
    if (database != null) {
      report.line("%s", database.contents());
    }
    report.line("");
    report.faults(injectors);
    Files.writeString(options.folder().resolve("report.md"), report.toString());
    System.out.println(report);
    return verdict.isGood()
        && leaks.found.isEmpty()
        && disturbance.failure() == null
        && wasEnough();
  }

  /** Zeros of a run in which nothing happened show nothing. */
  private boolean wasEnough() {
    return load.created().size() >= options.jobs()
        && disturbance.kills() > 0
        && (!engine.canRestart() || engine.restarts() >= 2);
  }

  private int connections() {
    return simulator.connections() + aimlApi.connections();
  }

  private void head(Report report, String command, Duration took) {
    report.line(
        "`%s` on %s: %d instances started, %d ends in %s.",
        command, LocalDate.now(), load.created().size(), ends.all().size(), Report.minutes(took));
    report.line(
        "Workers killed %d times, the ledger (%s) %d times. %s",
        disturbance.kills(),
        database == null ? "none" : database.name(),
        disturbance.databaseRestarts(),
        engine.description());
    report.line(
        "%d starts of an instance got no answer and were tried again with another prompt.",
        load.unconfirmed());
    if (disturbance.failure() != null) {
      report.line("The disturbance failed: %s", disturbance.failure());
    }
    report.line("");
  }
}

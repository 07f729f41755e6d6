package org.imagesgenerate.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.imagesgenerate.benchmark.Panel.Line;
import org.imagesgenerate.benchmark.Panel.Point;
import org.imagesgenerate.connector.catalog.InputBenchmark;
import org.imagesgenerate.connector.http.ReaderBenchmark;
import org.imagesgenerate.connector.purchase.GuardBenchmark;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures the steps of a job one by one, with JMH: reader, checks, translation and guard. Writes
 * {@code steps.md}, {@code kept-purchases.svg} and JMH's own log.
 */
public final class StepBenchmarks {

  /**
   * @param baseline the benchmark that the others of the class are compared with; with the name of
   *     a parameter, the first value of that parameter
   */
  private record Group(Class<?> type, String baseline) {

    boolean isByParameter() {
      return !baseline.contains("()");
    }
  }

  private static final List<Group> GROUPS =
      List.of(
          new Group(ReaderBenchmark.class, "jdkDecoder()"),
          new Group(InputBenchmark.class, "bind()"),
          new Group(GuardBenchmark.class, "kept"));

  /** One benchmark with one set of parameters. */
  private record Step(String name, String parameter, double cpuMicros, double bytes) {

    static Step of(RunResult result) {
      String benchmark = result.getParams().getBenchmark();
      String parameter =
          result.getParams().getParamsKeys().stream()
              .map(key -> result.getParams().getParam(key))
              .collect(Collectors.joining(" "));
      return new Step(
          benchmark.substring(benchmark.lastIndexOf('.') + 1) + "()",
          parameter,
          result.getSecondaryResults().get(CpuTime.NAME).getScore(),
          result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }
  }

  private final Path folder;
  private final boolean quick;
  private final Report report = new Report("steps");

  private StepBenchmarks(Path folder, boolean quick) {
    this.folder = folder;
    this.quick = quick;
  }

  private List<Step> run(Class<?> type) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + type.getName().replace(".", "\\.") + "\\.")
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTime.class)
            .output(folder.resolve(type.getSimpleName() + ".log").toString());
    if (quick) {
      options.forks(0).warmupIterations(0).measurementIterations(1);
      options.measurementTime(TimeValue.milliseconds(1));
      options.param("megabytes", "1").param("kept", "1", "100");
    } else {
      options.forks(1).warmupIterations(4).warmupTime(TimeValue.seconds(1));
      options.measurementIterations(6).measurementTime(TimeValue.seconds(1));
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    return results.stream().map(Step::of).toList();
  }

  private static Step baseline(Group group, List<Step> steps, Step of) {
    return steps.stream()
        .filter(
            it ->
                group.isByParameter()
                    ? it.name().equals(of.name())
                    : it.name().equals(group.baseline()) && it.parameter().equals(of.parameter()))
        .findFirst()
        .orElseThrow();
  }

  private void add(Group group, List<Step> steps) {
    report.line(
        "| %s | with | CPU µs | KB allocated | CPU, ratio to %s |",
        group.type().getSimpleName(),
        group.isByParameter()
            ? group.baseline() + " = " + steps.getFirst().parameter()
            : "`" + group.baseline() + "`");
    report.line("| --- | --- | ---: | ---: | ---: |");
    for (Step step : steps) {
      report.line(
          "| `%s` | %s | %s | %s | %.2f |",
          step.name(),
          step.parameter(),
          Figures.three(step.cpuMicros()),
          Figures.three(step.bytes() / 1024),
          step.cpuMicros() / baseline(group, steps, step).cpuMicros());
    }
    report.line("");
  }

  private static Chart keptPurchases(List<Step> steps) {
    List<Point> micros =
        steps.stream()
            .map(it -> new Point(Double.parseDouble(it.parameter()), it.cpuMicros()))
            .toList();
    List<Point> kilobytes =
        steps.stream()
            .map(it -> new Point(Double.parseDouble(it.parameter()), it.bytes() / 1024))
            .toList();
    String x = "purchases that the worker keeps";
    return new Chart(
        "What the guard adds to a job",
        List.of(
            new Panel(x, "CPU, µs", true, List.of(new Line("guard", true, micros))),
            new Panel(x, "allocated, KB", true, List.of(new Line("guard", true, kilobytes)))));
  }

  private Report run() throws IOException, RunnerException {
    Files.createDirectories(folder);
    report.line("%s", Figures.machine());
    report.line("");
    for (Group group : GROUPS) {
      List<Step> steps = run(group.type());
      add(group, steps);
      if (group.type() == GuardBenchmark.class) {
        report.chart("kept-purchases", keptPurchases(steps));
      }
    }
    report.write(folder);
    return report;
  }

  /**
   * @param quick everything once, to see that it runs: such figures say nothing
   */
  static Report run(Path folder, boolean quick) throws IOException, RunnerException {
    if (quick) {
      // in a test, others may run at the same time
      System.setProperty("jmh.ignoreLock", "true");
    }
    return new StepBenchmarks(folder, quick).run();
  }

  /**
   * @param arguments the folder for the results; {@code --quick}: everything once, to see that it
   *     runs; {@code --publish}: into docs/performance.md, too
   */
  public static void main(String[] arguments) throws IOException, RunnerException {
    List<String> options = List.of(arguments);
    Report report = run(Path.of(arguments[0]), options.contains("--quick"));
    if (options.contains("--publish")) {
      report.publish(Path.of(""));
    }
  }
}

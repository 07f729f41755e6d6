package org.imagesgenerate.benchmark.load;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.logging.LogManager;
import org.imagesgenerate.benchmark.Chart;
import org.imagesgenerate.benchmark.Figures;
import org.imagesgenerate.benchmark.Panel;
import org.imagesgenerate.benchmark.Panel.Line;
import org.imagesgenerate.benchmark.Panel.Point;
import org.imagesgenerate.benchmark.Report;
import org.slf4j.LoggerFactory;

/**
 * Runs the same jobs with this connector and with Camunda's REST connector, in one worker on one
 * engine against one provider, and prints what they cost. Writes {@code load.md} and charts.
 */
public final class LoadComparison {

  private static final int KILOBYTES_OF_MEGABYTE = 1024;

  /** Jobs of each side in each scenario. */
  private static final int WARM_UP = 200;

  /** One row: a batch, and what every side did with it. */
  private record Row(Batch batch, Map<Side, Result> results) {}

  private final Path folder;
  private final List<Scenario> scenarios;
  private final Report report = new Report("load");

  private LoadComparison(Path folder, List<Scenario> scenarios) {
    this.folder = folder;
    this.scenarios = scenarios;
  }

  private Report run() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    report.line("%s. Worker: -Xmx512m.", Figures.machine());
    report.line("");
    for (Scenario scenario : scenarios) {
      // the engine keeps all jobs in memory, so each scenario gets one of its own
      try (LoadRun run = new LoadRun(folder, scenario.sides())) {
        warmUp(run, scenario);
        measure(run, scenario);
      }
    }
    report.write(folder);
    return report;
  }

  /** Every side, until the JVM has compiled what matters. */
  private static void warmUp(LoadRun run, Scenario scenario) throws InterruptedException {
    for (Side side : scenario.sides()) {
      Batch batch = scenario.batches().getFirst();
      run.run(side, batch.withJobs(Math.min(batch.jobs(), WARM_UP), 10));
    }
  }

  private void measure(LoadRun run, Scenario scenario) throws InterruptedException {
    report.line("### %s", scenario.title());
    report.line("");
    report.line(
        "| image | images | in flight | provider | | jobs/s | CPU ms | KB allocated | added ms | heap MB |");
    report.line("| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    List<Row> rows = new ArrayList<>();
    for (Batch batch : scenario.batches()) {
      Row row = measure(run, scenario, batch);
      row.results().forEach((side, result) -> report(batch, side.title, result));
      scenario.others().forEach(side -> ratio(row, side));
      rows.add(row);
    }
    report.line("");
    switch (scenario.title()) {
      case Scenario.URLS ->
          chart("jobs-in-flight", "URL responses", "jobs in flight", true, rows, Batch::inFlight);
      case Scenario.SIZES ->
          chart("image-size", "One base64 image", "image, MB", false, rows, Batch::megabytes);
      case Scenario.COUNTS ->
          chart("image-count", "Base64 images of 1 MB", "images, n", false, rows, Batch::images);
      default -> {}
    }
  }

  /** The sides take turns, so that what else happens on the machine meets all of them. */
  private static Row measure(LoadRun run, Scenario scenario, Batch batch)
      throws InterruptedException {
    Map<Side, List<Result>> rounds = new LinkedHashMap<>();
    for (int round = 0; round < scenario.rounds(); round++) {
      for (Side side : scenario.sides()) {
        List<Result> results = rounds.computeIfAbsent(side, it -> new ArrayList<>());
        if (results.stream().noneMatch(Result::isFailed)) {
          results.add(run.run(side, batch));
        }
      }
    }
    Map<Side, Result> medians = new LinkedHashMap<>();
    rounds.forEach((side, results) -> medians.put(side, Result.median(results)));
    return new Row(batch, medians);
  }

  private void report(Batch batch, String name, Result result) {
    String start =
        "| %s | %d | %,d | %s | %s |"
            .formatted(
                batch.megabytes() == 0 ? "URL" : batch.megabytes() + " MB",
                batch.images(),
                batch.inFlight(),
                batch.provider().toMillis() % 1000 == 0
                    ? batch.provider().toSeconds() + " s"
                    : batch.provider().toMillis() + " ms",
                name);
    report.line(
        "%s %s |",
        start,
        result.isFailed()
            ? "fails: " + result.failure() + " | | | |"
            : String.join(
                " | ",
                Figures.three(result.jobsPerSecond()),
                Figures.three(result.cpuMillis()),
                Figures.three(result.allocatedKilobytes()),
                Figures.three(result.addedMillis()),
                Figures.three(result.heapMegabytes())));
  }

  /** This connector's figures as a part of the other's. */
  private void ratio(Row row, Side other) {
    Result ours = row.results().get(Side.OURS);
    Result theirs = row.results().get(other);
    if (!ours.isFailed() && !theirs.isFailed()) {
      report.line(
          "| | | | | *ratio to %s* | %s | %s | %s | %s | |",
          other.title,
          Figures.three(ours.jobsPerSecond() / theirs.jobsPerSecond()),
          Figures.three(ours.cpuMillis() / theirs.cpuMillis()),
          Figures.three(ours.allocatedKilobytes() / theirs.allocatedKilobytes()),
          Figures.three(ours.addedMillis() / theirs.addedMillis()));
    }
  }

  private void chart(
      String file,
      String title,
      String x,
      boolean logarithmic,
      List<Row> rows,
      ToDoubleFunction<Batch> position) {
    boolean large = rows.getFirst().batch().megabytes() > 0;
    Chart chart =
        new Chart(
            title + ": what one job costs the worker",
            List.of(
                new Panel(x, "CPU, ms", logarithmic, lines(rows, position, Result::cpuMillis)),
                large
                    ? new Panel(
                        x,
                        "allocated, MB",
                        logarithmic,
                        lines(
                            rows, position, it -> it.allocatedKilobytes() / KILOBYTES_OF_MEGABYTE))
                    : new Panel(
                        x,
                        "allocated, KB",
                        logarithmic,
                        lines(rows, position, Result::allocatedKilobytes))));
    report.chart(file, chart);
  }

  /** Of every side, as far as it does not fail. */
  private static List<Line> lines(
      List<Row> rows, ToDoubleFunction<Batch> position, ToDoubleFunction<Result> figure) {
    List<Line> lines = new ArrayList<>();
    for (Side side : rows.getFirst().results().keySet()) {
      List<Point> points =
          rows.stream()
              .filter(row -> !row.results().get(side).isFailed())
              .map(
                  row ->
                      new Point(
                          position.applyAsDouble(row.batch()),
                          figure.applyAsDouble(row.results().get(side))))
              .toList();
      if (!points.isEmpty()) {
        String failing = points.size() < rows.size() ? "\n(fails above)" : "";
        lines.add(new Line(side.title.replace(" ", "\n") + failing, side == Side.OURS, points));
      }
    }
    return lines;
  }

  /**
   * @param arguments the folder for the results; {@code --quick}: little of everything, to see that
   *     it runs; {@code --only} and the beginning of a title: only these scenarios; {@code
   *     --publish}: all of them into docs/performance.md, too
   */
  public static void main(String[] arguments) {
    List<String> options = List.of(arguments);
    boolean isGood = false;
    // rejected results are a finding, not an error
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    LogManager.getLogManager().reset();
    try {
      int only = options.indexOf("--only");
      String title = only < 0 ? "" : options.get(only + 1);
      Report report = run(Path.of(arguments[0]), options.contains("--quick"), title);
      if (options.contains("--publish") && only < 0) {
        report.publish(Path.of(""));
      }
      isGood = true;
    } catch (IOException | InterruptedException | RuntimeException e) {
      e.printStackTrace(System.out);
    }
    // the embedded engine leaves a timer thread behind
    System.exit(isGood ? 0 : 1);
  }

  /**
   * Runs it without ending the JVM.
   *
   * @param title how the titles of the scenarios begin
   */
  public static Report run(Path folder, boolean quick, String title)
      throws IOException, InterruptedException {
    List<Scenario> all = quick ? Scenario.quick() : Scenario.all();
    return new LoadComparison(
            folder, all.stream().filter(it -> it.title().startsWith(title)).toList())
        .run();
  }
}

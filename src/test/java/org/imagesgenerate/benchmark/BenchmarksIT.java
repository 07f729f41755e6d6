package org.imagesgenerate.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.imagesgenerate.benchmark.load.LoadComparison;
import org.imagesgenerate.connector.catalog.InputBenchmark;
import org.imagesgenerate.connector.http.ReaderBenchmark;
import org.imagesgenerate.connector.purchase.GuardBenchmark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Benchmark;

/** The benchmarks run. Their figures are not looked at: time never decides a test. */
class BenchmarksIT {

  @TempDir Path folder;

  @Test
  void everyStepIsMeasured() throws Exception {
    StepBenchmarks.run(folder, true);

    String report = Files.readString(folder.resolve("steps.md"));
    List<String> benchmarks =
        Stream.of(ReaderBenchmark.class, InputBenchmark.class, GuardBenchmark.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .map(method -> "| `%s()` |".formatted(method.getName()))
            .toList();
    assertThat(report).contains(benchmarks);
    assertThat(folder.resolve("kept-purchases.svg")).isNotEmptyFile();
  }

  /** With this connector only: the REST connector is not on the class path of the tests. */
  @Test
  void everyBatchOfJobsCompletes() throws Exception {
    LoadComparison.run(folder, true, "");

    List<String> rows =
        Files.readAllLines(folder.resolve("load.md")).stream()
            .filter(line -> line.contains("Images Generate"))
            .toList();
    assertThat(rows)
        .hasSizeGreaterThan(5)
        .allSatisfy(row -> assertThat(row).doesNotContain("fails"));
    assertThat(folder.resolve("image-size.svg")).isNotEmptyFile();
  }
}

package org.imagesgenerate.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints line and branch coverage per package from JaCoCo's CSV report. */
final class PrintCoverage {

  private record Counts(long missedBranches, long branches, long missedLines, long lines) {
    Counts plus(Counts other) {
      return new Counts(
          missedBranches + other.missedBranches,
          branches + other.branches,
          missedLines + other.missedLines,
          lines + other.lines);
    }

    @Override
    public String toString() {
      return "lines %5.1f %% of %5d, branches %5.1f %% of %5d"
          .formatted(
              covered(missedLines, lines), lines, covered(missedBranches, branches), branches);
    }

    private static double covered(long missed, long all) {
      return all == 0 ? 100 : 100.0 * (all - missed) / all;
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path csv = Path.of(arguments[0]);
    if (!Files.exists(csv)) {
      System.out.println("No coverage: no test has run.");
      return;
    }
    List<String> rows = Files.readAllLines(csv);
    Map<String, Counts> packages = new TreeMap<>();
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",");
      long missedBranches = Long.parseLong(cells[5]);
      long missedLines = Long.parseLong(cells[7]);
      Counts counts =
          new Counts(
              missedBranches,
              missedBranches + Long.parseLong(cells[6]),
              missedLines,
              missedLines + Long.parseLong(cells[8]));
      packages.merge(cells[1], counts, Counts::plus);
    }
    System.out.println("Coverage:");
    packages.forEach((name, counts) -> System.out.printf("  %-55s %s%n", name, counts));
    Counts all = packages.values().stream().reduce(new Counts(0, 0, 0, 0), Counts::plus);
    System.out.printf("  %-55s %s%n", "all", all);
  }

  private PrintCoverage() {}
}

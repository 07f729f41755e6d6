package org.imagesgenerate.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Numbers for tables. */
public final class Figures {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** With three digits that count. */
  public static String three(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** The value in the middle. */
  public static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /** When and where. */
  public static String machine() {
    return "%s, %d cores (%s), JDK %s, %s"
        .formatted(
            LocalDate.now(),
            Runtime.getRuntime().availableProcessors(),
            processor(),
            Runtime.version().feature(),
            System.getProperty("os.name"));
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException notLinux) {
      return System.getProperty("os.arch");
    }
  }

  private Figures() {}
}

package org.imagesgenerate.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a benchmark has to say: lines of Markdown, printed at once, and charts. */
public final class Report {

  private static final Path PAGE = Path.of("docs", "performance.md");
  private static final Path CHARTS = Path.of("docs", "images", "performance");

  private final String name;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Chart> charts = new LinkedHashMap<>();

  /**
   * @param name of its file, and of its section in docs/performance.md
   */
  public Report(String name) {
    this.name = name;
  }

  /** Adds a line. */
  public void line(String format, Object... values) {
    String line = format.formatted(values);
    lines.add(line);
    System.out.println(line);
  }

  /** Adds a chart. */
  public void chart(String file, Chart chart) {
    charts.put(file + ".svg", chart);
  }

  /** Writes all of it into a folder. */
  public void write(Path folder) throws IOException {
    Files.write(folder.resolve(name + ".md"), lines);
    writeCharts(folder);
  }

  private void writeCharts(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, Chart> chart : charts.entrySet()) {
      Files.writeString(folder.resolve(chart.getKey()), chart.getValue().svg());
    }
  }

  /** Puts it into the documentation, in place of the last one. */
  public void publish(Path project) throws IOException {
    Path page = project.resolve(PAGE);
    String text = Files.readString(page);
    String begin = "<!-- begin of %s -->\n".formatted(name);
    String end = "<!-- end of %s -->".formatted(name);
    Files.writeString(
        page,
        text.substring(0, text.indexOf(begin) + begin.length())
            + "\n"
            + String.join("\n", lines).strip()
            + "\n\n"
            + text.substring(text.indexOf(end)));
    writeCharts(project.resolve(CHARTS));
  }
}

package org.imagesgenerate.benchmark;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One diagram of a chart: how a value grows.
 *
 * @param x what grows, with its unit
 * @param y what is measured, with its unit
 * @param logarithmic whether the horizontal axis is
 */
public record Panel(String x, String y, boolean logarithmic, List<Line> lines) {

  /**
   * One way to do the work.
   *
   * @param accent whether it is this connector
   */
  public record Line(String name, boolean accent, List<Point> points) {}

  public record Point(double x, double y) {}

  static final int WIDTH = 430;
  static final int HEIGHT = 300;

  private static final int LEFT = 52;
  private static final int RIGHT = 108;
  private static final int TOP = 34;
  private static final int BOTTOM = 46;
  private static final int LABEL_HEIGHT = 14;
  private static final int MOST_TICKS = 5;

  private Stream<Point> points() {
    return lines.stream().flatMap(line -> line.points().stream());
  }

  private double position(double value) {
    double least = scale(points().mapToDouble(Point::x).min().orElseThrow());
    double most = scale(points().mapToDouble(Point::x).max().orElseThrow());
    double from = logarithmic ? least : 0;
    return LEFT + (scale(value) - from) / (most - from) * (WIDTH - LEFT - RIGHT);
  }

  private double scale(double value) {
    return logarithmic ? Math.log10(value) : value;
  }

  private double height(double value) {
    return HEIGHT - BOTTOM - value / top() * (HEIGHT - TOP - BOTTOM);
  }

  private double highest() {
    return Math.max(Double.MIN_NORMAL, points().mapToDouble(Point::y).max().orElseThrow());
  }

  private double step() {
    double rough = highest() / MOST_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    return Stream.of(1.0, 2.0, 5.0, 10.0)
        .map(it -> it * power)
        .filter(it -> it >= rough)
        .findFirst()
        .orElseThrow();
  }

  /** The end of the vertical axis: the next tick above the largest value. */
  private double top() {
    return step() * Math.ceil(highest() / step());
  }

  /** The drawing, as the content of an SVG group. */
  String svg() {
    StringBuilder svg = new StringBuilder();
    text(svg, LEFT - 40, 18, "start", "axis", y);
    for (double tick = 0; tick <= top() * 1.001; tick += step()) {
      double at = height(tick);
      svg.append(line(LEFT, at, WIDTH - RIGHT, at, "grid"));
      text(svg, LEFT - 8, at + 4, "end", "tick", number(tick));
    }
    points()
        .map(Point::x)
        .distinct()
        .sorted()
        .forEach(it -> text(svg, position(it), HEIGHT - BOTTOM + 18, "middle", "tick", number(it)));
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", "axis", x);
    lines.forEach(it -> svg.append(polyline(it)));
    labels(svg);
    return svg.toString();
  }

  private String polyline(Line line) {
    String style = line.accent() ? "ours" : "peer" + (others().indexOf(line) + 1);
    StringBuilder svg = new StringBuilder("<polyline class=\"line %s\" points=\"".formatted(style));
    for (Point point : line.points()) {
      svg.append("%s,%s ".formatted(digit(position(point.x())), digit(height(point.y()))));
    }
    svg.append("\"/>\n");
    for (Point point : line.points()) {
      svg.append(
          "<circle class=\"dot %s\" cx=\"%s\" cy=\"%s\" r=\"3.2\"/>%n"
              .formatted(style, digit(position(point.x())), digit(height(point.y()))));
    }
    return svg.toString();
  }

  private List<Line> others() {
    return lines.stream().filter(line -> !line.accent()).toList();
  }

  /** Each at the end of its line; where several lines end, one above the other. */
  private void labels(StringBuilder svg) {
    Map<Double, Double> lowest = new HashMap<>();
    List<Line> upwards =
        lines.stream()
            .sorted((a, b) -> Double.compare(a.points().getLast().y(), b.points().getLast().y()))
            .toList();
    for (Line line : upwards) {
      Point end = line.points().getLast();
      double at = Math.min(height(end.y()) + 4, lowest.getOrDefault(end.x(), HEIGHT + 0.0));
      String style = line.accent() ? "ours" : "peer" + (others().indexOf(line) + 1);
      double left = position(end.x()) + 9;
      String[] words = line.name().split("\n");
      for (int i = words.length - 1; i >= 0; i--) {
        text(
            svg,
            left,
            at - (words.length - 1 - i) * LABEL_HEIGHT,
            "start",
            "label " + style,
            words[i]);
      }
      lowest.put(end.x(), at - words.length * LABEL_HEIGHT - 4);
    }
  }

  private static String line(double x1, double y1, double x2, double y2, String style) {
    return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>%n"
        .formatted(style, digit(x1), digit(y1), digit(x2), digit(y2));
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, String style, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>%n"
            .formatted(style, digit(x), digit(y), anchor, text));
  }

  private static String digit(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String number(double value) {
    return value >= 10 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2g", value);
  }
}

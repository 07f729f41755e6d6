package org.imagesgenerate.local;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagesgenerate.local.Diagram.Box;
import org.imagesgenerate.local.Diagram.Edge;
import org.imagesgenerate.local.Diagram.Point;
import org.imagesgenerate.local.Diagram.Shape;

/** A diagram as SVG, in the symbols of BPMN that the examples use. */
final class DiagramDrawing {

  private static final double MARGIN = 20;
  private static final int LONGEST_LINE = 15;
  private static final double LINE_HEIGHT = 14;

  private final Diagram diagram;
  private final Set<String> done;

  /**
   * @param done ids of the elements that an instance completed
   */
  DiagramDrawing(Diagram diagram, Set<String> done) {
    this.diagram = diagram;
    this.done = done;
  }

  String svg() {
    Box all = bounds();
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="%s %s %s %s" width="%s" height="%s" role="img" aria-label="%s">
        <defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 10 5 0 10z"/></marker></defs>
        %s
        %s
        </svg>
        """
        .formatted(
            number(all.x()),
            number(all.y()),
            number(all.width()),
            number(all.height()),
            number(all.width()),
            number(all.height()),
            Html.escape(diagram.processName()),
            diagram.edges().stream().map(this::edge).collect(Collectors.joining("\n")),
            diagram.shapes().stream().map(this::shape).collect(Collectors.joining("\n")));
  }

  private Box bounds() {
    double left = Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double right = 0;
    double bottom = 0;
    for (Shape shape : diagram.shapes()) {
      for (Box box :
          shape.label() == null ? Set.of(shape.box()) : Set.of(shape.box(), shape.label())) {
        left = Math.min(left, box.x());
        top = Math.min(top, box.y());
        right = Math.max(right, box.x() + box.width());
        bottom = Math.max(bottom, box.y() + box.height());
      }
    }
    return new Box(
        left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN);
  }

  private String edge(Edge edge) {
    String points =
        edge.way().stream()
            .map(point -> number(point.x()) + "," + number(point.y()))
            .collect(Collectors.joining(" "));
    return "<polyline class=\"flow\" points=\"%s\" marker-end=\"url(#arrow)\"/>".formatted(points);
  }

  private String shape(Shape shape) {
    return "<g class=\"%s%s\">%s%s%s</g>"
        .formatted(
            shape.type(),
            done.contains(shape.id()) ? " done" : "",
            symbol(shape),
            icon(shape),
            name(shape));
  }

  private static String symbol(Shape shape) {
    Box box = shape.box();
    Point middle = box.middle();
    double radius = box.width() / 2;
    String circle = circle(middle, radius);
    return switch (shape.type()) {
      case "startEvent", "endEvent" -> circle;
      case "boundaryEvent" -> circle + circle(middle, radius - 4);
      case "exclusiveGateway" -> diamond(box) + cross(middle);
      default ->
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"10\"/>"
              .formatted(
                  number(box.x()), number(box.y()), number(box.width()), number(box.height()));
    };
  }

  private static String circle(Point middle, double radius) {
    return "<circle cx=\"%s\" cy=\"%s\" r=\"%s\"/>"
        .formatted(number(middle.x()), number(middle.y()), number(radius));
  }

  private static String diamond(Box box) {
    Point middle = box.middle();
    return "<path d=\"M%s %s L%s %s L%s %s L%s %sz\"/>"
        .formatted(
            number(middle.x()),
            number(box.y()),
            number(box.x() + box.width()),
            number(middle.y()),
            number(middle.x()),
            number(box.y() + box.height()),
            number(box.x()),
            number(middle.y()));
  }

  private static String cross(Point middle) {
    return "<path d=\"M%s %s l14 14 m0 -14 l-14 14\"/>"
        .formatted(number(middle.x() - 7), number(middle.y() - 7));
  }

  private static String icon(Shape shape) {
    if (shape.icon().isEmpty()) {
      return "";
    }
    return "<image x=\"%s\" y=\"%s\" width=\"18\" height=\"18\" href=\"%s\"/>"
        .formatted(
            number(shape.box().x() + 5), number(shape.box().y() + 5), Html.escape(shape.icon()));
  }

  private static String name(Shape shape) {
    if (shape.name().isEmpty()) {
      return "";
    }
    Point middle = (shape.label() == null ? shape.box() : shape.label()).middle();
    String[] lines = lines(shape.name());
    double y = middle.y() - (lines.length - 1) * LINE_HEIGHT / 2;
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(
          "<text x=\"%s\" y=\"%s\">%s</text>"
              .formatted(number(middle.x()), number(y), Html.escape(line)));
      y += LINE_HEIGHT;
    }
    return text.toString();
  }

  private static String[] lines(String name) {
    StringBuilder text = new StringBuilder();
    int length = 0;
    for (String word : name.split(" ")) {
      boolean fits = length + word.length() < LONGEST_LINE;
      text.append(length == 0 ? "" : fits ? " " : "\n").append(word);
      length = (fits ? length + 1 : 0) + word.length();
    }
    return text.toString().split("\n");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}

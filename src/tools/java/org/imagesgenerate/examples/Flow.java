package org.imagesgenerate.examples;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A sequence flow, drawn with right angles.
 *
 * @param name its label, or null
 * @param condition FEEL, or null
 * @param by where it bends if both ends are not on one line
 * @param over how high it runs around others, in pixels, or null: such a flow needs a lane of its
 *     own, above or below both ends
 */
record Flow(String id, Node from, Node to, String name, String condition, Bend by, Double over) {

  Flow(String id, Node from, Node to, String name, String condition, Bend by) {
    this(id, from, to, name, condition, by, null);
  }

  /** Which way a flow sets out. */
  enum Bend {
    /** Up or down first, then along: out of gateways and boundary events. */
    VERTICAL_FIRST,
    /** Along first, then up or down. */
    HORIZONTAL_FIRST
  }

  private record Point(double x, double y) {}

  String element(boolean isDefault) {
    String open =
        "<bpmn:sequenceFlow%s%s%s%s"
            .formatted(
                Xml.attribute("id", id),
                Xml.attribute("name", name),
                Xml.attribute("sourceRef", from.id()),
                Xml.attribute("targetRef", to.id()));
    return condition == null || isDefault
        ? open + "/>\n"
        : open
            + ">\n<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">"
            + Xml.escape(condition)
            + "</bpmn:conditionExpression>\n</bpmn:sequenceFlow>\n";
  }

  String edge() {
    String points =
        way().stream()
            .map(
                point ->
                    String.format(
                        Locale.ROOT, "<di:waypoint x=\"%.0f\" y=\"%.0f\"/>\n", point.x, point.y))
            .collect(Collectors.joining());
    return "<bpmndi:BPMNEdge id=\"%s_di\" bpmnElement=\"%s\">\n%s%s</bpmndi:BPMNEdge>\n"
        .formatted(id, id, points, label());
  }

  private String label() {
    if (name == null) {
      return "";
    }
    List<Point> way = way();
    Point start = way.getFirst();
    Point next = way.get(1);
    boolean along = start.y == next.y;
    double width = name.length() * 5.6;
    double x = along ? Math.min(start.x, next.x) + 6 : start.x + 6;
    double y = along ? start.y - 18 : start.y + (next.y > start.y ? 8 : -22);
    return "<bpmndi:BPMNLabel>\n" + Node.bounds(x, y, width, 14) + "</bpmndi:BPMNLabel>\n";
  }

  /** Whether it sets out from the upper side. */
  boolean leavesUpwards() {
    List<Point> way = way();
    return way.get(1).y < way.getFirst().y;
  }

  private List<Point> way() {
    if (over != null) {
      return List.of(
          new Point(from.middleX(), edgeTowards(from, over)),
          new Point(from.middleX(), over),
          new Point(to.middleX(), over),
          new Point(to.middleX(), edgeTowards(to, over)));
    }
    if (from.isFrame() || to.isFrame()) {
      double y = from.isFrame() ? to.middleY() : from.middleY();
      return List.of(new Point(side(from, to).x, y), new Point(side(to, from).x, y));
    }
    if (from.middleY() == to.middleY()) {
      return List.of(side(from, to), side(to, from));
    }
    if (from.middleX() == to.middleX()) {
      return List.of(edgeAbove(from, to), edgeAbove(to, from));
    }
    if (by == Bend.VERTICAL_FIRST) {
      return List.of(edgeAbove(from, to), new Point(from.middleX(), to.middleY()), side(to, from));
    }
    return List.of(side(from, to), new Point(to.middleX(), from.middleY()), edgeAbove(to, from));
  }

  /** The middle of the left or right side, whichever is nearer to the other. */
  private static Point side(Node node, Node other) {
    return new Point(
        other.middleX() > node.middleX() ? node.x() + node.width() : node.x(), node.middleY());
  }

  /** The middle of the upper or lower side, whichever is nearer to the other. */
  private static Point edgeAbove(Node node, Node other) {
    return new Point(node.middleX(), edgeTowards(node, other.middleY()));
  }

  private static double edgeTowards(Node node, double y) {
    return y > node.middleY() ? node.y() + node.height() : node.y();
  }
}

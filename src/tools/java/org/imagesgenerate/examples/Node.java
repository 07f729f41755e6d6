package org.imagesgenerate.examples;

import java.util.Locale;

/**
 * An element of a process and where it is drawn, in pixels.
 *
 * @param tag its BPMN name, such as {@code userTask}
 * @param name what the diagram shows; null for a gateway that only joins
 * @param content what is inside besides the flows: extension elements first, then the rest
 * @param attributes more than id and name, each with a space before it
 */
record Node(
    String id,
    String tag,
    String name,
    double x,
    double y,
    double width,
    double height,
    Content content,
    String attributes) {

  /** What stands before the flows of an element, and what stands after them. */
  record Content(String before, String after) {
    static final Content NONE = new Content("", "");
  }

  private static final double LETTER = 5.6;
  private static final double WIDEST_LABEL = 90;
  private static final double LINE = 14;

  double middleX() {
    return x + width / 2;
  }

  double middleY() {
    return y + height / 2;
  }

  boolean isEvent() {
    return tag.endsWith("Event");
  }

  boolean isBoundary() {
    return tag.equals("boundaryEvent");
  }

  /** Whether it is drawn around others; flows meet it at the height of their other end. */
  boolean isFrame() {
    return tag.endsWith("ubProcess");
  }

  boolean isGateway() {
    return tag.endsWith("Gateway");
  }

  /**
   * The shape with its label.
   *
   * @param labelBelow where the name of a gateway stands when a flow leaves at its upper side
   */
  String shape(boolean labelBelow) {
    StringBuilder xml = new StringBuilder();
    xml.append(
        "<bpmndi:BPMNShape id=\"%s_di\" bpmnElement=\"%s\"%s%s>\n"
            .formatted(
                id,
                id,
                tag.equals("exclusiveGateway") ? " isMarkerVisible=\"true\"" : "",
                isFrame() ? " isExpanded=\"true\"" : ""));
    xml.append(bounds(x, y, width, height));
    xml.append(isEvent() || isGateway() ? eventLabel(labelBelow) : "<bpmndi:BPMNLabel/>\n");
    return xml.append("</bpmndi:BPMNShape>\n").toString();
  }

  private String eventLabel(boolean below) {
    if (name == null) {
      return "";
    }
    double labelWidth = Math.min(WIDEST_LABEL, name.length() * LETTER);
    double lines = Math.ceil(name.length() * LETTER / WIDEST_LABEL);
    double left = isBoundary() ? x + width + 4 : middleX() - labelWidth / 2;
    double top = isGateway() && !below ? y - 8 - lines * LINE : y + height + 7;
    return "<bpmndi:BPMNLabel>\n"
        + bounds(left, isBoundary() ? y + height + 2 : top, labelWidth, lines * LINE)
        + "</bpmndi:BPMNLabel>\n";
  }

  static String bounds(double x, double y, double width, double height) {
    return String.format(
        Locale.ROOT,
        "<dc:Bounds x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\"/>\n",
        x,
        y,
        width,
        height);
  }
}

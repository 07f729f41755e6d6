package org.imagesgenerate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A process as the modeler drew it: the shapes and edges of BPMN's diagram interchange.
 *
 * @param processId of the one process in the file
 * @param processName its display name
 */
public record Diagram(String processId, String processName, List<Shape> shapes, List<Edge> edges) {

  private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
  private static final String BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI";
  private static final String DC = "http://www.omg.org/spec/DD/20100524/DC";
  private static final String DI = "http://www.omg.org/spec/DD/20100524/DI";
  private static final String ZEEBE = "http://camunda.org/schema/zeebe/1.0";

  /** A place, in the diagram's pixels. */
  public record Point(double x, double y) {}

  /** A rectangle, in the diagram's pixels. */
  public record Box(double x, double y, double width, double height) {
    Point middle() {
      return new Point(x + width / 2, y + height / 2);
    }
  }

  /**
   * An element with its symbol.
   *
   * @param type the element's name in BPMN, such as {@code serviceTask}
   * @param label where the name stands, or null: then it stands inside, if there is one
   * @param icon a data URI of the element's template, or empty
   */
  public record Shape(String id, String name, String type, Box box, Box label, String icon) {}

  /** A sequence flow. */
  public record Edge(List<Point> way) {}

  /**
   * Reads a file with one process.
   *
   * @throws IOException if it cannot be read, or is not XML
   */
  public static Diagram read(Path file) throws IOException {
    Document document = parse(file);
    Map<String, Element> elements = byId(document);
    List<Shape> shapes = new ArrayList<>();
    for (Element shape : all(document, BPMNDI, "BPMNShape")) {
      shapes.add(shape(shape, elements.get(shape.getAttribute("bpmnElement"))));
    }
    List<Edge> edges = new ArrayList<>();
    for (Element edge : all(document, BPMNDI, "BPMNEdge")) {
      List<Point> way = new ArrayList<>();
      for (Element point : all(edge, DI, "waypoint")) {
        way.add(new Point(number(point, "x"), number(point, "y")));
      }
      edges.add(new Edge(way));
    }
    Element process = all(document, BPMN, "process").getFirst();
    return new Diagram(process.getAttribute("id"), process.getAttribute("name"), shapes, edges);
  }

  /** The name of an element; its id if it has none. */
  public String name(String elementId) {
    return shapes.stream()
        .filter(shape -> shape.id().equals(elementId) && !shape.name().isEmpty())
        .map(Shape::name)
        .findFirst()
        .orElse(elementId);
  }

  private static Shape shape(Element shape, Element element) {
    Box box = box(all(shape, DC, "Bounds").getFirst());
    Box label = null;
    for (Element candidate : all(shape, BPMNDI, "BPMNLabel")) {
      List<Element> bounds = all(candidate, DC, "Bounds");
      label = bounds.isEmpty() ? null : box(bounds.getFirst());
    }
    return new Shape(
        element.getAttribute("id"),
        element.getAttribute("name"),
        element.getLocalName(),
        box,
        label,
        element.getAttributeNS(ZEEBE, "modelerTemplateIcon"));
  }

  private static Box box(Element bounds) {
    return new Box(
        number(bounds, "x"),
        number(bounds, "y"),
        number(bounds, "width"),
        number(bounds, "height"));
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static Map<String, Element> byId(Document document) {
    Map<String, Element> elements = new HashMap<>();
    for (Element element : elements(document.getElementsByTagNameNS(BPMN, "*"))) {
      elements.put(element.getAttribute("id"), element);
    }
    return elements;
  }

  private static List<Element> all(Document document, String namespace, String name) {
    return elements(document.getElementsByTagNameNS(namespace, name));
  }

  private static List<Element> all(Element parent, String namespace, String name) {
    return elements(parent.getElementsByTagNameNS(namespace, name));
  }

  private static List<Element> elements(NodeList nodes) {
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static Document parse(Path file) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory.newDocumentBuilder().parse(file.toFile());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(file + " is not BPMN", e);
    }
  }
}

package org.imagesgenerate.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagesgenerate.examples.Flow.Bend;
import org.imagesgenerate.examples.Node.Content;

/** A process on a grid: columns and rows count from 0, and elements are centred in their cell. */
final class BpmnBuilder {

  private static final double COLUMN = 160;
  private static final double ROW = 160;

  private final String id;
  private final String name;
  private final String documentation;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Flow> flows = new ArrayList<>();
  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final Map<String, List<String>> frames = new LinkedHashMap<>();
  private final StringBuilder declarations = new StringBuilder();

  /**
   * @param id of the process; the file has the same name
   * @param name its display name
   * @param documentation what it does, its variables, and what to know before copying it
   */
  BpmnBuilder(String id, String name, String documentation) {
    this.id = id;
    this.name = name;
    this.documentation = documentation;
  }

  String id() {
    return id;
  }

  BpmnBuilder start(String id, String name, double column, double row) {
    return add(new Box("startEvent", 36, 36), id, name, column, row, Content.NONE, "");
  }

  BpmnBuilder end(String id, String name, double column, double row) {
    return add(new Box("endEvent", 36, 36), id, name, column, row, Content.NONE, "");
  }

  /** One of our tasks. */
  BpmnBuilder images(String id, String name, double column, double row, ImagesTask task) {
    String attributes = task.attributes();
    return add(TASK, id, name, column, row, task.content(), attributes);
  }

  private static final Box TASK = new Box("serviceTask", 100, 80);

  /** A task of one of Camunda's connectors. */
  BpmnBuilder camunda(String id, String name, double column, double row, CamundaTask task) {
    return add(TASK, id, name, column, row, task.content(), task.attributes());
  }

  /** A task for a person, with a form of {@code bpmn-examples}. */
  BpmnBuilder userTask(
      String id, String name, double column, double row, String form, String mapping) {
    String extensions =
        "<bpmn:extensionElements>\n<zeebe:userTask/>\n<zeebe:formDefinition%s/>\n%s</bpmn:extensionElements>\n"
            .formatted(Xml.attribute("formId", form), mapping);
    Box box = new Box("userTask", 100, 80);
    return add(box, id, name, column, row, new Content(extensions, ""), "");
  }

  /** A FEEL expression whose value becomes a variable. */
  BpmnBuilder script(
      String id, String name, double column, double row, String feel, String resultVariable) {
    String extensions =
        "<bpmn:extensionElements>\n<zeebe:script%s%s/>\n</bpmn:extensionElements>\n"
            .formatted(
                Xml.attribute("expression", feel), Xml.attribute("resultVariable", resultVariable));
    Box box = new Box("scriptTask", 100, 80);
    return add(box, id, name, column, row, new Content(extensions, ""), "");
  }

  /**
   * @param name the question, or null if it only joins
   */
  BpmnBuilder exclusive(String id, String name, double column, double row) {
    return add(new Box("exclusiveGateway", 50, 50), id, name, column, row, Content.NONE, "");
  }

  /** A parallel gateway, which splits or joins. */
  BpmnBuilder parallel(String id, double column, double row) {
    return add(new Box("parallelGateway", 50, 50), id, null, column, row, Content.NONE, "");
  }

  /** An event-based gateway. */
  BpmnBuilder eventGateway(String id, double column, double row) {
    return add(new Box("eventBasedGateway", 50, 50), id, null, column, row, Content.NONE, "");
  }

  BpmnBuilder timer(String id, String name, double column, double row, String duration) {
    Content content = new Content("", timerDefinition(id, duration));
    return add(new Box("intermediateCatchEvent", 36, 36), id, name, column, row, content, "");
  }

  /**
   * Waits for a message.
   *
   * @param message its name
   * @param correlationKey FEEL
   * @param extensions extension elements of a connector, or empty
   */
  BpmnBuilder message(
      String id,
      String name,
      double column,
      double row,
      String message,
      String correlationKey,
      Content extensions) {
    declarations.append(
        "<bpmn:message%s%s>\n<bpmn:extensionElements>\n<zeebe:subscription%s/>\n</bpmn:extensionElements>\n</bpmn:message>\n"
            .formatted(
                Xml.attribute("id", id + "Message"),
                Xml.attribute("name", message),
                Xml.attribute("correlationKey", correlationKey)));
    String definition =
        "<bpmn:messageEventDefinition%s%s/>\n"
            .formatted(
                Xml.attribute("id", id + "Definition"),
                Xml.attribute("messageRef", id + "Message"));
    Content content = new Content(extensions.before(), definition);
    Box box = new Box("intermediateCatchEvent", 36, 36);
    return add(box, id, name, column, row, content, "");
  }

  /**
   * Catches an error at the lower side of a task.
   *
   * @param outputs variables of the error to copy to the process
   */
  BpmnBuilder catchError(String id, String name, String task, String code, String... outputs) {
    if (!declarations.toString().contains("errorCode=\"" + code + "\"")) {
      declarations.append(
          "<bpmn:error%s%s%s/>\n"
              .formatted(
                  Xml.attribute("id", "Error_" + code),
                  Xml.attribute("name", code),
                  Xml.attribute("errorCode", code)));
    }
    StringBuilder mapping = new StringBuilder();
    for (String output : outputs) {
      mapping.append(
          "<zeebe:output%s%s/>\n"
              .formatted(Xml.attribute("source", "=" + output), Xml.attribute("target", output)));
    }
    String before =
        mapping.isEmpty()
            ? ""
            : "<bpmn:extensionElements>\n<zeebe:ioMapping>\n%s</zeebe:ioMapping>\n</bpmn:extensionElements>\n"
                .formatted(mapping);
    String definition =
        "<bpmn:errorEventDefinition%s%s/>\n"
            .formatted(
                Xml.attribute("id", id + "Definition"), Xml.attribute("errorRef", "Error_" + code));
    return boundary(id, name, task, new Content(before, definition));
  }

  private BpmnBuilder boundary(String id, String name, String task, Content content) {
    Node host = node(task);
    double x = host.middleX() - 18;
    double y = host.y() + host.height() - 18;
    String attributes = Xml.attribute("attachedToRef", task);
    put(new Node(id, "boundaryEvent", name, x, y, 36, 36, content, attributes));
    return this;
  }

  BpmnBuilder flow(String id, String from, String to) {
    return flow(id, from, to, null, null);
  }

  /** A flow of a gateway that is taken if the FEEL expression is true. */
  BpmnBuilder flow(String id, String from, String to, String name, String condition) {
    Node source = node(from);
    boolean splits = source.isGateway() && !(source.name() == null && node(to).isGateway());
    Bend bend = splits || source.isBoundary() ? Bend.VERTICAL_FIRST : Bend.HORIZONTAL_FIRST;
    flows.add(new Flow(id, source, node(to), name, condition, bend));
    return this;
  }

  /**
   * A flow around everything between its ends, above or below them.
   *
   * @param row where it runs
   */
  BpmnBuilder around(String id, String from, String to, String name, String condition, double row) {
    double over = 160 + row * ROW;
    flows.add(new Flow(id, node(from), node(to), name, condition, Bend.VERTICAL_FIRST, over));
    return this;
  }

  /** The flow of a gateway that is taken if no other is. */
  BpmnBuilder otherwise(String id, String from, String to, String name) {
    defaults.put(from, id);
    return flow(id, from, to, name, null);
  }

  /**
   * An ad-hoc sub-process around elements that were added before; an agent chooses among them.
   *
   * @param elements those inside; no flow may cross the frame
   */
  BpmnBuilder adHoc(
      String id, String name, Content content, String attributes, List<String> elements) {
    return frame("adHocSubProcess", id, name, content, attributes, elements);
  }

  /**
   * A sub-process around elements that were added before, for each item of a list, in parallel.
   *
   * @param elements those inside; no flow may cross the frame
   * @param local variables that each run has for itself: without them, the runs would overwrite
   *     each other's
   */
  BpmnBuilder forEach(
      String id, String name, Loop loop, List<String> elements, List<String> local) {
    String mapping =
        local.stream()
            .map(it -> "<zeebe:input source=\"=null\"%s/>\n".formatted(Xml.attribute("target", it)))
            .collect(Collectors.joining());
    String extensions =
        "<bpmn:extensionElements>\n<zeebe:ioMapping>\n%s</zeebe:ioMapping>\n</bpmn:extensionElements>\n"
            .formatted(mapping);
    return frame("subProcess", id, name, new Content(extensions, loop.element()), "", elements);
  }

  private BpmnBuilder frame(
      String tag,
      String id,
      String name,
      Content content,
      String attributes,
      List<String> elements) {
    double left = elements.stream().mapToDouble(it -> node(it).x()).min().orElseThrow() - 50;
    double top = elements.stream().mapToDouble(it -> node(it).y()).min().orElseThrow() - 60;
    double right =
        elements.stream().mapToDouble(it -> node(it).x() + node(it).width()).max().orElseThrow()
            + 50;
    double bottom =
        elements.stream().mapToDouble(it -> node(it).y() + node(it).height()).max().orElseThrow()
            + 60;
    frames.put(id, elements);
    put(new Node(id, tag, name, left, top, right - left, bottom - top, content, attributes));
    return this;
  }

  private record Box(String tag, double width, double height) {}

  private BpmnBuilder add(
      Box box,
      String id,
      String name,
      double column,
      double row,
      Content content,
      String attributes) {
    double x = 200 + column * COLUMN - box.width / 2;
    double y = 160 + row * ROW - box.height / 2;
    put(new Node(id, box.tag, name, x, y, box.width, box.height, content, attributes));
    return this;
  }

  private void put(Node node) {
    if (nodes.put(node.id(), node) != null) {
      throw new IllegalArgumentException("there are two elements " + node.id());
    }
  }

  private Node node(String id) {
    Node node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("there is no element " + id + " yet");
    }
    return node;
  }

  private static String timerDefinition(String id, String duration) {
    return "<bpmn:timerEventDefinition%s>\n<bpmn:timeDuration xsi:type=\"bpmn:tFormalExpression\">%s</bpmn:timeDuration>\n</bpmn:timerEventDefinition>\n"
        .formatted(Xml.attribute("id", id + "Definition"), Xml.escape(duration));
  }

  /** The file. */
  String bpmn() {
    String name = id.substring(0, 1).toUpperCase() + id.substring(1);
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" xmlns:modeler=\"http://camunda.org/schema/modeler/1.0\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" id=\"Definitions_%s\" targetNamespace=\"http://bpmn.io/schema/bpmn\" modeler:executionPlatform=\"Camunda Cloud\" modeler:executionPlatformVersion=\"8.8.0\">\n"
            .formatted(name));
    xml.append(
        "<bpmn:process%s%s isExecutable=\"true\">\n"
            .formatted(Xml.attribute("id", id), Xml.attribute("name", this.name)));
    xml.append("<bpmn:documentation>")
        .append(documentation.strip().replace("&", "&amp;").replace("<", "&lt;"))
        .append("</bpmn:documentation>\n");
    nodes.values().stream().filter(it -> !isInside(it)).forEach(it -> xml.append(element(it)));
    flows.stream().filter(it -> !isInside(it.from())).forEach(it -> xml.append(element(it)));
    xml.append("</bpmn:process>\n").append(declarations);
    xml.append("<bpmndi:BPMNDiagram id=\"Diagram_%s\">\n".formatted(name));
    xml.append("<bpmndi:BPMNPlane id=\"Plane_%s\" bpmnElement=\"%s\">\n".formatted(name, id));
    nodes.values().stream().filter(it -> !isInside(it)).forEach(it -> xml.append(shape(it)));
    nodes.values().stream().filter(this::isInside).forEach(it -> xml.append(shape(it)));
    flows.forEach(flow -> xml.append(flow.edge()));
    return Xml.indent(
        xml.append("</bpmndi:BPMNPlane>\n</bpmndi:BPMNDiagram>\n</bpmn:definitions>\n").toString());
  }

  private String shape(Node node) {
    boolean upwards = flows.stream().anyMatch(it -> it.from() == node && it.leavesUpwards());
    return node.shape(upwards);
  }

  private boolean isInside(Node node) {
    return frames.values().stream().anyMatch(it -> it.contains(node.id()));
  }

  private String element(Flow flow) {
    return flow.element(flow.id().equals(defaults.get(flow.from().id())));
  }

  private String element(Node node) {
    String open =
        "<bpmn:%s%s%s%s%s"
            .formatted(
                node.tag(),
                Xml.attribute("id", node.id()),
                Xml.attribute("name", node.name()),
                Xml.attribute("default", defaults.get(node.id())),
                node.attributes());
    String body =
        node.content().before()
            + joined("incoming", flows.stream().filter(it -> it.to() == node).toList())
            + joined("outgoing", flows.stream().filter(it -> it.from() == node).toList())
            + node.content().after()
            + insideOf(frames.getOrDefault(node.id(), List.of()));
    return body.isEmpty() ? open + "/>\n" : "%s>\n%s</bpmn:%s>\n".formatted(open, body, node.tag());
  }

  private String insideOf(List<String> elements) {
    return elements.stream().map(this::node).map(this::element).collect(Collectors.joining())
        + flows.stream()
            .filter(it -> elements.contains(it.from().id()))
            .map(this::element)
            .collect(Collectors.joining());
  }

  private static String joined(String element, List<Flow> flows) {
    return flows.stream()
        .map(flow -> "<bpmn:%s>%s</bpmn:%s>\n".formatted(element, flow.id(), element))
        .collect(Collectors.joining());
  }
}

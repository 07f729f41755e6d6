package org.imagesgenerate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.zeebe.model.bpmn.Bpmn;
import io.camunda.zeebe.model.bpmn.BpmnModelInstance;
import io.camunda.zeebe.model.bpmn.impl.BpmnModelConstants;
import io.camunda.zeebe.model.bpmn.instance.BpmnModelElementInstance;
import io.camunda.zeebe.model.bpmn.instance.EndEvent;
import io.camunda.zeebe.model.bpmn.instance.Event;
import io.camunda.zeebe.model.bpmn.instance.FlowNode;
import io.camunda.zeebe.model.bpmn.instance.Process;
import io.camunda.zeebe.model.bpmn.instance.SequenceFlow;
import io.camunda.zeebe.model.bpmn.instance.ServiceTask;
import io.camunda.zeebe.model.bpmn.instance.StartEvent;
import io.camunda.zeebe.model.bpmn.instance.SubProcess;
import io.camunda.zeebe.model.bpmn.instance.Task;
import io.camunda.zeebe.model.bpmn.instance.bpmndi.BpmnShape;
import io.camunda.zeebe.model.bpmn.instance.di.Waypoint;
import io.camunda.zeebe.model.bpmn.instance.zeebe.ZeebeHeader;
import io.camunda.zeebe.model.bpmn.instance.zeebe.ZeebeInput;
import io.camunda.zeebe.model.bpmn.instance.zeebe.ZeebeIoMapping;
import io.camunda.zeebe.model.bpmn.instance.zeebe.ZeebeLoopCharacteristics;
import io.camunda.zeebe.model.bpmn.instance.zeebe.ZeebeProperties;
import io.camunda.zeebe.model.bpmn.instance.zeebe.ZeebeTaskDefinition;
import io.camunda.zeebe.model.bpmn.instance.zeebe.ZeebeTaskHeaders;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imagesgenerate.template.TemplateApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples are what people start from: they are drawn with care. */
class ExamplesTest {

  private static final Map<String, Path> TEMPLATES =
      Map.of(
          "org.imagesgenerate.ImagesGenerate.v1",
          Path.of("element-templates", "images-generate-connector.json"),
          "org.imagesgenerate.ImagesEdit.v1",
          Path.of("element-templates", "images-edit-connector.json"),
          "org.imagesgenerate.ImagesCollect.v1",
          Path.of("element-templates", "images-collect-connector.json"));

  private static final Pattern CONSTANT_OR_SECRET =
      Pattern.compile("[^=].*|=camunda\\.secrets\\.\\w+");

  private static final Pattern ERROR_EXPRESSION =
      Pattern.compile(
          "=if .+\nthen bpmnError\\((error\\.code|\"[A-Z_]+\"), error\\.message(, \\{.+})?\\)\nelse null",
          Pattern.DOTALL);

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("bpmn-examples"))) {
      return files.filter(file -> file.toString().endsWith(".bpmn")).sorted().toList();
    }
  }

  @Test
  void areUpToDate() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (Path example : examples()) {
      files.put(example.getFileName().toString(), Files.readString(example));
    }

    assertThat(files)
        .as("write them anew with: mvn -q test-compile exec:exec@examples")
        .containsExactlyInAnyOrderEntriesOf(WriteExamples.files());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void tellsWhatItDoes(Path example) {
    Process process = model(example).getModelElementsByType(Process.class).iterator().next();

    assertThat(process.getId() + ".bpmn").isEqualTo(example.getFileName().toString());
    assertThat(process.getName()).isNotBlank();
    assertThat(process.getDocumentations()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void namesEveryEventAndTask(Path example) {
    BpmnModelInstance model = model(example);

    assertThat(model.getModelElementsByType(Event.class))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.getName()).isNotBlank());
    assertThat(model.getModelElementsByType(Task.class))
        .isNotEmpty()
        .allSatisfy(task -> assertThat(task.getName()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void drawsEveryElementAndEveryFlow(Path example) {
    BpmnModelInstance model = model(example);

    assertThat(model.getModelElementsByType(FlowNode.class))
        .allSatisfy(node -> assertThat(node.getDiagramElement()).isNotNull());
    assertThat(model.getModelElementsByType(SequenceFlow.class))
        .allSatisfy(flow -> assertThat(flow.getDiagramElement()).isNotNull());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void leadsFromLeftToRight(Path example) {
    BpmnModelInstance model = model(example);

    double start = left(model.getModelElementsByType(StartEvent.class), Comparator.naturalOrder());
    double end = left(model.getModelElementsByType(EndEvent.class), Comparator.reverseOrder());
    assertThat(model.getModelElementsByType(FlowNode.class))
        .allSatisfy(node -> assertThat(box(node).getX()).isBetween(start, end));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void drawsWhatIsInsideOfASubProcessInsideOfItsFrame(Path example) {
    for (FlowNode node : model(example).getModelElementsByType(FlowNode.class)) {
      for (SubProcess frame : model(example).getModelElementsByType(SubProcess.class)) {
        boolean inside =
            frame.getFlowElements().stream().anyMatch(it -> it.getId().equals(node.getId()));
        boolean itself = frame.getId().equals(node.getId());
        assertThat(box(frame).contains(box(node))).as(node.getId()).isEqualTo(inside || itself);
        assertThat(box(frame).intersects(box(node))).as(node.getId()).isEqualTo(inside || itself);
      }
    }
  }

  private static double left(Collection<? extends FlowNode> nodes, Comparator<Double> order) {
    return nodes.stream().map(node -> box(node).getX()).min(order).orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void endsEveryFlowAtTheEdgesOfWhatItJoins(Path example) {
    for (SequenceFlow flow : model(example).getModelElementsByType(SequenceFlow.class)) {
      List<Line2D> lines = lines(flow);
      assertThat(box(flow.getSource()).outcode(lines.getFirst().getP1())).as(flow.getId()).isZero();
      assertThat(box(flow.getTarget()).outcode(lines.getLast().getP2())).as(flow.getId()).isZero();
      assertThat(lines)
          .allMatch(line -> line.getX1() == line.getX2() || line.getY1() == line.getY2());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void crossesNoFlowWithAnother(Path example) {
    List<SequenceFlow> flows =
        List.copyOf(model(example).getModelElementsByType(SequenceFlow.class));
    for (int i = 0; i < flows.size(); i++) {
      for (int j = i + 1; j < flows.size(); j++) {
        assertThat(cross(flows.get(i), flows.get(j)))
            .as(flows.get(i).getId() + " and " + flows.get(j).getId())
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void fillsInTheTemplateAsTheModelerWould(Path example) throws IOException {
    List<ServiceTask> ours =
        model(example).getModelElementsByType(ServiceTask.class).stream()
            .filter(task -> TEMPLATES.containsKey(zeebe(task, "modelerTemplate")))
            .toList();
    assertThat(ours).isNotEmpty();
    for (ServiceTask task : ours) {
      fillsInTheTemplate(task);
    }
  }

  /** One form, which docs/recipes.md explains. */
  @ParameterizedTest
  @MethodSource("examples")
  void writesEveryErrorExpressionInTheSameForm(Path example) {
    assertThat(model(example).getModelElementsByType(ZeebeHeader.class))
        .filteredOn(header -> header.getKey().equals("errorExpression"))
        .extracting(ZeebeHeader::getValue)
        .allSatisfy(expression -> assertThat(expression).matches(ERROR_EXPRESSION));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void explainsEveryLoopOnItsPage(Path example) throws IOException {
    for (ZeebeLoopCharacteristics loop :
        model(example).getModelElementsByType(ZeebeLoopCharacteristics.class)) {
      assertThat(page(example))
          .contains("`" + loop.getInputCollection() + "`")
          .contains("`" + loop.getInputElement() + "`")
          .contains("`" + loop.getOutputCollection() + "`")
          .contains("`" + loop.getOutputElement() + "`");
    }
  }

  /** The page that links to the example. */
  private static String page(Path example) throws IOException {
    try (Stream<Path> pages = Files.list(Path.of("docs", "processes"))) {
      for (Path page : pages.filter(it -> !it.endsWith("README.md")).toList()) {
        String text = Files.readString(page);
        if (text.contains("](../../" + example + ")")) {
          return text;
        }
      }
    }
    throw new AssertionError("no page links to " + example);
  }

  /** Whoever sets the base URL gets the API key. */
  @ParameterizedTest
  @MethodSource("examples")
  void letsNoVariableDecideWhereTheKeyIsSent(Path example) {
    assertThat(model(example).getModelElementsByType(ZeebeInput.class))
        .allSatisfy(
            input -> {
              assertThat(input.getTarget()).isNotEqualTo("provider");
              if (input.getTarget().equals("provider.baseUrl")) {
                assertThat(input.getSource()).matches(CONSTANT_OR_SECRET);
              }
            });
  }

  private static void fillsInTheTemplate(ServiceTask task) throws IOException {
    Path file = TEMPLATES.get(zeebe(task, "modelerTemplate"));
    JsonNode template = new ObjectMapper().readTree(file.toFile());
    Map<String, String> values = new LinkedHashMap<>(inputs(task));
    values.putAll(headers(task));
    values.put("retries", extension(task, ZeebeTaskDefinition.class).getRetries());
    values.putAll(notes(task));
    // a header whose field was emptied is not written
    values.putIfAbsent("resultVariable", "");

    TemplateApplication application = new TemplateApplication(template, values);

    assertThat(inputs(task)).containsExactlyEntriesOf(application.inputs());
    assertThat(headers(task)).containsExactlyEntriesOf(application.headers());
    assertThat(notes(task)).containsExactlyEntriesOf(application.properties());
    assertThat(zeebe(task, "modelerTemplate")).isEqualTo(template.get("id").asText());
    assertThat(zeebe(task, "modelerTemplateVersion")).isEqualTo(template.get("version").asText());
    assertThat(zeebe(task, "modelerTemplateIcon"))
        .isEqualTo(template.at("/icon/contents").asText());
  }

  private static Map<String, String> inputs(ServiceTask task) {
    Map<String, String> inputs = new LinkedHashMap<>();
    extension(task, ZeebeIoMapping.class)
        .getInputs()
        .forEach(input -> inputs.put(input.getTarget(), input.getSource()));
    return inputs;
  }

  private static Map<String, String> headers(ServiceTask task) {
    Map<String, String> headers = new LinkedHashMap<>();
    extension(task, ZeebeTaskHeaders.class)
        .getHeaders()
        .forEach(
            header ->
                headers.put(header.getKey(), Objects.requireNonNullElse(header.getValue(), "")));
    return headers;
  }

  private static Map<String, String> notes(ServiceTask task) {
    Map<String, String> notes = new LinkedHashMap<>();
    extension(task, ZeebeProperties.class)
        .getProperties()
        .forEach(property -> notes.put(property.getName(), property.getValue()));
    return notes;
  }

  private static <T extends BpmnModelElementInstance> T extension(ServiceTask task, Class<T> type) {
    return task.getSingleExtensionElement(type);
  }

  private static String zeebe(ServiceTask task, String attribute) {
    return task.getAttributeValueNs(BpmnModelConstants.ZEEBE_NS, attribute);
  }

  private static boolean cross(SequenceFlow one, SequenceFlow other) {
    return lines(one).stream()
        .anyMatch(line -> lines(other).stream().anyMatch(line::intersectsLine));
  }

  private static List<Line2D> lines(SequenceFlow flow) {
    List<Waypoint> points = List.copyOf(flow.getDiagramElement().getWaypoints());
    List<Line2D> lines = new ArrayList<>();
    for (int i = 1; i < points.size(); i++) {
      Waypoint from = points.get(i - 1);
      Waypoint to = points.get(i);
      lines.add(new Line2D.Double(from.getX(), from.getY(), to.getX(), to.getY()));
    }
    return lines;
  }

  private static Rectangle2D box(FlowNode node) {
    var bounds = ((BpmnShape) node.getDiagramElement()).getBounds();
    return new Rectangle2D.Double(
        bounds.getX() - 1, bounds.getY() - 1, bounds.getWidth() + 2, bounds.getHeight() + 2);
  }

  private static BpmnModelInstance model(Path example) {
    return Bpmn.readModelFromFile(example.toFile());
  }
}

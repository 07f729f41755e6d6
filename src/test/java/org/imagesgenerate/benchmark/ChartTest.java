package org.imagesgenerate.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.imagesgenerate.benchmark.Panel.Line;
import org.imagesgenerate.benchmark.Panel.Point;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The charts of docs/performance.md. */
class ChartTest {

  private static final Line OURS = line("Images\nGenerate", true, 3, 5);
  private static final Line CLOSE = line("REST,\ndocument", false, 4, 6);
  private static final Line FAR = line("REST,\nvariable", false, 100, 1480);

  private static Line line(String name, boolean accent, double first, double second) {
    return new Line(name, accent, List.of(new Point(1, first), new Point(1000, second)));
  }

  private static Element drawn(boolean logarithmic, Line... lines) throws Exception {
    Panel panel = new Panel("jobs in flight", "CPU, ms", logarithmic, List.of(lines));
    String svg = new Chart("Title", List.of(panel)).svg();
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
        .getDocumentElement();
  }

  private static List<Element> all(Element svg, String tag, String style) {
    List<Element> found = new ArrayList<>();
    NodeList nodes = svg.getElementsByTagName(tag);
    for (int i = 0; i < nodes.getLength(); i++) {
      Element element = (Element) nodes.item(i);
      if (element.getAttribute("class").startsWith(style)) {
        found.add(element);
      }
    }
    return found;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void namesAxesAndLines() throws Exception {
    Element svg = drawn(true, OURS, FAR);

    assertThat(all(svg, "text", "axis"))
        .extracting(Element::getTextContent)
        .containsExactlyInAnyOrder("CPU, ms", "jobs in flight");
    assertThat(all(svg, "text", "label"))
        .extracting(Element::getTextContent)
        .containsExactlyInAnyOrder("Images", "Generate", "REST,", "variable");
  }

  @Test
  void labelsOfCloseLinesDoNotOverlap() throws Exception {
    List<Double> heights =
        all(drawn(true, OURS, CLOSE, FAR), "text", "label").stream()
            .map(it -> number(it, "y"))
            .sorted()
            .toList();

    assertThat(heights).hasSize(6);
    for (int i = 1; i < heights.size(); i++) {
      assertThat(heights.get(i) - heights.get(i - 1)).isGreaterThanOrEqualTo(12);
    }
  }

  @Test
  void everyPointIsBetweenTheFirstAndTheLastTick() throws Exception {
    Element svg = drawn(false, OURS, FAR);
    List<Double> grid = all(svg, "line", "grid").stream().map(it -> number(it, "y1")).toList();
    double bottom = grid.getFirst();
    double top = grid.getLast();

    assertThat(all(svg, "circle", "dot"))
        .hasSize(4)
        .allSatisfy(it -> assertThat(number(it, "cy")).isBetween(top, bottom));
  }

  @Test
  void aLogarithmicAxisHasEqualStepsForEqualRatios() throws Exception {
    Line line = new Line("a", true, List.of(new Point(1, 1), new Point(10, 1), new Point(100, 1)));

    List<Double> positions =
        all(drawn(true, line), "circle", "dot").stream().map(it -> number(it, "cx")).toList();

    assertThat(positions.get(2) - positions.get(1))
        .isCloseTo(positions.get(1) - positions.get(0), org.assertj.core.data.Offset.offset(0.2));
  }
}

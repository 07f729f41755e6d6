package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Set;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.imagesgenerate.local.Diagram.Shape;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class DiagramTest {

  private static final Path EXAMPLE = Path.of("bpmn-examples", "content-policy.bpmn");

  @Test
  void readsWhatTheModelerDrew() throws IOException {
    Diagram diagram = Diagram.read(EXAMPLE);

    assertThat(diagram.processId()).isEqualTo("content-policy");
    assertThat(diagram.shapes())
        .extracting(Shape::id)
        .containsExactlyInAnyOrder(
            "ImageRequested",
            "AnyPrompt",
            "GenerateImages",
            "PromptRejected",
            "RewritePrompt",
            "ImagesReady");
    assertThat(diagram.edges()).hasSize(5);
    assertThat(diagram.name("PromptRejected")).isEqualTo("Prompt rejected");
    assertThat(diagram.name("AnyPrompt")).isEqualTo("AnyPrompt");
  }

  @Test
  void drawsEveryElementAndMarksWhatWasDone() throws Exception {
    Diagram diagram = Diagram.read(EXAMPLE);

    Document svg = parse(new DiagramDrawing(diagram, Set.of("GenerateImages")).svg());

    assertThat(svg.getElementsByTagName("g").getLength()).isEqualTo(6);
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(5);
    assertThat(svg.getElementsByTagName("image").getLength()).isEqualTo(1);
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("Prompt", "rejected", "Rewrite", "prompt");
    assertThat(new DiagramDrawing(diagram, Set.of("GenerateImages")).svg())
        .containsOnlyOnce("class=\"serviceTask done\"")
        .doesNotContain("userTask done");
  }

  private static Document parse(String svg) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    return builder.parse(new InputSource(new StringReader(svg)));
  }
}

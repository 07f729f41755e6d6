package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the modeler's Problems panel, and bpmnlint for Camunda 8.8, say of the examples. */
@InModeler
class ProblemsIT {

  private static final Path EXAMPLE = Path.of("bpmn-examples", "generate-image.bpmn");

  private final Modelers modelers;

  ProblemsIT(Modelers modelers) {
    this.modelers = modelers;
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("bpmn-examples"))) {
      return files.filter(file -> file.toString().endsWith(".bpmn")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theExampleHasNoProblems(Path example) throws IOException {
    assertThat(problems(Files.readString(example))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void bpmnlintFindsNothingInTheExample(Path example) {
    assertThat(ModelerPackages.bpmnlint(example)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void bothModelersOpenTheExampleWithoutAWarning(Path example) throws IOException {
    for (ModelerVersion version : ModelerVersion.values()) {
      Modeler modeler = modelers.open(version);
      modeler.loadTemplates(Templates.current());
      modeler.openDiagram(Files.readString(example));
    }
  }

  /** Without it, the tests above could pass because nothing is looked at. */
  @Test
  void aWrongValueOfTheTemplateIsAProblem() throws IOException {
    String wrong = Files.readString(EXAMPLE).replace("source=\"PT4M\"", "source=\"4 minutes\"");

    assertThat(problems(wrong))
        .singleElement()
        .asString()
        .contains("Timeout must be an ISO-8601 duration");
  }

  @Test
  void aMissingValueOfOneOfCamundasTemplatesIsAProblem() throws IOException {
    String upload = Files.readString(Path.of("bpmn-examples", "publish-pictures.bpmn"));

    assertThat(problems(upload.replace("source=\"{{secrets.SHOP_TOKEN}}\" ", "")))
        .singleElement()
        .asString()
        .contains("UploadPicture", "authentication.token");
  }

  @Test
  void whatCamundaDoesNotTakeIsAProblem() throws IOException {
    String wrong =
        Files.readString(EXAMPLE).replace("type=\"org.imagesgenerate:images-generate:1\"", "");

    assertThat(problems(wrong)).isNotEmpty();
  }

  /** Camunda's modelers bring Camunda's templates; of those, the fields that the examples use. */
  private List<String> problems(String xml) {
    List<JsonNode> templates = new ArrayList<>(Templates.current());
    try (InputStream camundas = ProblemsIT.class.getResourceAsStream("camunda-templates.json")) {
      new ObjectMapper().readTree(camundas).forEach(templates::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return modelers.open(ModelerVersion.NEWEST).problems(xml, templates);
  }
}

package org.imagesgenerate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.imagesgenerate.connector.ImagesGenerateFunction;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** The recipes in deploy/, as far as they can be checked without Docker and Kubernetes. */
class DeployFilesTest {

  private static final Path DEPLOY = Path.of("deploy");
  private static final String CUSTOM = "/opt/custom";

  /** Two entries with the same name are a mistake, and YAML would silently use one. */
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

  @Test
  void everyYamlFileCanBeRead() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Stream.concat(Files.walk(DEPLOY), Files.walk(Path.of(".github")))) {
      files = all.filter(file -> file.toString().matches(".+\\.ya?ml")).toList();
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(8);
    for (Path file : files) {
      assertThat(YAML.readTree(file.toFile())).as(file.toString()).isNotEmpty();
    }
  }

  @Test
  void everyComposeFileMountsTheJarReadOnlyWhereTheRuntimeLooksForIt() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(DEPLOY)) {
      files =
          all.filter(file -> file.toString().matches(".+(docker-compose|saas-hybrid)/.+")).toList();
    }
    assertThat(files).hasSize(3);
    for (Path file : files) {
      JsonNode runtime = YAML.readTree(file.toFile()).at("/services/connectors");
      assertThat(runtime.at("/volumes/0").asText())
          .as(file.toString())
          .startsWith("${IMAGES_GENERATE_JAR:?")
          .endsWith(":" + CUSTOM + "/connector-images-generate.jar:ro");
      runtime
          .path("environment")
          .properties()
          .forEach(
              variable ->
                  assertThat(variable.getValue().isTextual())
                      .as("%s: %s is text, as Compose requires", file, variable)
                      .isTrue());
    }
  }

  /** Else the runtime would take jobs of other connectors from Camunda's own one. */
  @Test
  void theRuntimeForSaasHasAllOfOurConnectorsAndNoOthers() throws Exception {
    JsonNode environment =
        YAML.readTree(DEPLOY.resolve("saas-hybrid/compose.yaml").toFile())
            .at("/services/connectors/environment");
    TreeSet<String> classes = new TreeSet<>();
    environment
        .properties()
        .forEach(
            variable -> {
              if (variable.getKey().matches("CONNECTOR_.+_FUNCTION")) {
                classes.add(variable.getValue().asText());
              }
            });

    assertThat(classes).isEqualTo(functions());
    assertThat(environment.path("CONNECTOR_INBOUND_DISCOVERY_DISABLED").asText()).isEqualTo("true");
  }

  private static TreeSet<String> functions() {
    Iterable<OutboundConnectorFunction> all = ServiceLoader.load(OutboundConnectorFunction.class);
    TreeSet<String> names = new TreeSet<>();
    StreamSupport.stream(all.spliterator(), false)
        .map(Object::getClass)
        .filter(type -> type.getPackage().equals(ImagesGenerateFunction.class.getPackage()))
        .forEach(type -> names.add(type.getName()));
    return names;
  }

  @Test
  void theHelmValuesCopyTheJarIntoAVolumeThatTheRuntimeHasToo() throws IOException {
    JsonNode connectors =
        YAML.readTree(DEPLOY.resolve("helm/values.yaml").toFile()).path("connectors");
    String volume = connectors.at("/extraVolumes/0/name").asText();

    assertThat(volume).isNotBlank();
    for (String mount : List.of("/extraVolumeMounts/0", "/initContainers/0/volumeMounts/0")) {
      assertThat(connectors.at(mount + "/name").asText()).isEqualTo(volume);
      assertThat(connectors.at(mount + "/mountPath").asText()).isEqualTo(CUSTOM);
    }
    // what the init container copies is what the Dockerfile puts there
    assertThat(Files.readString(DEPLOY.resolve("docker/Dockerfile")))
        .contains(" AS jar\n", " " + connectors.at("/initContainers/0/command/1").asText() + "\n");
    assertThat(connectors.at("/initContainers/0/command/2").asText()).isEqualTo(CUSTOM + "/");
  }

  /** A copy of the sample, without our build, gets the versions that our build tests it with. */
  @Test
  void theSampleApplicationStatesTheVersionsOfThisBuild() throws Exception {
    Document sample = xml(Path.of("src/it/embedded-in-spring-boot/pom.xml"));
    Document build = xml(Path.of("pom.xml"));

    assertThat(text(sample, "version.images-generate")).isEqualTo(text(build, "version"));
    for (String version : List.of("version.connectors", "version.spring-boot")) {
      assertThat(text(sample, version)).as(version).isEqualTo(text(build, version));
    }
  }

  private static Document xml(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  /** Of the first element with this name. */
  private static String text(Document pom, String name) {
    return pom.getElementsByTagName(name).item(0).getTextContent();
  }
}

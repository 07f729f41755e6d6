package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("element-templates");
  private static final Path VERSIONED = FOLDER.resolve("versioned");

  static List<Path> paths() {
    return List.copyOf(ElementTemplates.files().keySet());
  }

  @ParameterizedTest
  @MethodSource("paths")
  void isWhatTheCodeGenerates(Path path) throws IOException {
    assertThat(Files.readString(path))
        .as("%s is out of date. Run: mvn -q test-compile exec:exec@templates", path)
        .isEqualTo(ElementTemplates.files().get(path));
  }

  @Test
  void noTemplateIsWrittenByHand() throws IOException {
    assertThat(jsonFiles(FOLDER))
        .containsExactlyInAnyOrderElementsOf(
            paths().stream().filter(path -> path.getParent().equals(FOLDER)).toList());
    assertThat(jsonFiles(FOLDER.resolve("hybrid")))
        .containsExactlyInAnyOrderElementsOf(
            paths().stream().filter(path -> path.getParent().endsWith("hybrid")).toList());
  }

  @Test
  void theHybridFormDiffersInItsTaskTypeOnly() throws IOException {
    for (Path path : paths()) {
      if (path.getParent().equals(FOLDER)) {
        String name = path.getFileName().toString().replace(".json", "-hybrid.json");
        JsonNode hybrid =
            JSON.readTree(ElementTemplates.files().get(FOLDER.resolve("hybrid").resolve(name)));
        JsonNode normal = JSON.readTree(ElementTemplates.files().get(path));

        assertThat(hybrid.get("id").asText()).isEqualTo(normal.get("id").asText() + "-hybrid");
        assertThat(hybrid.at("/properties/0/value")).isEqualTo(normal.at("/properties/0/value"));
        assertThat(rest(hybrid)).isEqualTo(rest(normal));
      }
    }
  }

  @Test
  void anArchivedVersionIsOlderThanTheCurrentOne() throws IOException {
    Map<String, Integer> current = new LinkedHashMap<>();
    for (String text : ElementTemplates.files().values()) {
      JsonNode template = JSON.readTree(text);
      current.put(template.get("id").asText(), template.get("version").asInt());
    }
    for (Path path : jsonFiles(VERSIONED)) {
      JsonNode archived = JSON.readTree(Files.readString(path));
      int version = archived.get("version").asInt();
      assertThat(path.getFileName().toString()).endsWith("-" + version + ".json");
      assertThat(version)
          .as("%s: raise the version in @ElementTemplate before archiving", path)
          .isLessThan(current.get(archived.get("id").asText()));
    }
  }

  /** What is the same in both forms: all but id, names and the way to the task type. */
  private static JsonNode rest(JsonNode template) {
    ObjectNode rest = template.deepCopy();
    rest.remove(List.of("id", "name", "steps"));
    rest.withArray("properties").remove(0);
    if (rest.at("/groups/0/id").asText().equals("taskDefinitionType")) {
      rest.withArray("groups").remove(0);
    }
    return rest;
  }

  private static List<Path> jsonFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (var files = Files.list(folder)) {
      files.filter(file -> file.toString().endsWith(".json")).forEach(found::add);
    }
    return found;
  }
}

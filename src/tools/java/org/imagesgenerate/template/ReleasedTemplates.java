package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The templates of the last release, by version and content. Modelers offer an update only if the
 * version is higher, so a changed template with the same version never reaches the processes.
 */
final class ReleasedTemplates {

  /** Empty until the first release. */
  static final Path LIST = Path.of("src/test/resources/org/imagesgenerate/template/released.json");

  static final Path TEMPLATES = Path.of("element-templates");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Writes {@link #LIST}, as a step of a release: {@code mvn -q test-compile exec:exec@released}.
   *
   * @param arguments the project's folder
   */
  public static void main(String[] arguments) throws IOException {
    Path project = Path.of(arguments[0]);
    JsonNode list = list(project.resolve(TEMPLATES));
    Files.writeString(project.resolve(LIST), list.toPrettyString() + "\n");
    System.out.println("wrote " + LIST);
  }

  /** All templates of a folder, except archived ones. */
  static JsonNode list(Path folder) throws IOException {
    ObjectNode list = JSON.createObjectNode();
    for (Path file : templates(folder)) {
      if (!file.startsWith(archive(folder))) {
        list.putObject(name(folder, file)).put("version", version(file)).put("sha256", hash(file));
      }
    }
    return list;
  }

  /**
   * Compares a folder with the last release.
   *
   * @param released what {@link #list} returned when the release was made
   * @return what has to be done before the next release; empty if all is well
   */
  static List<String> problems(Path folder, JsonNode released) throws IOException {
    List<String> archived = new ArrayList<>();
    for (Path file : templates(archive(folder))) {
      archived.add(hash(file));
    }
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, JsonNode> template : released.properties()) {
      Path file = folder.resolve(template.getKey());
      int version = template.getValue().path("version").asInt();
      String hash = template.getValue().path("sha256").asText();
      if (!Files.exists(file)) {
        problems.add(template.getKey() + " was released and is missing.");
      } else if (version(file) < version) {
        problems.add("%s has a lower version than %d.".formatted(template.getKey(), version));
      } else if (version(file) == version && !hash(file).equals(hash)) {
        problems.add(
            "%s was changed, but version %d is already released: raise its version."
                .formatted(template.getKey(), version));
      } else if (version(file) > version && !archived.contains(hash)) {
        problems.add(
            "Version %d of %s is not in versioned/, as it was released."
                .formatted(version, template.getKey()));
      }
    }
    return problems;
  }

  private static Path archive(Path folder) {
    return folder.resolve("versioned");
  }

  private static List<Path> templates(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static int version(Path template) throws IOException {
    return JSON.readTree(Files.readString(template)).path("version").asInt();
  }

  private static String hash(Path file) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private ReleasedTemplates() {}
}

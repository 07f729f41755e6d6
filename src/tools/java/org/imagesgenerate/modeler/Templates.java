package org.imagesgenerate.modeler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The element templates that customers get, and those that they have got before. */
final class Templates {

  private static final Path FOLDER = Path.of("element-templates");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** From one version of a template to another. */
  record Upgrade(JsonNode from, JsonNode to) {
    @Override
    public String toString() {
      return "%s from %s to %s"
          .formatted(to.get("name").asText(), from.get("version"), to.get("version"));
    }
  }

  static JsonNode generate() {
    return read(FOLDER.resolve("images-generate-connector.json"));
  }

  static JsonNode edit() {
    return read(FOLDER.resolve("images-edit-connector.json"));
  }

  static JsonNode collect() {
    return read(FOLDER.resolve("images-collect-connector.json"));
  }

  static List<JsonNode> current() {
    return List.of(generate(), edit(), collect());
  }

  /** From every version that is archived to the current one, and from there to a next one. */
  static List<Upgrade> upgrades() {
    List<Upgrade> upgrades = new ArrayList<>();
    for (JsonNode current : current()) {
      for (JsonNode archived : archived()) {
        if (archived.get("id").equals(current.get("id"))) {
          upgrades.add(new Upgrade(archived, current));
        }
      }
      upgrades.add(new Upgrade(current, next(current)));
    }
    return upgrades;
  }

  /** The same form under the next number, with a field more. */
  private static JsonNode next(JsonNode template) {
    ObjectNode next = template.deepCopy();
    int version = template.get("version").asInt() + 1;
    next.put("version", version);
    for (JsonNode property : next.get("properties")) {
      if (property.path("id").asText().equals("version")) {
        ((ObjectNode) property).put("value", "" + version);
      }
    }
    next.withArray("properties")
        .addObject()
        .put("id", "later")
        .put("label", "Later")
        .put("type", "String")
        .put("group", "advanced")
        .put("optional", true)
        .putObject("binding")
        .put("type", "zeebe:input")
        .put("name", "later");
    return next;
  }

  private static List<JsonNode> archived() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("versioned"))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(Templates::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Templates() {}
}

package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/**
 * An element template before it is expanded: one property for each input, in the template's own
 * format. It is a file and not annotations of the input classes, because the JVM cannot read
 * annotations whose types refer to classes that a runtime does not have.
 */
final class BaseTemplate {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The connector whose properties the other one can name instead of repeating them. */
  private static final String SHARED = "images-generate-connector";

  /**
   * @param name of the file, without extension
   */
  static ObjectNode read(String name) {
    ObjectNode template = parse(name + ".json");
    ArrayNode properties = template.withArray("properties");
    for (int i = 0; i < properties.size(); i++) {
      if (properties.get(i).isTextual()) {
        properties.set(i, shared(properties.get(i).asText()));
      }
      resolvePattern((ObjectNode) properties.get(i));
    }
    template.withObject("icon").put("contents", icon(template.at("/icon/contents").asText()));
    return template;
  }

  private static ObjectNode shared(String id) {
    for (JsonNode property : parse(SHARED + ".json").get("properties")) {
      if (property.path("id").asText().equals(id)) {
        return (ObjectNode) property;
      }
    }
    throw new IllegalStateException("%s has no property %s".formatted(SHARED, id));
  }

  private static void resolvePattern(ObjectNode property) {
    JsonNode pattern = property.at("/constraints/pattern");
    if (pattern.isTextual()) {
      FieldPattern named = FieldPattern.valueOf(pattern.asText());
      property
          .withObject("constraints")
          .putObject("pattern")
          .put("value", named.regex())
          .put("message", named.message());
    }
  }

  private static String icon(String file) {
    return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(bytes("/" + file));
  }

  /** The form for a task type of the user's own choice. */
  static void makeHybrid(ObjectNode template) {
    String group = "taskDefinitionType";
    template.put("name", "Hybrid " + template.get("name").asText());
    template.put("id", template.get("id").asText() + "-hybrid");
    template
        .withArray("groups")
        .insertObject(0)
        .put("id", group)
        .put("label", "Task definition type");
    ObjectNode type = (ObjectNode) template.get("properties").get(0);
    type.put("id", group).put("group", group).put("type", "String");
  }

  private static ObjectNode parse(String file) {
    try {
      return (ObjectNode) JSON.readTree(bytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = BaseTemplate.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BaseTemplate() {}
}

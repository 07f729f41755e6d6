package org.imagesgenerate.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camunda.connector.generator.api.GeneratorConfiguration;
import io.camunda.connector.generator.api.GeneratorConfiguration.ConnectorMode;
import io.camunda.connector.generator.java.ClassBasedTemplateGenerator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagesgenerate.connector.ImagesGenerateFunction;
import org.imagesgenerate.connector.catalog.Catalog;

/**
 * All element templates, made from the annotated classes and the catalog. The SDK's generator makes
 * one property of each annotated component; those whose form depends on provider and model are then
 * replaced by {@link Expansion}, and {@link Finish} adds what annotations can not say.
 */
final class ElementTemplates {

  /** Each connector's class with the name of its template's file, without ending. */
  private static final Map<Class<?>, String> CONNECTORS =
      Map.of(ImagesGenerateFunction.class, "images-generate-connector");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The template files by their path below the project's folder. */
  static Map<Path, String> files() {
    Map<Path, String> files = new LinkedHashMap<>();
    CONNECTORS.forEach(
        (connector, name) -> {
          Path folder = Path.of("element-templates");
          files.put(
              folder.resolve(name + ".json"), text(generate(connector, ConnectorMode.NORMAL)));
          files.put(
              folder.resolve("hybrid").resolve(name + "-hybrid.json"),
              text(generate(connector, ConnectorMode.HYBRID)));
        });
    return files;
  }

  /** One template. */
  static ObjectNode generate(Class<?> connector, ConnectorMode mode) {
    var configuration = new GeneratorConfiguration(mode, null, null, null, Set.of(), Map.of());
    var generator = new ClassBasedTemplateGenerator(ElementTemplates.class.getClassLoader());
    ObjectNode template = JSON.valueToTree(generator.generate(connector, configuration).getFirst());
    List<ObjectNode> properties = new ArrayList<>();
    for (JsonNode property : template.withArray("properties")) {
      // the generator takes the constants of the records for inputs; what is an input has a group
      if (property.has("group") || !property.has("id")) {
        properties.add((ObjectNode) property);
      }
    }
    template.withArray("properties").removeAll().addAll(expanded(properties));
    return Finish.of(template);
  }

  private static List<ObjectNode> expanded(List<ObjectNode> annotated) {
    Catalog catalog = Catalog.builtIn();
    Expansion expansion = new Expansion(Place.all(catalog));
    Map<String, List<ObjectNode>> byField = new LinkedHashMap<>();
    Map<String, ObjectNode> prototypes = new LinkedHashMap<>();
    annotated.forEach(property -> prototypes.put(property.path("id").asText(), property));
    prototypes.put(Expansion.MODEL_CHOICE, Finish.modelChoice());
    for (Field field : new ModelFields(catalog).all()) {
      ObjectNode prototype = prototypes.get(field.name());
      if (prototype != null) {
        byField.put(field.name(), expansion.expand(prototype, field));
      }
    }
    List<ObjectNode> properties = new ArrayList<>();
    for (ObjectNode property : annotated) {
      String id = property.path("id").asText();
      if (id.equals(Expansion.MODEL)) {
        properties.addAll(byField.get(Expansion.MODEL_CHOICE));
      }
      properties.addAll(byField.getOrDefault(id, List.of(Property.ordered(property))));
    }
    return properties;
  }

  private static String text(JsonNode template) {
    var lines = new DefaultIndenter("  ", "\n");
    var printer = new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    try {
      return JSON.writer(printer).writeValueAsString(template) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ElementTemplates() {}
}

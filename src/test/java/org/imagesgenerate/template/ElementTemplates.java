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
import java.util.stream.Stream;
import org.imagesgenerate.connector.ImagesGenerateFunction;
import org.imagesgenerate.connector.catalog.Catalog;

/**
 * All element templates, made from the annotated classes and the catalog. The SDK's generator makes
 * one property of each annotated component; those whose form depends on provider and model are then
 * replaced by {@link Expansion}, and {@link Finish} adds what annotations can not say.
 */
final class ElementTemplates {

  /**
   * A connector with a template.
   *
   * @param file the name of the template's file, without ending
   * @param fields those whose form depends on provider and model
   */
  private record Connector(Class<?> function, String file, List<Field> fields) {}

  private static final List<Connector> CONNECTORS =
      List.of(
          new Connector(
              ImagesGenerateFunction.class, "images-generate-connector", imagesGenerateFields()));

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The template files by their path below the project's folder. */
  static Map<Path, String> files() {
    Map<Path, String> files = new LinkedHashMap<>();
    for (Connector connector : CONNECTORS) {
      Path folder = Path.of("element-templates");
      String name = connector.file();
      files.put(folder.resolve(name + ".json"), text(generate(connector, ConnectorMode.NORMAL)));
      files.put(
          folder.resolve("hybrid").resolve(name + "-hybrid.json"),
          text(generate(connector, ConnectorMode.HYBRID)));
    }
    return files;
  }

  /** The template of a connector's class. */
  static ObjectNode template(Class<?> function) {
    return CONNECTORS.stream()
        .filter(connector -> connector.function().equals(function))
        .map(connector -> generate(connector, ConnectorMode.NORMAL))
        .findFirst()
        .orElseThrow();
  }

  private static ObjectNode generate(Connector connector, ConnectorMode mode) {
    var configuration = new GeneratorConfiguration(mode, null, null, null, Set.of(), Map.of());
    var generator = new ClassBasedTemplateGenerator(ElementTemplates.class.getClassLoader());
    ObjectNode template =
        JSON.valueToTree(generator.generate(connector.function(), configuration).getFirst());
    List<ObjectNode> properties = new ArrayList<>();
    for (JsonNode property : template.withArray("properties")) {
      // the generator takes the constants of the records for inputs; what is an input has a group
      if (property.has("group") || !property.has("id")) {
        properties.add((ObjectNode) property);
      }
    }
    template
        .withArray("properties")
        .removeAll()
        .addAll(expanded(ProviderForm.follow(properties), connector.fields()));
    return Finish.of(template);
  }

  private static List<Field> imagesGenerateFields() {
    Catalog catalog = Catalog.builtIn();
    return Stream.of(
            new ModelFields(catalog).all(), new ImageFields(catalog).all(), DeliveryFields.all())
        .flatMap(List::stream)
        .toList();
  }

  /** The fields need each other in their own order; the form shows them in the annotated one. */
  private static List<ObjectNode> expanded(List<ObjectNode> annotated, List<Field> fields) {
    Map<String, ObjectNode> prototypes = new LinkedHashMap<>();
    annotated.forEach(property -> prototypes.put(property.path("id").asText(), property));
    prototypes.put(Expansion.MODEL_CHOICE, Finish.modelChoice());
    Expansion expansion = new Expansion(Place.all(Catalog.builtIn()));
    Map<String, List<ObjectNode>> byField = new LinkedHashMap<>();
    fields.forEach(
        field -> byField.put(field.name(), expansion.expand(prototypes.get(field.name()), field)));
    List<ObjectNode> properties = new ArrayList<>();
    for (ObjectNode property : annotated) {
      String id = property.path("id").asText();
      if (id.equals(Expansion.MODEL)) {
        properties.addAll(byField.getOrDefault(Expansion.MODEL_CHOICE, List.of()));
      }
      properties.addAll(byField.getOrDefault(id, List.of(property)));
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

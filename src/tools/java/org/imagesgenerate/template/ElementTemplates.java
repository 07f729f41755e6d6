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
import org.imagesgenerate.connector.ImagesCollectFunction;
import org.imagesgenerate.connector.ImagesEditFunction;
import org.imagesgenerate.connector.ImagesGenerateFunction;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Operation;

/**
 * All element templates, generated from the annotated classes and the catalog. Camunda's generator
 * creates the base template, with one property per annotated component. {@link Expansion} replaces
 * those that depend on provider and model, and {@link Finish} adds what annotations cannot express.
 */
final class ElementTemplates {

  /**
   * A connector with a template.
   *
   * @param annotated the class that Camunda's generator reads
   * @param file the name of the template file, without extension
   * @param places the combinations of provider and model; only these providers are offered
   * @param fields the fields that depend on the place
   */
  private record Connector(
      Class<?> function, Class<?> annotated, String file, List<Place> places, List<Field> fields) {

    List<String> providers() {
      return places.stream().map(Place::provider).distinct().toList();
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<Connector> connectors(Catalog catalog) {
    return List.of(
        new Connector(
            ImagesGenerateFunction.class,
            GenerateTemplate.class,
            "images-generate-connector",
            Place.all(catalog, Operation.GENERATE),
            fields(catalog, Operation.GENERATE)),
        new Connector(
            ImagesEditFunction.class,
            EditTemplate.class,
            "images-edit-connector",
            Place.all(catalog, Operation.EDIT),
            fields(catalog, Operation.EDIT)),
        new Connector(
            ImagesCollectFunction.class,
            CollectTemplate.class,
            "images-collect-connector",
            Place.withTasks(catalog),
            DeliveryFields.ofCollecting()));
  }

  private static List<Field> fields(Catalog catalog, Operation operation) {
    return Stream.of(
            new ModelFields(catalog, operation).all(),
            new ImageFields(catalog, operation).all(),
            DeliveryFields.all())
        .flatMap(List::stream)
        .toList();
  }

  /** The template files by their path relative to the project folder. */
  static Map<Path, String> files() {
    Map<Path, String> files = new LinkedHashMap<>();
    for (Connector connector : connectors(Catalog.builtIn())) {
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
    return template(function, Catalog.builtIn());
  }

  /** The template for a given catalog. */
  static ObjectNode template(Class<?> function, Catalog catalog) {
    return connectors(catalog).stream()
        .filter(connector -> connector.function().equals(function))
        .map(connector -> generate(connector, ConnectorMode.NORMAL))
        .findFirst()
        .orElseThrow();
  }

  /** The template that Camunda's generator creates from an annotated class. */
  static ObjectNode base(Class<?> annotated, ConnectorMode mode) {
    var configuration = new GeneratorConfiguration(mode, null, null, null, Set.of(), Map.of());
    var generator = new ClassBasedTemplateGenerator(ElementTemplates.class.getClassLoader());
    return JSON.valueToTree(generator.generate(annotated, configuration).getFirst());
  }

  private static ObjectNode generate(Connector connector, ConnectorMode mode) {
    ObjectNode template = base(connector.annotated(), mode);
    List<ObjectNode> properties = new ArrayList<>();
    template.get("properties").forEach(property -> properties.add((ObjectNode) property));
    template
        .withArray("properties")
        .removeAll()
        .addAll(expanded(ProviderForm.follow(only(connector.providers(), properties)), connector));
    Finish.of(template);
    if (!connector.function().equals(ImagesCollectFunction.class)) {
      // not for Images Collect: a search for a provider should lead to Images Generate
      Presets.add(template);
    }
    return template;
  }

  /** Keeps only these providers and their properties. */
  private static List<ObjectNode> only(List<String> providers, List<ObjectNode> annotated) {
    List<ObjectNode> remaining = new ArrayList<>();
    for (ObjectNode property : annotated) {
      String asked = property.at("/condition/equals").asText();
      if (property.path("id").asText().equals(ProviderForm.PROVIDER)) {
        List<JsonNode> choices = TemplateView.list(property.get("choices"));
        choices.removeIf(choice -> !providers.contains(choice.get("value").asText()));
        property.putArray("choices").addAll(choices);
        property.put("value", providers.getFirst());
      }
      if (asked.isEmpty() || providers.contains(asked)) {
        remaining.add(property);
      }
    }
    return remaining;
  }

  /** Fields are expanded in the order of their conditions, but shown in the annotated order. */
  private static List<ObjectNode> expanded(List<ObjectNode> annotated, Connector connector) {
    Map<String, ObjectNode> prototypes = new LinkedHashMap<>();
    annotated.forEach(property -> prototypes.put(property.path("id").asText(), property));
    prototypes.put(Expansion.MODEL_CHOICE, Finish.modelChoice());
    Expansion expansion = new Expansion(connector.places());
    Map<String, List<ObjectNode>> byField = new LinkedHashMap<>();
    connector
        .fields()
        .forEach(
            field ->
                byField.put(field.name(), expansion.expand(prototypes.get(field.name()), field)));
    List<ObjectNode> properties = new ArrayList<>();
    for (ObjectNode property : annotated) {
      String id = property.path("id").asText();
      if (id.equals(Expansion.MODEL)) {
        List<ObjectNode> choice = byField.getOrDefault(Expansion.MODEL_CHOICE, List.of());
        if (!choice.isEmpty()) {
          String model = choice.getFirst().get("value").asText();
          properties.add(ProviderForm.whileApplied(Finish.modelChoice(), model));
        }
        properties.addAll(choice);
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

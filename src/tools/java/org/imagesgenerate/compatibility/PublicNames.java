package org.imagesgenerate.compatibility;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.ImagesEditFunction;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.support.Setting;

/**
 * Every name that processes, operators and dashboards rely on, one a line: what it is, its name,
 * its type or range. Read from the code and the templates, so that nothing can be forgotten.
 */
final class PublicNames {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, String> TYPES =
      Map.of(
          "String", "text",
          "Integer", "integer",
          "int", "integer",
          "Long", "integer",
          "long", "integer",
          "BigDecimal", "number",
          "Boolean", "boolean",
          "Map", "map",
          "JsonNode", "anything");

  /** Choices that are the connector's own; those of a model may come and go with the model. */
  private static final Set<String> OWN_CHOICES =
      Set.of("provider.type", "provider.authentication", "response_format", "delivery");

  private static final Pattern SETTING = Pattern.compile("\"(IMAGES_GENERATE_[A-Z_]+)\"");
  private static final Pattern ERROR_VARIABLE =
      Pattern.compile("(?:\\.with|variables\\.put)\\(\\s*(?:\"(\\w+)\"|([A-Z_]+)),");
  private static final Pattern TABLE =
      Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+) \\((.*?)\\);", Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("ALTER TABLE (\\w+) ADD COLUMN IF NOT EXISTS (.*?);");

  private final Path project;
  private final SortedSet<String> lines = new TreeSet<>();

  private PublicNames(Path project) {
    this.project = project;
  }

  static SortedSet<String> of(Path project) throws IOException {
    PublicNames names = new PublicNames(project);
    names.inputs();
    names.templates();
    names.results("", ImagesResult.class);
    names.errors();
    names.settings();
    names.metrics();
    names.ledger();
    return names.lines;
  }

  private void add(String kind, String... words) {
    lines.add(kind + " " + String.join(" ", words));
  }

  // ---- job variables

  private void inputs() {
    ServiceLoader.load(OutboundConnectorFunction.class).stream()
        .map(ServiceLoader.Provider::type)
        .filter(type -> type.getName().startsWith("org.imagesgenerate."))
        .forEach(this::inputs);
    for (JsonSubTypes.Type provider : Provider.class.getAnnotation(JsonSubTypes.class).value()) {
      read(provider.value())
          .forEach(
              it ->
                  add("input", "provider.type=" + provider.name(), "provider." + it.name, it.type));
    }
  }

  /** By convention ImagesGenerateFunction binds to ImagesGenerateInput. Images Edit binds both. */
  private void inputs(Class<?> function) {
    OutboundConnector connector = function.getAnnotation(OutboundConnector.class);
    add("task-type", connector.type());
    List<Field> fields = new ArrayList<>(read(input(function)));
    if (function == ImagesEditFunction.class) {
      fields.addAll(read(ImagesGenerateInput.class));
    }
    List<String> fetched = List.of(connector.inputVariables());
    if (fetched.size() != fields.size()) {
      throw new IllegalStateException("the inputs of " + connector.name() + " are not all bound");
    }
    for (Field field : fields) {
      if (!fetched.contains(field.name)) {
        throw new IllegalStateException(field.name + " is not among the inputVariables");
      }
      add("input", connector.type(), field.name, field.type);
    }
  }

  private static Class<?> input(Class<?> function) {
    try {
      return Class.forName(
          Provider.class.getPackageName()
              + "."
              + function.getSimpleName().replace("Function", "Input"));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the input record is named like its function", e);
    }
  }

  private record Field(String name, String type) {}

  private static List<Field> read(Class<?> type) {
    var config = JSON.getDeserializationConfig();
    return fields(config.introspect(config.constructType(type)))
        .filter(it -> it.getConstructorParameter() != null)
        .map(it -> new Field(it.getName(), type(it.getPrimaryType())))
        .toList();
  }

  private static Stream<BeanPropertyDefinition> fields(BeanDescription type) {
    return type.findProperties().stream();
  }

  private static String type(JavaType type) {
    if (type.isCollectionLikeType()) {
      return "list of " + type(type.getContentType());
    }
    String name = type.getRawClass().getSimpleName();
    return TYPES.getOrDefault(name, name.toLowerCase(Locale.ROOT));
  }

  // ---- element templates

  private void templates() throws IOException {
    for (Path file : files("element-templates", ".json")) {
      if (!file.getParent().endsWith("versioned")) {
        template(JSON.readTree(file.toFile()));
      }
    }
  }

  private void template(JsonNode template) {
    for (JsonNode property : template.get("properties")) {
      JsonNode binding = property.get("binding");
      String name =
          Stream.of("name", "key", "property")
              .map(it -> binding.path(it).asText())
              .filter(it -> !it.isEmpty())
              .findFirst()
              .orElseThrow();
      add("binding", template.get("id").asText(), binding.get("type").asText(), name);
      if (OWN_CHOICES.contains(name)) {
        property.path("choices").forEach(it -> add("choice", name, it.get("value").asText()));
      }
    }
  }

  // ---- results

  private void results(String parent, Class<?> type) {
    var config = JSON.getSerializationConfig();
    fields(config.introspect(config.constructType(type)))
        .forEach(it -> result(parent + it.getName(), it.getPrimaryType()));
  }

  private void result(String path, JavaType type) {
    JavaType one = type.isCollectionLikeType() ? type.getContentType() : type;
    String name = type.isCollectionLikeType() ? path + "[]" : path;
    if (one.getRawClass().isRecord()) {
      results(name + ".", one.getRawClass());
    } else {
      add("result", name, type(one));
    }
  }

  // ---- failures

  private void errors() throws IOException {
    for (ErrorCode code : ErrorCode.values()) {
      add("error-code", code.name(), code.retry().name());
    }
    for (PurchaseState state : PurchaseState.values()) {
      add("choice", "purchase", state.text());
    }
    for (Path file : files("src/main/java", ".java")) {
      String source = Files.readString(file);
      ERROR_VARIABLE
          .matcher(source)
          .results()
          .map(it -> it.group(1) == null ? constant(source, it.group(2)) : it.group(1))
          .forEach(it -> add("error-variable", it));
    }
  }

  private static String constant(String source, String name) {
    Matcher constant = Pattern.compile("String " + name + " =\\s*\"(\\w+)\"").matcher(source);
    if (!constant.find()) {
      throw new IllegalStateException(name + " is the name of an error variable, but not here");
    }
    return constant.group(1);
  }

  // ---- operators

  private void metrics() {
    for (Metric metric : Metric.values()) {
      String tags = String.join(",", metric.tags());
      add("metric", metric.metricName(), metric.isTimer() ? "seconds" : "count", tags);
    }
  }

  private void settings() throws IOException {
    Map<String, String> forms =
        Arrays.stream(Setting.values()).collect(Collectors.toMap(Setting::variable, Setting::form));
    forms.forEach((name, form) -> add("setting", name, form.replaceFirst(", such as .*", "")));
    for (Path file : files("src/main/java", ".java")) {
      SETTING
          .matcher(Files.readString(file))
          .results()
          .map(it -> it.group(1))
          .filter(name -> !forms.containsKey(name))
          .forEach(name -> add("setting", name, "any text"));
    }
  }

  private void ledger() throws IOException {
    String script =
        Files.readString(
            project.resolve("src/main/resources/org/imagesgenerate/connector/purchase/ledger.sql"));
    for (MatchResult table : TABLE.matcher(script).results().toList()) {
      // a comma at the end of a line ends a column; one in a key does not
      for (String column : table.group(2).split(",\\R")) {
        add("ledger", table.group(1), column.strip().replaceAll("\\s+", " "));
      }
    }
    for (MatchResult column : COLUMN.matcher(script).results().toList()) {
      add("ledger", column.group(1), column.group(2));
    }
  }

  private List<Path> files(String folder, String extension) {
    try (Stream<Path> files = Files.walk(project.resolve(folder))) {
      return files.filter(it -> it.toString().endsWith(extension)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

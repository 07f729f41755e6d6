package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An element template with its fields filled in, as the modeler would write it into a process. It
 * rejects what the modeler would mark as an error: a value for a field that is not shown, a value
 * that is not among the choices, an empty required field, a text that does not match the pattern.
 */
public final class TemplateApplication {

  private final TemplateView template;
  private final Map<String, String> values;
  private final Map<String, String> written;

  /**
   * @param template an element template
   * @param values the values, by property id or by the name of the binding, such as {@code size},
   *     {@code provider.apiKey} or {@code modelChoice}; FEEL starts with {@code =}
   * @throws IllegalArgumentException if the modeler would show an error
   */
  public TemplateApplication(JsonNode template, Map<String, String> values) {
    this.template = new TemplateView(template);
    this.values = Map.copyOf(values);
    this.written = settle();
    refuseErrors();
  }

  /** The same with a template file, such as {@code element-templates/…json}. */
  public static TemplateApplication of(Path file, Map<String, String> values) {
    try {
      return new TemplateApplication(new ObjectMapper().readTree(Files.readString(file)), values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The input mappings, name to source; an empty source where a required field is empty. */
  public Map<String, String> inputs() {
    return bound("zeebe:input");
  }

  /** The task headers. */
  public Map<String, String> headers() {
    return bound("zeebe:taskHeader");
  }

  /** The properties that only the modeler uses. */
  public Map<String, String> properties() {
    return bound("zeebe:property");
  }

  /** The ids of the fields that are shown. */
  public List<String> shown() {
    return template.active(written).stream().map(it -> it.path("id").asText()).toList();
  }

  /**
   * The task as BPMN, with the prefixes {@code bpmn} and {@code zeebe}.
   *
   * @param id of the task
   * @param name its name in the diagram
   * @param flows {@code <bpmn:incoming>} and {@code <bpmn:outgoing>} elements, or nothing
   */
  public String serviceTask(String id, String name, String flows) {
    return "<bpmn:serviceTask%s%s%s>\n%s%s</bpmn:serviceTask>\n"
        .formatted(
            attribute("id", id), attribute("name", name), attributes(), extensionElements(), flows);
  }

  /** The attributes that link an element to its template, each with a leading space. */
  public String attributes() {
    JsonNode json = template.json();
    return attribute("zeebe:modelerTemplate", json.get("id").asText())
        + attribute("zeebe:modelerTemplateVersion", json.get("version").asText())
        + attribute("zeebe:modelerTemplateIcon", json.at("/icon/contents").asText());
  }

  /** The values of the fields as BPMN, with the prefixes {@code bpmn} and {@code zeebe}. */
  public String extensionElements() {
    StringBuilder xml = new StringBuilder("<bpmn:extensionElements>\n<zeebe:taskDefinition");
    bound("zeebe:taskDefinition").forEach((key, value) -> xml.append(attribute(key, value)));
    xml.append("/>\n<zeebe:ioMapping>\n");
    inputs()
        .forEach(
            (target, source) -> {
              xml.append("<zeebe:input");
              xml.append(source.isEmpty() ? "" : attribute("source", source));
              xml.append(attribute("target", target)).append("/>\n");
            });
    xml.append("</zeebe:ioMapping>\n<zeebe:taskHeaders>\n");
    headers().forEach((key, value) -> xml.append(pair("header", "key", key, value)));
    xml.append("</zeebe:taskHeaders>\n<zeebe:properties>\n");
    properties().forEach((key, value) -> xml.append(pair("property", "name", key, value)));
    return xml.append("</zeebe:properties>\n</bpmn:extensionElements>\n").toString();
  }

  private static String pair(String element, String key, String name, String value) {
    return "<zeebe:%s%s%s/>\n".formatted(element, attribute(key, name), attribute("value", value));
  }

  private static String attribute(String name, String value) {
    String escaped =
        value
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace("\"", "&quot;")
            .replace("\n", "&#10;");
    return " " + name + "=\"" + escaped + "\"";
  }

  private Map<String, String> bound(String type) {
    Map<String, String> bound = new LinkedHashMap<>();
    for (JsonNode property : template.active(written)) {
      if (property.at("/binding/type").asText().equals(type)) {
        Optional.ofNullable(written.get(TemplateView.binding(property)))
            .ifPresent(value -> bound.put(TemplateView.bindingName(property), value));
      }
    }
    return bound;
  }

  /**
   * Fields appear and disappear depending on other fields, so this repeats until nothing changes.
   */
  private Map<String, String> settle() {
    Map<String, String> now = new LinkedHashMap<>();
    Set<Map<String, String>> seen = new LinkedHashSet<>();
    while (seen.add(now)) {
      Map<String, String> next = new LinkedHashMap<>();
      for (JsonNode property : template.active(now)) {
        String value = value(property).orElse(property.path("value").asText());
        if (!value.isEmpty() || isWrittenEmpty(property)) {
          if (next.put(TemplateView.binding(property), value) != null) {
            throw new IllegalStateException("two fields at once for " + property.get("binding"));
          }
        }
      }
      now = next;
    }
    return now;
  }

  /** The modelers write an empty input for a missing required value, but no empty header. */
  private static boolean isWrittenEmpty(JsonNode property) {
    return !property.path("optional").asBoolean()
        && property.at("/binding/type").asText().equals("zeebe:input");
  }

  private Optional<String> value(JsonNode property) {
    if (property.path("type").asText().equals("Hidden")) {
      return Optional.empty();
    }
    return names(property).map(values::get).filter(Objects::nonNull).findFirst();
  }

  /** The names that a value can have: the id, that of the binding, and that without our prefix. */
  private static Stream<String> names(JsonNode property) {
    String binding = TemplateView.bindingName(property);
    return Stream.of(
        property.path("id").asText(), binding, binding.replaceFirst("^imagesGenerate:", ""));
  }

  private void refuseErrors() {
    List<String> errors = new ArrayList<>();
    Set<String> unused = new LinkedHashSet<>(values.keySet());
    for (JsonNode property : template.active(written)) {
      boolean isHidden = property.path("type").asText().equals("Hidden");
      String own = property.path("value").asText();
      names(property)
          .filter(name -> !isHidden || own.equals(values.get(name)))
          .forEach(unused::remove);
      String value = written.getOrDefault(TemplateView.binding(property), "");
      TemplateView.error(property, value).ifPresent(errors::add);
    }
    unused.forEach(name -> errors.add(name + " is not shown"));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          "%s; shown are %s".formatted(String.join("; ", errors), shown()));
    }
  }
}

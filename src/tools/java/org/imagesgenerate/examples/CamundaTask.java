package org.imagesgenerate.examples;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.examples.Node.Content;

/**
 * A task of one of Camunda's connectors, as its element template of release 8.8.7 writes it
 * (camunda/connectors, read 2026-11-27). It is linked to the template, because newer runtimes give
 * secrets only to tasks that are.
 *
 * @param template its id
 * @param version of the template
 * @param type of the job
 * @param retries how many attempts there are
 * @param inputs the fields, by name
 * @param headers output, errors and retries, by key
 */
record CamundaTask(
    String template,
    int version,
    String type,
    int retries,
    List<Entry<String, String>> inputs,
    List<Entry<String, String>> headers) {

  String attributes() {
    return Xml.attribute("zeebe:modelerTemplate", template)
        + Xml.attribute("zeebe:modelerTemplateVersion", String.valueOf(version));
  }

  Content content() {
    String mapping =
        inputs.stream()
            .map(it -> element("input", "source", it.getValue(), "target", it.getKey()))
            .collect(Collectors.joining());
    Stream<Entry<String, String>> identity =
        Stream.of(
            entry("elementTemplateVersion", String.valueOf(version)),
            entry("elementTemplateId", template));
    String written =
        Stream.concat(identity, headers.stream())
            .map(it -> element("header", "key", it.getKey(), "value", it.getValue()))
            .collect(Collectors.joining());
    String extensions =
        "<bpmn:extensionElements>\n<zeebe:taskDefinition%s%s/>\n<zeebe:ioMapping>\n%s</zeebe:ioMapping>\n<zeebe:taskHeaders>\n%s</zeebe:taskHeaders>\n</bpmn:extensionElements>\n"
            .formatted(
                Xml.attribute("type", type),
                Xml.attribute("retries", String.valueOf(retries)),
                mapping,
                written);
    return new Content(extensions, "");
  }

  private static String element(
      String tag, String name, String value, String otherName, String otherValue) {
    return "<zeebe:%s%s%s/>\n"
        .formatted(tag, Xml.attribute(name, value), Xml.attribute(otherName, otherValue));
  }
}

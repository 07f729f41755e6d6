package org.imagesgenerate.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.examples.Node.Content;
import org.imagesgenerate.template.TemplateApplication;

/** A task of ours with its template filled in, once or for each item of a list. */
final class ImagesTask {

  private static final Path TEMPLATES = Path.of("element-templates");

  /** The error expression for a rejected prompt, as in docs/recipes.md. */
  static final String CATCH_REJECTED_PROMPT =
      """
      =if error.code = "CONTENT_POLICY"
      then bpmnError(error.code, error.message, {refusal: error.message})
      else null""";

  private final TemplateApplication template;
  private final String loop;
  private final String documentation;

  private ImagesTask(TemplateApplication template, String loop, String documentation) {
    this.template = template;
    this.loop = loop;
    this.documentation = documentation;
  }

  /**
   * Images Generate.
   *
   * @param namesAndValues fields by property id or binding, one after the other
   */
  static ImagesTask generate(String... namesAndValues) {
    return of("images-generate-connector.json", namesAndValues);
  }

  /**
   * Images Generate as most examples use it, with a model of the list, so that the form shows just
   * the fields of that model.
   *
   * @param provider the value of {@code provider.type}
   * @param model a model that the form lists
   */
  static ImagesTask generateWith(String provider, String model, String... namesAndValues) {
    return generate(withModel(provider, model, namesAndValues));
  }

  /** Images Edit, likewise. */
  static ImagesTask editWith(String provider, String model, String... namesAndValues) {
    return of("images-edit-connector.json", withModel(provider, model, namesAndValues));
  }

  private static String[] withModel(String provider, String model, String... namesAndValues) {
    List<String> values = new ArrayList<>(List.of("provider.type", provider, "modelChoice", model));
    values.addAll(List.of(namesAndValues));
    return values.toArray(String[]::new);
  }

  /** Images Collect. */
  static ImagesTask collect(String... namesAndValues) {
    return of("images-collect-connector.json", namesAndValues);
  }

  private static ImagesTask of(String file, String... namesAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new ImagesTask(TemplateApplication.of(TEMPLATES.resolve(file), values), "", "");
  }

  /** The same task for all items of a list, in parallel. */
  ImagesTask forEach(Loop loop) {
    return new ImagesTask(template, loop.element(), documentation);
  }

  /** The same task with a description, which tells an agent what the tool does. */
  ImagesTask described(String text) {
    String element = "<bpmn:documentation>%s</bpmn:documentation>\n".formatted(Xml.escape(text));
    return new ImagesTask(template, loop, element);
  }

  String attributes() {
    return template.attributes();
  }

  Content content() {
    return new Content(documentation + template.extensionElements(), loop);
  }
}

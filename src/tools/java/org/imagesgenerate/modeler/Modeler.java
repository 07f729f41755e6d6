package org.imagesgenerate.modeler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The modeler in a page of a browser. Everything a person would do is done at the fields and
 * buttons of the page; the script {@code panel.js} does it there where many steps follow each
 * other.
 */
final class Modeler implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A field of the template as the panel shows it.
   *
   * @param value FEEL starts with {@code =}
   * @param choices empty where any text can be typed
   * @param error empty if there is none
   */
  record Field(String label, String value, List<String> choices, String error) {}

  private final Page page;
  private final List<String> pageErrors = new ArrayList<>();

  Modeler(Page page, String address) {
    this.page = page;
    page.setDefaultTimeout(20_000);
    page.onPageError(pageErrors::add);
    page.navigate(address);
  }

  /** Gives the modeler these templates and no others; it must have nothing against them. */
  void loadTemplates(Collection<? extends JsonNode> templates) {
    Object errors = evaluate("templates => panel.loadTemplates(templates)", plain(templates));
    if (!List.of().equals(errors)) {
      throw new AssertionError("the modeler refuses the templates: " + errors);
    }
  }

  /** Opens a process, and forgets the one before; it must be read without a warning. */
  void openDiagram(String xml) {
    Object warnings = evaluate("xml => panel.openDiagram(xml)", xml);
    if (!List.of().equals(warnings)) {
      throw new AssertionError("the modeler warns of the process: " + warnings);
    }
  }

  /** Opens a diagram that lies beside this class. */
  void openDiagramFile(String name) {
    try (InputStream in = Modeler.class.getResourceAsStream(name)) {
      openDiagram(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void select(String elementId) {
    evaluate("id => panel.select(id)", elementId);
  }

  /** Makes the selected task one of this template's newest version. */
  void apply(String templateId) {
    evaluate("id => panel.apply(id)", templateId);
  }

  /** Makes the selected task what the entry of a preset in the modeler's menu makes it. */
  void applyPreset(String templateId, String presetId) {
    evaluate("([id, preset]) => panel.apply(id, preset)", List.of(templateId, presetId));
  }

  String selectedId() {
    return (String) evaluate("() => panel.selectedId()", null);
  }

  /** Chooses from the dropdown with this label. */
  void choose(String label, String value) {
    evaluate("([label, value]) => panel.choose(label, value)", List.of(label, value));
  }

  /** Types into the field with this label, instead of what is there; FEEL starts with {@code =}. */
  void write(String label, String text) {
    evaluate("([label, text]) => panel.write(label, text)", List.of(label, text));
  }

  /** What is written at the selected task, by type and name of the binding. */
  Map<String, String> written() {
    Map<String, String> written = new LinkedHashMap<>();
    ((Map<?, ?>) evaluate("() => panel.written()", null))
        .forEach((binding, value) -> written.put((String) binding, (String) value));
    return written;
  }

  /** The template's fields that can be seen now, from top to bottom. */
  List<Field> fields() {
    return JSON.convertValue(
        evaluate("() => panel.fields()", null),
        JSON.getTypeFactory().constructCollectionType(List.class, Field.class));
  }

  /** Waits for these fields, and gives what came: {@code Label [choice, choice]}, sorted. */
  List<String> awaitFields(List<String> wanted) {
    return strings(evaluate("wanted => panel.awaitFields(wanted)", wanted));
  }

  /** Waits for this error, or for none if it is empty, and gives what came. */
  String awaitError(String label, String wanted) {
    return (String)
        evaluate("([label, wanted]) => panel.awaitError(label, wanted)", List.of(label, wanted));
  }

  /** The process as the modeler would save it. */
  String xml() {
    return (String) evaluate("() => panel.xml()", null);
  }

  /** What the Problems panel says of a process. */
  List<String> problems(String xml, List<JsonNode> templates) {
    if (Boolean.FALSE.equals(evaluate("() => 'problems' in globalThis", null))) {
      page.addScriptTag(new Page.AddScriptTagOptions().setPath(ModelerPackages.problems()));
    }
    return strings(
        evaluate("([xml, templates]) => problems(xml, templates)", List.of(xml, plain(templates))));
  }

  /** For what only a hand and an eye can do. */
  Locator find(String selector) {
    return page.locator(selector);
  }

  Page page() {
    return page;
  }

  private Object evaluate(String script, Object argument) {
    Object result = page.evaluate(script, argument);
    if (!pageErrors.isEmpty()) {
      throw new AssertionError("errors in the page: " + pageErrors);
    }
    return result;
  }

  private static Object plain(Object templates) {
    return JSON.convertValue(templates, Object.class);
  }

  private static List<String> strings(Object list) {
    return ((List<?>) list).stream().map(String.class::cast).toList();
  }

  @Override
  public void close() {
    page.context().close();
  }
}

package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of one field in one place. Places with equal forms share one property of the template.
 *
 * @param appearance the keys of the property that depend on the place; a {@code type} replaces
 *     type, default and constraints of the base template
 * @param needs values that other fields must have for this field to have an effect
 */
record Form(ObjectNode appearance, List<Need> needs) {

  /** Another field that must have one of these values. */
  record Need(String field, List<String> values) {}

  /** A value of a dropdown and its label. */
  record Choice(String name, String value) {}

  /** As in the base template. */
  static Form asAnnotated() {
    return new Form(JsonNodeFactory.instance.objectNode(), List.of());
  }

  /** This form in some places, and no field in the others. */
  static Optional<Form> onlyIf(boolean there, Form form) {
    return there ? Optional.of(form) : Optional.empty();
  }

  /** A dropdown that always has a value. */
  static Form dropdown(List<Choice> choices, String chosen) {
    Form form = dropdown(choices);
    form.appearance.put("value", chosen);
    return form;
  }

  /** An optional dropdown: the modeler adds an empty choice. */
  static Form optionalDropdown(List<Choice> choices) {
    Form form = dropdown(choices);
    form.appearance.put("optional", true);
    return form;
  }

  private static Form dropdown(List<Choice> choices) {
    Form form = asAnnotated();
    var list = form.appearance.put("type", "Dropdown").putArray("choices");
    choices.forEach(
        choice -> list.addObject().put("name", choice.name()).put("value", choice.value()));
    return form;
  }

  /** Always this value, which the form does not show. */
  static Form hidden(String value) {
    Form form = asAnnotated();
    form.appearance.put("type", "Hidden").put("value", value);
    return form;
  }

  /** A line of text, or FEEL, that may be empty. */
  static Form optionalLine(String placeholder) {
    Form form = asAnnotated();
    form.appearance
        .put("type", "String")
        .put("feel", "optional")
        .put("optional", true)
        .put("placeholder", placeholder);
    return form;
  }

  /** A line of text, or FEEL, that must not be empty. */
  static Form requiredLine(String placeholder) {
    Form form = optionalLine(placeholder);
    form.appearance.remove("optional");
    form.appearance.putObject("constraints").put("notEmpty", true);
    return form;
  }

  /** Adds a pattern to an optional line; empty text, secrets and FEEL are always accepted. */
  Form pattern(String pattern, String message) {
    ObjectNode constraints = appearance.putObject("constraints").put("notEmpty", false);
    constraints
        .putObject("pattern")
        .put("value", "^(" + pattern + FieldPattern.SECRET + FieldPattern.EMPTY + ")$")
        .put("message", message);
    return this;
  }

  /** Replaces texts of the base template. */
  Form with(Map<String, String> keys) {
    keys.forEach(appearance::put);
    return this;
  }

  /** Shown only if another field has one of these values. */
  Form needing(String field, List<String> values) {
    List<Need> more = new ArrayList<>(needs);
    more.add(new Need(field, values));
    return new Form(appearance, List.copyOf(more));
  }
}

package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one field looks in one place. Two places that give equal forms share one property of the
 * template.
 *
 * @param look the keys of the property that differ from place to place; a {@code type} among them
 *     replaces all that the base template says about type, default and constraints
 * @param needs what has to be chosen in other fields for this one to have an effect
 */
record Form(ObjectNode look, List<Need> needs) {

  /** Another field that has to have one of these values. */
  record Need(String field, List<String> values) {}

  /** A value of a dropdown and what the reader sees. */
  record Choice(String name, String value) {}

  /** As the base template says. */
  static Form asAnnotated() {
    return new Form(JsonNodeFactory.instance.objectNode(), List.of());
  }

  /** This form in some places, and no field in the others. */
  static Optional<Form> onlyIf(boolean there, Form form) {
    return there ? Optional.of(form) : Optional.empty();
  }

  /** A choice that is always made. */
  static Form dropdown(List<Choice> choices, String chosen) {
    Form form = dropdown(choices);
    form.look.put("value", chosen);
    return form;
  }

  /** A choice that need not be made: the modeler puts an empty line above the choices. */
  static Form optionalDropdown(List<Choice> choices) {
    Form form = dropdown(choices);
    form.look.put("optional", true);
    return form;
  }

  private static Form dropdown(List<Choice> choices) {
    Form form = asAnnotated();
    var list = form.look.put("type", "Dropdown").putArray("choices");
    choices.forEach(
        choice -> list.addObject().put("name", choice.name()).put("value", choice.value()));
    return form;
  }

  /** A line of text, or FEEL, that may stay empty. */
  static Form optionalLine(String placeholder) {
    Form form = asAnnotated();
    form.look
        .put("type", "String")
        .put("feel", "optional")
        .put("optional", true)
        .put("placeholder", placeholder);
    return form;
  }

  /** A line of text, or FEEL, that must not stay empty. */
  static Form requiredLine(String placeholder) {
    Form form = optionalLine(placeholder);
    form.look.remove("optional");
    form.look.putObject("constraints").put("notEmpty", true);
    return form;
  }

  /** Asks an optional line for a pattern; nothing, a secret and FEEL are taken always. */
  Form pattern(String pattern, String message) {
    ObjectNode constraints = look.putObject("constraints").put("notEmpty", false);
    constraints
        .putObject("pattern")
        .put("value", "^(" + pattern + FieldPattern.SECRET + FieldPattern.EMPTY + ")$")
        .put("message", message);
    return this;
  }

  /** Says something else than the base template. */
  Form with(Map<String, String> keys) {
    keys.forEach(look::put);
    return this;
  }

  /** Has an effect only with one of these values in another field. */
  Form needing(String field, List<String> values) {
    List<Need> more = new ArrayList<>(needs);
    more.add(new Need(field, values));
    return new Form(look, List.copyOf(more));
  }
}

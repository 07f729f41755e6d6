package org.imagesgenerate.connector.catalog;

import java.util.ArrayList;
import java.util.List;

/** What a check found: problems, which end the job, and warnings, which go into the result. */
final class Findings {

  private static final int LONGEST_QUOTE = 100;

  private final String model;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param model as the process named it
   */
  Findings(String model) {
    this.model = model;
  }

  void problem(String sentence, Object... values) {
    problems.add(sentence.formatted(values));
  }

  void notAccepted(String field, String value, AllowedValues accepted) {
    notAccepted(field, value, "use " + accepted.listed());
  }

  void notAccepted(String field, String value, String accepted) {
    problem("%s: %s is not accepted by %s; %s", field, quote(value), model, accepted);
  }

  void warn(String sentence, Object... values) {
    warnings.add(sentence.formatted(values));
  }

  void leftOut(String field) {
    warn("%s was left out: %s has no such field", field, model);
  }

  List<String> problems() {
    return problems;
  }

  List<String> warnings() {
    return warnings;
  }

  static String quote(String value) {
    return '"'
        + (value.length() > LONGEST_QUOTE ? value.substring(0, LONGEST_QUOTE) + "…" : value)
        + '"';
  }
}

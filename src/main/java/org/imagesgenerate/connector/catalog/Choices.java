package org.imagesgenerate.connector.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model takes for one field: a cell of the table.
 *
 * @param exists false when the model has no such field
 * @param anyText true when every text is taken
 * @param values the values that are taken, in the table's order; suggestions when every text is
 *     taken
 * @param doubtful those of the values that are sent with a warning
 */
public record Choices(boolean exists, boolean anyText, List<String> values, Set<String> doubtful) {

  private static final String ABSENT = "-";
  private static final String ANY = "*";
  private static final String DOUBT = "?";

  static Choices parse(String cell) {
    if (cell.equals(ABSENT)) {
      return new Choices(false, false, List.of(), Set.of());
    }
    if (cell.equals(ANY)) {
      return new Choices(true, true, List.of(), Set.of());
    }
    List<String> values = new ArrayList<>();
    Set<String> doubtful = new HashSet<>();
    for (String word : cell.split(" +")) {
      if (word.endsWith(DOUBT)) {
        word = word.substring(0, word.length() - DOUBT.length());
        doubtful.add(word);
      }
      values.add(word);
    }
    return new Choices(true, false, List.copyOf(values), Set.copyOf(doubtful));
  }

  /** The value as the model spells it, if it is taken. */
  public Optional<String> take(String value) {
    if (anyText) {
      return Optional.of(value);
    }
    return values.stream().filter(value::equalsIgnoreCase).findFirst();
  }

  /** The values for a message. */
  public String listed() {
    return String.join(", ", values);
  }
}

package org.imagesgenerate.connector.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The values that a field of a model accepts.
 *
 * @param anyText true when every text is accepted
 * @param values the values that are accepted, in the catalog's order; examples when every text is
 * @param uncertain those of the values that are sent with a warning, because sources disagree
 */
public record AllowedValues(boolean anyText, List<String> values, Set<String> uncertain) {

  /** Every text. */
  static final AllowedValues ANY = new AllowedValues(true, List.of(), Set.of());

  /** The value as the model spells it, if it is accepted. */
  public Optional<String> match(String value) {
    return values.stream()
        .filter(value::equalsIgnoreCase)
        .findFirst()
        .or(() -> anyText ? Optional.of(value) : Optional.empty());
  }

  /**
   * The same file formats in the words of our input: {@code jpeg}, whatever the model's spelling.
   */
  AllowedValues asFormats() {
    return new AllowedValues(
        anyText,
        values.stream().map(AllowedValues::format).toList(),
        uncertain.stream().map(AllowedValues::format).collect(Collectors.toUnmodifiableSet()));
  }

  /** A file format in the words of our input. */
  static String format(String spelled) {
    String lower = spelled.toLowerCase(Locale.ROOT);
    return lower.equals("jpg") ? "jpeg" : lower;
  }

  /** The values for a message. */
  public String listed() {
    return String.join(", ", values);
  }
}

package org.imagesgenerate.connector.support;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What an operator sets: environment variables, or system properties of the same names.
 *
 * @param lookup gives the value of a name, or null
 */
public record Settings(UnaryOperator<String> lookup) {

  /** System properties first, then the environment. */
  public static Settings ofEnvironment() {
    return new Settings(name -> System.getProperty(name, System.getenv(name)));
  }

  /** The text, or null if it is not set or blank. */
  public String text(String name) {
    String value = lookup.apply(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /**
   * A whole number, within its range; if it is not set, its default.
   *
   * @throws IllegalArgumentException that names the setting and what it has to be
   */
  public long number(Setting setting) {
    String value = text(setting.variable());
    if (value == null) {
      return setting.defaultNumber();
    }
    setting
        .problem(value)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return Long.parseLong(value);
  }

  /** A list separated by commas. */
  public List<String> list(String name) {
    String value = text(name);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(",")).map(String::strip).filter(it -> !it.isEmpty()).toList();
  }
}

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

  /** The text, or null where nothing or blank is set. */
  public String text(String name) {
    String value = lookup.apply(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /**
   * @throws IllegalArgumentException that names the setting if its value is no number above zero
   */
  public long number(String name, long otherwise) {
    return number(name, otherwise, Long.MAX_VALUE);
  }

  /**
   * @throws IllegalArgumentException that names the setting if its value is no number from 1 to
   *     {@code most}
   */
  public long number(String name, long otherwise, long most) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value);
      if (number > 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one sentence for all that is wrong
    }
    throw new IllegalArgumentException(
        "%s is \"%s\", but has to be a whole number %s"
            .formatted(name, value, most == Long.MAX_VALUE ? "above 0" : "from 1 to " + most));
  }

  /** A list parted by commas. */
  public List<String> list(String name) {
    String value = text(name);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(",")).map(String::strip).filter(it -> !it.isEmpty()).toList();
  }
}

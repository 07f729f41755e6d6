package org.imagesgenerate.connector.error;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes secrets out of everything that leaves the connector. */
public final class Redaction {

  private static final String MASK = "***";
  private static final String CUT = "…";

  /**
   * A failure's variables are inputs of the next attempt, and the runtime replaces secrets in every
   * input: it would look for a secret of this name, find none, and fail.
   */
  private static final Pattern SECRET_NAME = Pattern.compile("secrets\\.(?=\\S)");

  /** Shorter texts are no secrets, and would tear holes into every sentence. */
  private static final int SHORTEST_SECRET = 4;

  private final List<String> secrets;

  /**
   * @param secrets texts that must never be seen
   */
  public Redaction(List<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> secret != null && secret.strip().length() >= SHORTEST_SECRET)
            .map(String::strip)
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
  }

  /** Whether the text, or any text inside a list or map, holds a secret. */
  public boolean finds(Object value) {
    return switch (value) {
      case null -> false;
      case Map<?, ?> map ->
          map.entrySet().stream().anyMatch(it -> finds(it.getKey()) || finds(it.getValue()));
      case Iterable<?> list -> {
        for (Object item : list) {
          if (finds(item)) {
            yield true;
          }
        }
        yield false;
      }
      default -> secrets.stream().anyMatch(value.toString()::contains);
    };
  }

  /**
   * The text with every secret masked, also one of which only the beginning is quoted; and without
   * anything that the runtime would take for the name of a secret.
   */
  public String text(String text) {
    if (text == null) {
      return null;
    }
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
      for (int end = secret.length() - 1; end >= SHORTEST_SECRET && masked.contains(CUT); end--) {
        masked = masked.replace(secret.substring(0, end) + CUT, MASK + CUT);
      }
    }
    return SECRET_NAME.matcher(masked).replaceAll("secrets .");
  }

  /** The value with every text inside it masked; lists and maps are copied. */
  public Object value(Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text(text);
      case Map<?, ?> map -> {
        Map<String, Object> masked = new LinkedHashMap<>();
        map.forEach((key, item) -> masked.put(text(String.valueOf(key)), value(item)));
        yield masked;
      }
      case List<?> list -> {
        List<Object> masked = new ArrayList<>();
        list.forEach(item -> masked.add(value(item)));
        yield masked;
      }
      default -> finds(value) ? text(value.toString()) : value;
    };
  }
}

package org.imagesgenerate.connector.error;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shortens values from outside so that they fit into a process variable.
 *
 * @param longestText longer texts lose their middle
 * @param mostEntries longer lists and maps lose their end
 */
public record Shortening(int longestText, int mostEntries) {

  private static final String CUT = " … ";
  private static final int DEEPEST = 10;

  /** From mild to harsh: the first that makes everything fit is the one to use. */
  public static final List<Shortening> STEPS =
      List.of(
          new Shortening(100_000, 1_000),
          new Shortening(30_000, 1_000),
          new Shortening(10_000, 300),
          new Shortening(3_000, 100),
          new Shortening(1_000, 100),
          new Shortening(300, 30),
          new Shortening(100, 10));

  /** The text without its middle: it begins with what happened and ends with what to do. */
  public String text(String text) {
    if (text == null || text.length() <= longestText) {
      return text;
    }
    int room = longestText - CUT.length();
    int end = room * 3 / 4;
    int start = text.length() - (room - end);
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + CUT
        + text.substring(Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start);
  }

  /** A copy of the value with everything inside it shortened. */
  public Object value(Object value) {
    return value(value, 0);
  }

  private Object value(Object value, int depth) {
    int most = depth < DEEPEST ? mostEntries : 0;
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> less = new LinkedHashMap<>();
      map.entrySet().stream()
          .limit(most)
          .forEach(
              it -> less.put(text(String.valueOf(it.getKey())), value(it.getValue(), depth + 1)));
      return less;
    }
    if (value instanceof List<?> list) {
      List<Object> less = new ArrayList<>();
      list.stream().limit(most).forEach(it -> less.add(value(it, depth + 1)));
      return less;
    }
    return value;
  }
}

package org.imagesgenerate.examples;

/** The little XML that a process is made of. */
final class Xml {

  /** An attribute with a space before it; nothing if there is no value. */
  static String attribute(String name, String value) {
    return value == null ? "" : " %s=\"%s\"".formatted(name, escape(value));
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("\n", "&#10;");
  }

  /** Two spaces for each level, where every line is a tag or a text without one. */
  static String indent(String xml) {
    StringBuilder indented = new StringBuilder();
    int level = 0;
    boolean inText = false;
    for (String line : xml.lines().map(String::strip).toList()) {
      boolean tag = line.startsWith("<");
      level -= line.startsWith("</") ? 1 : 0;
      indented.append(tag && !inText ? "  ".repeat(level) : "").append(line).append('\n');
      if (inText) {
        inText = !line.contains("</");
        level -= inText ? 0 : 1;
      } else if (opens(line)) {
        level++;
        inText = !line.endsWith(">");
      }
    }
    return indented.toString();
  }

  private static boolean opens(String line) {
    return line.startsWith("<")
        && !line.startsWith("</")
        && !line.startsWith("<?")
        && !line.endsWith("/>")
        && !line.contains("</");
  }

  private Xml() {}
}

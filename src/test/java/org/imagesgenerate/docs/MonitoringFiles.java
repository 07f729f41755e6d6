package org.imagesgenerate.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The queries of the dashboard and the alert rules. */
public final class MonitoringFiles {

  private static final Path FOLDER = Path.of("deploy", "monitoring");

  static String text() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String name : new String[] {"dashboard.json", "alerts.yml", "alerts-test.yml"}) {
      text.append(Files.readString(FOLDER.resolve(name)).replace("\\\"", "\""));
    }
    return text.toString();
  }

  /** Names that begin so. */
  public static Set<String> metrics(String prefix) throws IOException {
    return all("\\b(" + prefix + "\\w+)");
  }

  /** Group 1 of everything that matches. */
  static Set<String> all(String pattern) throws IOException {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text());
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    if (found.isEmpty()) {
      throw new AssertionError("nothing in " + FOLDER + " matches " + pattern);
    }
    return found;
  }

  /** Names of the labels in a selector such as {@code outcome="ok",provider=~"a|b"}. */
  static Stream<String> labels(String selector) {
    return Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"")
        .matcher(selector)
        .results()
        .map(label -> label.group(1));
  }

  private MonitoringFiles() {}
}

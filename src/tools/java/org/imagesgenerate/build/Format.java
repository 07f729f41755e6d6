package org.imagesgenerate.build;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * google-java-format over all sources: {@code --check} fails the build, {@code --write} mends. A
 * program of the build and not a Maven plugin, because the formatter reads Java 21 only when it
 * runs on JDK 21, and Maven itself may run on JDK 17.
 */
final class Format {

  public static void main(String[] arguments) throws IOException, FormatterException {
    boolean write = arguments[0].equals("--write");
    List<Path> changed = new ArrayList<>();
    Formatter formatter = new Formatter();
    List<Path> sources;
    try (var files = Files.walk(Path.of(arguments[1]))) {
      sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    for (Path source : sources) {
      String text = Files.readString(source);
      String ordered =
          ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(text), Style.GOOGLE);
      String formatted = formatter.formatSource(ordered);
      if (!formatted.equals(text)) {
        changed.add(source);
        if (write) {
          Files.writeString(source, formatted);
        }
      }
    }
    if (!write && !changed.isEmpty()) {
      System.err.println("Not in google-java-format:");
      changed.forEach(source -> System.err.println("  " + source));
      System.err.println("Run: mvn -q test-compile -Dformat.skip exec:exec@format");
      System.exit(1);
    }
  }

  private Format() {}
}

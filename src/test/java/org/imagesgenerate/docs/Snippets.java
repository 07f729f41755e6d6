package org.imagesgenerate.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code in the pages. A block names where it comes from in the line before it: {@code <!-- from:
 * path -->} is a whole file, {@code <!-- from: path#name -->} what stands there between the lines
 * {@code docs: name} and {@code docs: end}, without common indentation.
 */
final class Snippets {

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:<!-- from: (?<file>[^ #]+)(?:#(?<region>[^ ]+))? -->\\n)?^```(?<language>[a-z]*)\\n(?<code>.*?)^```$",
          Pattern.DOTALL | Pattern.MULTILINE);

  /**
   * A block of code.
   *
   * @param language what stands behind the fence, or empty
   * @param source where it says it comes from
   */
  record Snippet(String language, String code, Optional<Source> source) {}

  /** A file, or a part of it. */
  record Source(Path file, Optional<String> region) {

    /**
     * @throws IllegalArgumentException if the file has no such part
     */
    String text() throws IOException {
      List<String> lines = Files.readAllLines(file);
      return region.isEmpty() ? join(lines) : join(undented(part(lines)));
    }

    private List<String> part(List<String> lines) {
      List<String> part = new ArrayList<>();
      boolean inside = false;
      boolean found = false;
      for (String line : lines) {
        boolean marker = line.matches("\\W*docs: [\\w-]+\\W*");
        if (marker) {
          inside = line.matches("\\W*docs: " + Pattern.quote(region.get()) + "\\W*");
          found |= inside;
        } else if (inside) {
          part.add(line);
        }
      }
      if (!found) {
        throw new IllegalArgumentException("%s has no part \"%s\"".formatted(file, region.get()));
      }
      return part;
    }

    private static List<String> undented(List<String> lines) {
      int indentation =
          lines.stream()
              .filter(line -> !line.isBlank())
              .mapToInt(line -> line.length() - line.stripLeading().length())
              .min()
              .orElse(0);
      return lines.stream().map(it -> it.isBlank() ? "" : it.substring(indentation)).toList();
    }

    private static String join(List<String> lines) {
      return String.join("\n", lines).strip() + "\n";
    }
  }

  static List<Snippet> of(String page) {
    List<Snippet> snippets = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      Optional<Source> source =
          Optional.ofNullable(block.group("file"))
              .map(file -> new Source(Path.of(file), Optional.ofNullable(block.group("region"))));
      snippets.add(new Snippet(block.group("language"), block.group("code"), source));
    }
    return snippets;
  }

  private Snippets() {}
}

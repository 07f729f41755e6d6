package org.imagesgenerate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/licenses.md lists the libraries that this build has, test libraries included. */
class LicensesPageTest {

  private static final Path PAGE = Path.of("docs", "licenses.md");
  private static final Path TEMPLATE = Path.of("src", "licenses", "licenses.md.ftl");

  /**
   * What Maven resolved in this build: group, artifact, type, classifier if any, version, scope.
   */
  private static final Path RESOLVED = Path.of("target", "dependencies.txt");

  private static final Pattern DEPENDENCY =
      Pattern.compile("(?m)^ +([^: ]+:[^: ]+):[^: ]+:(?:[^: ]+:)?([^: ]+):([a-z]+)\\b");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+:[^`]+)` \\| (\\S+) \\| (\\S+) \\| (.*) \\|$");

  @Test
  void listsTheLibrariesOfThisBuild() throws IOException {
    assertThat(libraries(ROW, PAGE))
        .as("docs/licenses.md is out of date; run: mvn -q license:add-third-party")
        .isEqualTo(libraries(DEPENDENCY, RESOLVED));
  }

  @Test
  void hasTheTextOfItsTemplate() throws IOException {
    assertThat(text(PAGE))
        .as("docs/licenses.md is out of date; run: mvn -q license:add-third-party")
        .isEqualTo(text(TEMPLATE));
  }

  @Test
  void namesALicenceForEveryLibrary() throws IOException {
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      assertThat(row.group(4)).as(row.group(1)).isNotBlank();
    }
  }

  private static Set<String> libraries(Pattern pattern, Path file) throws IOException {
    Set<String> libraries = new TreeSet<>();
    Matcher line = pattern.matcher(Files.readString(file));
    while (line.find()) {
      libraries.add("%s %s %s".formatted(line.group(1), line.group(2), line.group(3)));
    }
    assertThat(libraries).as(file.toString()).isNotEmpty();
    return libraries;
  }

  private static String text(Path file) throws IOException {
    String whole = Files.readString(file);
    return whole.substring(0, whole.indexOf("\n## By licence\n"));
  }
}

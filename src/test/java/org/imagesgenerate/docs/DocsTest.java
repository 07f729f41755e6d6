package org.imagesgenerate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.docs.Snippets.Snippet;
import org.junit.jupiter.api.Test;

/** What the pages say is there, and is true. */
class DocsTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

  @Test
  void theTableOfFieldsIsMadeFromTheCatalog() throws IOException {
    assertThat(Files.readString(Path.of("docs/fields.md")))
        .as("docs/fields.md is out of date; run: mvn -q test-compile exec:exec@fields")
        .isEqualTo(FieldsPage.whole());
  }

  @Test
  void thePageOfModelsIsMadeFromTheCatalog() throws IOException {
    assertThat(Files.readString(Path.of("docs/models.md")))
        .as("docs/models.md is out of date; run: mvn -q test-compile exec:exec@fields")
        .isEqualTo(ModelsPage.page());
  }

  @Test
  void everyLinkToAFileLeadsToOne() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
          broken.add(page + " → " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everySnippetIsWhatItsFileSays() throws IOException {
    for (Path page : pages()) {
      for (Snippet snippet : Snippets.of(Files.readString(page))) {
        if (snippet.source().isPresent()) {
          assertThat(snippet.code())
              .as("%s, from %s", page, snippet.source().get())
              .isEqualTo(snippet.source().get().text());
        } else {
          assertThat(snippet.language())
              .as("%s: a snippet without a file that a test runs: %s", page, snippet.code())
              .isIn("", "sh");
        }
      }
    }
  }

  @Test
  void everyTestThatAPageNamesIsThere() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      tests =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    for (Path page : pages()) {
      Matcher named = Pattern.compile("`(\\w+(?:Test|IT))`").matcher(Files.readString(page));
      while (named.find()) {
        assertThat(tests).as(page.toString()).contains(named.group(1));
      }
    }
  }

  /** Whoever sets the base URL gets the API key. */
  @Test
  void everyBaseUrlInASnippetIsAConstant() throws IOException {
    List<String> values = new ArrayList<>();
    for (Path page : pages()) {
      Matcher value = Pattern.compile("baseUrl\"?: *(\\S+)").matcher(Files.readString(page));
      while (value.find()) {
        values.add(value.group(1));
      }
    }
    assertThat(values).isNotEmpty().allMatch(value -> value.startsWith("\"http"));
  }

  @Test
  void everyErrorCodeIsExplained() throws IOException {
    String page = Files.readString(Path.of("docs/errors.md"));
    assertThat(ErrorCode.values()).allSatisfy(code -> assertThat(page).contains("`" + code + "`"));
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }
}

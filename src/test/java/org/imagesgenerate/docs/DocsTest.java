package org.imagesgenerate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

  private static final Pattern LINK =
      Pattern.compile("(?:\\]\\(|src=\")([^)#\"\\s]*)(#[^)\"\\s]*)?[)\"]");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  /** There is no public home of the project yet, so nothing may lead there. */
  private static final String NO_HOME = "github.com/imagesgenerate";

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
  void theTablesOfSettingsAndMetricsAreMadeFromTheCode() throws IOException {
    String page = Files.readString(Path.of("docs/operations.md"));
    assertThat(page)
        .as("docs/operations.md is out of date; run: mvn -q test-compile exec:exec@fields")
        .isEqualTo(OperationsPage.withTables(page));
  }

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(withoutCode(Files.readString(page)));
      while (link.find()) {
        if (!link.group(1).contains("://") && !leadsSomewhere(page, link.group(1), link.group(2))) {
          broken.add(page + " → " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String file, String anchor) throws IOException {
    Path target = file.isEmpty() ? page : page.resolveSibling(file);
    return Files.exists(target)
        && (anchor == null || anchors(Files.readString(target)).contains(anchor.substring(1)));
  }

  /** The names that GitHub and other readers of Markdown give to headings. */
  private static Set<String> anchors(String page) {
    Set<String> anchors = new HashSet<>();
    Matcher heading = HEADING.matcher(withoutCode(page));
    while (heading.find()) {
      String name =
          heading
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}_ -]", "")
              .replace(' ', '-');
      String anchor = name;
      for (int again = 1; !anchors.add(anchor); again++) {
        anchor = name + "-" + again;
      }
    }
    return anchors;
  }

  private static String withoutCode(String page) {
    return page.replaceAll("(?s)```.*?```", "");
  }

  @Test
  void nothingLeadsToAPublicHomeThatDoesNotExistYet() throws IOException {
    try (Stream<Path> templates = Files.walk(Path.of("element-templates"))) {
      List<Path> files = new ArrayList<>(pages());
      files.addAll(templates.filter(file -> file.toString().endsWith(".json")).toList());
      for (Path file : files) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain(NO_HOME);
      }
    }
  }

  /** What the front page has room for: two screens of text, with the picture. */
  @Test
  void theFrontPageStaysShort() throws IOException {
    assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThan(60);
  }

  /** A page that no other page leads to is not found. */
  @Test
  void everyPageIsLinkedFromTheFrontPageOrAPageBelowIt() throws IOException {
    Set<Path> found = new HashSet<>();
    Deque<Path> next = new ArrayDeque<>(List.of(Path.of("README.md")));
    while (!next.isEmpty()) {
      Path page = next.pop();
      if (found.add(page)) {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
          Path target = page.resolveSibling(link.group(1)).normalize();
          if (target.toString().endsWith(".md") && Files.exists(target)) {
            next.push(target);
          }
        }
      }
    }
    assertThat(pages()).allSatisfy(page -> assertThat(found).contains(page));
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

  /** Who searches for the words of an incident finds them. */
  @Test
  void everyMessageAboutInputImagesIsInTheCode() throws IOException {
    String page = Files.readString(Path.of("docs/troubleshooting.md"));
    int start = page.indexOf("\n## Images Edit\n");
    String section = page.substring(start, page.indexOf("\n## ", start + 1));
    String code = literals();
    Matcher message = Pattern.compile("(?m)^\\| `(.+?)` \\|").matcher(section);
    int messages = 0;
    while (message.find()) {
      messages++;
      // the field, then words between what differs
      String words =
          message.group(1).replaceFirst("^(images(\\[…])?|mask|model|size|input_fidelity):? ", "");
      for (String part : words.split("…")) {
        assertThat(code.contains(part.strip())).as(part).isTrue();
      }
    }
    assertThat(messages).isGreaterThan(15);
  }

  /** The texts of the code, joined as the compiler does. */
  private static String literals() throws IOException {
    StringBuilder code = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
        code.append(Files.readString(file));
      }
    }
    return code.toString()
        .replaceAll("\"\\s*\\+\\s*\"", "")
        .replace("%%", "%")
        .replace("\\\"", "\"");
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
    Path catalog = Path.of("src/main/resources/org/imagesgenerate/connector/catalog/README.md");
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(
                  Path.of("README.md"),
                  Path.of("CONTRIBUTING.md"),
                  Path.of("CHANGELOG.md"),
                  Path.of("SECURITY.md"),
                  Path.of("CODE_OF_CONDUCT.md"),
                  catalog),
              docs)
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }
}

package org.imagesgenerate.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No name that users rely on disappears, and every new one is listed. */
class CompatibilityTest {

  private static final Path PROJECT = Path.of("");

  private static Snapshot committed() throws IOException {
    return Snapshot.of(Files.readAllLines(Snapshot.file(PROJECT)));
  }

  @Test
  void nothingThatUsersRelyOnIsMissing() throws IOException {
    committed().problem(PublicNames.of(PROJECT)).ifPresent(problem -> fail(problem));
  }

  /** Otherwise a kind that is no longer found would look like one that is not listed yet. */
  @Test
  void everyKindOfNameIsListed() throws IOException {
    Set<String> kinds =
        committed().names().stream()
            .map(line -> line.substring(0, line.indexOf(' ')))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(kinds)
        .contains(
            "task-type",
            "input",
            "binding",
            "choice",
            "result",
            "error-code",
            "error-variable",
            "setting",
            "metric",
            "ledger");
  }

  // ---- the guard itself, with made-up names

  private final Snapshot snapshot =
      Snapshot.of(List.of("# comment", "input a text", "setting B 1 to 9"));

  @Test
  void theSameNamesAreFine() {
    assertThat(snapshot.problem(Set.of("setting B 1 to 9", "input a text"))).isEmpty();
  }

  @Test
  void aRemovalIsNamed() {
    assertThat(snapshot.problem(Set.of("setting B 1 to 9")).orElseThrow())
        .startsWith("Removed or changed, although users rely on it:\n  input a text\n")
        .doesNotContain("setting B");
  }

  @Test
  void aChangeNamesOldAndNew() {
    assertThat(snapshot.problem(Set.of("input a text", "setting B 1 to 5")).orElseThrow())
        .contains("users rely on it:\n  setting B 1 to 9\n")
        .contains("New:\n  setting B 1 to 5\n");
  }

  @Test
  void anAdditionSaysHowToListIt() {
    assertThat(
            snapshot
                .problem(Set.of("setting B 1 to 9", "input a text", "result c text"))
                .orElseThrow())
        .startsWith("New, and not listed yet:\n  result c text\n")
        .contains("exec:exec@compatibility");
  }

  @Test
  void theProgramAddsLinesAndRemovesNone() {
    assertThat(snapshot.with(List.of("result c text")))
        .containsExactly("# comment", "input a text", "result c text", "setting B 1 to 9");
  }
}

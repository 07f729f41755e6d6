package org.imagesgenerate.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagesgenerate.connector.error.ErrorCode;
import org.junit.jupiter.api.Test;

/** The reliability page matches what is tested. */
class ReliabilityPageTest {

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/reliability.md"));
  }

  @Test
  void theFaultMatrixMatchesTheTests() throws IOException {
    assertThat(page())
        .as("docs/reliability.md is out of date; run: mvn -q test-compile exec:exec@reliability")
        .contains(ReliabilityPage.section().stripTrailing())
        .isEqualTo(ReliabilityPage.regenerate(page()));
  }

  @Test
  void otherSectionsMayFollow() throws IOException {
    String page = page().stripTrailing() + "\n\n## Another section\n\nWith a text.\n";

    assertThat(ReliabilityPage.regenerate(page)).isEqualTo(page);
  }

  @Test
  void everyErrorCodeHasAdvice() throws IOException {
    String advice = page().split("## What to do")[1].split("\n## ")[0];

    assertThat(ErrorCode.values())
        .allSatisfy(code -> assertThat(advice).contains("`" + code + "`"));
  }
}

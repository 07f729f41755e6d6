package org.imagesgenerate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What GitHub and the Community Hub read from the repository. */
class CommunityFilesTest {

  /** Of the text that the Apache Software Foundation publishes. */
  private static final String SHA_256_OF_APACHE_2 =
      "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @Test
  void theLicenceIsTheWholeTextOfApache2() throws Exception {
    byte[] license = Files.readAllBytes(Path.of("LICENSE"));

    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(license)))
        .isEqualTo(SHA_256_OF_APACHE_2);
    assertThat(Path.of("NOTICE")).content().contains("Images Generate for Camunda 8", "Copyright");
  }

  @Test
  void vulnerabilitiesAreReportedInPrivateAndNotByMail() throws IOException {
    assertThat(Path.of("SECURITY.md")).content().contains("Report a vulnerability");
    for (String file : List.of("SECURITY.md", "CODE_OF_CONDUCT.md")) {
      assertThat(Files.readString(Path.of(file))).as(file).doesNotContainPattern("\\S@\\S");
    }
  }

  /** GitHub ignores a form with a mistake, and shows an empty issue instead. */
  @Test
  void everyIssueFormHasWhatGitHubRequires() throws IOException {
    List<Path> forms = files(Path.of(".github/ISSUE_TEMPLATE"), "config.yml");
    assertThat(forms).hasSizeGreaterThanOrEqualTo(2);
    for (Path form : forms) {
      JsonNode issue = YAML.readTree(form.toFile());
      assertThat(issue.path("name").asText()).as(form.toString()).isNotBlank();
      assertThat(issue.path("description").asText()).as(form.toString()).isNotBlank();
      assertThat(issue.path("body")).as(form.toString()).isNotEmpty();
      for (JsonNode field : issue.path("body")) {
        String type = field.path("type").asText();
        String required = type.equals("markdown") ? "value" : "label";
        assertThat(type).isIn("markdown", "textarea", "input", "dropdown", "checkboxes");
        assertThat(field.at("/attributes/" + required).asText())
            .as("%s: %s", form, field)
            .isNotBlank();
        if (type.equals("dropdown")) {
          // YAML reads a bare yes or no as a boolean
          assertThat(field.at("/attributes/options")).isNotEmpty().allMatch(JsonNode::isTextual);
        }
      }
    }
  }

  /** One definition of what a change has to pass, in the repository and not in the workflow. */
  @Test
  void theWorkflowRunsTheChecksOfTheRepositoryWithoutMorePermissions() throws IOException {
    JsonNode workflow = YAML.readTree(Path.of(".github/workflows/build.yml").toFile());

    assertThat(workflow.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
    assertThat(workflow.at("/jobs/build/steps").findValuesAsText("run")).containsExactly(".ci/run");
    assertThat(Path.of(".ci/run")).isExecutable();
  }

  private static List<Path> files(Path folder, String except) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith(except)).sorted().toList();
    }
  }
}

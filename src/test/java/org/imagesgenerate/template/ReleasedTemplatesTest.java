package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes get a changed template only with a new version. */
class ReleasedTemplatesTest {

  @TempDir Path folder;

  private JsonNode released;

  @Test
  void theTemplatesOfThisProjectFitTheLastRelease() throws IOException {
    JsonNode list = new ObjectMapper().readTree(ReleasedTemplates.LIST.toFile());

    assertThat(list.isObject()).isTrue();
    assertThat(ReleasedTemplates.problems(ReleasedTemplates.TEMPLATES, list)).isEmpty();
  }

  @Test
  void theListOfARealReleaseWouldHaveEveryTemplate() throws IOException {
    assertThat(ReleasedTemplates.list(ReleasedTemplates.TEMPLATES).fieldNames())
        .toIterable()
        .hasSameSizeAs(ElementTemplates.files().keySet())
        .contains("images-generate-connector.json");
  }

  @BeforeEach
  void release() throws IOException {
    template("fox.json", 3, "a red fox");
    template("hybrid/fox-hybrid.json", 3, "a red fox");
    template("versioned/fox-2.json", 2, "a fox");
    released = ReleasedTemplates.list(folder);
  }

  @Test
  void anUnchangedTemplateIsFine() throws IOException {
    assertThat(released).hasSize(2);
    assertThat(ReleasedTemplates.problems(folder, released)).isEmpty();
  }

  @Test
  void aChangedTemplateNeedsANewVersion() throws IOException {
    template("hybrid/fox-hybrid.json", 3, "a blue fox");

    assertThat(ReleasedTemplates.problems(folder, released))
        .containsExactly(
            "hybrid/fox-hybrid.json was changed, but version 3 is already released: raise its version.");
  }

  @Test
  void aNewVersionNeedsACopyOfTheReleasedOne() throws IOException {
    template("fox.json", 4, "a blue fox");
    assertThat(ReleasedTemplates.problems(folder, released))
        .containsExactly("Version 3 of fox.json is not in versioned/, as it was released.");

    template("versioned/fox-3.json", 3, "a fox that was never released");
    assertThat(ReleasedTemplates.problems(folder, released)).hasSize(1);

    template("versioned/fox-3.json", 3, "a red fox");
    assertThat(ReleasedTemplates.problems(folder, released)).isEmpty();
  }

  @Test
  void aReleasedTemplateNeitherDisappearsNorGoesBack() throws IOException {
    Files.delete(folder.resolve("fox.json"));
    template("hybrid/fox-hybrid.json", 2, "a red fox");

    assertThat(ReleasedTemplates.problems(folder, released))
        .containsExactly(
            "fox.json was released and is missing.",
            "hybrid/fox-hybrid.json has a lower version than 3.");
  }

  @Test
  void aNewTemplateIsFine() throws IOException {
    template("hare.json", 1, "a hare");

    assertThat(ReleasedTemplates.problems(folder, released)).isEmpty();
  }

  private void template(String name, int version, String description) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "{\"version\": %d, \"description\": \"%s\"}".formatted(version, description));
  }
}

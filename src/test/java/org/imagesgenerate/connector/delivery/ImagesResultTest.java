package org.imagesgenerate.connector.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.Redaction;
import org.junit.jupiter.api.Test;

class ImagesResultTest {

  @Test
  void settingsShowNoSecret() {
    ImagesResult result =
        new ImagesResult(
            ImagesResult.COMPLETED,
            List.of(),
            null,
            "openai",
            "gpt-image-2",
            "2026-11-21T08:00:00Z",
            null,
            null,
            Map.of("size", "1024x1024 for key-0123456789"),
            null,
            List.of(),
            null);

    assertThat(result.masked(new Redaction(List.of("key-0123456789"))).settings().toString())
        .contains("1024x1024")
        .doesNotContain("0123456789");
  }

  @Test
  void warningsShowNoQuery() {
    ImagesResult result =
        new ImagesResult(
            ImagesResult.COMPLETED,
            List.of(),
            null,
            "openai",
            "gpt-image-2",
            "2026-11-21T08:00:00Z",
            null,
            null,
            null,
            null,
            List.of("the address of an image cannot be read: https://host/[?sig=secret"),
            null);

    assertThat(result.masked(new Redaction(List.of())).warnings())
        .containsExactly("the address of an image cannot be read: https://host/[?…");
  }
}

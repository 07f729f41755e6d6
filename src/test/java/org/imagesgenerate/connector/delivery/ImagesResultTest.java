package org.imagesgenerate.connector.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.imagesgenerate.connector.error.Redaction;
import org.junit.jupiter.api.Test;

class ImagesResultTest {

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
            List.of("the address of an image cannot be read: https://host/[?sig=secret"),
            null);

    assertThat(result.masked(new Redaction(List.of())).warnings())
        .containsExactly("the address of an image cannot be read: https://host/[?…");
  }
}

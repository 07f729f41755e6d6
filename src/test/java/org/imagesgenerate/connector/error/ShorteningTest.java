package org.imagesgenerate.connector.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.connector.api.error.ConnectorException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShorteningTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final Shortening shortening = new Shortening(20, 3);

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "exactly twenty chars"})
  void aTextThatFitsStays(String text) {
    assertThat(shortening.text(text)).isEqualTo(text);
  }

  @Test
  void aLongTextLosesItsMiddle() {
    assertThat(shortening.text("abcdefghijklmnopqrstuvwxyz")).isEqualTo("abcdefghijkl … vwxyz");
    assertThat(shortening.text(null)).isNull();
  }

  @Test
  void aCharacterOfTwoUnitsIsNotCut() {
    assertThat(shortening.text("abcdefghijk😀" + "x".repeat(20))).isEqualTo("abcdefghijk … xxxxx");
    assertThat(shortening.text("x".repeat(20) + "😀abcd")).isEqualTo("xxxxxxxxxxxx … abcd");
  }

  @Test
  void listsAndMapsLoseTheirEnd() {
    assertThat(shortening.value(List.of(1, 2, 3, 4))).isEqualTo(List.of(1, 2, 3));
    assertThat(shortening.value(List.of(1, 2, 3))).isEqualTo(List.of(1, 2, 3));
    assertThat(shortening.value(Map.of("k".repeat(30), List.of("v".repeat(30)))))
        .isEqualTo(Map.of("kkkkkkkkkkkk … kkkkk", List.of("vvvvvvvvvvvv … vvvvv")));
    assertThat(shortening.value(new java.util.TreeMap<>(Map.of("a", 1, "b", 2, "c", 3, "d", 4))))
        .isEqualTo(Map.of("a", 1, "b", 2, "c", 3));
    assertThat(shortening.value(7)).isEqualTo(7);
  }

  @Test
  void deepValuesEnd() {
    Object value = List.of("deepest");
    for (int level = 0; level < 9; level++) {
      value = List.of(value);
    }
    assertThat(shortening.value(value).toString()).contains("deepest");
    assertThat(shortening.value(List.of(value)).toString()).doesNotContain("deepest");
  }

  @ParameterizedTest
  @ValueSource(ints = {31_000, 32_000, 40_000, 1_000_000})
  void aFailureHasAtMost32000Characters(int length) throws Exception {
    Map<String, String> task = Map.of("id", "t".repeat(500));
    ConnectorException failure =
        new JobFailure("openai", "gpt-image-2", new Redaction(List.of()))
            .of(
                ImagesException.of(
                        ErrorCode.DOWNLOAD_FAILED, PurchaseState.MADE, "m".repeat(length) + " end")
                    .with("urls", Collections.nCopies(length / 1_000, "u".repeat(1_000)))
                    .with("task", task),
                Duration.ZERO);

    String json =
        MAPPER.writeValueAsString(List.of(failure.getMessage(), failure.getErrorVariables()));
    assertThat(json.length()).isBetween(1_000, 32_000);
    assertThat(failure.getMessage()).startsWith("[DOWNLOAD_FAILED] mmm").contains(" … ");
    assertThat(failure.getMessage()).contains("end. Shortened variables: urls");
    assertThat(failure.getErrorVariables())
        .containsEntry("task", task)
        .containsEntry("purchase", "made");
  }

  @Test
  void aFailureThatFitsStaysWhole() {
    ConnectorException failure =
        new JobFailure("openai", "gpt-image-2", new Redaction(List.of()))
            .of(
                ImagesException.of(
                    ErrorCode.DOWNLOAD_FAILED, PurchaseState.MADE, "m".repeat(31_000)),
                Duration.ZERO);

    assertThat(failure.getMessage()).isEqualTo("[DOWNLOAD_FAILED] " + "m".repeat(31_000));
  }
}

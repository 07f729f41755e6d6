package org.imagesgenerate.connector.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.JobVariables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The same request is the same purchase; another request is another one. */
class RequestFingerprintTest {

  /** Takes every field as it is written. */
  private static JobVariables job() {
    return JobVariables.of("openai-compatible", "some-model");
  }

  private static String fingerprint(JobVariables job) {
    return RequestFingerprint.of(job.input());
  }

  /** Inputs that came later are at the end of the changes. */
  private static final int INPUTS_OF_0_1_0 = 20;

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("provider.baseUrl", "https://elsewhere.example.com"),
        Arguments.of("model", "some-other-model"),
        Arguments.of("prompt", "A lighthouse at dawn"),
        Arguments.of("n", 2),
        Arguments.of("size", "512x512"),
        Arguments.of("aspect_ratio", "16:9"),
        Arguments.of("resolution", "2K"),
        Arguments.of("seed", 7),
        Arguments.of("negative_prompt", "no people"),
        Arguments.of("quality", "high"),
        Arguments.of("style", "vivid"),
        Arguments.of("background", "opaque"),
        Arguments.of("output_format", "webp"),
        Arguments.of("output_compression", 50),
        Arguments.of("moderation", "low"),
        Arguments.of("user", "u"),
        Arguments.of("safety_identifier", "u"),
        Arguments.of("response_format", "url"),
        Arguments.of("extraBody", Map.of("seed", 7)),
        Arguments.of("providerOptions", Map.of("seed", 7)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangedInputIsANewPurchase(String field, Object value) {
    assertThat(fingerprint(job().with(field, value))).isNotEqualTo(fingerprint(job()));
  }

  @Test
  void noTwoOfTheChangesAreTheSamePurchase() {
    List<String> fingerprints =
        changes().map(it -> fingerprint(job().with((String) it.get()[0], it.get()[1]))).toList();

    assertThat(fingerprints).doesNotHaveDuplicates();
  }

  @Test
  void anotherProviderIsANewPurchase() {
    assertThat(fingerprint(JobVariables.of("wavespeed", "m")))
        .isNotEqualTo(fingerprint(JobVariables.of("runware", "m")));
  }

  @Test
  void handingBackTheTaskIsNotWaitingForIt() {
    assertThat(fingerprint(JobVariables.of("runware", "m").with("delivery", "submit")))
        .isNotEqualTo(fingerprint(JobVariables.of("runware", "m")));
  }

  @ParameterizedTest
  @CsvSource({
    "provider.apiKey, another-key",
    "timeout, PT1M",
    "documentName, poster",
    "documentTimeToLive, P1D",
    "n, 1",
    "response_format, document",
    "quality, ' '"
  })
  void whatDoesNotChangeTheRequestIsTheSamePurchase(String field, String value) {
    assertThat(fingerprint(job().with(field, value))).isEqualTo(fingerprint(job()));
  }

  /** The engine keeps no order of a context's fields. */
  @Test
  void theOrderOfFieldsDoesNotMatter() {
    assertThat(fingerprint(job().with("extraBody", Map.of("deep", inOrder("a", "b")))))
        .isEqualTo(fingerprint(job().with("extraBody", Map.of("deep", inOrder("b", "a")))));
    assertThat(fingerprint(job().with("extraBody", inOrder("a", "b"))))
        .isEqualTo(fingerprint(job().with("extraBody", inOrder("b", "a"))));
  }

  @Test
  void theOrderOfAListMatters() {
    assertThat(fingerprint(job().with("extraBody", Map.of("list", List.of(1, 2)))))
        .isNotEqualTo(fingerprint(job().with("extraBody", Map.of("list", List.of(2, 1)))));
  }

  /**
   * Workers of two versions run during an update, and both must find the purchases of the other. So
   * a new input may change the fingerprint only where it is set.
   */
  @Test
  void anUpdateOfTheConnectorDoesNotChangeIt() {
    JobVariables every = job();
    changes().limit(INPUTS_OF_0_1_0).forEach(it -> every.with((String) it.get()[0], it.get()[1]));

    assertThat(fingerprint(job()))
        .isEqualTo("fb9e602e760a848299213ae3238efb216690078f655707f7314f2c2afbaa7538");
    assertThat(fingerprint(every))
        .isEqualTo("d7c6f4b337206ac40999dce85f679f8627ca542eaaf8916dfc0bb495cb7e3f17");
  }

  /** It is written into process variables with the task's handle. */
  @Test
  void itTellsNothingOfThePrompt() {
    assertThat(fingerprint(job())).matches("[0-9a-f]{64}");
  }

  private static Map<String, Object> inOrder(String... fields) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String field : fields) {
      map.put(field, field.length());
    }
    return map;
  }
}

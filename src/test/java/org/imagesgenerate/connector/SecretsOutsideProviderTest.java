package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.JobVariables.KEY;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.input.ImagesCollectInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A secret in any input but {@code provider}: nothing is sent, and the message does not show it.
 */
class SecretsOutsideProviderTest {

  private static final String CONTAINS =
      "%s: contains the provider's key or another secret; remove it: only provider may hold secrets";

  private final TestWorker worker = new TestWorker();

  /** Every field of a record but the provider, by its name in the process. */
  private static Stream<String> texts(Class<?> input, List<String> others) {
    return Arrays.stream(input.getRecordComponents())
        .filter(it -> it.getType() == String.class)
        .map(
            it -> {
              var json =
                  it.getAccessor()
                      .getAnnotation(com.fasterxml.jackson.annotation.JsonProperty.class);
              return json == null || json.value().isEmpty() ? it.getName() : json.value();
            })
        .filter(it -> !others.contains(it));
  }

  static Stream<String> textsOfGenerate() {
    return texts(ImagesGenerateInput.class, List.of());
  }

  static Stream<String> textsOfCollect() {
    return texts(ImagesCollectInput.class, List.of());
  }

  private Outcome generate(JobVariables job) {
    return worker.generate(7, job.map());
  }

  private Outcome collect(JobVariables job) {
    return worker.run(new ImagesCollectFunction(worker.parts()), 7, job.map());
  }

  private static JobVariables job() {
    return JobVariables.of("openai", "gpt-image-2");
  }

  private static JobVariables collectJob() {
    return JobVariables.of("wavespeed", "unused")
        .with("task", Map.of("provider", "wavespeed", "ids", List.of("t-1")));
  }

  private static void assertRejected(Outcome outcome, String... fields) {
    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure())
        .hasMessage(
            Arrays.stream(fields)
                .map(CONTAINS::formatted)
                .collect(Collectors.joining("\n", "[INVALID_INPUT] ", "")));
    assertThat(outcome.failure().getErrorVariables().toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @MethodSource("textsOfGenerate")
  void isRejectedInEveryTextOfImagesGenerate(String field) {
    assertRejected(generate(job().with(field, "a " + KEY + " b")), field);
  }

  @ParameterizedTest
  @MethodSource("textsOfCollect")
  void isRejectedInEveryTextOfImagesCollect(String field) {
    assertRejected(collect(collectJob().with(field, "a " + KEY + " b")), field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"extraBody", "providerOptions", "error"})
  void isRejectedAnywhereInsideAMap(String field) {
    List<Object> hidingPlaces =
        List.of(
            Map.of("a", KEY),
            Map.of("a", Map.of("b", "x" + KEY)),
            Map.of("a", List.of(1, List.of(KEY))),
            Map.of(KEY, 1));
    for (Object place : hidingPlaces) {
      assertRejected(generate(job().with(field, place)), field);
    }
    assertRejected(collect(collectJob().with("task", Map.of("ids", List.of(KEY)))), "task");
  }

  @Test
  void isRejectedThoughTheKeyHasWhitespaceAroundIt() {
    assertRejected(
        generate(job().with("provider.apiKey", "  " + KEY + "\n").with("prompt", "say " + KEY)),
        "prompt");
  }

  @Test
  void everyFieldThatHoldsOneIsNamedAtOnce() {
    assertRejected(generate(job().with("prompt", KEY).with("user", KEY)), "prompt", "user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Password", "X-Session", "X-Signature", "Cookie"})
  void isRejectedWhateverTheNameOfItsHeader(String header) {
    assertRejected(
        generate(
            JobVariables.of("openai-compatible", "anything")
                .with("provider.headers", Map.of(header, "hunter2-of-the-shop"))
                .with("prompt", "say hunter2-of-the-shop")),
        "prompt");
  }

  static Stream<Map<String, String>> passwordsOfTheOperator() {
    return Stream.of(
        Map.of("IMAGES_GENERATE_LEDGER_PASSWORD", "pass word-17"),
        Map.of("IMAGES_GENERATE_LEDGER_URL", "jdbc:h2:mem:none;PASSWORD=pass word-17;X=1"),
        Map.of(
            "IMAGES_GENERATE_LEDGER_URL", "jdbc:postgresql://h/d?user=u&password=pass%20word-17"),
        Map.of("https_proxy", "http://user:pass%20word-17@proxy:3128"),
        Map.of("HTTPS_PROXY", "user:pass%20word-17@proxy:3128"),
        Map.of("CONNECTOR_HTTPS_PROXY_PASSWORD", "pass word-17"),
        Map.of("https.proxyPassword", "pass word-17"));
  }

  @ParameterizedTest
  @MethodSource("passwordsOfTheOperator")
  void isRejectedWhereTheOperatorHasIt(Map<String, String> settings) {
    TestWorker configured = new TestWorker(settings);

    Outcome outcome =
        configured.generate(
            7, JobVariables.of("simulation", "m").with("prompt", "say pass word-17").map());

    assertRejected(outcome, "prompt");
  }

  /** Binding quotes what is wrong, before anything else was looked at. */
  @Test
  void isNotQuotedWhereAnInputIsWrong() {
    worker.secret("KEY", KEY);

    Outcome outcome =
        generate(
            job()
                .with("provider.apiKey", "{{secrets.KEY}}")
                .with("n", "{{secrets.KEY}}")
                .with("timeout", "{{secrets.KEY}}"));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure()).hasMessageContaining("***");
    assertThat(outcome.failure().getMessage()).doesNotContain(KEY.substring(0, 12));
  }

  @Test
  void itsAbsenceIsNoProblem() {
    JobVariables job = JobVariables.of("simulation", "m").with("error", Map.of("code", "X"));

    assertThat(generate(job).code()).isEqualTo("completed");
  }
}

package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Inputs that are too long, too many or too deep: rejected before anything is sent, and at once.
 * The limit of time stands for minutes that each of them once took, not for a speed.
 */
@Timeout(20)
class InputBoundsTest {

  private static final String UUID = "0f2d4c6e-8a1b-4c3d-9e5f-708192a3b4c5";

  private final TestWorker worker = new TestWorker();

  private Outcome generate(JobVariables job) {
    return worker.generate(7, job.map());
  }

  private Outcome collect(String provider, Object task) {
    return worker.run(
        new ImagesCollectFunction(worker.parts()),
        7,
        JobVariables.of(provider, "unused").with("task", task).map());
  }

  private static JobVariables simulation() {
    return JobVariables.of("simulation", "simulated").with("size", "64x64");
  }

  private static void assertRejected(Outcome outcome, String beginning) {
    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.variable("purchase")).isEqualTo("none");
    assertThat(outcome.failure()).hasMessageStartingWith("[INVALID_INPUT] " + beginning);
    assertThat(outcome.failure().getMessage()).hasSizeLessThan(32_000);
  }

  static Stream<Arguments> numbers() {
    return Stream.of("n", "output_compression")
        .flatMap(
            field ->
                Stream.of("9".repeat(900_000), "0".repeat(20) + "1", "1" + ".0".repeat(10))
                    .map(text -> Arguments.of(field, text)));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aLongTextOfANumber(String field, String text) {
    assertRejected(generate(simulation().with(field, text)), field + ": is \"");
  }

  @Test
  void aTextOfANumberMayHaveTwentyCharacters() {
    assertThat(generate(simulation().with("n", "00000000000000000001")).code())
        .isEqualTo("completed");
  }

  @Test
  void aNumberInTheOptionsOfAProvider() {
    assertRejected(
        generate(
            JobVariables.of("runware", "openai:gpt-image@2")
                .with("providerOptions", Map.of("ttl", "9".repeat(900_000)))),
        "providerOptions.ttl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"simulation", "openai", "wavespeed", "runware", "aiml-api", "openai-compatible"})
  void aModel(String provider) {
    for (String model : List.of("a" + "/".repeat(100_000) + "b", "m".repeat(1_001))) {
      assertRejected(
          generate(JobVariables.of(provider, model)),
          "model: has %d characters".formatted(model.length()));
    }
  }

  @Test
  void aModelMayHaveAThousandCharacters() {
    assertThat(generate(JobVariables.of("simulation", "m".repeat(1_000)).with("size", "96x96")))
        .extracting(Outcome::code)
        .isEqualTo("completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "wavespeed", "runware", "aiml-api", "azure-openai"})
  void slashesInTheBaseUrlTakeNoTime(String provider) {
    String model = provider.equals("wavespeed") ? "openai/gpt-image-2/text-to-image" : "m";
    for (String end : List.of("", "b", "?")) {
      Outcome outcome =
          generate(
              JobVariables.of(provider, model)
                  .with("provider.baseUrl", "http://127.0.0.1:1" + "/".repeat(100_000) + end));

      assertThat(outcome.code()).isIn("INVALID_INPUT", "CONNECTION_FAILED");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai-compatible", "runware", "wavespeed"})
  void moreImagesThanAResultHolds(String provider) {
    assertRejected(
        generate(JobVariables.of(provider, "new-model").with("n", 101)), "n: 101 is more");
  }

  private static Object nested(int levels) {
    Object value = "end";
    for (int i = 0; i < levels; i++) {
      value = i % 2 == 0 ? Map.of("a", value) : List.of(value);
    }
    return Map.of("a", value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"extraBody", "providerOptions"})
  void aMapThatIsNestedTooDeeply(String field) {
    for (int levels : List.of(100, 400, 900)) {
      assertRejected(
          generate(simulation().with(field, nested(levels))),
          field + ": has more than 100 levels of nesting");
    }
    assertThat(generate(simulation().with(field, nested(99))).code()).isEqualTo("completed");
  }

  @Test
  void aTextThatHoldsANestedMap() {
    String text = "{\"a\":".repeat(900) + "1" + "}".repeat(900);

    assertRejected(
        generate(simulation().with("extraBody", text)),
        "extraBody: has more than 100 levels of nesting");
  }

  @Test
  void aTaskWithManyIds() {
    assertRejected(
        collect(
            "wavespeed",
            Map.of("provider", "wavespeed", "ids", Collections.nCopies(20_000, "abc"))),
        "task: has 20000 ids; a task has at most 100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t-1", UUID + "0", "../" + UUID, ""})
  void aTaskOfRunwareWhoseIdIsNotAUuid(String id) {
    assertRejected(
        collect("runware", Map.of("provider", "runware", "ids", List.of(UUID, id))),
        "task: has an id that is not a UUID");
  }

  @Test
  void aTaskWithLongTexts() {
    String large = "x".repeat(1_000_000);

    assertRejected(
        collect("wavespeed", Map.of("provider", "wavespeed", "ids", List.of(large))),
        "task: has a text that is longer");
    assertRejected(
        collect("wavespeed", Map.of("provider", "wavespeed", "model", large, "ids", List.of("a"))),
        "task: has a text that is longer");
  }

  /** Also what the process may have written into {@code error}. */
  @Test
  void aTaskInTheVariableErrorThatIsNoneOfOurs() {
    Outcome first = generate(simulation().with("providerOptions", Map.of("fail", "TASK_PENDING")));
    assertThat(first.variable("task")).isNotNull();

    Outcome next =
        generate(
            simulation()
                .with(
                    "error",
                    Map.of(
                        "variables",
                        Map.of("task", Map.of("ids", Collections.nCopies(20_000, "abc"))))));

    assertThat(next.code()).isEqualTo("completed");
  }

  @Test
  void wordsThatOnlyBeginLikeAnOptionOfTheSimulation() {
    assertThat(generate(simulation().with("prompt", "simulate " + "A_".repeat(15_000))).code())
        .isEqualTo("completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1x1", "96x96", "97x2000", "2000x97"})
  void aLongModelOnASmallPicture(String size) {
    for (String format : List.of("png", "svg")) {
      Outcome outcome =
          generate(
              JobVariables.of("simulation", "long ".repeat(200).strip())
                  .with("size", size)
                  .with("output_format", format));

      assertThat(outcome.code()).isEqualTo("completed");
    }
  }
}

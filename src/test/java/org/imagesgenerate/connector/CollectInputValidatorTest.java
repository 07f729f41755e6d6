package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.ImagesCollectInput;
import org.imagesgenerate.connector.input.InputBinder;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Images Collect takes, through the connectors runtime's own binding. */
class CollectInputValidatorTest {

  private static final String KEY = JobVariables.KEY;

  private static final String ONE = "0f2d4c6e-8a1b-4c3d-9e5f-708192a3b4c5";
  private static final String TWO = "1F2D4C6E-8A1B-4C3D-9E5F-708192A3B4C5";

  private static final Map<String, Object> TASK =
      Map.of("provider", "runware", "model", "openai:1@1", "ids", List.of(ONE, TWO));

  private static JobVariables job() {
    return JobVariables.of("runware", "unused")
        .without("model")
        .without("prompt")
        .with("task", TASK);
  }

  private static ImagesCollectInput bind(JobVariables variables) {
    return InputBinder.bind(new RuntimeJob(variables).context(), ImagesCollectInput.class);
  }

  private static CollectInputValidator check(JobVariables variables) {
    return CollectInputValidator.of(bind(variables));
  }

  private static void assertRefused(JobVariables variables, String message) {
    assertThatThrownBy(() -> check(variables))
        .isInstanceOfSatisfying(
            ImagesException.class,
            refusal -> {
              assertThat(refusal).hasMessage(message);
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
            });
  }

  @Test
  void theTaskOfASubmitIsTakenAsItIs() {
    CollectInputValidator check = check(job().with("response_format", " URL "));

    assertThat(check.task())
        .isEqualTo(new TaskHandle("runware", "openai:1@1", List.of(ONE, TWO), null, null));
    assertThat(check.responseFormat()).isEqualTo(ResponseFormat.URL);
  }

  @Test
  void theWholeResultOfASubmitIsTakenToo() {
    Map<String, Object> result = Map.of("status", "submitted", "images", List.of(), "task", TASK);

    assertThat(check(job().with("task", result)).task()).isEqualTo(check(job()).task());
  }

  @Test
  void theTaskMayBeJsonAsText() {
    String text =
        "{\"provider\":\"runware\",\"model\":\"openai:1@1\",\"ids\":[\""
            + ONE
            + "\",\""
            + TWO
            + "\"]}";

    assertThat(check(job().with("task", text)).task()).isEqualTo(check(job()).task());
  }

  @Test
  void tomorrowsHandleMayHoldMore() {
    Map<String, Object> more = Map.of("provider", "runware", "ids", List.of(ONE), "region", "eu");

    assertThat(check(job().with("task", more)).task().ids()).containsExactly(ONE);
  }

  @Test
  void everythingElseHasTheDefaultOfTheContract() {
    ImagesCollectInput input = bind(job().with("response_format", "").with("documentName", " "));

    assertThat(input.responseFormat()).isEqualTo("document");
    assertThat(input.documentName()).isEqualTo("image");
    assertThat(input.timeout()).isEqualTo(Duration.ofMinutes(4));
    assertThat(input.documentTimeToLive()).isNull();
  }

  @Test
  void everythingElseIsBoundUnderTheNameOfTheContract() {
    ImagesCollectInput input =
        bind(
            job()
                .with("response_format", "b64_json")
                .with("documentName", " poster ")
                .with("documentTimeToLive", "P30D")
                .with("timeout", "PT1M"));

    assertThat(input)
        .isEqualTo(
            new ImagesCollectInput(
                new Provider.Runware(KEY, null),
                TASK,
                "b64_json",
                "poster",
                Duration.ofDays(30),
                Duration.ofMinutes(1)));
  }

  @Test
  void whatIsMissingIsSaidAllAtOnce() {
    assertRefused(
        job().without("provider.apiKey").without("task"),
        """
        provider.apiKey: is missing; enter the secret that contains the key
        task: is missing; use the task of a result of Images Generate or Images Edit, such as =imagesResult.task\
        """);
    assertThatThrownBy(
            () -> InputBinder.bind(new RuntimeJob("{}").context(), ImagesCollectInput.class))
        .hasMessage(
            """
            provider: is missing; choose the provider of the task
            task: is missing; use the task of a result of Images Generate or Images Edit, such as =imagesResult.task\
            """);
  }

  static Stream<Object> noTasks() {
    return Stream.of(
        Map.of(),
        Map.of("ids", List.of("t-1")),
        Map.of("provider", "runware"),
        Map.of("provider", "runware", "ids", List.of()),
        Map.of("provider", "runware", "ids", Map.of("a", 1)),
        Map.of("provider", List.of("runware"), "ids", List.of("t-1")),
        Map.of("status", "completed", "task", "t-1"));
  }

  @ParameterizedTest
  @MethodSource("noTasks")
  void anythingElseIsNotATask(Object task) {
    assertRefused(
        job().with("task", task),
        "task: is not the task of a result of Images Generate or Images Edit; use it as it is, such as"
            + " =imagesResult.task");
  }

  @Test
  void aListIsNotATask() {
    assertRefused(
        job().with("task", List.of(TASK)),
        "task: is a list, but has to be a context, such as ={seed: 7}");
  }

  @Test
  void theTaskOfAnotherProviderIsRefused() {
    assertRefused(
        JobVariables.of("wavespeed", "unused").with("task", TASK),
        "task: is one of \"runware\", but provider.type is \"wavespeed\"; use the provider that it"
            + " was submitted to");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertRefused(
        job().with("task", Map.of()).with("response_format", "file"),
        """
        task: is not the task of a result of Images Generate or Images Edit; use it as it is, such as =imagesResult.task
        response_format: "file" is not known; use document, url or b64_json\
        """);
  }

  @Test
  void theInputsTextSaysNothingThatAUserWrote() {
    assertThat(bind(job())).hasToString("images of a task by runware");
  }
}

package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.camunda.connector.api.error.ConnectorException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.RuntimeJob.Failed;
import org.imagesgenerate.connector.error.BackOff;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.InputBinder;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.purchase.JobStage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of anything that is thrown, as the engine sees it. */
class FailureTranslatorTest {

  private static final String KEY = JobVariables.KEY;

  private final RuntimeJob job = new RuntimeJob(JobVariables.of("openai", "gpt-image-2"));

  private final BackOff backOff = new BackOff(() -> 0);

  private FailureTranslator failures() {
    return new FailureTranslator(job.context(), backOff, List.of());
  }

  /** A job that came as far as a stage. */
  private FailureTranslator failuresAt(JobStage stage) {
    FailureTranslator failures = failures();
    failures.setProvider(new Provider.OpenAi(KEY, null, null, null), "gpt-image-2");
    failures.reached(stage);
    return failures;
  }

  static Stream<Throwable> everythingThatCanBeThrown() {
    return Stream.of(
        new RuntimeException("holds " + KEY),
        new NullPointerException(),
        new StackOverflowError(),
        new NoClassDefFoundError("org/example/Missing"),
        new AssertionError(KEY),
        new OutOfMemoryError("Java heap space"),
        new InterruptedException(),
        new Exception(KEY, new Error(KEY)));
  }

  static Stream<Arguments> everythingAtEveryStage() {
    return everythingThatCanBeThrown()
        .flatMap(thrown -> Stream.of(JobStage.values()).map(stage -> Arguments.of(thrown, stage)));
  }

  @Nested
  class Unexpected {

    @ParameterizedTest
    @MethodSource("org.imagesgenerate.connector.FailureTranslatorTest#everythingAtEveryStage")
    void leavesTheConnectorWithACode(Throwable thrown, JobStage stage) {
      Failed failed = job.fail(failuresAt(stage).of(thrown));

      switch (stage) {
        case BEFORE_THE_REQUEST -> {
          assertThat(failed.code()).isEqualTo("INVALID_INPUT");
          assertThat(failed.retries()).isZero();
          assertThat(failed.errorVariables()).containsEntry("purchase", "none");
          assertThat(failed.message()).contains(". Nothing was sent.");
        }
        case CALLING_THE_PROVIDER -> {
          assertThat(failed.code()).isEqualTo("OUTCOME_UNKNOWN");
          assertThat(failed.retries()).isZero();
          assertThat(failed.errorVariables()).containsEntry("purchase", "unknown");
          assertThat(failed.message())
              .contains(". You may have been billed: check the provider's usage page");
        }
        case DELIVERING -> {
          assertThat(failed.code()).isEqualTo("DELIVERY_FAILED");
          assertThat(failed.retries()).isEqualTo(2);
          assertThat(failed.errorVariables()).containsEntry("purchase", "made");
          assertThat(failed.message())
              .endsWith(
                  ". You have been billed. The next attempt stores the images again and buys nothing more.");
        }
      }
      assertThat(failed.errorVariables())
          .containsEntry("provider", "openai")
          .containsEntry("model", "gpt-image-2");
      assertThat(failed.variables()).doesNotContain(KEY);
      assertThat(failed.message())
          .startsWith(
              "[%s] ".formatted(failed.code())
                  + (thrown instanceof OutOfMemoryError
                      ? "The worker's memory is used up; raise its heap (-Xmx)"
                      : "Unexpected " + thrown.getClass().getSimpleName() + " in the connector"));
    }

    /** Runware can be asked for a task by a name that we gave it, so it is never unknown. */
    @ParameterizedTest
    @MethodSource("org.imagesgenerate.connector.FailureTranslatorTest#everythingThatCanBeThrown")
    void whileRunwareIsAskedIsATaskToBeAskedForAgain(Throwable thrown) {
      FailureTranslator failures = failures();
      failures.setProvider(new Provider.Runware(KEY, null), "openai:gpt-image@2");
      failures.reached(JobStage.CALLING_THE_PROVIDER);

      Failed failed = job.fail(failures.of(thrown));

      assertThat(failed.code()).isEqualTo("TASK_PENDING");
      assertThat(failed.retries()).isEqualTo(2);
      assertThat(failed.errorVariables()).containsEntry("purchase", "unknown");
      assertThat(failed.message())
          .endsWith(
              ". You may have been billed. The next attempt continues with the same Runware task and buys nothing more.");
    }

    /** The simulation buys nothing. */
    @ParameterizedTest
    @EnumSource(JobStage.class)
    void ofTheSimulationIsNoPurchase(JobStage stage) {
      FailureTranslator failures = failures();
      failures.setProvider(new Provider.Simulation(), "simulated");
      failures.reached(stage);

      Failed failed = job.fail(failures.of(new ArrayIndexOutOfBoundsException(-1)));

      assertThat(failed.code())
          .isEqualTo(stage == JobStage.DELIVERING ? "DELIVERY_FAILED" : "INVALID_INPUT");
      assertThat(failed.errorVariables()).containsEntry("purchase", "none");
      assertThat(failed.message()).doesNotContain("bought").doesNotContain("unknown");
    }

    @Test
    void isBeforeTheRequestByDefault() {
      assertThat(failures().of(new Error()).getErrorCode()).isEqualTo("INVALID_INPUT");
    }
  }

  @Nested
  class Expected {

    @ParameterizedTest
    @EnumSource(JobStage.class)
    void keepsItsCodeAtEveryStage(JobStage stage) {
      ImagesException thrown =
          ImagesException.of(ErrorCode.CONTENT_POLICY, PurchaseState.UNKNOWN, "refused")
              .with("providerCode", "moderation_blocked");

      Failed failed = job.fail(failuresAt(stage).of(thrown));

      assertThat(failed.code()).isEqualTo("CONTENT_POLICY");
      assertThat(failed.message()).isEqualTo("[CONTENT_POLICY] refused");
      assertThat(failed.errorVariables())
          .isEqualTo(
              Map.of(
                  "provider", "openai",
                  "model", "gpt-image-2",
                  "providerCode", "moderation_blocked",
                  "purchase", "unknown"));
    }

    @Test
    void waitsAsLongAsTheProviderAsks() {
      ImagesException thrown =
          ImagesException.of(ErrorCode.RATE_LIMITED, PurchaseState.NONE, "too fast")
              .retryAfter(Duration.ofSeconds(20));

      assertThat(job.fail(failuresAt(JobStage.CALLING_THE_PROVIDER).of(thrown)).backOff())
          .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void waitsLongerWithEveryAttemptFromTheJobsHeaderOn() {
      job.withHeader("retryBackoff", "PT10S");
      ImagesException thrown =
          ImagesException.of(ErrorCode.PROVIDER_UNAVAILABLE, PurchaseState.NONE, "overloaded");

      assertThat(List.of(1, 2, 3))
          .map(attempt -> job.fail(failuresAt(JobStage.CALLING_THE_PROVIDER).of(thrown)))
          .extracting(Failed::backOff)
          .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(40));
    }

    @Test
    void waitsWithoutAHeaderToo() {
      ImagesException thrown =
          ImagesException.of(ErrorCode.CONNECTION_FAILED, PurchaseState.NONE, "no route");

      assertThat(job.fail(failuresAt(JobStage.CALLING_THE_PROVIDER).of(thrown)).backOff())
          .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void countsNoAttemptForOtherFailures() {
      failuresAt(JobStage.DELIVERING).of(new RuntimeException());
      ImagesException thrown =
          ImagesException.of(ErrorCode.CONNECTION_FAILED, PurchaseState.NONE, "no route");

      assertThat(job.fail(failuresAt(JobStage.CALLING_THE_PROVIDER).of(thrown)).backOff())
          .isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Nested
  class BeforeBinding {

    private Failed failed(RuntimeJob job) {
      FailureTranslator failures = new FailureTranslator(job.context(), backOff, List.of());
      try {
        InputBinder.bind(job.context(), ImagesGenerateInput.class);
        throw new AssertionError("was bound");
      } catch (ImagesException e) {
        return job.fail(failures.of(e));
      }
    }

    @Test
    void providerAndModelAreKnownAlready() {
      Failed failed =
          failed(new RuntimeJob(JobVariables.of("runware", "openai:1@1").with("n", 1.5)));

      assertThat(failed.code()).isEqualTo("INVALID_INPUT");
      assertThat(failed.retries()).isZero();
      assertThat(failed.message())
          .isEqualTo(
              "[INVALID_INPUT] n: is \"1.5\", but has to be a whole number (no fraction, not too large)");
      assertThat(failed.errorVariables())
          .isEqualTo(Map.of("provider", "runware", "model", "openai:1@1", "purchase", "none"));
    }

    @Test
    void aMissingSecretIsInvalidInput() {
      Failed failed =
          failed(
              new RuntimeJob(
                  JobVariables.of("openai", "gpt-image-2")
                      .with("provider.apiKey", "{{secrets.NOT_THERE}}")));

      assertThat(failed.code()).isEqualTo("INVALID_INPUT");
      assertThat(failed.retries()).isZero();
      assertThat(failed.message())
          .isEqualTo("[INVALID_INPUT] Secret with name 'NOT_THERE' is not available");
      assertThat(failed.errorVariables()).isEqualTo(Map.of("purchase", "none"));
    }

    @Test
    void aKeyInTheWrongFieldIsNotQuoted() {
      RuntimeJob wrong =
          new RuntimeJob(
                  JobVariables.of("openai", "gpt-image-2")
                      .with("provider.apiKey", "{{secrets.KEY}}")
                      .with("n", "{{secrets.KEY}}"))
              .withSecret("KEY", KEY);

      Failed failed = failed(wrong);

      assertThat(failed.message())
          .isEqualTo("[INVALID_INPUT] n: is \"***\", but has to be a whole number");
      assertThat(failed.variables()).doesNotContain(KEY);
    }

    /** Keys of OpenAI's projects have 164 characters, and a message quotes the first 100. */
    @Test
    void notEvenTheBeginningOfALongKeyIsQuoted() {
      String longKey = "sk-proj-" + "Ab3".repeat(52);
      RuntimeJob wrong =
          new RuntimeJob(
              JobVariables.of("openai", "gpt-image-2")
                  .with("provider.apiKey", longKey)
                  .with("n", longKey));

      assertThat(failed(wrong).message())
          .isEqualTo(
              "[INVALID_INPUT] n: is \"***…\", but has to be a whole number of at most 20 characters");
    }

    /** The variable error of the first attempt is an input of the second. */
    @Test
    void aMissingKeyCanBeMendedAndTriedAgain() {
      Failed failed =
          failed(
              new RuntimeJob(JobVariables.of("openai", "gpt-image-2").without("provider.apiKey")));
      JobVariables mended = JobVariables.of("openai", "gpt-image-2").with("error", failed.error());

      ImagesGenerateInput input =
          InputBinder.bind(new RuntimeJob(mended).context(), ImagesGenerateInput.class);

      assertThat(failed.code()).isEqualTo("INVALID_INPUT");
      assertThat(input.error().path("code").asText()).isEqualTo("INVALID_INPUT");
    }
  }

  @Test
  void nothingThatIsThrownCarriesTheCauseToTheRuntimesLog() {
    ConnectorException exception =
        failuresAt(JobStage.CALLING_THE_PROVIDER).of(new IllegalStateException(KEY));

    for (Throwable it = exception; it != null; it = it.getCause()) {
      assertThat(it.toString()).doesNotContain(KEY);
    }
  }
}

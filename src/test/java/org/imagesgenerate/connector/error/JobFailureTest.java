package org.imagesgenerate.connector.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.camunda.connector.api.error.ConnectorException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.RuntimeJob;
import org.imagesgenerate.connector.RuntimeJob.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the connectors runtime's own exception handler makes of every failure. */
class JobFailureTest {

  private static final String KEY = JobVariables.KEY;
  private static final Duration OUR_BACK_OFF = Duration.ofSeconds(7);

  /** The table of the contract. */
  private static final String CONTRACT =
      """
      INVALID_INPUT         none
      AUTHENTICATION_FAILED none
      PERMISSION_DENIED     none
      QUOTA_EXHAUSTED       none
      CONTENT_POLICY        none
      MODEL_UNAVAILABLE     none
      REQUEST_REJECTED      none
      RATE_LIMITED          back-off
      PROVIDER_UNAVAILABLE  back-off
      CONNECTION_FAILED     back-off
      OUTCOME_UNKNOWN       none
      TASK_FAILED           none
      TASK_PENDING          job's
      NO_IMAGE              none
      RESPONSE_INVALID      none
      RESPONSE_TOO_LARGE    none
      DOWNLOAD_FAILED       job's
      DELIVERY_FAILED       job's
      """;

  static Stream<Arguments> contract() {
    return CONTRACT.lines().map(line -> Arguments.of((Object[]) line.split(" +")));
  }

  private final RuntimeJob job =
      new RuntimeJob(JobVariables.of("openai", "gpt-image-2")).withHeader("retryBackoff", "PT30S");

  private static ConnectorException exception(ImagesException failure) {
    return new JobFailure("openai", "gpt-image-2", new Redaction(List.of(KEY)))
        .of(failure, OUR_BACK_OFF);
  }

  private Failed failed(ImagesException failure) {
    return job.fail(exception(failure));
  }

  private static ImagesException failure(ErrorCode code) {
    return ImagesException.of(code, PurchaseState.UNKNOWN, "it went wrong")
        .with("httpStatus", 418)
        .with("requestId", "req_1")
        .with("providerCode", "teapot")
        .with("task", Map.of("ids", List.of("t-1")));
  }

  @Test
  void theContractNamesEveryCode() {
    assertThat(contract().map(it -> it.get()[0]))
        .containsExactlyElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::name).toList());
  }

  @ParameterizedTest
  @MethodSource("contract")
  void theEngineRetriesAsTheContractSays(ErrorCode code, String retries) {
    Failed failed = failed(failure(code));

    assertThat(failed.code()).isEqualTo(code.name());
    switch (retries) {
      case "none" -> assertThat(failed.retries()).isZero();
      case "job's" -> {
        assertThat(failed.retries()).isEqualTo(2);
        assertThat(failed.backOff()).isEqualTo(Duration.ofSeconds(30));
      }
      case "back-off" -> {
        assertThat(failed.retries()).isEqualTo(2);
        assertThat(failed.backOff()).isEqualTo(OUR_BACK_OFF);
      }
      default -> throw new IllegalArgumentException(retries);
    }
  }

  @ParameterizedTest
  @MethodSource("contract")
  void theProcessSeesTheVariablesOrTheMessageSaysThem(ErrorCode code, String retries) {
    Failed failed = failed(failure(code));

    if (retries.equals("back-off")) {
      assertThat(failed.errorVariables()).isNull();
      assertThat(failed.message())
          .isEqualTo(
              "["
                  + code
                  + "] it went wrong [provider: openai, model: gpt-image-2, httpStatus: 418, requestId: req_1, providerCode: teapot, purchase: unknown, task: {ids=[t-1]}]");
    } else {
      assertThat(failed.message()).isEqualTo("[" + code + "] it went wrong");
      assertThat(failed.errorVariables())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "provider", "openai",
                  "model", "gpt-image-2",
                  "httpStatus", 418,
                  "requestId", "req_1",
                  "providerCode", "teapot",
                  "purchase", "unknown",
                  "task", Map.of("ids", List.of("t-1"))));
    }
    assertThat(failed.error().get("message")).isEqualTo(failed.message());
  }

  @Test
  void theUrlOfALostDownloadIsNeverCut() {
    String url = "https://images.example/" + "x".repeat(500);

    Failed failed =
        failed(
            ImagesException.of(ErrorCode.DOWNLOAD_FAILED, PurchaseState.MADE, "it went wrong")
                .with("url", url)
                .with("urls", Collections.nCopies(100, url)));

    assertThat(failed.errorVariables().get("url")).isEqualTo(url);
    assertThat(failed.errorVariables().toString()).hasSizeLessThan(32_000);
  }

  @ParameterizedTest
  @EnumSource(PurchaseState.class)
  void theProcessLearnsWhatHappenedToTheMoney(PurchaseState purchase) {
    assertThat(
            failed(ImagesException.of(ErrorCode.NO_IMAGE, purchase, "none came"))
                .errorVariables()
                .get("purchase"))
        .isEqualTo(
            purchase == PurchaseState.NONE
                ? "none"
                : purchase == PurchaseState.MADE ? "made" : "unknown");
  }

  @Test
  void whatIsNotKnownIsNotThere() {
    Failed failed =
        job.fail(
            new JobFailure(null, null, new Redaction(List.of()))
                .of(ImagesException.invalidInput("provider: is missing"), null));

    assertThat(failed.errorVariables()).isEqualTo(Map.of("purchase", "none"));

    Failed unavailable =
        job.fail(
            new JobFailure("openai", null, new Redaction(List.of()))
                .of(
                    ImagesException.of(ErrorCode.CONNECTION_FAILED, PurchaseState.NONE, "no route"),
                    OUR_BACK_OFF));

    assertThat(unavailable.message())
        .isEqualTo("[CONNECTION_FAILED] no route [provider: openai, purchase: none]");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void theKeyIsNeitherInTheMessageNorInTheVariables(ErrorCode code) {
    ImagesException failure =
        ImagesException.of(code, PurchaseState.NONE, "the key " + KEY + " is bad")
            .with("requestId", "id-" + KEY)
            .with("providerCode", KEY)
            .with("task", Map.of("ids", List.of(KEY)))
            .causedBy(new IllegalStateException(KEY));
    ConnectorException exception =
        new JobFailure("openai", "gpt-" + KEY, new Redaction(List.of(KEY)))
            .of(failure, OUR_BACK_OFF);
    Failed failed = job.fail(exception);

    assertThat(failed.message())
        .startsWith("[" + code + "] the key *** is bad")
        .doesNotContain(KEY);
    assertThat(failed.variables()).doesNotContain(KEY);
    for (Throwable it = exception; it != null; it = it.getCause()) {
      assertThat(it.toString()).doesNotContain(KEY);
    }
  }

  @Test
  void theRuntimeMasksTheOtherSecretsOfTheJob() {
    RuntimeJob withSecret =
        new RuntimeJob(JobVariables.of("openai", "gpt-image-2").with("user", "{{secrets.TENANT}}"))
            .withSecret("TENANT", "tenant-4711");

    Failed failed =
        withSecret.fail(
            exception(
                ImagesException.of(
                    ErrorCode.REQUEST_REJECTED,
                    PurchaseState.NONE,
                    "user tenant-4711 is unknown")));

    assertThat(failed.message()).isEqualTo("[REQUEST_REJECTED] user *** is unknown");
  }

  /**
   * The variable error is an input of the next attempt, and the runtime replaces secrets in every
   * input: a name that is not a secret's would fail that attempt, and every one after it.
   */
  @Test
  void aFailureThatSpeaksOfSecretsDoesNotFailTheNextAttempt() {
    Failed failed =
        failed(
            ImagesException.of(
                    ErrorCode.TASK_PENDING, PurchaseState.MADE, "see secrets.html or {{secrets.X}}")
                .with("providerCode", "secrets.rotated"));

    RuntimeJob next = new RuntimeJob(failed.variables());

    assertThat(next.context().getJobContext().getVariables()).contains("see secrets .html");
    assertThat(failed.errorVariables().get("providerCode")).isEqualTo("secrets .rotated");
  }

  @Test
  void anExceptionOfOursKeepsWhatItWasTold() {
    IllegalStateException cause = new IllegalStateException();
    ImagesException failure =
        ImagesException.of(ErrorCode.RATE_LIMITED, PurchaseState.NONE, "too fast")
            .causedBy(cause)
            .with("httpStatus", 429)
            .with("requestId", null)
            .with("providerCode", "")
            .retryAfter(Duration.ofSeconds(3));

    assertThat(failure.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure).hasMessage("too fast").hasCause(cause);
    assertThat(failure.variables()).isEqualTo(Map.of("httpStatus", 429));
    assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(failure.causedBy(null).retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(failure.with("task", "t").retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(ImagesException.invalidInput("n: no").code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(ImagesException.invalidInput("n: no").purchase()).isEqualTo(PurchaseState.NONE);
  }
}

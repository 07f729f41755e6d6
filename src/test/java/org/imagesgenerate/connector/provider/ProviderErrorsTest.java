package org.imagesgenerate.connector.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.provider.ProviderError.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Code from status and error code; message from the code. */
class ProviderErrorsTest {

  private static final Map<String, ErrorCode> CODES =
      Map.of(
          "no_money", ErrorCode.QUOTA_EXHAUSTED,
          "bad_key", ErrorCode.AUTHENTICATION_FAILED,
          "unsafe", ErrorCode.CONTENT_POLICY,
          "no_model", ErrorCode.MODEL_UNAVAILABLE,
          "bad_field", ErrorCode.REQUEST_REJECTED,
          "too_fast", ErrorCode.RATE_LIMITED);

  private static final ProviderErrors ERRORS =
      new ProviderErrors(
          "OpenAI",
          "the usage page",
          code -> Optional.ofNullable(CODES.get(code)),
          InstantSource.system());

  private static String message(ErrorCode code, PurchaseState purchase) {
    return ERRORS.of(code, purchase, null, "").getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    // status, code, type, field, code of the contract
    "400, no_money,,, QUOTA_EXHAUSTED",
    "400, other, no_money,, QUOTA_EXHAUSTED",
    "400, unsafe, no_money,, CONTENT_POLICY",
    "403, no_money,,, QUOTA_EXHAUSTED",
    "403, bad_key,,, AUTHENTICATION_FAILED",
    "403, unsafe,,, PERMISSION_DENIED",
    "403, no_model,,, PERMISSION_DENIED",
    "403, bad_field,, model, PERMISSION_DENIED",
    "403, too_fast,,, PERMISSION_DENIED",
    "429, too_fast,,, RATE_LIMITED",
    "500, too_fast,,, PROVIDER_UNAVAILABLE",
    "502, too_fast,,, OUTCOME_UNKNOWN",
    "400, bad_field,,, REQUEST_REJECTED",
    "400, bad_field,, model, MODEL_UNAVAILABLE",
    "400,,, model, MODEL_UNAVAILABLE",
    "400,,, size, REQUEST_REJECTED",
    "503,,,, PROVIDER_UNAVAILABLE"
  })
  void theTableIsAskedBeforeTheStatus(
      int status, String code, String type, String field, ErrorCode expected) {
    assertThat(
            ERRORS.code(
                status, new ProviderError(true, code, type, field, null, null, Rejected.PROMPT)))
        .isEqualTo(expected);
  }

  @Test
  void aProvidersExceptionsComeFirst() {
    ProviderErrors errors =
        new ProviderErrors(
            "X",
            "the usage page",
            code -> Optional.of(ErrorCode.RATE_LIMITED),
            (status, error) ->
                status == 403 ? Optional.of(ErrorCode.QUOTA_EXHAUSTED) : Optional.empty(),
            InstantSource.system());

    assertThat(errors.code(403, ProviderError.unreadable())).isEqualTo(ErrorCode.QUOTA_EXHAUSTED);
    assertThat(errors.code(400, ProviderError.of("a", null, null)))
        .isEqualTo(ErrorCode.RATE_LIMITED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RATE_LIMITED | NONE | OpenAI: rate limit reached. If this happens often, run fewer jobs at once.",
        "PROVIDER_UNAVAILABLE | NONE | OpenAI is temporarily unavailable. If this continues, check the provider's status page.",
        "OUTCOME_UNKNOWN | UNKNOWN | OpenAI did not return a result. You may have been billed: check the usage page, then add a retry.",
        "NO_IMAGE | MADE | OpenAI reported success, but returned no image. You have been billed: check the usage page, then add a retry.",
        "TASK_FAILED | UNKNOWN | OpenAI: the task failed. You may have been billed. A retry of Images Generate or Images Edit starts a new task.",
        "TASK_PENDING | UNKNOWN | OpenAI has not finished the task. You may have been billed. The next attempt continues with the same task and buys nothing more.",
        "DOWNLOAD_FAILED | MADE | The image could not be downloaded. You have been billed. The next attempt downloads it again and buys nothing more."
      })
  void aMessageIsCauseMoneyAndNextStep(ErrorCode code, PurchaseState purchase, String message) {
    assertThat(message(code, purchase)).isEqualTo(message);
  }

  @ParameterizedTest
  @EnumSource(value = ErrorCode.class, mode = EnumSource.Mode.EXCLUDE, names = "INVALID_INPUT")
  void thePageOfErrorsShowsTheSentenceOfEveryCode(ErrorCode code) throws Exception {
    String message = message(code, PurchaseState.UNKNOWN);
    String cause = message.substring(0, message.indexOf(". "));

    assertThat(Files.readString(Path.of("docs/errors.md")).lines())
        .anyMatch(line -> line.startsWith("| `%s` | [%s] %s".formatted(code, code, cause)));
  }
}

package org.imagesgenerate.connector.provider.runware;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of Runware's error codes. What they mean for a job is in the tests of the API. */
class RunwareErrorTest {

  private static RunwareError error(String code, String field, String taskType) {
    ObjectNode json = JsonBodies.object();
    return RunwareError.of(
        json.put("code", code).put("parameter", field).put("taskType", taskType));
  }

  private static RunwareError error(String code, String field) {
    return error(code, field, null);
  }

  @ParameterizedTest
  @CsvSource({
    "contentPolicyViolation,,CONTENT_POLICY",
    "providerContentPolicyViolation,,CONTENT_POLICY",
    "nsfwContentDetected,,CONTENT_POLICY",
    "promptBlocked,,CONTENT_POLICY",
    "moderationFailed,,CONTENT_POLICY",
    "invalidApiKey,apiKey,AUTHENTICATION_FAILED",
    "missingApiKey,,AUTHENTICATION_FAILED",
    "unauthorized,,AUTHENTICATION_FAILED",
    "authTimeout,,AUTHENTICATION_FAILED",
    "forbidden,,PERMISSION_DENIED",
    "accountSuspended,,PERMISSION_DENIED",
    "insufficientCredits,,QUOTA_EXHAUSTED",
    "quotaExceeded,,QUOTA_EXHAUSTED",
    "insufficientBalance,,QUOTA_EXHAUSTED",
    "rateLimitExceeded,,RATE_LIMITED",
    "providerRateLimit,,RATE_LIMITED",
    "providerUnauthorized,,PROVIDER_UNAVAILABLE",
    "timeoutProvider,,PROVIDER_UNAVAILABLE",
    "inferenceTimeout,,PROVIDER_UNAVAILABLE",
    "internalServerError,,PROVIDER_UNAVAILABLE",
    "noAvailableServer,,PROVIDER_UNAVAILABLE",
    "inferenceError,,PROVIDER_UNAVAILABLE",
    "modelUnavailable,,PROVIDER_UNAVAILABLE",
    "modelDisabled,,PROVIDER_UNAVAILABLE",
    "modelOwnershipValidationError,model,MODEL_UNAVAILABLE",
    "validationFailed,,REQUEST_REJECTED",
    "unknownModel,,MODEL_UNAVAILABLE",
    "modelNotFound,,MODEL_UNAVAILABLE",
    "invalidModel,model,MODEL_UNAVAILABLE",
    "invalidWidth,width,REQUEST_REJECTED",
    "missingPositivePrompt,positivePrompt,REQUEST_REJECTED",
    "unsupportedParameter,style,REQUEST_REJECTED",
    "duplicatePreloadModelAIR,,REQUEST_REJECTED",
    "valueTooLarge,,REQUEST_REJECTED"
  })
  void codesHaveMeanings(String code, String field, ErrorCode meaning) {
    assertThat(error(code, field).meaning()).contains(meaning);
  }

  @Test
  void otherCodesHaveNone() {
    assertThat(error("somethingNew", null).meaning()).isEmpty();
    assertThat(error(null, null).meaning()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "conflictTaskUUID,",
    "duplicateTaskUUID,taskUUID",
    "duplicateTask,",
    "conflict,taskUUID"
  })
  void codesForAUsedUuid(String code, String parameter) {
    assertThat(error(code, parameter).saysTaskExists()).isTrue();
    assertThat(error(code, parameter).saysTaskNotFound()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"duplicatePreloadModelAIR", "conflictingParameters", "invalidTaskUUID"})
  void codesThatAreNotAboutAUsedUuid(String code) {
    assertThat(error(code, null).saysTaskExists()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"taskNotFound,", "taskFailedOrNotFound,", "taskExpired,", "invalidTaskUUID,taskUUID"})
  void codesForNoSuchTask(String code, String parameter) {
    assertThat(error(code, parameter).saysTaskNotFound()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "rateLimitExceeded,,true",
    "invalidApiKey,authentication,true",
    "internalServerError,getResponse,true",
    "timeoutProvider,imageInference,false",
    "timeoutProvider,,false",
    "providerRateLimit,,false",
    "rateLimitExceeded,imageInference,false",
    ",,false"
  })
  void errorsAboutThePollAreNotTheEndOfTheTask(String code, String taskType, boolean aboutPoll) {
    assertThat(error(code, null, taskType).isAboutPoll()).isEqualTo(aboutPoll);
  }
}

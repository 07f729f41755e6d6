package org.imagesgenerate.connector.provider.runware;

import static org.assertj.core.api.Assertions.assertThat;

import org.imagesgenerate.connector.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunwareCodesTest {

  private static RunwareError error(String code, String parameter) {
    return new RunwareError(code, parameter, "…", null);
  }

  @ParameterizedTest
  @CsvSource({
    "contentPolicyViolation,,CONTENT_POLICY,CONTENT_POLICY",
    "providerContentPolicyViolation,,CONTENT_POLICY,CONTENT_POLICY",
    "nsfwContentDetected,,CONTENT_POLICY,CONTENT_POLICY",
    "promptBlocked,,CONTENT_POLICY,CONTENT_POLICY",
    "moderationFailed,,CONTENT_POLICY,CONTENT_POLICY",
    "invalidApiKey,apiKey,AUTHENTICATION_FAILED,TASK_FAILED",
    "missingApiKey,,AUTHENTICATION_FAILED,TASK_FAILED",
    "unauthorized,,AUTHENTICATION_FAILED,TASK_FAILED",
    "authTimeout,,AUTHENTICATION_FAILED,TASK_FAILED",
    "forbidden,,PERMISSION_DENIED,TASK_FAILED",
    "accountSuspended,,PERMISSION_DENIED,TASK_FAILED",
    "insufficientCredits,,QUOTA_EXHAUSTED,QUOTA_EXHAUSTED",
    "quotaExceeded,,QUOTA_EXHAUSTED,QUOTA_EXHAUSTED",
    "insufficientBalance,,QUOTA_EXHAUSTED,QUOTA_EXHAUSTED",
    "rateLimitExceeded,,RATE_LIMITED,TASK_FAILED",
    "providerRateLimit,,RATE_LIMITED,TASK_FAILED",
    "providerUnauthorized,,PROVIDER_UNAVAILABLE,TASK_FAILED",
    "timeoutProvider,,PROVIDER_UNAVAILABLE,TASK_FAILED",
    "inferenceTimeout,,PROVIDER_UNAVAILABLE,TASK_FAILED",
    "internalServerError,,PROVIDER_UNAVAILABLE,TASK_FAILED",
    "noAvailableServer,,PROVIDER_UNAVAILABLE,TASK_FAILED",
    "inferenceError,,PROVIDER_UNAVAILABLE,TASK_FAILED",
    "modelUnavailable,,PROVIDER_UNAVAILABLE,TASK_FAILED",
    "modelDisabled,,PROVIDER_UNAVAILABLE,TASK_FAILED",
    "modelOwnershipValidationError,model,MODEL_UNAVAILABLE,MODEL_UNAVAILABLE",
    "validationFailed,,REQUEST_REJECTED,REQUEST_REJECTED",
    "unknownModel,,MODEL_UNAVAILABLE,MODEL_UNAVAILABLE",
    "modelNotFound,,MODEL_UNAVAILABLE,MODEL_UNAVAILABLE",
    "invalidModel,model,MODEL_UNAVAILABLE,MODEL_UNAVAILABLE",
    "invalidWidth,width,REQUEST_REJECTED,REQUEST_REJECTED",
    "missingPositivePrompt,positivePrompt,REQUEST_REJECTED,REQUEST_REJECTED",
    "unsupportedParameter,style,REQUEST_REJECTED,REQUEST_REJECTED",
    "duplicatePreloadModelAIR,,REQUEST_REJECTED,REQUEST_REJECTED",
    "valueTooLarge,,REQUEST_REJECTED,REQUEST_REJECTED"
  })
  void familiesOfCodes(String code, String parameter, ErrorCode refused, ErrorCode ended) {
    RunwareError error = error(code, parameter);
    assertThat(RunwareCodes.family(error)).contains(refused);
    assertThat(RunwareCodes.ofEnded(error)).isEqualTo(ended);
  }

  @Test
  void aCodeOfNoFamilyIsLeftToTheStatus() {
    assertThat(RunwareCodes.family(error("somethingNew", null))).isEmpty();
    assertThat(RunwareCodes.family(error(null, null))).isEmpty();
    assertThat(RunwareCodes.ofEnded(error("somethingNew", null))).isEqualTo(ErrorCode.TASK_FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "conflictTaskUUID,",
    "duplicateTaskUUID,taskUUID",
    "duplicateTask,",
    "conflict,taskUUID"
  })
  void aUsedUuidMeansThatTheTaskIsThere(String code, String parameter) {
    assertThat(error(code, parameter).saysTaskExists()).isTrue();
    assertThat(error(code, parameter).saysTaskUnknown()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"duplicatePreloadModelAIR", "conflictingParameters", "invalidTaskUUID"})
  void otherCodesDoNotMeanThat(String code) {
    assertThat(error(code, null).saysTaskExists()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"taskNotFound,", "taskFailedOrNotFound,", "taskExpired,", "invalidTaskUUID,taskUUID"})
  void codesThatDenyTheTask(String code, String parameter) {
    assertThat(error(code, parameter).saysTaskUnknown()).isTrue();
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
  void whatSpeaksOfTheQuestionIsNotTheEndOfTheTask(
      String code, String taskType, boolean ofQuestion) {
    assertThat(RunwareCodes.isOfQuestion(new RunwareError(code, null, null, taskType)))
        .isEqualTo(ofQuestion);
  }
}

package org.imagesgenerate.connector.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.imagesgenerate.connector.error.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpStatusMappingTest {

  @ParameterizedTest
  @CsvSource({
    // status, with the provider's own body, without
    "300, REQUEST_REJECTED, REQUEST_REJECTED",
    "307, REQUEST_REJECTED, REQUEST_REJECTED",
    "400, REQUEST_REJECTED, REQUEST_REJECTED",
    "401, AUTHENTICATION_FAILED, AUTHENTICATION_FAILED",
    "402, QUOTA_EXHAUSTED, QUOTA_EXHAUSTED",
    "403, PERMISSION_DENIED, PERMISSION_DENIED",
    "404, MODEL_UNAVAILABLE, REQUEST_REJECTED",
    "405, REQUEST_REJECTED, REQUEST_REJECTED",
    "407, AUTHENTICATION_FAILED, AUTHENTICATION_FAILED",
    "408, PROVIDER_UNAVAILABLE, OUTCOME_UNKNOWN",
    "409, PROVIDER_UNAVAILABLE, OUTCOME_UNKNOWN",
    "410, MODEL_UNAVAILABLE, REQUEST_REJECTED",
    "413, REQUEST_REJECTED, REQUEST_REJECTED",
    "422, REQUEST_REJECTED, REQUEST_REJECTED",
    "425, PROVIDER_UNAVAILABLE, OUTCOME_UNKNOWN",
    "429, RATE_LIMITED, RATE_LIMITED",
    "499, REQUEST_REJECTED, REQUEST_REJECTED",
    "500, PROVIDER_UNAVAILABLE, OUTCOME_UNKNOWN",
    "501, PROVIDER_UNAVAILABLE, OUTCOME_UNKNOWN",
    "502, OUTCOME_UNKNOWN, OUTCOME_UNKNOWN",
    "503, PROVIDER_UNAVAILABLE, OUTCOME_UNKNOWN",
    "504, OUTCOME_UNKNOWN, OUTCOME_UNKNOWN",
    "519, PROVIDER_UNAVAILABLE, OUTCOME_UNKNOWN",
    "520, OUTCOME_UNKNOWN, OUTCOME_UNKNOWN",
    "529, OUTCOME_UNKNOWN, OUTCOME_UNKNOWN",
    "530, PROVIDER_UNAVAILABLE, OUTCOME_UNKNOWN"
  })
  void aStatusMeansWhatTheContractSays(int status, ErrorCode own, ErrorCode other) {
    assertThat(HttpStatusMapping.of(status, true)).isEqualTo(own);
    assertThat(HttpStatusMapping.of(status, false)).isEqualTo(other);
  }
}

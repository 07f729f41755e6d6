package org.imagesgenerate.connector.provider;

import org.imagesgenerate.connector.error.ErrorCode;

/**
 * The meaning of an HTTP status where the body has no error code. A 5xx without the provider's own
 * error body, and every 502, 504 and 52x, may come from a gateway while the provider continues its
 * work.
 */
public final class HttpStatusMapping {

  /**
   * @param status not a success
   * @param own whether the body has the provider's own form, so that the provider itself answered
   */
  public static ErrorCode of(int status, boolean own) {
    return switch (status) {
      case 401, 407 -> ErrorCode.AUTHENTICATION_FAILED;
      case 402 -> ErrorCode.QUOTA_EXHAUSTED;
      case 403 -> ErrorCode.PERMISSION_DENIED;
      case 404, 410 -> own ? ErrorCode.MODEL_UNAVAILABLE : ErrorCode.REQUEST_REJECTED;
      case 408, 409, 425 -> own ? ErrorCode.PROVIDER_UNAVAILABLE : ErrorCode.OUTCOME_UNKNOWN;
      case 429 -> ErrorCode.RATE_LIMITED;
      case 502, 504 -> ErrorCode.OUTCOME_UNKNOWN;
      default -> {
        if (status >= 520 && status < 530) {
          yield ErrorCode.OUTCOME_UNKNOWN;
        }
        if (status >= 500) {
          yield own ? ErrorCode.PROVIDER_UNAVAILABLE : ErrorCode.OUTCOME_UNKNOWN;
        }
        yield ErrorCode.REQUEST_REJECTED;
      }
    };
  }

  private HttpStatusMapping() {}
}

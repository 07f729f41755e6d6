package org.imagesgenerate.connector.error;

/** Every way a job can end without images; {@code error.code} in the process. */
public enum ErrorCode {
  /** A field is missing, malformed or not accepted by this model; nothing was sent. */
  INVALID_INPUT(Retry.NEVER),
  /** The key or token was rejected. */
  AUTHENTICATION_FAILED(Retry.NEVER),
  /** Account, organization, region or model access. */
  PERMISSION_DENIED(Retry.NEVER),
  /** Quota, credits or spending limit, whatever the HTTP status. */
  QUOTA_EXHAUSTED(Retry.NEVER),
  /** A safety system rejected the prompt or the output. */
  CONTENT_POLICY(Retry.NEVER),
  /** The model is unknown or retired. */
  MODEL_UNAVAILABLE(Retry.NEVER),
  /** The provider rejected a parameter. */
  REQUEST_REJECTED(Retry.NEVER),
  /** Too many requests. */
  RATE_LIMITED(Retry.AFTER_BACK_OFF),
  /** The provider answered that it did not do the work. */
  PROVIDER_UNAVAILABLE(Retry.AFTER_BACK_OFF),
  /** The request was never sent completely. */
  CONNECTION_FAILED(Retry.AFTER_BACK_OFF),
  /** The request was sent, no response tells whether an image was made, and it cannot be polled. */
  OUTCOME_UNKNOWN(Retry.NEVER),
  /** The provider's task ended without images. */
  TASK_FAILED(Retry.NEVER),
  /** The budget ended while the provider's task still runs. */
  TASK_PENDING(Retry.BY_JOB),
  /** Success without any image. */
  NO_IMAGE(Retry.NEVER),
  /** A response that cannot be read. */
  RESPONSE_INVALID(Retry.NEVER),
  /** A body or image over the limit. */
  RESPONSE_TOO_LARGE(Retry.NEVER),
  /** A result URL could not be downloaded. */
  DOWNLOAD_FAILED(Retry.BY_JOB),
  /** The document store failed after its own retries. */
  DELIVERY_FAILED(Retry.BY_JOB);

  /** What the engine does next. */
  public enum Retry {
    /** An incident at once: a retry would fail again, or cost again. */
    NEVER,
    /** The job's own retries and back-off; error variables are carried. */
    BY_JOB,
    /** The job's own retries after our back-off; SDK 8.8 carries no variables then. */
    AFTER_BACK_OFF
  }

  private final Retry retry;

  ErrorCode(Retry retry) {
    this.retry = retry;
  }

  public Retry retry() {
    return retry;
  }
}

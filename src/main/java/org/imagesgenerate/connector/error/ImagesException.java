package org.imagesgenerate.connector.error;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The only exception that the packages below the functions throw on purpose. It knows nothing of
 * Camunda; {@link JobFailure} turns it into what the runtime understands.
 */
public final class ImagesException extends RuntimeException {

  private final ErrorCode code;
  private final PurchaseState purchase;
  private final Map<String, Object> variables;
  private final Duration retryAfter;

  private ImagesException(
      ErrorCode code,
      String message,
      PurchaseState purchase,
      Map<String, Object> variables,
      Duration retryAfter,
      Throwable cause) {
    super(message, cause);
    this.code = code;
    this.purchase = purchase;
    this.variables = Map.copyOf(variables);
    this.retryAfter = retryAfter;
  }

  /**
   * @param code one of the contract's codes
   * @param purchase what happened to the money
   * @param message for process developers; URLs in it lose their query
   */
  public static ImagesException of(ErrorCode code, PurchaseState purchase, String message) {
    return new ImagesException(code, Urls.withoutQueries(message), purchase, Map.of(), null, null);
  }

  /** Rejects an input, before anything was sent. */
  public static ImagesException invalidInput(String message) {
    return of(ErrorCode.INVALID_INPUT, PurchaseState.NONE, message);
  }

  public ImagesException causedBy(Throwable cause) {
    return new ImagesException(code, getMessage(), purchase, variables, retryAfter, cause);
  }

  /** The same with one more error variable; a null or an empty value adds nothing. */
  public ImagesException with(String name, Object value) {
    if (value == null || "".equals(value)) {
      return this;
    }
    Map<String, Object> more = new LinkedHashMap<>(variables);
    more.put(name, value);
    return new ImagesException(code, getMessage(), purchase, more, retryAfter, getCause());
  }

  /** The same failure with another message. */
  public ImagesException withMessage(String message) {
    return new ImagesException(
        code, Urls.withoutQueries(message), purchase, variables, retryAfter, null);
  }

  /** The same failure without secrets. */
  @SuppressWarnings("unchecked")
  public ImagesException masked(Redaction redaction) {
    return new ImagesException(
        code,
        redaction.text(getMessage()),
        purchase,
        (Map<String, Object>) redaction.value(variables),
        retryAfter,
        null);
  }

  /** The same with the provider's own wait before the next attempt; null if it names none. */
  public ImagesException retryAfter(Duration wait) {
    return new ImagesException(code, getMessage(), purchase, variables, wait, getCause());
  }

  public ErrorCode code() {
    return code;
  }

  public PurchaseState purchase() {
    return purchase;
  }

  /** {@code httpStatus}, {@code requestId}, {@code providerCode}, {@code task}, {@code urls}, …. */
  public Map<String, Object> variables() {
    return variables;
  }

  /** How long the provider asks to wait, or null. */
  public Duration retryAfter() {
    return retryAfter;
  }
}

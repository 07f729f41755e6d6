package org.imagesgenerate.connector.provider;

/**
 * What the body of a response says about an error, in the same form for every provider. Every part
 * but {@code rejected} may be missing.
 *
 * @param own whether the body has the provider's own form, so that the provider itself answered and
 *     not a gateway
 * @param code the provider's error code
 * @param type the kind of error; it counts only where the code is not in the provider's table
 * @param field the request field that is wrong
 * @param message for people
 * @param requestId the provider's id of the exchange
 * @param rejected what a safety system rejected, if it was one
 */
public record ProviderError(
    boolean own,
    String code,
    String type,
    String field,
    String message,
    String requestId,
    Rejected rejected) {

  /** What a safety system rejected. */
  public enum Rejected {
    /** The prompt, before anything was made. */
    PROMPT("the prompt"),
    /** An image that had been made, or may have been. */
    IMAGE("the image"),
    /** One of the two: the provider does not say at which stage. */
    PROMPT_OR_IMAGE("the prompt or the image");

    private final String text;

    Rejected(String text) {
      this.text = text;
    }
  }

  private static final int LONGEST_MESSAGE = 1000;

  public ProviderError {
    message = cut(message);
  }

  /** A provider's message in a length that an incident can show. */
  public static String cut(String message) {
    return message == null || message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "…";
  }

  /** An error with a code, a field and a message. */
  public static ProviderError of(String code, String field, String message) {
    return new ProviderError(true, code, null, field, message, null, Rejected.PROMPT);
  }

  /** A body that is not in the provider's form. */
  public static ProviderError unreadable() {
    return new ProviderError(false, null, null, null, null, null, Rejected.PROMPT);
  }

  /** The same error of an exchange with this id; null keeps the id that the body names. */
  public ProviderError in(String requestId) {
    return requestId == null
        ? this
        : new ProviderError(own, code, type, field, message, requestId, rejected);
  }

  String rejectedText() {
    return rejected.text;
  }
}

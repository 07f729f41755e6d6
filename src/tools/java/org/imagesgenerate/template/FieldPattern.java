package org.imagesgenerate.template;

/**
 * The forms that the modeler asks of text fields. A secret stands for any text; the modeler does
 * not hold FEEL against them. The newest modeler tests an empty optional field as the text {@code
 * undefined}, so {@link #EMPTY} takes that too.
 */
final class FieldPattern {

  /** What an optional field takes beside its own form: nothing, or a secret. */
  static final String EMPTY = "|undefined|";

  /** A secret anywhere in the text: only the runtime knows what stands there. */
  static final String SECRET = "|.*\\{\\{secrets\\..+\\}\\}.*";

  static final String ADDRESS = "^(https?://.+" + SECRET + ")$";
  static final String OPTIONAL_ADDRESS = "^(https?://.+" + SECRET + EMPTY + ")$";

  /** What is wrong with an address; the modeler puts it after the field's label. */
  static final String ADDRESS_MESSAGE = "must start with https:// or http://";

  private static final String ISO_8601 =
      "P(?=[0-9T])([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]+)?S)?)?";

  static final String DURATION = "^(" + ISO_8601 + SECRET + ")$";
  static final String OPTIONAL_DURATION = "^(" + ISO_8601 + SECRET + EMPTY + ")$";

  /** What is wrong with a duration; the modeler puts it after the field's label. */
  static final String DURATION_MESSAGE =
      "must be an ISO-8601 duration, such as PT4M (four minutes) or P30D (thirty days)";

  private FieldPattern() {}
}

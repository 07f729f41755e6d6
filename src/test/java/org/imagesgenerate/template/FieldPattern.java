package org.imagesgenerate.template;

/**
 * The forms that the modeler asks of text fields. A secret stands for any text; the modeler does
 * not hold FEEL against them. The newest modeler tests an empty optional field as the text {@code
 * undefined}, so {@link #EMPTY} takes that too.
 */
enum FieldPattern {
  ADDRESS("https?://.+", "", "must start with https:// or http://"),
  OPTIONAL_ADDRESS("https?://.+", FieldPattern.EMPTY, "must start with https:// or http://"),
  DURATION(FieldPattern.ISO_8601, "", FieldPattern.DURATION_MESSAGE),
  OPTIONAL_DURATION(FieldPattern.ISO_8601, FieldPattern.EMPTY, FieldPattern.DURATION_MESSAGE);

  /** What an optional field takes beside its own form: nothing, or a secret. */
  static final String EMPTY = "|undefined|";

  /** A secret anywhere in the text: only the runtime knows what stands there. */
  static final String SECRET = "|.*\\{\\{secrets\\..+\\}\\}.*";

  private static final String ISO_8601 =
      "P(?=[0-9T])([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]+)?S)?)?";

  private static final String DURATION_MESSAGE =
      "must be an ISO-8601 duration, such as PT4M (four minutes) or P30D (thirty days)";

  private final String regex;
  private final String message;

  FieldPattern(String form, String empty, String message) {
    this.regex = "^(" + form + SECRET + empty + ")$";
    this.message = message;
  }

  String regex() {
    return regex;
  }

  /** What is wrong with a value; the modeler puts it after the field's label. */
  String message() {
    return message;
  }
}

package org.imagesgenerate.template;

/**
 * The patterns that the modeler checks text fields with. A secret stands for any text; the modeler
 * does not check FEEL. The newest modeler tests an empty optional field as the text {@code
 * undefined}, so {@link #EMPTY} accepts that too.
 */
final class FieldPattern {

  /** What an optional field also accepts: no text. */
  static final String EMPTY = "|undefined|";

  /** A secret anywhere in the text: only the runtime knows its value. */
  static final String SECRET = "|.*\\{\\{secrets\\..+\\}\\}.*";

  static final String URL = "^(https?://.+" + SECRET + ")$";
  static final String OPTIONAL_URL = "^(https?://.+" + SECRET + EMPTY + ")$";

  /** The error for an invalid URL; the modeler puts it after the field's label. */
  static final String URL_MESSAGE = "must start with https:// or http://";

  private static final String ISO_8601 =
      "P(?=[0-9T])([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]+)?S)?)?";

  static final String DURATION = "^(" + ISO_8601 + SECRET + ")$";
  static final String OPTIONAL_DURATION = "^(" + ISO_8601 + SECRET + EMPTY + ")$";

  /** The error for an invalid duration; the modeler puts it after the field's label. */
  static final String DURATION_MESSAGE =
      "must be an ISO-8601 duration, such as PT4M (4 minutes) or P30D (30 days)";

  private FieldPattern() {}
}

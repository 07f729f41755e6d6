package org.imagesgenerate.modeler;

/** Something that the tests in the modeler need is not there: one line, and no stack trace. */
final class MissingRequirementException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * @param missing what is missing
   * @param remedy what to do about it
   */
  MissingRequirementException(String missing, String remedy) {
    super(
        "%s. %s, or leave out the tests in the modeler with -DskipModeler."
            .formatted(missing, remedy),
        null,
        false,
        false);
  }
}

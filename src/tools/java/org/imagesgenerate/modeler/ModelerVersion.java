package org.imagesgenerate.modeler;

/** The modelers that the templates have to work in, as versions of {@code camunda-bpmn-js}. */
public enum ModelerVersion {
  /** What came with Camunda 8.8. */
  OF_8_8("5.14.2"),
  /** The newest in November 2026. */
  NEWEST("5.35.0");

  private final String number;

  ModelerVersion(String number) {
    this.number = number;
  }

  String number() {
    return number;
  }
}

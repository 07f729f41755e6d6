package org.imagesgenerate.connector.catalog;

/** What a model does: its requests differ, and so may its id. */
public enum Operation {

  /** Makes images of a text alone. */
  GENERATE("models"),

  /** Changes images, or makes new ones of them. */
  EDIT("edits");

  private final String section;

  Operation(String section) {
    this.section = section;
  }

  /** Of a provider's file, with the entries of the models that do this. */
  String section() {
    return section;
  }

  Operation other() {
    return this == GENERATE ? EDIT : GENERATE;
  }
}

package org.imagesgenerate.modeler;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every text field in the newest modeler. */
@Execution(ExecutionMode.CONCURRENT)
class FieldValuesInNewestIT extends FieldValues {

  FieldValuesInNewestIT(Modelers modelers) {
    super(modelers, ModelerVersion.NEWEST);
  }
}

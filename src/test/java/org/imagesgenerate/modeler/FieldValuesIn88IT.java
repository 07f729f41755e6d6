package org.imagesgenerate.modeler;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every text field in the modeler of Camunda 8.8. */
@Execution(ExecutionMode.CONCURRENT)
class FieldValuesIn88IT extends FieldValues {

  FieldValuesIn88IT(Modelers modelers) {
    super(modelers, ModelerVersion.OF_8_8);
  }
}

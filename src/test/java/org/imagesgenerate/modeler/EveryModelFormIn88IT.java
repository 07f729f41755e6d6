package org.imagesgenerate.modeler;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every provider and model in the modeler of Camunda 8.8. */
@Execution(ExecutionMode.CONCURRENT)
class EveryModelFormIn88IT extends EveryModelForm {

  EveryModelFormIn88IT(Modelers modelers) {
    super(modelers, ModelerVersion.OF_8_8);
  }
}

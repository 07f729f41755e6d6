package org.imagesgenerate.modeler;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every provider and model in the newest modeler. */
@Execution(ExecutionMode.CONCURRENT)
class EveryModelFormInNewestIT extends EveryModelForm {

  EveryModelFormInNewestIT(Modelers modelers) {
    super(modelers, ModelerVersion.NEWEST);
  }
}

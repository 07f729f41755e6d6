package org.imagesgenerate.connector.provider.runware;

import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.input.Provider;

/** Requests as the check of the input leaves them. */
final class Requests {

  /** A request to Runware, with names and values of more variables. */
  static ImageRequest of(String model, Object... more) {
    JobVariables variables = JobVariables.of(Provider.RUNWARE, model);
    for (int i = 0; i < more.length; i += 2) {
      variables.with((String) more[i], more[i + 1]);
    }
    return Catalog.builtIn().translate(variables.input());
  }

  private Requests() {}
}

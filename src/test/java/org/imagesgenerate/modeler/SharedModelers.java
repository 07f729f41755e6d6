package org.imagesgenerate.modeler;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests {@link Modelers}: one browser for each thread that runs test classes, since
 * Playwright belongs to the thread that made it.
 */
final class SharedModelers implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Modelers.class;
  }

  @Override
  public Modelers resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedModelers.class))
        .getOrComputeIfAbsent(
            Thread.currentThread().threadId(), key -> new Running(Modelers.start()), Running.class)
        .modelers();
  }

  /** JUnit closes it after the last test. */
  private record Running(Modelers modelers) implements ExtensionContext.Store.CloseableResource {
    @Override
    public void close() {
      modelers.close();
    }
  }
}

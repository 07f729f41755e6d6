package org.imagesgenerate.modeler;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests {@link Modelers}: one browser for each thread that runs test classes, since
 * Playwright belongs to the thread that made it.
 */
final class SharedModelers implements BeforeAllCallback, ParameterResolver {

  private static boolean fetched;
  private static String missing;

  @Override
  public void beforeAll(ExtensionContext context) {
    fetch();
  }

  /** One failure says what is missing; every other test class would only repeat it. */
  private static synchronized void fetch() {
    if (missing != null) {
      throw new TestAbortedException("not run: " + missing);
    }
    if (!fetched) {
      try {
        ModelerPackages.fetch();
        fetched = true;
      } catch (MissingRequirementException e) {
        missing = e.getMessage();
        throw e;
      }
    }
  }

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

package org.imagesgenerate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link LocalCamunda}: one for all test classes of a run, because the runtime takes
 * longer to start than most tests take. Documents lie below {@code target}.
 */
public final class SharedCamunda implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalCamunda.class;
  }

  @Override
  public LocalCamunda resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedCamunda.class))
        .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class)
        .camunda();
  }

  /** JUnit closes it after the last test. */
  private record Running(LocalCamunda camunda) implements ExtensionContext.Store.CloseableResource {

    static Running start() {
      try {
        Path folder = Files.createDirectories(Path.of("target"));
        return new Running(LocalCamunda.start(Files.createTempDirectory(folder, "documents")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      camunda.close();
    }
  }
}

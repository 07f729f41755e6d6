package org.imagesgenerate.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The classes that ship need nothing of the template generator that some runtime does not have, and
 * no Micrometer. Each class path gets a JVM of its own, so that nothing is visible beside it.
 */
class RuntimeClassPathTest {

  /** How much of the template generator is there. */
  enum Generator {
    /** As in an application with nothing but the runtime; without Micrometer, too. */
    NONE,
    /** As in the runtimes 8.9 and 8.10: the annotations, but not the package {@code dsl}. */
    WITHOUT_DSL,
    /** As in the runtime 8.8. */
    COMPLETE
  }

  private static final String JAR = "element-template-generator-core-";
  private static final String DSL_FOLDER = "io/camunda/connector/generator/dsl";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void runsJobsOfEveryProvider(Generator generator) throws Exception {
    Path output = folder.resolve("output");
    Path log = folder.resolve("log");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                classPath(generator),
                EveryProvidersJobs.class.getName())
            .redirectOutput(output.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      boolean ended = program.waitFor(2, TimeUnit.MINUTES);

      List<String> expected = new ArrayList<>();
      expected.add("annotations " + (generator != Generator.NONE));
      expected.add("dsl " + (generator == Generator.COMPLETE));
      expected.add("micrometer " + (generator != Generator.NONE));
      expected.addAll(EveryProvidersJobs.lines());
      assertThat(Files.readAllLines(output))
          .as(() -> "ended: " + ended + "\n" + read(log))
          .isEqualTo(expected);
    } finally {
      program.destroyForcibly();
    }
  }

  /** The class path of this test, with as much of the template generator as the runtime has. */
  private String classPath(Generator generator) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (generator == Generator.NONE && path.getFileName().toString().startsWith("micrometer-")) {
        continue;
      }
      if (!path.getFileName().toString().startsWith(JAR) || generator == Generator.COMPLETE) {
        entries.add(entry);
      } else if (generator == Generator.WITHOUT_DSL) {
        entries.add(withoutDsl(path).toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private Path withoutDsl(Path jar) throws IOException {
    Path copy = Files.copy(jar, folder.resolve(jar.getFileName()));
    try (FileSystem files = FileSystems.newFileSystem(copy);
        Stream<Path> dsl = Files.walk(files.getPath(DSL_FOLDER))) {
      for (Path path : dsl.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    return copy;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

package org.imagesgenerate.modeler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;

/**
 * The packages of npm that the tests need, in exact versions, below {@code target}: what is there
 * is not fetched again. Where npm fetches from is npm's own setting.
 */
public final class ModelerPackages {

  private static final Path FOLDER = Path.of("target", "modeler").toAbsolutePath();
  private static final Path LINTING = FOLDER.resolve("linting");
  private static final List<String> LINTING_FILES =
      List.of("package.json", "package-lock.json", "problems.mjs", "bpmnlint.json");

  /**
   * The folder of a modeler's scripts and styles. Its package holds a build that needs no other
   * package, so it is unpacked and not installed.
   */
  public static Path modeler(ModelerVersion version) {
    return alone(() -> unpacked(version));
  }

  private static Path unpacked(ModelerVersion version) {
    String name = "camunda-bpmn-js-" + version.number();
    Path unpacked = FOLDER.resolve(name);
    if (!Files.exists(unpacked)) {
      Path unfinished = folder(FOLDER.resolve(name + ".unfinished"));
      Program.npm().runWell(unfinished, "pack", "camunda-bpmn-js@" + version.number());
      Program tar = Program.find("tar", "tar.exe").orElseThrow();
      tar.runWell(unfinished, "-xzf", name + ".tgz");
      move(unfinished, unpacked);
    }
    return unpacked.resolve("package").resolve("dist");
  }

  /** A script that gives a page the modeler's Problems panel. */
  static Path problems() {
    return alone(ModelerPackages::bundled);
  }

  private static Path bundled() {
    Path script = linting().resolve("problems.js");
    if (!Files.exists(script)) {
      String esbuild = Path.of("node_modules", "esbuild", "bin", "esbuild").toString();
      String[] arguments = {"problems.mjs", "--bundle", "--minify", "--outfile=problems.js"};
      Program.node()
          .runWell(LINTING, esbuild, arguments[0], arguments[1], arguments[2], arguments[3]);
    }
    return script;
  }

  /** What bpmnlint says of a process, empty if nothing. */
  static String bpmnlint(Path process) {
    Path linting = alone(ModelerPackages::linting);
    Program.Outcome outcome =
        Program.node()
            .run(
                linting,
                Path.of("node_modules", "bpmnlint", "bin", "bpmnlint.js").toString(),
                "--config",
                "bpmnlint.json",
                process.toAbsolutePath().toString());
    return outcome.code() == 0 ? "" : outcome.output() + "ended with " + outcome.code();
  }

  private static Path linting() {
    folder(LINTING);
    boolean changed = false;
    for (String file : LINTING_FILES) {
      changed |= write(ModelerPackages.class, "linting/" + file, LINTING.resolve(file));
    }
    if (changed || !Files.exists(LINTING.resolve("node_modules"))) {
      delete(LINTING.resolve("problems.js"));
      Program.npm().runWell(LINTING, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }
    return LINTING;
  }

  /** Test classes run in several JVMs at once, and all of them want the packages. */
  private static synchronized <T> T alone(Supplier<T> work) {
    folder(FOLDER);
    try (FileChannel file =
            FileChannel.open(
                FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      return lock.isValid() ? work.get() : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a resource to a file, and tells whether that changed anything. */
  private static boolean write(Class<?> beside, String resource, Path file) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      byte[] bytes = in.readAllBytes();
      if (Files.exists(file) && java.util.Arrays.equals(bytes, Files.readAllBytes(file))) {
        return false;
      }
      Files.write(file, bytes);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelerPackages() {}
}

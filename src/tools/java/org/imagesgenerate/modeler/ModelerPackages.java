package org.imagesgenerate.modeler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.imagesgenerate.build.TarArchive;

/**
 * The packages of npm that the tests need, in exact versions, below {@code target}: what is there
 * is not fetched again. Where npm fetches from is npm's own setting.
 */
public final class ModelerPackages {

  private static final Path FOLDER = Path.of("target", "modeler").toAbsolutePath();
  private static final String CHROMIUM = "@sparticuz/chromium";

  /** Gets all of them, so that no test waits for a download. */
  static void fetch() {
    modeler(ModelerVersion.NEWEST);
    problems();
    Chromium.find();
  }

  /**
   * The folder of a modeler's scripts and styles. Its package, as that of the form viewer, holds a
   * build that needs no other package, so its lock file names none.
   */
  public static Path modeler(ModelerVersion version) {
    return alone(() -> install("modelers"))
        .resolve(Path.of("node_modules", "camunda-bpmn-js-" + version.number(), "dist"));
  }

  /** The folder of the scripts and styles that show a form. */
  public static Path formViewer() {
    return alone(() -> install("modelers"))
        .resolve(Path.of("node_modules", "@bpmn-io", "form-js", "dist"));
  }

  /** The folder of a browser, its libraries and its fonts, unpacked. */
  static Path browser() {
    return alone(ModelerPackages::unpackedBrowser);
  }

  /** Where what comes packed in its packages is unpacked. */
  static Path unpacked(Path browser) {
    // with the packages it goes, when npm brings others
    return browser.resolve(Path.of("node_modules", "unpacked"));
  }

  private static Path unpackedBrowser() {
    Path folder = install("browser", "fonts.conf", "unpack.mjs");
    Path unpacked = unpacked(folder);
    if (!Files.exists(unpacked)) {
      Path unfinished = folder(folder.resolve(Path.of("node_modules", "unfinished")));
      Path libraries = decompress(folder, "al2023.tar", unfinished);
      try (InputStream in = Files.newInputStream(libraries)) {
        TarArchive.unpack(in, unfinished);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      decompress(folder, "chromium", unfinished).toFile().setExecutable(true);
      move(unfinished, unpacked);
    }
    return folder;
  }

  private static Path decompress(Path folder, String name, Path to) {
    Path packed = folder.resolve(Path.of("node_modules", CHROMIUM, "bin", name + ".br"));
    Path file = to.resolve(name);
    Program.node().runWell(folder, "unpack.mjs", packed.toString(), file.toString());
    return file;
  }

  /** A script that gives a page the modeler's Problems panel. */
  public static Path problems() {
    return alone(ModelerPackages::bundled);
  }

  private static Path bundled() {
    Path linting = linting();
    Path script = linting.resolve(Path.of("node_modules", "problems.js"));
    if (!Files.exists(script)) {
      String esbuild = Path.of("node_modules", "esbuild", "bin", "esbuild").toString();
      Program.node()
          .runWell(linting, esbuild, "problems.mjs", "--bundle", "--minify", "--outfile=" + script);
    }
    return script;
  }

  /** A script that looks for what keeps people from using a page. */
  static Path accessibility() {
    return alone(ModelerPackages::linting)
        .resolve(Path.of("node_modules", "axe-core", "axe.min.js"));
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
    return install("linting", "problems.mjs", "bpmnlint.json");
  }

  /** Brings the packages of a lock file, with the files that use them. */
  private static Path install(String name, String... files) {
    Path folder = folder(FOLDER.resolve(name));
    boolean changed = false;
    for (String file : files) {
      changed |= write(name + "/" + file, folder.resolve(file));
    }
    changed |= write(name + "/package.json", folder.resolve("package.json"));
    changed |= write(name + "/package-lock.json", folder.resolve("package-lock.json"));
    // npm writes it last
    if (changed || !Files.exists(folder.resolve(Path.of("node_modules", ".package-lock.json")))) {
      fetch(folder);
    }
    return folder;
  }

  /** Lets npm bring what the folder's lock file names, or says in one line what is missing. */
  static void fetch(Path folder) {
    Program.Outcome outcome =
        Program.npm().run(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    if (outcome.code() != 0) {
      throw new MissingRequirementException(
          "npm could not fetch %s: %s".formatted(dependencies(folder), reason(outcome.output())),
          "Check the network and npm's registry and proxy settings, and try again");
    }
  }

  private static String dependencies(Path folder) {
    try {
      JsonNode dependencies =
          new ObjectMapper().readTree(folder.resolve("package.json").toFile()).get("dependencies");
      return dependencies.properties().stream()
          .map(it -> it.getKey() + " " + it.getValue().asText())
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line that says more than a code. */
  private static String reason(String output) {
    return output
        .lines()
        .filter(line -> line.matches("npm (error|ERR!) (?!code |errno |syscall |type ).*\\S.*"))
        .map(line -> line.replaceFirst("npm (error|ERR!) ", "").replaceFirst("\\.$", ""))
        .findFirst()
        .orElse(output.strip().replaceAll("\\s+", " "));
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
  private static boolean write(String resource, Path file) {
    try (InputStream in = ModelerPackages.class.getResourceAsStream(resource)) {
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

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelerPackages() {}
}

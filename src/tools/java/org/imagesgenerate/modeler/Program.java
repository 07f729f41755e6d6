package org.imagesgenerate.modeler;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program of this machine.
 *
 * @param path where it lies
 */
record Program(Path path) {

  private static final int OLDEST_NODE = 20;
  private static final String REMEDY =
      "Install Node %d or newer with npm, and put it on the PATH".formatted(OLDEST_NODE);

  /** What a program wrote, both streams together, and how it ended. */
  record Outcome(int code, String output) {}

  static Program npm() {
    return find("npm", "npm.cmd")
        .orElseThrow(() -> new MissingRequirementException("There is no npm on the PATH", REMEDY));
  }

  /** Node, which runs Playwright's side of the browser. */
  static Program node() {
    Program node =
        find("node", "node.exe")
            .orElseThrow(
                () -> new MissingRequirementException("There is no Node on the PATH", REMEDY));
    String version = node.run(Path.of("."), "--version").output().strip();
    if (Integer.parseInt(version.replaceFirst("^v(\\d+).*", "$1")) < OLDEST_NODE) {
      throw new MissingRequirementException(
          "%s is version %s, which is too old".formatted(node.path, version), REMEDY);
    }
    return node;
  }

  /** The first of these names that the PATH leads to. */
  static Optional<Program> find(String... names) {
    String[] folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
    return Stream.of(names)
        .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
        .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
        .map(Program::new)
        .findFirst();
  }

  /** Runs it to its end. */
  Outcome run(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      throw new IllegalStateException("%s could not be started".formatted(command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs it to its end, which has to be a good one. */
  void runWell(Path folder, String... arguments) {
    Outcome outcome = run(folder, arguments);
    if (outcome.code() != 0) {
      throw new IllegalStateException(
          "%s %s ended with %d:%n%s"
              .formatted(path, String.join(" ", arguments), outcome.code(), outcome.output()));
    }
  }
}

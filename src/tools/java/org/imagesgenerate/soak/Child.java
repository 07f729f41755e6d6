package org.imagesgenerate.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that we started, and end. */
final class Child {

  private static final long PATIENCE_SECONDS = 40;

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  static Child start(List<String> command, Map<String, String> environment, Path log) {
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      Child child = new Child(builder.start());
      Runtime.getRuntime().addShutdownHook(new Thread(child::kill));
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JVM that this program runs on. */
  static Path java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** At once, as by a crash. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  /** Asks it to end. */
  void stop() {
    process.destroy();
    if (!await()) {
      System.out.printf("process %d does not end, and is killed%n", pid());
      kill();
    }
  }

  private boolean await() {
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

package org.imagesgenerate.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that this program starts, asks and ends. It answers with lines that begin with a mark;
 * everything else that it prints goes into a log.
 */
final class ChildJvm implements AutoCloseable {

  private static final String MARK = "ANSWER ";
  private static final String END = "";

  private final Process process;
  private final PrintWriter in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private ChildJvm(Process process, Path log) {
    this.process = process;
    in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    Thread.ofVirtual().start(() -> read(log));
  }

  /**
   * @param options of the JVM
   */
  static ChildJvm start(Class<?> main, List<String> options, List<String> arguments, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new ChildJvm(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Path log) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        PrintWriter others = new PrintWriter(Files.newBufferedWriter(log), true)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(MARK)) {
          answers.add(line.substring(MARK.length()));
        } else {
          others.println(line);
        }
      }
    } catch (IOException ended) {
      // as if it had said nothing more
    }
    answers.add(END);
  }

  /** For the child: prints an answer. */
  static void answer(String text) {
    System.out.println(MARK + text);
  }

  void ask(String question) {
    in.println(question);
  }

  /**
   * The next answer.
   *
   * @return empty if the process ended, or does not answer in time
   */
  Optional<String> answer(Duration atMost) throws InterruptedException {
    String answer = answers.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    return Optional.ofNullable(answer).filter(it -> !it.equals(END));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

package org.imagesgenerate.local;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Predicate;

/** The console output of the demo: lines with a label in front, and progress while it waits. */
public final class ConsoleLog {

  private static final int INDENT = 11;

  private final PrintStream out;
  private final boolean terminal;

  /**
   * @param terminal true to count the seconds of a wait on one line, false to print a line every
   *     few seconds
   */
  public ConsoleLog(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void text(String text) {
    out.println(text);
  }

  void print(String label, String text) {
    String rest = text.stripTrailing().indent(INDENT);
    out.println(label + rest.substring(label.length()).stripTrailing());
  }

  /**
   * @param ready waits up to the given duration and returns whether the wait is over
   */
  void waitFor(String what, Predicate<Duration> ready) {
    long start = System.nanoTime();
    boolean shown = false;
    while (!ready.test(Duration.ofSeconds(terminal ? 1 : 5))) {
      String line =
          " ".repeat(INDENT) + what + " " + (System.nanoTime() - start) / 1_000_000_000 + " s";
      out.print(terminal ? "\r" + line : line + System.lineSeparator());
      out.flush();
      shown = true;
    }
    if (terminal && shown) {
      out.println();
    }
  }

  /** Whether standard output is a terminal; since JDK 22 a console does not imply one. */
  static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException olderJdk) {
      return true;
    }
  }
}

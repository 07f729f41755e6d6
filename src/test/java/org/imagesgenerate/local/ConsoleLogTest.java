package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleLogTest {

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void putsEveryLineOfATextBelowTheFirst() {
    new ConsoleLog(new PrintStream(output), false).print("Sent", "{\n  \"n\": 1\n}\n");

    assertThat(output).hasToString("Sent       {\n             \"n\": 1\n           }\n");
  }

  @Test
  void countsTheSecondsOnOneLineOfATerminal() {
    waitTwice(true);

    assertThat(output).hasToString("\r           waiting 0 s\r           waiting 0 s\n");
    assertThat(waits).containsOnly(Duration.ofSeconds(1));
  }

  @Test
  void givesASignOfLifeNowAndThenWhereThereIsNoTerminal() {
    waitTwice(false);

    assertThat(output).hasToString("           waiting 0 s\n           waiting 0 s\n");
    assertThat(waits).containsOnly(Duration.ofSeconds(5));
  }

  @Test
  void saysNothingWhenThereIsNothingToWaitFor() {
    new ConsoleLog(new PrintStream(output), true).waitFor("waiting", atMost -> true);

    assertThat(output.size()).isZero();
  }

  private void waitTwice(boolean terminal) {
    new ConsoleLog(new PrintStream(output), terminal)
        .waitFor(
            "waiting",
            atMost -> {
              waits.add(atMost);
              return waits.size() == 3;
            });
  }
}

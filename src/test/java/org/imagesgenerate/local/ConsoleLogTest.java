package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleLogTest {

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void putsEveryLineOfATextBelowTheFirst() {
    new ConsoleLog(new PrintStream(told), false).say("Sent", "{\n  \"n\": 1\n}\n");

    assertThat(told).hasToString("Sent       {\n             \"n\": 1\n           }\n");
  }

  @Test
  void countsTheSecondsOnOneLineOfATerminal() {
    waitTwice(true);

    assertThat(told).hasToString("\r           waiting 0 s\r           waiting 0 s\n");
    assertThat(waits).containsOnly(Duration.ofSeconds(1));
  }

  @Test
  void givesASignOfLifeNowAndThenWhereThereIsNoTerminal() {
    waitTwice(false);

    assertThat(told).hasToString("           waiting 0 s\n           waiting 0 s\n");
    assertThat(waits).containsOnly(Duration.ofSeconds(5));
  }

  @Test
  void saysNothingWhenThereIsNothingToWaitFor() {
    new ConsoleLog(new PrintStream(told), true).waitFor("waiting", atMost -> true);

    assertThat(told.size()).isZero();
  }

  private void waitTwice(boolean terminal) {
    new ConsoleLog(new PrintStream(told), terminal)
        .waitFor(
            "waiting",
            atMost -> {
              waits.add(atMost);
              return waits.size() == 3;
            });
  }
}

package org.imagesgenerate.connector.error;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UnexpectedErrorTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(UnexpectedError.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(log);
  }

  private String logged() {
    assertThat(log.list).hasSize(1);
    assertThat(log.list.getFirst().getThrowableProxy()).isNull();
    return log.list.getFirst().getFormattedMessage();
  }

  @Test
  void leavesTypesAndFramesInTheLogAndNoMessage() {
    Throwable cause = new IllegalStateException("sk-secret");
    String sentence = UnexpectedError.describe(new RuntimeException("holds sk-secret", cause));

    assertThat(sentence).isEqualTo("Unexpected RuntimeException in the connector");
    assertThat(logged())
        .startsWith("Unexpected java.lang.RuntimeException\n\tat ")
        .contains(
            "UnexpectedErrorTest.leavesTypesAndFramesInTheLogAndNoMessage(UnexpectedErrorTest.java:")
        .contains("\ncaused by java.lang.IllegalStateException\n\tat ")
        .doesNotContain("sk-secret");
  }

  @Test
  void causesInACircleEnd() {
    Throwable one = new RuntimeException();
    one.initCause(new RuntimeException(one));

    UnexpectedError.describe(one);

    assertThat(logged().split("caused by")).hasSize(10);
  }

  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  @Test
  void ofAnEndlessRecursionTheFirstFramesAreEnough() {
    try {
      endless(0);
    } catch (StackOverflowError e) {
      UnexpectedError.describe(e);
    }

    assertThat(logged().lines().count()).isEqualTo(101);
  }
}

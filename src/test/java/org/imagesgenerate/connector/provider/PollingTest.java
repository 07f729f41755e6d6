package org.imagesgenerate.connector.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.imagesgenerate.connector.provider.Polling.Reply;
import org.imagesgenerate.connector.support.Deadline;
import org.junit.jupiter.api.Test;

class PollingTest {

  private final List<Duration> waits = new ArrayList<>();
  private long nanos;
  private final Polling polling =
      new Polling(
          wait -> {
            waits.add(wait);
            nanos += wait.toNanos();
          });

  private Deadline in(Duration budget) {
    return Deadline.in(budget, () -> nanos);
  }

  private static Supplier<Reply<String>> after(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() > questions ? Reply.done("here") : Reply.notYet();
  }

  @Test
  void asksAtOnceForATaskThatMayBeDone() {
    assertThat(polling.ask(in(Duration.ofMinutes(1)), after(0))).contains("here");
    assertThat(waits).isEmpty();
  }

  @Test
  void waitsBeforeItAsksForATaskThatWasJustSubmitted() {
    assertThat(polling.waitAndAsk(in(Duration.ofMinutes(1)), after(0))).contains("here");
    assertThat(waits).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void waitsGrowFromOneSecondToFive() {
    assertThat(polling.waitAndAsk(in(Duration.ofMinutes(1)), after(6))).contains("here");
    assertThat(waits)
        .extracting(Duration::toMillis)
        .containsExactly(1000L, 1500L, 2250L, 3375L, 5000L, 5000L, 5000L);
  }

  @Test
  void theLastQuestionIsAskedShortlyBeforeTheDeadlineAndNothingAfterIt() {
    assertThat(polling.ask(in(Duration.ofSeconds(4)), after(99))).isEmpty();
    assertThat(waits).extracting(Duration::toMillis).containsExactly(1000L, 1500L, 500L);
  }

  @Test
  void asksNothingOnceTheDeadlineIsOver() {
    Deadline over = in(Duration.ofSeconds(1));
    nanos += Duration.ofSeconds(2).toNanos();
    assertThat(polling.ask(over, after(0))).isEmpty();
    assertThat(polling.waitAndAsk(over, after(0))).isEmpty();
  }

  @Test
  void aProviderThatAsksForALongerWaitGetsIt() {
    AtomicInteger asked = new AtomicInteger();
    Optional<String> reply =
        polling.ask(
            in(Duration.ofMinutes(1)),
            () ->
                asked.incrementAndGet() == 1
                    ? Reply.notBefore(Duration.ofSeconds(20))
                    : Reply.done("here"));
    assertThat(reply).contains("here");
    assertThat(waits).containsExactly(Duration.ofSeconds(20));
  }

  @Test
  void aShorterWishDoesNotHurryUs() {
    AtomicInteger asked = new AtomicInteger();
    polling.ask(
        in(Duration.ofMinutes(1)),
        () -> asked.incrementAndGet() == 1 ? Reply.notBefore(Duration.ZERO) : Reply.done("here"));
    assertThat(waits).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void aFailingQuestionEndsIt() {
    assertThatThrownBy(
            () ->
                polling.ask(
                    in(Duration.ofMinutes(1)),
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
  }

  @Test
  void aWorkerThatShutsDownStopsWaitingAndStaysInterrupted() {
    Polling interrupted =
        new Polling(
            wait -> {
              throw new InterruptedException();
            });
    assertThat(interrupted.ask(in(Duration.ofMinutes(1)), after(99))).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }
}

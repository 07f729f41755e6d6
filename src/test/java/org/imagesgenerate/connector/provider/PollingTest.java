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

  private static Supplier<Reply<String>> after(int polls) {
    AtomicInteger count = new AtomicInteger();
    return () -> count.incrementAndGet() > polls ? Reply.done("here") : Reply.notYet();
  }

  @Test
  void pollsImmediatelyForATaskThatMayHaveEnded() {
    assertThat(polling.poll(in(Duration.ofMinutes(1)), after(0))).contains("here");
    assertThat(waits).isEmpty();
  }

  @Test
  void waitsBeforeItPollsATaskThatWasJustSubmitted() {
    assertThat(polling.waitThenPoll(in(Duration.ofMinutes(1)), after(0))).contains("here");
    assertThat(waits).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void waitsGrowFromOneSecondToThree() {
    assertThat(polling.waitThenPoll(in(Duration.ofMinutes(1)), after(6))).contains("here");
    assertThat(waits)
        .extracting(Duration::toMillis)
        .containsExactly(1000L, 1500L, 2250L, 3000L, 3000L, 3000L, 3000L);
  }

  @Test
  void theLastPollIsShortlyBeforeTheDeadline() {
    assertThat(polling.poll(in(Duration.ofSeconds(4)), after(99))).isEmpty();
    assertThat(waits).extracting(Duration::toMillis).containsExactly(1000L, 1500L, 500L);
  }

  @Test
  void doesNotPollAfterTheDeadline() {
    Deadline over = in(Duration.ofSeconds(1));
    nanos += Duration.ofSeconds(2).toNanos();
    assertThat(polling.poll(over, after(0))).isEmpty();
    assertThat(polling.waitThenPoll(over, after(0))).isEmpty();
  }

  @Test
  void waitsAsLongAsTheProviderAsks() {
    AtomicInteger count = new AtomicInteger();
    Optional<String> reply =
        polling.poll(
            in(Duration.ofMinutes(1)),
            () ->
                count.incrementAndGet() == 1
                    ? Reply.notYet(Duration.ofSeconds(20))
                    : Reply.done("here"));
    assertThat(reply).contains("here");
    assertThat(waits).containsExactly(Duration.ofSeconds(20));
  }

  @Test
  void doesNotShortenItsWait() {
    AtomicInteger count = new AtomicInteger();
    polling.poll(
        in(Duration.ofMinutes(1)),
        () -> count.incrementAndGet() == 1 ? Reply.notYet(Duration.ZERO) : Reply.done("here"));
    assertThat(waits).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void anExceptionEndsThePolling() {
    assertThatThrownBy(
            () ->
                polling.poll(
                    in(Duration.ofMinutes(1)),
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
  }

  @Test
  void staysInterruptedWhenTheWorkerShutsDown() {
    Polling interrupted =
        new Polling(
            wait -> {
              throw new InterruptedException();
            });
    assertThat(interrupted.poll(in(Duration.ofMinutes(1)), after(99))).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }
}

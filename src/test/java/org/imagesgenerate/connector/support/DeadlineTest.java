package org.imagesgenerate.connector.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  @Test
  void whatIsLeftShrinksToZeroAndNoFurther() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    Deadline deadline = Deadline.in(Duration.ofNanos(100), now::get);

    assertThat(deadline.left()).isEqualTo(Duration.ofNanos(100));
    assertThat(deadline.isOver()).isFalse();
    now.addAndGet(99);
    assertThat(deadline.left()).isEqualTo(Duration.ofNanos(1));
    assertThat(deadline.isOver()).isFalse();
    now.addAndGet(1);
    assertThat(deadline.isOver()).isTrue();
    now.addAndGet(1000);
    assertThat(deadline.left()).isZero();
    assertThat(deadline.budget()).isEqualTo(Duration.ofNanos(100));
  }

  @Test
  void oneWaitOfAJobCanEndEarlierOrLater() {
    AtomicLong now = new AtomicLong();
    Deadline deadline = Deadline.in(Duration.ofNanos(100), now::get);

    assertThat(deadline.atMost(Duration.ofNanos(40)).left()).isEqualTo(Duration.ofNanos(40));
    assertThat(deadline.atMost(Duration.ofNanos(100))).isSameAs(deadline);
    assertThat(deadline.atLeast(Duration.ofNanos(40))).isSameAs(deadline);
    now.addAndGet(90);
    assertThat(deadline.atMost(Duration.ofNanos(40)).left()).isEqualTo(Duration.ofNanos(10));
    assertThat(deadline.atLeast(Duration.ofNanos(40)).left()).isEqualTo(Duration.ofNanos(40));
  }
}

package org.imagesgenerate.connector.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackOffTest {

  private static final long JOB = 2251799813685251L;

  private final BackOff withoutJitter = new BackOff(() -> 0);

  private static Duration of(String text) {
    return Duration.parse(text);
  }

  private static List<Duration> waits(BackOff backOff, String header, int attempts) {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < attempts; i++) {
      waits.add(backOff.after(JOB, header, null));
    }
    return waits;
  }

  @Nested
  class TheProvidersOwnWait {

    @ParameterizedTest
    @CsvSource(
        nullValues = "none",
        value = {
          // asked, header, wait
          "PT20S,   none,  PT20S",
          "PT20S,   PT5S,  PT20S",
          "PT20S,   PT30S, PT30S",
          "PT20S,   PT20S, PT20S",
          "PT0S,    none,  PT0S",
          "PT0S,    PT5S,  PT5S",
          "PT59M,   none,  PT59M",
          "PT1H,    none,  PT1H",
          "PT1H1S,  none,  PT1H",
          "P400D,   none,  PT1H",
          "P400D,   PT2H,  PT2H",
          "PT-5S,   none,  PT0S",
        })
    void isKeptWithinAnHourAndNeverCutBelowTheJobsOwn(
        String requested, String header, String wait) {
      assertThat(withoutJitter.after(JOB, header, of(requested))).isEqualTo(of(wait));
    }

    @Test
    void isNotDoubled() {
      for (int i = 0; i < 5; i++) {
        assertThat(withoutJitter.after(JOB, null, of("PT7S"))).isEqualTo(of("PT7S"));
      }
    }

    @Test
    void hasNoJitterSinceTheProviderKnowsBest() {
      assertThat(new BackOff(() -> 1).after(JOB, null, of("PT20S"))).isEqualTo(of("PT20S"));
    }
  }

  @Nested
  class OurOwnWait {

    @Test
    void beginsWithASecondAndDoubles() {
      assertThat(waits(withoutJitter, null, 6))
          .containsExactly(
              of("PT1S"), of("PT2S"), of("PT4S"), of("PT8S"), of("PT16S"), of("PT32S"));
    }

    @Test
    void beginsWithTheJobsHeaderAndDoubles() {
      assertThat(waits(withoutJitter, " PT10S ", 4))
          .containsExactly(of("PT10S"), of("PT20S"), of("PT40S"), of("PT1M20S"));
    }

    @Test
    void endsAtTenMinutes() {
      assertThat(waits(withoutJitter, null, 100)).last().isEqualTo(of("PT10M"));
      assertThat(waits(new BackOff(() -> 0), "PT4M", 3))
          .containsExactly(of("PT4M"), of("PT8M"), of("PT10M"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT10M", "PT11M", "PT1H", "P2D"})
    void isNeverShorterThanTheJobsHeader(String header) {
      assertThat(waits(withoutJitter, header, 3))
          .containsExactly(of(header), of(header), of(header));
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT0.2S", "PT-1H", "soon", "''", "5"})
    void isASecondForAHeaderThatIsNone(String header) {
      assertThat(withoutJitter.after(JOB, header, null)).isEqualTo(of("PT1S"));
    }

    /** Each job counts for itself, or one unlucky job would slow all others down. */
    @Test
    void countsTheAttemptsOfEachJobAlone() {
      waits(withoutJitter, null, 5);

      assertThat(withoutJitter.after(JOB + 1, null, null)).isEqualTo(of("PT1S"));
      assertThat(withoutJitter.after(JOB, null, null)).isEqualTo(of("PT32S"));
    }

    @Test
    void countsAttemptsForWhichTheProviderNamedAWaitToo() {
      withoutJitter.after(JOB, null, of("PT9S"));

      assertThat(withoutJitter.after(JOB, null, null)).isEqualTo(of("PT2S"));
    }

    @Test
    void forgetsTheOldestOfVeryManyJobs() {
      withoutJitter.after(0, null, null);
      withoutJitter.after(1, null, null);
      for (long job = 2; job <= 10_000; job++) {
        withoutJitter.after(job, null, null);
      }

      assertThat(withoutJitter.after(1, null, null)).as("still known").isEqualTo(of("PT2S"));
      assertThat(withoutJitter.after(0, null, null)).as("forgotten").isEqualTo(of("PT1S"));
    }
  }

  @Nested
  class Jitter {

    @ParameterizedTest
    @CsvSource({"0,    PT10S,    PT20S", "0.5,  PT11.25S, PT22.5S", "1,    PT12.5S,  PT25S"})
    void addsUpToAQuarterSoThatManyJobsDoNotComeBackAtOnce(
        double random, String first, String second) {
      assertThat(waits(new BackOff(() -> random), "PT10S", 2))
          .containsExactly(of(first), of(second));
    }

    @Test
    void isAddedToTheLongestWaitToo() {
      assertThat(waits(new BackOff(() -> 1), null, 50)).last().isEqualTo(of("PT12M30S"));
    }
  }

  /** A wait that cannot be reckoned would leave the connector as an unclassified exception. */
  @ParameterizedTest
  @ValueSource(strings = {"PT9223372036854775807S", "PT-9223372036854775808S", "P106751991167300D"})
  void noHeaderIsTooLongToReckonWith(String header) {
    BackOff backOff = new BackOff(() -> 1);

    assertThat(backOff.after(JOB, header, null)).isPositive();
    assertThat(backOff.after(JOB, header, null)).isLessThanOrEqualTo(Duration.ofDays(500));
    assertThat(backOff.after(JOB, header, of(header))).isLessThanOrEqualTo(Duration.ofDays(500));
  }
}

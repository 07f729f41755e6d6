package org.imagesgenerate.benchmark.load;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is compared, and which batches show how it grows.
 *
 * @param rounds in which the sides take turns; the medians count
 */
record Scenario(String title, List<Side> sides, List<Batch> batches, int rounds) {

  private static final List<Side> ALL = List.of(Side.values());
  private static final List<Side> VARIABLES = List.of(Side.OURS, Side.REST);
  private static final List<Side> DOCUMENTS = List.of(Side.OURS, Side.REST_DOCUMENT);
  private static final int ROUNDS = 3;

  static final String URLS = "URLs, by jobs in flight";
  static final String SIZES = "Base64, by size of the image";
  static final String COUNTS = "Base64, by number of images of 1 MB";

  /** All that a run does, in about six minutes. */
  static List<Scenario> all() {
    return List.of(
        new Scenario(
            URLS,
            VARIABLES,
            List.of(urls(1, 150), urls(10, 400), urls(100, 800), urls(1000, 1000)),
            ROUNDS),
        new Scenario(
            "URLs, as fast as possible",
            VARIABLES,
            List.of(new Batch(0, 1, 64, Duration.ZERO, 1000)),
            ROUNDS),
        new Scenario(
            SIZES,
            ALL,
            List.of(images(1, 1, 40), images(2, 1, 30), images(8, 1, 16), images(20, 1, 8)),
            ROUNDS),
        new Scenario(
            COUNTS,
            DOCUMENTS,
            List.of(images(1, 1, 30), images(1, 2, 20), images(1, 4, 12), images(1, 10, 8)),
            ROUNDS),
        new Scenario(
            "Base64 of 1 MB, with many jobs in flight",
            DOCUMENTS,
            List.of(
                new Batch(1, 1, 100, Duration.ofSeconds(5), 300),
                new Batch(1, 1, 1000, Duration.ofSeconds(30), 1000)),
            1));
  }

  /** Little of everything, to see that it runs. */
  static List<Scenario> quick() {
    return all().stream().map(Scenario::shortened).toList();
  }

  private Scenario shortened() {
    List<Batch> first =
        batches.stream().limit(2).map(it -> it.withJobs(2, Math.min(2, it.inFlight()))).toList();
    return new Scenario(title, sides, first, 1);
  }

  /** 100 jobs per second, if nothing but the provider took time. */
  private static Batch urls(int inFlight, int jobs) {
    return new Batch(0, 1, inFlight, Duration.ofMillis(10L * inFlight), jobs);
  }

  private static Batch images(int megabytes, int images, int jobs) {
    return new Batch(megabytes, images, 4, Duration.ZERO, jobs);
  }

  Stream<Side> others() {
    return sides.stream().filter(side -> side != Side.OURS);
  }
}

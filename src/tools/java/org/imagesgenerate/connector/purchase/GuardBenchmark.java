package org.imagesgenerate.connector.purchase;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What the guard adds to a job, on a worker that keeps so many purchases. Every job is a new
 * purchase of one image URL, so the oldest kept one goes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GuardBenchmark {

  private static final URI IMAGE = URI.create("https://images.example/1.png");
  private static final Deadline DEADLINE = Deadline.in(Duration.ofDays(1));

  @Param({"1", "100", "1000", "10000"})
  public int kept;

  private TestGuard guard;
  private long jobs;

  /** Fills the store. */
  @Setup
  public void keep() {
    Map<String, String> settings = Map.of("IMAGES_GENERATE_KEPT_RESULTS", "" + kept);
    guard = new TestGuard(new Settings(settings::get));
    for (int i = 0; i < kept; i++) {
      newPurchase();
    }
  }

  /** One job after the other, each with a new activation. */
  @Benchmark
  public CompletedPurchase newPurchase() {
    PurchaseKey key = new PurchaseKey(++jobs, "%064x".formatted(jobs));
    return guard.getOrBuy(key, DEADLINE, GuardBenchmark::bought, purchase -> purchase);
  }

  private static GenerationResult bought() {
    return new GenerationResult(
        List.of(Image.of(new Source.RemoteUrl(IMAGE))), "req", Map.of(), null, null, List.of());
  }
}

package org.imagesgenerate.benchmark;

import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.document.store.InMemoryDocumentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.purchase.Claim;
import org.imagesgenerate.connector.purchase.CompletedPurchase;
import org.imagesgenerate.connector.purchase.Database;
import org.imagesgenerate.connector.purchase.JdbcPurchaseStore;
import org.imagesgenerate.connector.purchase.MemoryPurchaseStore;
import org.imagesgenerate.connector.purchase.PurchaseStore;
import org.imagesgenerate.connector.purchase.StoreException;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;

/**
 * What the shared ledger adds to one job: the row before the request, the images after it, the
 * documents in their place at the end. One job after the other, on databases of this machine.
 */
public final class LedgerLatency {

  private static final Deadline SOON = Deadline.in(Duration.ofHours(1));
  private static final int WARM_UP = 50;
  private static final int JOBS = 200;

  /** Milliseconds of each step. */
  private record Job(double begin, double bought, double delivered) {
    double all() {
      return begin + bought + delivered;
    }
  }

  private final TempImageFolder folder;
  private final PurchaseStore ledger;
  private final Document document =
      new DocumentFactoryImpl(InMemoryDocumentStore.INSTANCE)
          .create(DocumentCreationRequest.from(new byte[1]).fileName("a.png").build());

  private LedgerLatency(Path parent, Database kind) {
    Map<String, String> settings = kind.empty(parent).map();
    folder = new TempImageFolder(parent);
    Settings operator = new Settings(settings::get);
    ledger =
        new JdbcPurchaseStore(
            operator,
            () -> new ImageFile.Writer(folder, Limits.DEFAULT),
            new MemoryPurchaseStore(operator, key -> false, System::nanoTime));
  }

  private Job job(int number, byte[] image) throws StoreException, IOException {
    PurchaseKey key = new PurchaseKey(number, "%064x".formatted(number));
    String attempt = String.valueOf(number);
    CompletedPurchase purchase = purchase(attempt, image);
    long start = System.nanoTime();
    ledger.claim(key, new Claim(attempt, "w", "openai", Duration.ofMinutes(4)), SOON);
    long begun = System.nanoTime();
    ledger.complete(key, purchase, SOON);
    long bought = System.nanoTime();
    CompletedPurchase.Image first = purchase.images().getFirst();
    first.setFile(first.file(), new ImageFacts("image/png", "png", 1024, 1024));
    first.setDocument(document);
    long stored = System.nanoTime();
    ledger.delivered(key, purchase, SOON);
    return new Job(
        (begun - start) / 1e6, (bought - begun) / 1e6, (System.nanoTime() - stored) / 1e6);
  }

  private CompletedPurchase purchase(String attempt, byte[] image) throws IOException {
    try (ImageFile.Writer writer = new ImageFile.Writer(folder, Limits.DEFAULT)) {
      writer.write(image);
      Source source = new Source.Bytes(writer.finish());
      return new CompletedPurchase(
          new GenerationResult(
              List.of(GenerationResult.Image.of(source)), "req", Map.of(), null, null, List.of()),
          Instant.now(),
          1,
          attempt,
          new Redaction(List.of()));
    }
  }

  private void measure(Database kind, byte[] image) throws StoreException, IOException {
    Job[] jobs = new Job[JOBS];
    for (int i = 0; i < WARM_UP + JOBS; i++) {
      Job job = job(i + image.length, image);
      if (i >= WARM_UP) {
        jobs[i - WARM_UP] = job;
      }
    }
    System.out.printf(
        "%-14s %9d bytes: begin %.1f, bought %.1f, delivered %.1f, all %.1f ms (medians); all 95%% below %.1f ms%n",
        kind,
        image.length,
        quantile(Arrays.stream(jobs).mapToDouble(Job::begin).toArray(), 0.5),
        quantile(Arrays.stream(jobs).mapToDouble(Job::bought).toArray(), 0.5),
        quantile(Arrays.stream(jobs).mapToDouble(Job::delivered).toArray(), 0.5),
        quantile(Arrays.stream(jobs).mapToDouble(Job::all).toArray(), 0.5),
        quantile(Arrays.stream(jobs).mapToDouble(Job::all).toArray(), 0.95));
  }

  private static double quantile(double[] values, double part) {
    Arrays.sort(values);
    return values[(int) Math.min(values.length - 1, Math.round(part * values.length))];
  }

  /** Prints one line for each database and size of image. */
  public static void main(String[] arguments) throws StoreException, IOException {
    Path base = Files.createDirectories(Path.of("target", "benchmark"));
    for (Database kind : List.of(Database.H2_IN_A_FILE, Database.POSTGRESQL)) {
      for (int size : List.of(1_000, 1_500_000)) {
        Path parent = Files.createTempDirectory(base, kind.name());
        byte[] image = new byte[size];
        new Random(size).nextBytes(image);
        new LedgerLatency(parent, kind).measure(kind, image);
      }
    }
  }
}

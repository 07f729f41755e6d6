package org.imagesgenerate.benchmark;

import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.document.store.InMemoryDocumentStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.purchase.Claim;
import org.imagesgenerate.connector.purchase.CompletedPurchase;
import org.imagesgenerate.connector.purchase.MemoryPurchaseStore;
import org.imagesgenerate.connector.purchase.PurchaseStore.Change;
import org.imagesgenerate.connector.purchase.PurchaseStore.State;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Settings;

/**
 * How much heap a worker needs for what it remembers, and how long one job takes when it remembers
 * much. {@code mvn -q test-compile exec:exec -Dexec.mainClass=…} or from an IDE; no arguments.
 */
public final class RememberedPurchases {

  private static final Deadline SOON = Deadline.in(Duration.ofHours(1));
  private static final int ROWS = 100_000;
  private static final Claim CLAIM =
      new Claim("attempt", "worker", "openai", Duration.ofMinutes(4));

  private enum Kind {
    DOCUMENT,
    FAILURE,
    RUNNING_TASK
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(200);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void remember(
      MemoryPurchaseStore store, int number, Kind kind, Document document) {
    PurchaseKey key =
        new PurchaseKey(2251799813685248L + number, "%064x".formatted(number * 7919L));
    String attempt = UUID.randomUUID().toString();
    TaskHandle task =
        new TaskHandle(
            "runware",
            "openai:gpt-image@2",
            List.of(UUID.randomUUID().toString()),
            1,
            key.elementInstanceKey(),
            key.fingerprint());
    store.claim(key, new Claim(attempt, CLAIM.worker(), CLAIM.provider(), CLAIM.budget()), SOON);
    switch (kind) {
      case FAILURE ->
          store.change(
              key,
              attempt,
              State.OPEN,
              new Change.Failed(
                  ImagesException.of(
                          ErrorCode.OUTCOME_UNKNOWN,
                          PurchaseState.UNKNOWN,
                          "OpenAI did not answer within 4 minutes: " + "x".repeat(200))
                      .with("requestId", attempt)),
              SOON);
      case RUNNING_TASK -> store.change(key, attempt, State.OPEN, new Change.Released(task), SOON);
      case DOCUMENT -> {
        ImageFile closed = ImageFile.givenAway(1_500_000, "%064x".formatted(number));
        CompletedPurchase purchase =
            new CompletedPurchase(
                new GenerationResult(
                    List.of(GenerationResult.Image.of(new Source.Bytes(closed))),
                    UUID.randomUUID().toString(),
                    Map.of("inputTokens", 12, "outputTokens", 4160, "totalTokens", 4172),
                    new Cost(new BigDecimal("0.053"), "USD"),
                    task,
                    List.of()),
                Instant.now(),
                30_000,
                attempt,
                new Redaction(List.of("sk-test-0123456789abcdef")));
        CompletedPurchase.Image image = purchase.images().getFirst();
        image.setFile(closed, new ImageFacts("image/png", "png", 1024, 1024));
        image.setDocument(document);
        store.complete(key, purchase, SOON);
      }
    }
  }

  /** Prints one line for each kind of entry. */
  public static void main(String[] arguments) throws InterruptedException {
    Document document =
        new DocumentFactoryImpl(InMemoryDocumentStore.INSTANCE)
            .create(
                DocumentCreationRequest.from(new byte[1])
                    .contentType("image/png")
                    .fileName("image.png")
                    .build());
    for (Kind kind : Kind.values()) {
      long before = heap();
      MemoryPurchaseStore store =
          new MemoryPurchaseStore(new Settings(name -> null), key -> false, System::nanoTime);
      for (int i = 0; i < ROWS; i++) {
        remember(store, i, kind, document);
      }
      long bytes = heap() - before;
      long start = System.nanoTime();
      for (int i = 0; i < ROWS; i++) {
        remember(store, ROWS + i, kind, document);
      }
      long nanos = System.nanoTime() - start;
      System.out.printf(
          "%-12s %d entries: %,d MB, %d bytes each; one more takes %.1f microseconds%n",
          kind, ROWS, bytes >> 20, bytes / ROWS, nanos / 1000.0 / ROWS);
    }
  }
}

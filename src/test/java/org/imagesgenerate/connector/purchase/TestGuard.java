package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.document.store.InMemoryDocumentStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;

/** The guard of a worker without a ledger, and calls to it that need no provider. */
public final class TestGuard {

  static final DocumentFactory DOCUMENTS = new DocumentFactoryImpl(InMemoryDocumentStore.INSTANCE);

  private final PurchaseGuard guard;
  private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();

  public TestGuard(Settings settings) {
    this(settings, InstantSource.system(), System::nanoTime);
  }

  TestGuard(Settings settings, InstantSource clock, LongSupplier nanoTime) {
    this(settings, clock, nanoTime, UnaryOperator.identity());
  }

  /**
   * @param before stands before the store, to make it fail
   */
  TestGuard(
      Settings settings,
      InstantSource clock,
      LongSupplier nanoTime,
      UnaryOperator<PurchaseStore> before) {
    InFlightPurchases flights = new InFlightPurchases();
    PurchaseStore store = new MemoryPurchaseStore(settings, flights::contains, nanoTime);
    guard =
        new PurchaseGuard(
            before.apply(store), flights, clock, wait -> {}, (write, wait) -> later.add(write));
  }

  /** A call to a provider without tasks. */
  static PurchaseCall call(PurchaseKey key, Deadline deadline, Supplier<GenerationResult> buy) {
    ImagesApi api =
        new ImagesApi() {
          @Override
          public Origin origin(ImageRequest request) {
            return null;
          }

          @Override
          public GenerationResult generate(GenerationRequest request) {
            return buy.get();
          }
        };
    return new PurchaseCall(
        new GenerationRequest(null, key, deadline, null),
        null,
        api,
        "openai",
        DOCUMENTS,
        new Redaction(List.of()),
        stage -> {});
  }

  public <T> T getOrBuy(
      PurchaseKey key,
      Deadline deadline,
      Supplier<GenerationResult> buy,
      Function<CompletedPurchase, T> deliver) {
    return guard.getOrBuy(call(key, deadline, buy), deliver);
  }

  /** What the guard does later, as if its time had come. */
  void runLater() {
    for (int i = later.size(); i > 0; i--) {
      later.remove().run();
    }
  }

  boolean isAnythingLeft() {
    return !later.isEmpty();
  }
}

package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.document.store.InMemoryDocumentStore;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.http.Deadline;
import org.imagesgenerate.connector.http.Settings;
import org.imagesgenerate.connector.provider.Activation;
import org.imagesgenerate.connector.provider.Generated;
import org.imagesgenerate.connector.provider.Order;

/** The guard of a worker without a ledger, and calls to it that need no provider. */
public final class TestGuard {

  static final DocumentFactory DOCUMENTS = new DocumentFactoryImpl(InMemoryDocumentStore.INSTANCE);

  private final PurchaseGuard guard;

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
    Flights flights = new Flights();
    PurchaseStore store = new MemoryPurchaseStore(settings, flights::contains, nanoTime);
    guard = new PurchaseGuard(before.apply(store), flights, clock, wait -> {});
  }

  /** A call to a provider without tasks. */
  static PurchaseCall call(Activation activation, Deadline deadline, Supplier<Generated> buy) {
    return new PurchaseCall(
        new Order(null, activation, deadline, null),
        "openai",
        false,
        order -> buy.get(),
        null,
        DOCUMENTS,
        new Redaction(List.of()));
  }

  public <T> T getOrBuy(
      Activation activation,
      Deadline deadline,
      Supplier<Generated> buy,
      Function<CompletedPurchase, T> deliver) {
    return guard.getOrBuy(call(activation, deadline, buy), deliver);
  }
}

package org.imagesgenerate.simulator;

import java.io.IOException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A request under way to its answer: what a {@link Fault} may interfere with. */
public final class Exchange {

  /** How an answer goes over the wire. */
  interface Delivery {

    /**
     * @return whether the connection may take another request
     */
    boolean deliver(Exchange exchange, Wire wire) throws IOException;
  }

  private final ReceivedRequest request;
  private final Function<ReceivedRequest, SimulatedResponse> work;
  private SimulatedResponse answer;
  private Delivery delivery = Deliveries.PLAIN;

  Exchange(ReceivedRequest request, Function<ReceivedRequest, SimulatedResponse> work) {
    this.request = request;
    this.work = work;
  }

  public ReceivedRequest request() {
    return request;
  }

  /** The answer; the first call does the provider's work, which may be a purchase. */
  public SimulatedResponse answer() {
    if (answer == null) {
      answer = work.apply(request);
    }
    return answer;
  }

  /** Answers something else; work that was not done yet will not be done. */
  public void answer(SimulatedResponse other) {
    answer = other;
  }

  /** Does the work and alters its answer. */
  public void edit(UnaryOperator<SimulatedResponse> change) {
    answer = change.apply(answer());
  }

  void delivery(Delivery other) {
    delivery = other;
  }

  boolean deliver(Wire wire) throws IOException {
    return delivery.deliver(this, wire);
  }
}

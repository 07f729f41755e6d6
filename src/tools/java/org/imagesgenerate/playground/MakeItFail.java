package org.imagesgenerate.playground;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.local.FolderDocumentStore;
import org.imagesgenerate.local.SimulatedProcess;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;

/**
 * The failure that the user chose for a run. It happens to the provider of the first of our tasks,
 * so that a second provider in reserve can do the work.
 *
 * @param code a code of the contract, {@link #SLOW} or {@link #LOST}; empty for no failure
 * @param always whether every request fails, or only the first one
 */
record MakeItFail(String code, boolean always) {

  private static final String SLOW = "SLOW";
  private static final String LOST = "LOST_RESPONSE";
  private static final Duration DELAY = Duration.ofSeconds(10);
  private static final Set<ErrorCode> OF_TASKS =
      Set.of(ErrorCode.TASK_FAILED, ErrorCode.TASK_PENDING);

  /** What can be chosen for a provider. */
  static List<String> choices(String provider) {
    boolean tasks = Set.of("wavespeed", "runware", "simulation").contains(provider);
    List<String> choices = new ArrayList<>();
    for (ErrorCode code : ErrorCode.values()) {
      boolean possible =
          (tasks || !OF_TASKS.contains(code))
              && !(provider.equals("aiml-api") && code == ErrorCode.CONTENT_POLICY)
              && !(provider.equals("runware") && code == ErrorCode.OUTCOME_UNKNOWN);
      if (possible) {
        choices.add(code.name());
      }
    }
    choices.add(SLOW);
    choices.add(LOST);
    return choices;
  }

  /**
   * @param process already redirected to the simulators
   */
  void prepare(SimulatedProcess process, Simulators simulators, FolderDocumentStore documents) {
    simulators.behave();
    documents.failNext(0);
    String provider = process.firstProvider().orElse("");
    if (code.isEmpty() || provider.isEmpty()) {
      return;
    }
    if (!choices(provider).contains(code)) {
      throw new IllegalArgumentException(
          "%s cannot fail with %s: choose another failure.".formatted(provider, code));
    }
    if (provider.equals("simulation")) {
      process.setInput(provider, "providerOptions", simulationOptions());
      return;
    }
    ImagesSimulator simulator = simulators.of(provider);
    Predicate<ReceivedRequest> purchases = purchases(provider);
    switch (code) {
      case SLOW -> fail(simulator, purchases, Fault.delay(DELAY));
      case LOST -> fail(simulator, purchases, Fault.closeAfterReading().afterWork());
      // these happen before a request is sent, or after the response came
      case "INVALID_INPUT" -> process.setInput(provider, "n", "0");
      case "CONNECTION_FAILED" ->
          process.setInput(provider, "provider.baseUrl", "http://127.0.0.1:1");
      case "DELIVERY_FAILED" -> documents.failNext(Integer.MAX_VALUE);
      default -> {
        if (code.equals("TASK_PENDING")) {
          process.setInput(provider, "timeout", "PT5S");
        }
        simulator.failPurchases(purchases, ErrorCode.valueOf(code), always ? Integer.MAX_VALUE : 1);
      }
    }
  }

  private void fail(ImagesSimulator simulator, Predicate<ReceivedRequest> which, Fault fault) {
    if (always) {
      simulator.always(which, fault);
    } else {
      simulator.nextFor(which, fault);
    }
  }

  private String simulationOptions() {
    if (code.equals(SLOW)) {
      return "={\"delay\": \"%s\"}".formatted(DELAY);
    }
    String failure = code.equals(LOST) ? ErrorCode.OUTCOME_UNKNOWN.name() : code;
    return "={\"fail\": \"%s\", \"failures\": %d}"
        .formatted(failure, always ? Integer.MAX_VALUE : 1);
  }

  private static Predicate<ReceivedRequest> purchases(String provider) {
    String path =
        switch (provider) {
          case "azure-openai" -> "/openai/.*";
          case "wavespeed" -> "/api/v3/.*";
          case "runware" -> "/v1/?";
          default -> "(/v1)?/images/.*";
        };
    return request -> request.path().matches(path) && request.isPurchase();
  }
}

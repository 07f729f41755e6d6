package org.imagesgenerate.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The words {@code simulate CODE} in a prompt, at every simulated provider. */
class RequestedFailureTest {

  /** What no response of a server can cause. */
  private static final Set<ErrorCode> ELSEWHERE =
      Set.of(ErrorCode.INVALID_INPUT, ErrorCode.CONNECTION_FAILED, ErrorCode.DELIVERY_FAILED);

  private static final Map<Api, Set<ErrorCode>> IMPOSSIBLE =
      Map.of(
          Api.AIML_API, Set.of(ErrorCode.CONTENT_POLICY),
          Api.RUNWARE, Set.of(ErrorCode.OUTCOME_UNKNOWN),
          Api.WAVESPEED, Set.of());

  private static final Set<ErrorCode> OF_TASKS =
      Set.of(ErrorCode.TASK_FAILED, ErrorCode.TASK_PENDING);

  @ParameterizedTest
  @EnumSource
  void everyCodeThatTheProviderCanCauseCanBeRequested(Api api) {
    for (ErrorCode code : ErrorCode.values()) {
      try (ImagesSimulator simulator = api.start()) {
        Outcome outcome = generate(api, simulator, "a fox, simulate " + code);

        boolean possible =
            !api.hasServer()
                || !ELSEWHERE.contains(code)
                    && !IMPOSSIBLE.getOrDefault(api, Set.of()).contains(code)
                    && (api.hasTasks() || !OF_TASKS.contains(code));
        assertThat(outcome.code())
            .as("%s at %s: %s", code, api, outcome)
            .isEqualTo(possible ? code.name() : "REQUEST_REJECTED");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownCodeIsRejected(Api api) {
    try (ImagesSimulator simulator = api.start()) {
      Outcome outcome = generate(api, simulator, "a fox, simulate RATE_LIMIT");

      assertThat(outcome.code()).isEqualTo(api.hasServer() ? "REQUEST_REJECTED" : "INVALID_INPUT");
      assertThat(simulator.purchases()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void onlySoManyPurchasesFailAndTheRequestIsShownAsItCame(Api api) {
    try (ImagesSimulator simulator = api.start()) {
      simulator.failPurchases(ReceivedRequest::isPurchase, ErrorCode.RATE_LIMITED, 1);

      assertThat(generate(api, simulator, "a fox").code()).isEqualTo("RATE_LIMITED");
      assertThat(generate(api, simulator, "a red fox").failure()).isNull();
      assertThat(simulator.requests(ReceivedRequest::isPurchase).getFirst().body())
          .contains("a fox")
          .doesNotContain("RATE");
    }
  }

  private static Outcome generate(Api api, ImagesSimulator simulator, String prompt) {
    boolean pending = prompt.contains("TASK_PENDING");
    return new TestWorker(Map.of("IMAGES_GENERATE_MAX_IMAGE_BYTES", "3000000"))
        .generate(
            prompt.hashCode(),
            api.job(simulator, "prompt", prompt, "timeout", pending ? "PT5S" : "PT1M"));
  }
}

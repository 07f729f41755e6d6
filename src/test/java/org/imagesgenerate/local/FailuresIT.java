package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.imagesgenerate.local.ProcessRun.FailedAttempt;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator sees when something goes wrong, and what it costs. */
@ExtendWith(SharedCamunda.class)
class FailuresIT {

  private static final String KEY = "sk-test-key-of-failures";

  private final LocalCamunda camunda;
  private ImagesSimulator simulator;

  FailuresIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() {
    simulator = ImagesSimulator.start().requireKey(KEY);
    camunda.secrets().put("OPENAI_API_KEY", KEY);
  }

  @AfterEach
  void tearDown() {
    simulator.close();
  }

  @Test
  void aWrongKeyIsAnIncidentAtOnce() {
    camunda.secrets().put("OPENAI_API_KEY", "sk-wrong-key-of-failures");

    ProcessRun run = start(Map.of(), Map.of());
    Incident incident = run.awaitIncident();

    assertThat(incident.elementId()).isEqualTo(OneTask.TASK);
    assertThat(incident.message())
        .startsWith("[AUTHENTICATION_FAILED] OpenAI rejected the API key")
        .doesNotContain("sk-wrong-key-of-failures");
    assertThat(run.failedAttempts()).extracting(FailedAttempt::retriesLeft).containsExactly(0);
    JsonNode error = run.localVariable("error");
    assertThat(error.get("code").asText()).isEqualTo("AUTHENTICATION_FAILED");
    assertThat(error.at("/variables/purchase").asText()).isEqualTo("none");
    assertThat(error.at("/variables/httpStatus").asInt()).isEqualTo(401);
    assertThat(simulator.requests()).hasSize(1);
  }

  /** As with camunda.secrets.NAME on newer engines: the runtime never sees a secret's name. */
  @Test
  void aKeyThatAnExpressionGivesIsMaskedToo() {
    String key = "sk-test-key-of-an-expression";
    simulator.next(
        Fault.answer(
            OpenAiErrors.error(
                401,
                "invalid_request_error",
                "invalid_api_key",
                null,
                "Incorrect API key provided: " + key)));

    ProcessRun run =
        start(Map.of("provider.apiKey", "=\"sk-test-key-\" + \"of-an-expression\""), Map.of());

    assertThat(run.awaitIncident().message())
        .contains("OpenAI rejected the API key")
        .doesNotContain(key);
    assertThat(run.localVariable("error").get("code").asText()).isEqualTo("AUTHENTICATION_FAILED");
    assertThat(run.localVariable("error").toString()).doesNotContain(key);
    assertThat(simulator.lastRequest().header("authorization")).hasValue("Bearer " + key);
  }

  @Test
  void aSecretReferenceThatThisEngineCannotResolveIsAMissingKey() {
    ProcessRun run = start(Map.of("provider.apiKey", "=camunda.secrets.OPENAI_API_KEY"), Map.of());

    assertThat(run.awaitIncident().message()).contains("provider.apiKey: is missing");
    assertThat(run.localVariable("error").get("code").asText()).isEqualTo("INVALID_INPUT");
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void anIncidentGoesOnWithTheRightKeyAndNewRetries() {
    camunda.secrets().put("OPENAI_API_KEY", "sk-wrong-key-of-failures");
    ProcessRun run = start(Map.of(), Map.of());
    Incident incident = run.awaitIncident();

    camunda.secrets().put("OPENAI_API_KEY", KEY);
    run.retry(incident, 1);

    assertThat(run.awaitEnd().variable("imageDocuments")).hasSize(1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aRateLimitIsWaitedForAsLongAsTheProviderAsks() {
    simulator.next(
        Fault.answer(OpenAiErrors.rateLimitExceeded(Duration.ofSeconds(42))),
        Fault.answer(OpenAiErrors.rateLimitExceeded(Duration.ofSeconds(50))));

    ProcessRun run = start(Map.of("retryBackoff", "PT1S"), Map.of());
    FailedAttempt first = run.awaitFailedAttempts(1).getLast();
    assertThat(first.backOff()).isEqualTo(Duration.ofSeconds(42));
    assertThat(first.message()).contains("OpenAI: rate limit reached", "purchase: none");
    camunda.engine().increaseTime(first.backOff());
    FailedAttempt second = run.awaitFailedAttempts(2).getLast();
    camunda.engine().increaseTime(second.backOff());
    run.awaitEnd();

    assertThat(run.failedAttempts()).extracting(FailedAttempt::retriesLeft).containsExactly(2, 1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aRateLimitThatLastsIsAnIncidentAfterTheLastRetry() {
    simulator.always(
        request -> true, Fault.answer(OpenAiErrors.rateLimitExceeded(Duration.ofSeconds(1))));

    ProcessRun run = start(Map.of("retryCount", "1"), Map.of());

    assertThat(run.awaitIncident().type()).isEqualTo("JOB_NO_RETRIES");
    assertThat(simulator.requests()).hasSize(1);
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void aBrokenResultExpressionBuysOnce() {
    ProcessRun run =
        start(
            Map.of("resultExpression", "={width: response.images[1].}", "retryBackoff", "PT0S"),
            Map.of());

    assertThat(run.awaitIncident().type()).isEqualTo("JOB_NO_RETRIES");
    assertThat(run.failedAttempts()).hasSize(3);
    assertThat(simulator.requests()).hasSize(1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aDocumentStoreThatWasDownCostsNothingMore() {
    camunda.documents().failNext(5);

    ProcessRun run = start(Map.of("retryBackoff", "PT0S", "retryCount", "9"), Map.of("n", 2));
    run.awaitEnd();

    assertThat(run.variable("imageDocuments")).hasSize(2);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aPromptThatPullsTheKeyInIsRefusedBeforeAnythingIsSent() {
    ProcessRun run = start(Map.of(), Map.of("prompt", "paint {{secrets.OPENAI_API_KEY}} in blue"));

    assertThat(run.awaitIncident().message())
        .contains("prompt", "key", "remove it")
        .doesNotContain(KEY);
    assertThat(run.localVariable("error").get("code").asText()).isEqualTo("INVALID_INPUT");
    assertThat(run.localVariable("error").toString()).doesNotContain(KEY);
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void anErrorExpressionMakesABpmnErrorOfACode() {
    simulator.next(Fault.answer(OpenAiErrors.insufficientQuota()));

    ProcessRun run =
        start(
            Map.of(
                "errorExpression",
                "=if error.code = \"QUOTA_EXHAUSTED\" then bpmnError(\"NO_MONEY\", error.message, error.variables) else null"),
            Map.of());

    // this process does not catch it, so the engine creates an incident
    Incident incident = run.awaitIncident();
    assertThat(incident.type()).isEqualTo("UNHANDLED_ERROR_EVENT");
    assertThat(incident.message()).contains("NO_MONEY");
    assertThat(simulator.requests()).hasSize(1);
  }

  private ProcessRun start(Map<String, String> values, Map<String, Object> variables) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("prompt", "=prompt");
    all.put("n", "=n");
    all.put("provider.baseUrl", simulator.uri().toString());
    all.putAll(values);
    camunda.engine().deploy("failing.bpmn", OneTask.process("failing", all));
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("prompt", "a red fox");
    given.putAll(variables);
    return camunda.engine().start("failing", given);
  }
}

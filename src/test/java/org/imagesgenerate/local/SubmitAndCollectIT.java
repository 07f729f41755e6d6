package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples that let the engine wait instead of a thread. */
@ExtendWith(SharedCamunda.class)
class SubmitAndCollectIT {

  private static final String KEY = "sk-test-key-of-submit-and-collect";

  private final LocalCamunda camunda;
  private ImagesSimulator simulator;

  SubmitAndCollectIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() {
    camunda.secrets().put("WAVESPEED_API_KEY", KEY);
    camunda.secrets().put("RUNWARE_API_KEY", KEY);
    simulator = ImagesSimulator.start().requireKey(KEY);
  }

  @AfterEach
  void tearDown() {
    simulator.close();
  }

  @Test
  void collectsWhenTheTimerRings() {
    ProcessRun run = start("submit-wait-collect", Map.of("patience", "PT1S")).awaitEnd();

    assertThat(run.variable("imageTask").get("provider").asText()).isEqualTo("wavespeed");
    assertThat(run.variable("submitResult").get("status").asText()).isEqualTo("submitted");
    assertThat(run.variable("imageDocuments")).hasSize(1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void collectsWhenTheProviderCalls() {
    ProcessRun run = start("submit-webhook-collect", withWebhook("order-1"));
    run.awaitSubscription("images-ready");
    // what Camunda's webhook connector does with the provider's call
    camunda.engine().publish("images-ready", "order-1", Map.of());
    run.awaitEnd();

    assertThat(run.steps()).extracting(Step::elementId).contains("CallbackReceived");
    assertThat(run.variable("imageDocuments")).hasSize(1);
    assertThat(simulator.purchases()).isEqualTo(1);
    assertThat(simulator.requests())
        .filteredOn(request -> "imageInference".equals(request.json().at("/0/taskType").asText()))
        .singleElement()
        .extracting(request -> request.json().at("/0/webhookURL").asText())
        .isEqualTo("https://connectors.example.com/inbound/images-ready?order=order-1");
  }

  @Test
  void collectsAlthoughNobodyCalls() {
    Map<String, Object> variables = new LinkedHashMap<>(withWebhook("order-2"));
    variables.put("patience", "PT1S");

    ProcessRun run = start("submit-webhook-collect", variables).awaitEnd();

    assertThat(run.steps()).extracting(Step::elementId).contains("NoCallback");
    assertThat(run.variable("imageDocuments")).hasSize(1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void holdsNoThreadOfTheWorkerWhileTheEngineWaits() {
    ProcessRun run = start("submit-wait-collect", Map.of());

    assertThat(run.stopsWithin(Duration.ofMillis(500))).isFalse();
    assertThat(run.steps()).extracting(Step::elementId).contains("SubmitImages");
    camunda.engine().increaseTime(Duration.ofMinutes(2));
    run.awaitEnd();

    assertThat(run.variable("imageDocuments")).hasSize(1);
  }

  private static Map<String, Object> withWebhook(String order) {
    return Map.of(
        "orderId", order, "webhookAddress", "https://connectors.example.com/inbound/images-ready");
  }

  private ProcessRun start(String process, Map<String, Object> more) {
    camunda
        .engine()
        .deploySimulated(
            any -> simulator.uri().toString(), Path.of("bpmn-examples", process + ".bpmn"));
    Map<String, Object> variables = new LinkedHashMap<>(more);
    variables.putAll(Map.of("prompt", "a red fox", "size", "1024x1024"));
    return camunda.engine().start(process, variables);
  }
}

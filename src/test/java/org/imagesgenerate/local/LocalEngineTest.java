package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camunda.client.api.response.ActivatedJob;
import io.camunda.client.api.worker.JobWorker;
import io.camunda.zeebe.model.bpmn.Bpmn;
import io.camunda.zeebe.model.bpmn.builder.StartEventBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.local.ProcessRun.FailedAttempt;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.local.ProcessRun.Step;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalEngineTest {

  private static LocalEngine engine;

  @BeforeAll
  static void start() {
    engine = LocalEngine.start();
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @Test
  void tellsTheStepsAndTheVariablesOfAnInstance() {
    deploy(
        process("plain").serviceTask("work", task -> task.zeebeJobType("plain")).endEvent("end"));

    ProcessRun run = engine.start("plain", Map.of("before", "b"));
    run.completeJob("plain", Map.of("after", 2));
    run.awaitEnd();

    assertThat(run.steps()).extracting(Step::elementId).containsExactly("start", "work", "end");
    assertThat(run.variable("before").textValue()).isEqualTo("b");
    assertThat(run.variable("after").intValue()).isEqualTo(2);
    assertThat(run.variable("never").isMissingNode()).isTrue();
  }

  @Test
  void keepsTwoInstancesApart() {
    deploy(process("twice").serviceTask("work", task -> task.zeebeJobType("twice")).endEvent());

    ProcessRun first = engine.start("twice", Map.of("who", "first"));
    ProcessRun second = engine.start("twice", Map.of("who", "second"));
    second.completeJob("twice", Map.of());
    second.awaitEnd();

    assertThat(second.variable("who").textValue()).isEqualTo("second");
    assertThat(first.stopsWithin(Duration.ofMillis(1))).isFalse();
  }

  @Test
  void handsTheVariablesOfAFailedJobToItsNextAttempt() {
    deploy(process("failing").serviceTask("work", task -> task.zeebeJobType("failing")).endEvent());

    ProcessRun run = engine.start("failing", Map.of());
    fail(activate("failing"), 1, Duration.ofMinutes(2));

    assertThat(run.awaitFailedAttempts(1))
        .containsExactly(new FailedAttempt("work", 1, Duration.ofMinutes(2), "broken"));
    assertThat(run.localVariable("error").get("code").textValue()).isEqualTo("E1");
    engine.increaseTime(Duration.ofMinutes(2));
    assertThat(activate("failing").getVariablesAsMap())
        .containsEntry("error", Map.of("code", "E1"));
  }

  @Test
  void endsAnIncidentWithNewRetries() {
    deploy(process("stuck").serviceTask("work", task -> task.zeebeJobType("stuck")).endEvent());

    ProcessRun run = engine.start("stuck", Map.of());
    fail(activate("stuck"), 0, Duration.ZERO);
    Incident incident = run.awaitIncident();

    assertThat(incident.type()).isEqualTo("JOB_NO_RETRIES");
    assertThat(incident.message()).isEqualTo("broken");
    assertThatThrownBy(run::awaitEnd)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("broken");
    run.retry(incident, 1);
    run.completeJob("stuck", Map.of());
    run.awaitEnd();
    assertThat(run.incident()).isEmpty();
  }

  @Test
  void completesAUserTask() {
    deploy(process("asking").userTask("ask", task -> task.zeebeUserTask()).endEvent());

    ProcessRun run = engine.start("asking", Map.of());
    run.complete(run.awaitUserTask("ask"), Map.of("answer", "yes"));

    assertThat(run.awaitEnd().variable("answer").textValue()).isEqualTo("yes");
  }

  @Test
  void deliversAMessage() {
    deploy(
        process("waiting")
            .intermediateCatchEvent("wait")
            .message(message -> message.name("done").zeebeCorrelationKeyExpression("id"))
            .endEvent());

    ProcessRun run = engine.start("waiting", Map.of("id", "7"));
    run.awaitSubscription("done");
    engine.publish("done", "7", Map.of("news", "good"));

    assertThat(run.awaitEnd().variable("news").textValue()).isEqualTo("good");
  }

  private static StartEventBuilder process(String id) {
    return Bpmn.createExecutableProcess(id).startEvent("start");
  }

  private static void deploy(io.camunda.zeebe.model.bpmn.builder.EndEventBuilder end) {
    engine.deploy("test.bpmn", Bpmn.convertToString(end.done()));
  }

  private static ActivatedJob activate(String type) {
    CompletableFuture<ActivatedJob> first = new CompletableFuture<>();
    try (JobWorker worker =
        engine
            .client()
            .newWorker()
            .jobType(type)
            .handler((client, job) -> first.complete(job))
            .timeout(Duration.ofHours(1))
            .open()) {
      assertThat(worker.isOpen()).isTrue();
      return first.orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  private static void fail(ActivatedJob job, int retries, Duration backOff) {
    engine
        .client()
        .newFailCommand(job)
        .retries(retries)
        .retryBackoff(backOff)
        .errorMessage("broken")
        .variables(Map.of("error", Map.of("code", "E1")))
        .send()
        .join();
  }
}

package org.imagesgenerate.connector.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarlierTaskTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Task TASK = new Task("runware", "a:1@1", List.of("t-1"), 42L, "abc");

  private static Order order(JsonNode error) {
    return new Order(null, new Activation(42, "abc"), null, error);
  }

  /** As the exception handler of connectors 8.8.7 writes a failed attempt. */
  private static JsonNode error(Task task) {
    return MAPPER.valueToTree(
        Map.of(
            "type",
            "io.camunda.connector.api.error.ConnectorException",
            "code",
            "TASK_PENDING",
            "message",
            "…",
            "variables",
            Map.of("provider", "runware", "purchase", "unknown", "task", task)));
  }

  @Test
  void findsTheTaskOfAnEarlierAttempt() {
    assertThat(EarlierTask.of(order(error(TASK)))).contains(TASK);
  }

  @Test
  void aFirstAttemptHasNone() {
    assertThat(EarlierTask.of(order(null))).isEmpty();
  }

  @Test
  void anotherActivationsTaskIsNotTrusted() {
    assertThat(EarlierTask.of(order(error(new Task("runware", "m", List.of("t"), 41L, "abc")))))
        .isEmpty();
    assertThat(EarlierTask.of(order(error(new Task("runware", "m", List.of("t"), null, "abc")))))
        .isEmpty();
  }

  @Test
  void aTaskOfChangedInputIsNotTrusted() {
    assertThat(EarlierTask.of(order(error(new Task("runware", "m", List.of("t"), 42L, "other")))))
        .isEmpty();
    assertThat(EarlierTask.of(order(error(new Task("runware", "m", List.of("t"), 42L, null)))))
        .isEmpty();
  }

  @Test
  void aTaskWithoutIdsIsNone() {
    assertThat(EarlierTask.of(order(error(new Task("runware", "m", null, 42L, "abc"))))).isEmpty();
  }

  @Test
  void whatALaterVersionAddsToTheHandleDoesNotHurt() throws JsonProcessingException {
    JsonNode error =
        MAPPER.readTree(
            """
            {"variables": {"task": {"provider": "p", "model": "m", "ids": ["t"], "later": [1],
             "elementInstanceKey": 42, "request": "abc"}}}""");
    assertThat(EarlierTask.of(order(error))).contains(new Task("p", "m", List.of("t"), 42L, "abc"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"text\"",
        "[1]",
        "{}",
        "{\"variables\": null}",
        "{\"variables\": {\"task\": \"t\"}}",
        "{\"variables\": {\"task\": {\"ids\": \"t\", \"elementInstanceKey\": 42}}}",
        "{\"code\": \"RATE_LIMITED\", \"message\": \"…\"}"
      })
  void whateverElseStandsInTheVariableIsNoTask(String json) throws JsonProcessingException {
    assertThat(EarlierTask.of(order(MAPPER.readTree(json)))).isEmpty();
  }
}

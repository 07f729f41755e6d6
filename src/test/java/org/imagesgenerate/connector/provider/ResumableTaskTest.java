package org.imagesgenerate.connector.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumableTaskTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TaskHandle TASK =
      new TaskHandle("wavespeed", "a:1@1", List.of("t-1"), 42L, "abc");

  private static GenerationRequest request(JsonNode error) {
    return new GenerationRequest(null, new PurchaseKey(42, "abc"), null, error);
  }

  /** As the exception handler of connectors 8.8.7 writes a failed attempt. */
  private static JsonNode error(TaskHandle task) {
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
    assertThat(ResumableTask.of(request(error(TASK)))).contains(TASK);
  }

  /** The store was down when the later tasks were submitted. */
  @Test
  void aVariableWithMoreTasksThanTheStoreIsNewer() {
    TaskHandle more = TASK.with(List.of("t-1", "t-2"));
    assertThat(ResumableTask.of(request(error(more)).withState(stored(TASK)))).contains(more);
  }

  @Test
  void otherwiseTheStoreIsNewer() {
    TaskHandle other = TASK.with(List.of("t-2"));
    assertThat(ResumableTask.of(request(error(TASK)).withState(stored(other)))).contains(other);
    assertThat(ResumableTask.of(request(null).withState(stored(TASK)))).contains(TASK);
  }

  private static AttemptState stored(TaskHandle task) {
    return new AttemptState() {
      @Override
      public boolean mayHaveSent() {
        return true;
      }

      @Override
      public TaskHandle task() {
        return task;
      }

      @Override
      public void saveTask(TaskHandle saved) {
        throw new AssertionError("nothing is to be saved");
      }
    };
  }

  @Test
  void aFirstAttemptHasNone() {
    assertThat(ResumableTask.of(request(null))).isEmpty();
  }

  @Test
  void anotherActivationsTaskIsNotTrusted() {
    assertThat(
            ResumableTask.of(
                request(error(new TaskHandle("runware", "m", List.of("t"), 41L, "abc")))))
        .isEmpty();
    assertThat(
            ResumableTask.of(
                request(error(new TaskHandle("runware", "m", List.of("t"), null, "abc")))))
        .isEmpty();
  }

  @Test
  void aTaskOfChangedInputIsNotTrusted() {
    assertThat(
            ResumableTask.of(
                request(error(new TaskHandle("runware", "m", List.of("t"), 42L, "other")))))
        .isEmpty();
    assertThat(
            ResumableTask.of(
                request(error(new TaskHandle("runware", "m", List.of("t"), 42L, null)))))
        .isEmpty();
  }

  @Test
  void aTaskWithoutIdsIsNone() {
    assertThat(ResumableTask.of(request(error(new TaskHandle("runware", "m", null, 42L, "abc")))))
        .isEmpty();
  }

  /** Each id is asked for with the key. */
  @Test
  void aHandleThatIsNotOursIsIgnored() {
    assertThat(
            ResumableTask.of(
                request(
                    error(
                        new TaskHandle(
                            "wavespeed", "m", Collections.nCopies(101, "t"), 42L, "abc")))))
        .isEmpty();
    assertThat(
            ResumableTask.of(
                request(error(new TaskHandle("runware", "m", List.of("t"), 42L, "abc")))))
        .isEmpty();
  }

  @Test
  void whatALaterVersionAddsToTheHandleDoesNotHurt() throws JsonProcessingException {
    JsonNode error =
        MAPPER.readTree(
            """
            {"variables": {"task": {"provider": "p", "model": "m", "ids": ["t"], "later": [1],
             "elementInstanceKey": 42, "request": "abc"}}}""");
    assertThat(ResumableTask.of(request(error)))
        .contains(new TaskHandle("p", "m", List.of("t"), 42L, "abc"));
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
  void whateverElseStandsInTheVariableIsNotATask(String json) throws JsonProcessingException {
    assertThat(ResumableTask.of(request(MAPPER.readTree(json)))).isEmpty();
  }
}

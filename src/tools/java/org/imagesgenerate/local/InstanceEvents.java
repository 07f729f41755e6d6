package org.imagesgenerate.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.camunda.zeebe.protocol.record.Record;
import io.camunda.zeebe.protocol.record.RecordType;
import io.camunda.zeebe.protocol.record.RecordValue;
import io.camunda.zeebe.protocol.record.intent.IncidentIntent;
import io.camunda.zeebe.protocol.record.intent.Intent;
import io.camunda.zeebe.protocol.record.intent.JobIntent;
import io.camunda.zeebe.protocol.record.intent.ProcessInstanceIntent;
import io.camunda.zeebe.protocol.record.value.BpmnElementType;
import io.camunda.zeebe.protocol.record.value.IncidentRecordValue;
import io.camunda.zeebe.protocol.record.value.JobRecordValue;
import io.camunda.zeebe.protocol.record.value.ProcessInstanceRecordValue;
import io.camunda.zeebe.protocol.record.value.ProcessInstanceRelated;
import io.camunda.zeebe.protocol.record.value.VariableRecordValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.local.ProcessRun.FailedAttempt;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.local.ProcessRun.Step;

/** The events of one process instance in the engine's log, in order. */
record InstanceEvents(long instanceKey, List<Record<?>> records) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param key of the job, incident, user task, element instance, … that the event is about
   * @param time milliseconds since 1970, by the engine's clock
   */
  record Event<T>(long key, Intent intent, long time, T value) {}

  /** All events of one kind, whatever their intent. */
  <T extends RecordValue & ProcessInstanceRelated> Stream<Event<T>> of(Class<T> kind) {
    return records.stream()
        .filter(one -> one.getRecordType() == RecordType.EVENT && kind.isInstance(one.getValue()))
        .map(
            one ->
                new Event<>(
                    one.getKey(), one.getIntent(), one.getTimestamp(), kind.cast(one.getValue())))
        .filter(event -> event.value().getProcessInstanceKey() == instanceKey);
  }

  /** All events of one kind with one intent. */
  <T extends RecordValue & ProcessInstanceRelated> Stream<Event<T>> of(
      Class<T> kind, Intent intent) {
    return of(kind).filter(event -> event.intent() == intent);
  }

  /** The items of one kind that were created and have not ended. */
  <T extends RecordValue & ProcessInstanceRelated> Stream<Event<T>> open(
      Class<T> kind, Intent begin, Intent end) {
    Set<Long> ended = of(kind, end).map(Event::key).collect(Collectors.toSet());
    return of(kind, begin).filter(event -> !ended.contains(event.key()));
  }

  /** Whether the instance has completed or was terminated. */
  boolean ended() {
    return of(ProcessInstanceRecordValue.class)
        .anyMatch(event -> event.key() == instanceKey && isEnd(event.intent()));
  }

  /** The oldest unresolved incident. */
  Optional<Incident> incident() {
    return open(IncidentRecordValue.class, IncidentIntent.CREATED, IncidentIntent.RESOLVED)
        .map(
            event ->
                new Incident(
                    event.key(),
                    event.value().getJobKey(),
                    event.value().getErrorType().name(),
                    event.value().getElementId(),
                    event.value().getErrorMessage()))
        .findFirst();
  }

  List<FailedAttempt> failedAttempts() {
    return of(JobRecordValue.class, JobIntent.FAILED)
        .map(Event::value)
        .map(
            job ->
                new FailedAttempt(
                    job.getElementId(),
                    job.getRetries(),
                    Duration.ofMillis(job.getRetryBackoff()),
                    job.getErrorMessage()))
        .toList();
  }

  List<Step> steps() {
    Map<Long, Long> entered = new HashMap<>();
    List<Step> steps = new ArrayList<>();
    of(ProcessInstanceRecordValue.class)
        .filter(event -> isElement(event.value().getBpmnElementType()))
        .forEach(
            event -> {
              long start = entered.computeIfAbsent(event.key(), key -> event.time());
              if (isEnd(event.intent())) {
                Duration took = Duration.ofMillis(event.time() - start);
                steps.add(new Step(event.value().getElementId(), took));
              }
            });
    return steps;
  }

  /** The newest value of a variable in the given scopes; missing if there is none. */
  JsonNode variable(String name, LongPredicate scope) {
    return of(VariableRecordValue.class)
        .map(Event::value)
        .filter(variable -> variable.getName().equals(name) && scope.test(variable.getScopeKey()))
        .reduce((older, newer) -> newer)
        .map(variable -> json(variable.getValue()))
        .orElse(MissingNode.getInstance());
  }

  /** The newest values of all variables in the given scopes, by name. */
  Map<String, JsonNode> variables(LongPredicate scope) {
    Map<String, JsonNode> variables = new LinkedHashMap<>();
    of(VariableRecordValue.class)
        .map(Event::value)
        .filter(variable -> scope.test(variable.getScopeKey()))
        .forEach(variable -> variables.put(variable.getName(), json(variable.getValue())));
    return variables;
  }

  /** The elements that the instance is at. */
  List<String> active() {
    Map<Long, String> active = new LinkedHashMap<>();
    of(ProcessInstanceRecordValue.class)
        .filter(event -> isElement(event.value().getBpmnElementType()))
        .forEach(
            event -> {
              if (isEnd(event.intent())) {
                active.remove(event.key());
              } else {
                active.put(event.key(), event.value().getElementId());
              }
            });
    return List.copyOf(active.values());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the engine has a variable that is not JSON", e);
    }
  }

  private static boolean isElement(BpmnElementType type) {
    return type != BpmnElementType.SEQUENCE_FLOW && type != BpmnElementType.PROCESS;
  }

  private static boolean isEnd(Intent intent) {
    return intent == ProcessInstanceIntent.ELEMENT_COMPLETED
        || intent == ProcessInstanceIntent.ELEMENT_TERMINATED;
  }
}

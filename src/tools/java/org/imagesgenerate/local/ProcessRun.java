package org.imagesgenerate.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.camunda.zeebe.protocol.impl.record.value.usertask.UserTaskRecord;
import io.camunda.zeebe.protocol.record.ValueType;
import io.camunda.zeebe.protocol.record.intent.JobIntent;
import io.camunda.zeebe.protocol.record.intent.ProcessMessageSubscriptionIntent;
import io.camunda.zeebe.protocol.record.intent.UserTaskIntent;
import io.camunda.zeebe.protocol.record.value.JobRecordValue;
import io.camunda.zeebe.protocol.record.value.ProcessMessageSubscriptionRecordValue;
import io.camunda.zeebe.protocol.record.value.UserTaskRecordValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One process instance, read from the engine's log. An event that is waited for may have happened
 * already. No wait is longer than a minute, so that a broken test does not hang.
 */
public final class ProcessRun {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** A completed element, and how long it took. */
  public record Step(String elementId, Duration took) {}

  /**
   * An attempt at a job that failed.
   *
   * @param backOff until the next attempt
   */
  public record FailedAttempt(
      String elementId, int retriesLeft, Duration backOff, String message) {}

  /**
   * Why an instance is stuck.
   *
   * @param jobKey -1 if it is not about a job
   * @param type the engine's incident type, such as {@code JOB_NO_RETRIES}
   */
  public record Incident(long key, long jobKey, String type, String elementId, String message) {}

  /**
   * A user task that waits to be completed.
   *
   * @param formKey of the linked form, or -1
   */
  public record UserTask(long key, String elementId, long formKey) {}

  private final LocalEngine engine;
  private final long key;
  private final int from;

  /**
   * @param from how many of the engine's records are older than the instance
   */
  ProcessRun(LocalEngine engine, long key, int from) {
    this.engine = engine;
    this.key = key;
    this.from = from;
  }

  /** The process instance's key. */
  public long key() {
    return key;
  }

  /** Waits for the end of the instance; an incident is an error. */
  public ProcessRun awaitEnd() {
    Optional<Incident> incident = await("the end", ProcessRun::stop);
    if (incident.isPresent()) {
      throw new AssertionError("the instance stopped: " + incident.get());
    }
    return this;
  }

  /**
   * Waits up to the given time for the end of the instance or an incident.
   *
   * @return whether the instance has ended or is stuck
   */
  public boolean stopsWithin(Duration atMost) {
    return search(atMost, ProcessRun::stop).isPresent();
  }

  /**
   * Waits up to the given time for the next step, the end of the instance or an incident.
   *
   * @param steps the number of completed steps that are already known
   * @return whether one of them has happened
   */
  public boolean advancesWithin(Duration atMost, int steps) {
    return search(
            atMost,
            events ->
                events.steps().size() > steps
                    ? Optional.of(events)
                    : stop(events).map(stopped -> events))
        .isPresent();
  }

  /** Present if the instance has ended or is stuck; contains the incident if there is one. */
  private static Optional<Optional<Incident>> stop(InstanceEvents events) {
    Optional<Incident> incident = events.incident();
    return incident.isPresent() || events.ended() ? Optional.of(incident) : Optional.empty();
  }

  /** Waits until the instance has an incident. */
  public Incident awaitIncident() {
    return await("an incident", InstanceEvents::incident);
  }

  /** The incident that the instance has now. */
  public Optional<Incident> incident() {
    return events().incident();
  }

  /** Gives the incident's job new retries, which resolves the incident. */
  public void retry(Incident incident, int retries) {
    engine.client().newUpdateRetriesCommand(incident.jobKey()).retries(retries).send().join();
    engine.client().newResolveIncidentCommand(incident.key()).send().join();
  }

  /** Waits until a user task is active. */
  public UserTask awaitUserTask(String elementId) {
    return await(
        "user task " + elementId,
        events ->
            events
                .open(UserTaskRecordValue.class, UserTaskIntent.CREATED, UserTaskIntent.COMPLETED)
                .filter(event -> event.value().getElementId().equals(elementId))
                .map(task -> new UserTask(task.key(), elementId, task.value().getFormKey()))
                .findFirst());
  }

  /** Completes a user task as Tasklist does. */
  public void complete(UserTask task, Map<String, Object> variables) {
    UserTaskRecord command =
        new UserTaskRecord()
            .setUserTaskKey(task.key())
            .setVariables(EngineLog.variables(variables));
    engine.log().command(task.key(), ValueType.USER_TASK, UserTaskIntent.COMPLETE, command);
    await(
        "the completion of user task " + task.elementId(),
        events ->
            events
                .of(UserTaskRecordValue.class, UserTaskIntent.COMPLETED)
                .filter(event -> event.key() == task.key())
                .findFirst());
  }

  /** Completes a job that no worker handles, as soon as it exists. */
  public void completeJob(String type, Map<String, Object> variables) {
    long job =
        await(
            "a job of type " + type,
            events ->
                events
                    .open(JobRecordValue.class, JobIntent.CREATED, JobIntent.COMPLETED)
                    .filter(event -> event.value().getType().equals(type))
                    .map(InstanceEvents.Event::key)
                    .findFirst());
    engine.client().newCompleteCommand(job).variables(variables).send().join();
  }

  /** Waits until the instance waits for a message. */
  public void awaitSubscription(String message) {
    await(
        "a subscription to " + message,
        events ->
            events
                .of(
                    ProcessMessageSubscriptionRecordValue.class,
                    ProcessMessageSubscriptionIntent.CREATED)
                .filter(event -> event.value().getMessageName().equals(message))
                .findFirst());
  }

  /** Waits until at least this many attempts have failed, and returns all of them. */
  public List<FailedAttempt> awaitFailedAttempts(int atLeast) {
    return await(
        atLeast + " failed attempts",
        events -> Optional.of(events.failedAttempts()).filter(all -> all.size() >= atLeast));
  }

  /** The attempts that have failed so far. */
  public List<FailedAttempt> failedAttempts() {
    return events().failedAttempts();
  }

  /** The elements that the instance completed, in order. */
  public List<Step> steps() {
    return events().steps();
  }

  /** The newest value of a variable of the instance; missing if there is none. */
  public JsonNode variable(String name) {
    return events().variable(name, scope -> scope == key);
  }

  /** The newest value of a variable that only an element sees, such as {@code error}. */
  public JsonNode localVariable(String name) {
    return events().variable(name, scope -> scope != key);
  }

  /** The variables of the instance, by name. */
  public Map<String, JsonNode> variables() {
    return events().variables(scope -> scope == key);
  }

  /**
   * The variables that only elements see, such as the inputs of a task; the newest of each name.
   */
  public Map<String, JsonNode> localVariables() {
    return events().variables(scope -> scope != key);
  }

  /** Whether the instance has ended. */
  public boolean ended() {
    return events().ended();
  }

  /** The ids of the active elements. */
  public List<String> active() {
    return events().active();
  }

  /** The active user tasks. */
  public List<UserTask> userTasks() {
    return events()
        .open(UserTaskRecordValue.class, UserTaskIntent.CREATED, UserTaskIntent.COMPLETED)
        .map(
            task ->
                new UserTask(task.key(), task.value().getElementId(), task.value().getFormKey()))
        .toList();
  }

  private InstanceEvents events() {
    return new InstanceEvents(key, engine.log().since(from));
  }

  private <T> T await(String what, Function<InstanceEvents, Optional<T>> search) {
    return search(LONGEST_WAIT, search)
        .orElseThrow(
            () ->
                new AssertionError(
                    "waited for %s; steps: %s, failed attempts: %s, incident: %s"
                        .formatted(what, steps(), failedAttempts(), incident())));
  }

  private <T> Optional<T> search(Duration atMost, Function<InstanceEvents, Optional<T>> search) {
    try {
      return engine
          .log()
          .await(from, atMost, records -> search.apply(new InstanceEvents(key, records)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

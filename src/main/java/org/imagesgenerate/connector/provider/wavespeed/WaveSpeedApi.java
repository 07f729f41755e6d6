package org.imagesgenerate.connector.provider.wavespeed;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.AsyncImagesApi;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.Polling;
import org.imagesgenerate.connector.provider.Polling.Reply;
import org.imagesgenerate.connector.provider.ResumableTask;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Sleeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WaveSpeedAI v3. Several images are several tasks at most models: submitted one after the other,
 * so that nothing more is bought once a submit went wrong, then asked for side by side.
 *
 * <p>No submit that may have been taken is sent again. One that was refused for its pace, or never
 * left, is sent again while the others run. From the first id on every failure leaves the handle
 * behind, and the attempt that finds it buys nothing.
 */
public final class WaveSpeedApi implements AsyncImagesApi {

  private static final Logger LOG = LoggerFactory.getLogger(WaveSpeedApi.class);

  private final WaveSpeedClient calls;
  private final Polling polling;

  /**
   * @param pause waits between two questions
   */
  public WaveSpeedApi(Provider.WaveSpeed provider, Http http, InstantSource clock, Sleeper pause) {
    this.calls = new WaveSpeedClient(provider, http, clock);
    this.polling = new Polling(pause);
  }

  @Override
  public Origin origin() {
    return new Origin(calls.base(), calls.headers());
  }

  @Override
  public List<String> warnings(ImageRequest request) {
    calls.address(request);
    return WaveSpeedRequest.of(request).warnings();
  }

  @Override
  public GenerationResult generate(GenerationRequest order) {
    Optional<TaskHandle> earlier = ResumableTask.of(order);
    if (earlier.isPresent()) {
      return collect(earlier.get(), order.deadline());
    }
    TaskBatch tasks = TaskBatch.toBuy(order);
    tasks.hold(
        () -> {
          submit(tasks, order);
          if (!tasks.haveEnded()) {
            polling.waitAndAsk(
                order.deadline(),
                () -> {
                  Duration wait = ask(tasks, order.deadline());
                  Duration other = submit(tasks, order);
                  return reply(tasks.haveEnded(), wait.compareTo(other) > 0 ? wait : other);
                });
          }
        });
    return tasks.generated();
  }

  @Override
  public TaskHandle submit(GenerationRequest order) {
    Optional<TaskHandle> earlier = ResumableTask.of(order);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    TaskBatch tasks = TaskBatch.toBuy(order);
    tasks.hold(
        () -> {
          submit(tasks, order);
          if (!tasks.areSubmitted()) {
            polling.waitAndAsk(
                order.deadline(),
                () -> {
                  Duration wait = submit(tasks, order);
                  return reply(tasks.areSubmitted(), wait);
                });
          }
        });
    tasks.refusal().ifPresent(it -> LOG.warn("Fewer tasks than images: {}", it.code()));
    tasks.discard();
    return tasks.handle();
  }

  @Override
  public GenerationResult collect(TaskHandle handle, Deadline deadline) {
    if (!Provider.WAVESPEED.equals(handle.provider())
        || handle.ids().isEmpty()
        || !handle.ids().stream().allMatch(Prediction::isId)) {
      throw ImagesException.invalidInput(
          "task: is not a handle of WaveSpeedAI; take the one that the submit returned");
    }
    TaskBatch tasks = TaskBatch.bought(handle, calls::running);
    tasks.hold(
        () ->
            polling.ask(
                deadline,
                () -> {
                  Duration wait = ask(tasks, deadline);
                  return reply(tasks.haveEnded(), wait);
                }));
    return tasks.generated();
  }

  /** Asks for each task that runs, once; returns the longest wait that the API wishes. */
  private Duration ask(TaskBatch tasks, Deadline deadline) {
    return tasks.running().stream()
        .map(task -> calls.ask(task, deadline.half()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Submits what is missing, until the API refuses; returns the wait that it wishes. */
  private Duration submit(TaskBatch tasks, GenerationRequest order) {
    while (!tasks.areSubmitted()) {
      try {
        tasks.submitted(
            calls.submit(order.request(), tasks.submittedSoFar(), tasks.time(order.deadline())));
        TaskHandle handle = tasks.handle();
        if (!handle.ids().isEmpty()) {
          order.state().saveTask(handle);
        }
      } catch (ImagesException e) {
        if (tasks.isEmpty()) {
          throw e;
        }
        tasks.refused(e);
        return e.retryAfter() == null ? Duration.ZERO : e.retryAfter();
      }
    }
    return Duration.ZERO;
  }

  private static Reply<Boolean> reply(boolean done, Duration wait) {
    return done ? Reply.done(true) : Reply.notBefore(wait);
  }
}

package org.imagesgenerate.connector.provider.wavespeed;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Deadline;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.Pause;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.EarlierTask;
import org.imagesgenerate.connector.provider.Generated;
import org.imagesgenerate.connector.provider.Order;
import org.imagesgenerate.connector.provider.Polling;
import org.imagesgenerate.connector.provider.Polling.Reply;
import org.imagesgenerate.connector.provider.Task;
import org.imagesgenerate.connector.provider.TasksApi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WaveSpeedAI v3. Several images are several tasks: submitted one after the other, so that nothing
 * more is bought once a submit went wrong, then asked for side by side.
 *
 * <p>No submit that may have been taken is sent again. One that was refused for its pace, or never
 * left, is sent again while the others run. From the first id on every failure leaves the handle
 * behind, and the attempt that finds it buys nothing.
 */
public final class WaveSpeedApi implements TasksApi {

  private static final Logger LOG = LoggerFactory.getLogger(WaveSpeedApi.class);

  private final WaveSpeedCalls calls;
  private final Polling polling;

  /**
   * @param pause waits between two questions
   */
  public WaveSpeedApi(Provider.WaveSpeed provider, Http http, InstantSource clock, Pause pause) {
    this.calls = new WaveSpeedCalls(provider, http, clock);
    this.polling = new Polling(pause);
  }

  @Override
  public Origin origin() {
    return new Origin(calls.base(), calls.headers());
  }

  @Override
  public List<String> warnings(ImageRequest request) {
    calls.address(request);
    return Inputs.of(request).warnings();
  }

  @Override
  public Generated generate(Order order) {
    Optional<Task> earlier = EarlierTask.of(order);
    if (earlier.isPresent()) {
      return collect(earlier.get(), order.deadline());
    }
    Tasks tasks = Tasks.toBuy(order);
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
  public Task submit(Order order) {
    Optional<Task> earlier = EarlierTask.of(order);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Tasks tasks = Tasks.toBuy(order);
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
  public Generated collect(Task handle, Deadline deadline) {
    if (!Provider.WAVESPEED.equals(handle.provider())
        || handle.ids().isEmpty()
        || !handle.ids().stream().allMatch(Prediction::isId)) {
      throw ImagesException.invalidInput(
          "task: is not a handle of WaveSpeedAI; take the one that the submit returned");
    }
    Tasks tasks = Tasks.bought(handle, calls::running);
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
  private Duration ask(Tasks tasks, Deadline deadline) {
    return tasks.running().stream()
        .map(task -> calls.ask(task, deadline.half()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Submits what is missing, until the API refuses; returns the wait that it wishes. */
  private Duration submit(Tasks tasks, Order order) {
    while (!tasks.areSubmitted()) {
      try {
        tasks.submitted(calls.submit(order.request(), tasks.time(order.deadline())));
        Task handle = tasks.handle();
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

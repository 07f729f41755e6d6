package org.imagesgenerate.connector.provider.wavespeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.AsyncImagesApi;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.Polling;
import org.imagesgenerate.connector.provider.Polling.Reply;
import org.imagesgenerate.connector.provider.ResumableTask;
import org.imagesgenerate.connector.provider.SchemaLookup;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WaveSpeedAI v3. At most models several images are several tasks, submitted one after the other,
 * so that nothing more is bought once a submit fails, and then polled side by side.
 *
 * <p>A submit that may have arrived is never sent again. One that was rejected by a rate limit, or
 * was not sent, is repeated while the others run. From the first id on every failure carries the
 * handle, and the attempt that finds it buys nothing.
 */
public final class WaveSpeedApi implements AsyncImagesApi {

  private static final Logger LOG = LoggerFactory.getLogger(WaveSpeedApi.class);

  private final WaveSpeedClient client;
  private final InputImageUrls imageUrls;
  private final Polling polling;

  /**
   * @param sleeper waits between two polls
   */
  public WaveSpeedApi(
      Provider.WaveSpeed provider, Http http, InstantSource clock, Sleeper sleeper) {
    this.client = new WaveSpeedClient(provider, http, clock);
    this.imageUrls = new InputImageUrls(client.origin(), http, client.errors());
    this.polling = new Polling(sleeper);
  }

  @Override
  public Origin origin() {
    return client.origin();
  }

  @Override
  public List<String> warnings(ImageRequest request) {
    client.url(request);
    return WaveSpeedRequest.of(request, JsonBodies.object()).warnings();
  }

  /** {@code GET /models} lists all models with their schemas (WaveSpeedAI's CLI, 2026-10). */
  @Override
  public Optional<SchemaLookup> schemaLookup(String model, Settings settings) {
    HttpRequest models =
        HttpRequest.get(URI.create(origin().uri() + "/models"), origin().headers());
    return Optional.of(
        new SchemaLookup(
            models,
            true,
            body ->
                SchemaLookup.find(body, it -> it.path("model_id").asText().equals(model))
                    .map(WaveSpeedApi::runSchema)));
  }

  private static JsonNode runSchema(JsonNode model) {
    for (JsonNode schema : model.path("api_schema").path("api_schemas")) {
      if (schema.path("type").asText().equals("model_run")) {
        return schema;
      }
    }
    return model;
  }

  @Override
  public GenerationResult generate(GenerationRequest generation) {
    Optional<TaskHandle> earlier = ResumableTask.of(generation);
    return earlier.isPresent()
        ? collect(earlier.get(), generation.deadline())
        : buy(generation, true).result(generation.deadline());
  }

  @Override
  public TaskHandle submit(GenerationRequest generation) {
    return ResumableTask.of(generation)
        .orElseGet(
            () -> {
              TaskBatch batch = buy(generation, false);
              if (batch.rejection() != null) {
                LOG.warn("Fewer tasks than images: {}", batch.rejection().code());
              }
              batch.discard();
              return batch.handle();
            });
  }

  @Override
  public GenerationResult collect(TaskHandle handle, Deadline deadline) {
    if (!Provider.WAVESPEED.equals(handle.provider())
        || handle.ids().isEmpty()
        || !handle.ids().stream().allMatch(Prediction::isId)) {
      throw ImagesException.invalidInput(
          "task: is not a handle of WaveSpeedAI; use the one that the submit returned");
    }
    TaskBatch batch =
        new TaskBatch(handle, handle.ids().stream().map(client::task).toList(), 0, client.errors());
    batch.keepHandle(
        () -> polling.poll(deadline, () -> reply(poll(batch, deadline), batch.hasEnded())));
    return batch.result(deadline);
  }

  /**
   * Submits the tasks, and repeats what a rate limit rejected. All of them use the same uploads.
   *
   * @param wait whether to wait for the images too
   */
  private TaskBatch buy(GenerationRequest generation, boolean wait) {
    TaskBatch batch =
        new TaskBatch(
            generation.task(Provider.WAVESPEED, List.of()),
            List.of(),
            generation.imageRequest().requests().size(),
            client.errors());
    ObjectNode images = imageUrls.fields(generation.imageRequest(), generation.deadline());
    BooleanSupplier done = wait ? batch::hasEnded : batch::isSubmitted;
    batch.keepHandle(
        () -> {
          submitMissing(batch, generation, images);
          if (!done.getAsBoolean()) {
            polling.waitThenPoll(
                generation.deadline(),
                () -> {
                  Duration polled = wait ? poll(batch, generation.deadline()) : Duration.ZERO;
                  Duration submitted = submitMissing(batch, generation, images);
                  return reply(
                      polled.compareTo(submitted) > 0 ? polled : submitted, done.getAsBoolean());
                });
          }
        });
    return batch;
  }

  /** Polls each running task once; returns the longest wait that the API asks for. */
  private Duration poll(TaskBatch batch, Deadline deadline) {
    return batch.running().stream()
        .map(task -> client.poll(task, deadline.half()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Submits until the API rejects one; returns the wait that it asks for. */
  private Duration submitMissing(TaskBatch batch, GenerationRequest generation, ObjectNode images) {
    while (!batch.isSubmitted()) {
      try {
        batch.add(
            client.submit(
                generation.imageRequest(),
                images,
                batch.submitted(),
                batch.forSubmit(generation.deadline())));
        if (!batch.handle().ids().isEmpty()) {
          generation.state().saveTask(batch.handle());
        }
      } catch (ImagesException e) {
        if (batch.isEmpty()) {
          throw e;
        }
        batch.submitFailed(e);
        return e.retryAfter() == null ? Duration.ZERO : e.retryAfter();
      }
    }
    return Duration.ZERO;
  }

  private static Reply<Boolean> reply(Duration wait, boolean done) {
    return done ? Reply.done(true) : Reply.notYet(wait);
  }
}

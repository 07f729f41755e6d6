package org.imagesgenerate.connector.provider.runware;

import java.time.InstantSource;
import java.util.List;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.AsyncImagesApi;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.Polling;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Sleeper;

/**
 * Runware's image inference (reference, model schemas and platform pages, 2025-10 to 2026-10). One
 * request is one task. All attempts, on all workers, derive the same UUID for it and look for it
 * before they submit it, so it is bought once. {@link RunwareTask} is the loop that does this.
 */
public final class RunwareApi implements AsyncImagesApi {

  private final RunwareClient client;
  private final Polling polling;
  private final InstantSource clock;

  /**
   * @param clock for a {@code Retry-After} header with a date, and for when URLs expire
   * @param sleeper waits between two polls
   */
  public RunwareApi(Provider.Runware provider, Http http, InstantSource clock, Sleeper sleeper) {
    this.client = new RunwareClient(provider, http, new RunwareErrors(clock));
    this.polling = new Polling(sleeper);
    this.clock = clock;
  }

  @Override
  public Origin origin() {
    return client.origin();
  }

  /** The task's UUID is derived from the purchase key. */
  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<String> warnings(ImageRequest request) {
    return new RunwareRequest(request).warnings();
  }

  @Override
  public GenerationResult generate(GenerationRequest request) {
    return new RunwareTask(request, client, polling, clock).waitUntilEnded();
  }

  @Override
  public TaskHandle submit(GenerationRequest request) {
    return new RunwareTask(request, client, polling, clock).waitUntilAccepted();
  }

  @Override
  public GenerationResult collect(TaskHandle task, Deadline deadline) {
    return new RunwareTask(task, deadline, client, polling).waitUntilEnded();
  }
}

package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.AsyncImagesApi;
import org.imagesgenerate.connector.provider.BaseUrl;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.Polling;
import org.imagesgenerate.connector.provider.SchemaLookup;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Setting;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;

/**
 * Runware's image inference (reference, model schemas and platform pages, 2025-10 to 2026-10). One
 * request is one task. All attempts, on all workers, derive the same UUID for it and look for it
 * before they submit it, so it is bought once. {@link RunwareTask} is the loop that does this.
 */
public final class RunwareApi implements AsyncImagesApi {

  /** A model's id: {@code provider:model@version}. */
  private static final Pattern AIR =
      Pattern.compile("[\\w.-]{1,100}:[\\w.-]{1,100}@[\\w.-]{1,100}");

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

  /** Runware's schema service needs no key, so it gets none (Runware's SDKs, 2026-06). */
  @Override
  public Optional<SchemaLookup> schemaLookup(String model, Settings settings) {
    if (!AIR.matcher(model).matches()) {
      return Optional.empty();
    }
    String set = settings.text(Setting.RUNWARE_SCHEMAS_URL.variable());
    URI uri =
        URI.create(
            BaseUrl.of(set, "https://schemas.runware.ai") + "/resolve/" + BaseUrl.encode(model));
    return Optional.of(
        new SchemaLookup(
            HttpRequest.get(uri, Map.of()),
            false,
            body -> Optional.of(requestSchema(SchemaLookup.whole(body)))));
  }

  private static JsonNode requestSchema(JsonNode document) {
    return document.has("requestSchema") ? document.get("requestSchema") : document;
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

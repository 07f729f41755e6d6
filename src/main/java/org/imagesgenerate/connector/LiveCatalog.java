package org.imagesgenerate.connector;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.delivery.ImageDownloader;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.provider.SchemaLookup;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Setting;
import org.imagesgenerate.connector.support.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog, and for models without an entry the provider's own, if the operator wants that.
 *
 * <p>What is accepted depends on the catalog alone. The provider's own only decides how it is sent.
 * So it is never the reason that a job fails, and an attempt that follows a purchase is not
 * rejected because the provider's catalog has changed or cannot be reached.
 */
final class LiveCatalog {

  private static final Logger LOG = LoggerFactory.getLogger(LiveCatalog.class);

  /** Longest lookup, and longest wait of a job for one. */
  static final Duration LONGEST_LOOKUP = Duration.ofSeconds(2);

  /** A job waits for this part of its time at most: half of it is reserved for the purchase. */
  private static final int PART_OF_THE_JOB = 8;

  static final Duration AGE = Duration.ofDays(1);
  static final Duration AGE_OF_FAILURE = Duration.ofMinutes(10);
  static final int MOST_MODELS = 200;
  private static final int MOST_LOOKUPS_AT_ONCE = 4;

  private final Catalog catalog = Catalog.builtIn();
  private final Providers providers;
  private final Http http;
  private final Settings settings;
  private final LongSupplier nanoTime;
  private final boolean on;
  private final Semaphore lookups = new Semaphore(MOST_LOOKUPS_AT_ONCE);

  /** The models that were asked for, the one that was used last at the end. */
  private final Map<String, Asked> models =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Asked> eldest) {
          return size() > MOST_MODELS;
        }
      };

  /**
   * A model that was asked for.
   *
   * @param model empty if its provider has no schema of it, or none that makes sense
   * @param since on our clock
   */
  private record Asked(CompletableFuture<Optional<Model>> model, long since) {

    boolean isTooOld(long now) {
      boolean found = model.getNow(Optional.empty()).isPresent();
      return now - since >= (found ? AGE : AGE_OF_FAILURE).toNanos();
    }
  }

  LiveCatalog(Providers providers, Http http, Settings settings, LongSupplier nanoTime) {
    this.providers = providers;
    this.http = http;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.on = Boolean.parseBoolean(settings.text(Setting.LIVE_SCHEMAS.variable()));
  }

  /**
   * Checks a process's input and translates it into the fields of the model.
   *
   * @throws org.imagesgenerate.connector.error.ImagesException INVALID_INPUT as of {@link
   *     Catalog#translate(ImagesGenerateInput)}
   */
  ImageRequest translate(ImagesGenerateInput input, Deadline deadline) {
    return translate(
        catalog.translate(input),
        Operation.GENERATE,
        input,
        live -> catalog.translate(input, live),
        deadline);
  }

  /**
   * The same for Images Edit.
   *
   * @param contents the images, or none as long as they were not read
   * @return without the images
   */
  ImageRequest translate(
      ImagesGenerateInput input, ImagesEditInput edit, InputImages contents, Deadline deadline) {
    return translate(
        catalog.translate(input, edit, contents),
        Operation.EDIT,
        input,
        live -> catalog.translate(input, edit, contents, live),
        deadline);
  }

  private ImageRequest translate(
      ImageRequest request,
      Operation operation,
      ImagesGenerateInput input,
      Function<Model, ImageRequest> again,
      Deadline deadline) {
    if (!on || !request.rules().isUnknown()) {
      return request;
    }
    try {
      return live(operation, input, deadline).map(again).orElse(request);
    } catch (RuntimeException e) {
      String reason = e instanceof ImagesException ? e.getMessage() : e.getClass().getSimpleName();
      LOG.debug("The provider's own catalog was not used: {}", reason);
      return request;
    }
  }

  private Optional<Model> live(Operation operation, ImagesGenerateInput input, Deadline deadline) {
    Optional<SchemaLookup> lookup =
        providers.of(input.provider()).schemaLookup(input.model(), settings);
    if (lookup.isEmpty()) {
      return Optional.empty();
    }
    CompletableFuture<Optional<Model>> model =
        ask(operation, lookup.get(), input.provider().type(), input.model());
    long most = deadline.left().dividedBy(PART_OF_THE_JOB).toNanos();
    try {
      return model.get(Math.min(LONGEST_LOOKUP.toNanos(), most), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("The provider's own catalog did not answer in time");
    }
    return Optional.empty();
  }

  /** Starts a lookup, unless another job has done so. */
  private CompletableFuture<Optional<Model>> ask(
      Operation operation, SchemaLookup lookup, String provider, String name) {
    // another key may see other models
    String key =
        "%s %s %s %d"
            .formatted(
                operation, lookup.request().uri(), name, lookup.request().headers().hashCode());
    synchronized (models) {
      Asked known = models.get(key);
      if (known != null && !known.isTooOld(nanoTime.getAsLong())) {
        return known.model();
      }
      Asked asked = new Asked(new CompletableFuture<>(), nanoTime.getAsLong());
      models.put(key, asked);
      // on a thread of its own: not even a host name that takes long to resolve holds up a job
      Thread.ofVirtual()
          .start(() -> asked.model().complete(lookUp(operation, lookup, provider, name)));
      return asked.model();
    }
  }

  private Optional<Model> lookUp(
      Operation operation, SchemaLookup lookup, String provider, String name) {
    Deadline deadline = Deadline.in(LONGEST_LOOKUP);
    try {
      if (!lookups.tryAcquire(LONGEST_LOOKUP.toNanos(), TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
      try {
        return http.get(lookup.request(), !isTrusted(lookup), lookup.reader(), deadline)
            .flatMap(schema -> Catalog.live(provider, operation, name, schema));
      } finally {
        lookups.release();
      }
    } catch (HttpFailure e) {
      LOG.debug("The provider's own catalog was not used: {}", e.getMessage());
    } catch (Throwable e) {
      // every job that waits gets an answer, whatever happened
      LOG.debug("The provider's own catalog was not used: {}", e.getClass().getSimpleName());
    }
    return Optional.empty();
  }

  /** Whether the host may have a private address, as that of a download may. */
  private boolean isTrusted(SchemaLookup lookup) {
    String host = lookup.request().uri().getHost();
    return lookup.ownHost()
        || settings.list(ImageDownloader.HOSTS_SETTING).stream().anyMatch(host::equalsIgnoreCase);
  }
}

package org.imagesgenerate.connector;

import io.camunda.connector.api.outbound.JobContext;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.imagesgenerate.connector.Failures.Stage;
import org.imagesgenerate.connector.delivery.DeliveryOrder;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.delivery.ImagesResult.Timings;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.http.Deadline;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.Activation;
import org.imagesgenerate.connector.provider.Generated;
import org.imagesgenerate.connector.provider.Generated.Source;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.ImagesApi.Origin;
import org.imagesgenerate.connector.provider.JobIdentity;
import org.imagesgenerate.connector.provider.Order;
import org.imagesgenerate.connector.provider.TasksApi;
import org.imagesgenerate.connector.purchase.CompletedPurchase;
import org.imagesgenerate.connector.purchase.SharedPurchases.Shop;

/** One job under way: the steps that both functions have in common. */
final class Job {

  private final Parts parts;
  private final OutboundConnectorContext context;
  private final Failures failures;
  private final long start = System.nanoTime();
  private Redaction redaction = new Redaction(List.of());

  private Job(Parts parts, OutboundConnectorContext context, Failures failures) {
    this.parts = parts;
    this.context = context;
    this.failures = failures;
  }

  /**
   * Runs the steps of a function.
   *
   * @throws io.camunda.connector.api.error.ConnectorException whatever the steps throw
   */
  static ImagesResult run(
      Parts parts, OutboundConnectorContext context, Function<Job, ImagesResult> steps) {
    Failures failures = new Failures(context, parts.backOff());
    try {
      return steps.apply(new Job(parts, context, failures));
    } catch (Throwable e) {
      throw failures.of(e);
    }
  }

  /**
   * The job's variables.
   *
   * @throws ImagesException INVALID_INPUT that names every field that is wrong
   */
  <T> T bind(Class<T> type) {
    return Binding.bind(context, type);
  }

  /** From here on messages can name provider and model, and hide what is secret. */
  void know(Provider provider, String model) {
    failures.know(provider, model);
    redaction = new Redaction(provider.secrets());
  }

  /**
   * Starts the job's budget.
   *
   * @throws ImagesException INVALID_INPUT if it would not end before the job timeout
   */
  Deadline deadline(Duration budget) {
    JobTimeout.check(context, budget);
    return parts.deadlines().apply(budget);
  }

  /** This activation of the task, with what it asks for. */
  Activation activation(String request) {
    JobContext job = context.getJobContext();
    JobIdentity identity =
        new JobIdentity(job.getElementInstanceKey(), PhysicalTenant.of(job), parts.cluster());
    return new Activation(identity, request);
  }

  /**
   * How the process wants its images.
   *
   * @param origin where they come from, or null if there is no network behind it
   */
  DeliveryOrder delivery(
      ResponseFormat responseFormat,
      String documentName,
      Duration timeToLive,
      Origin origin,
      Deadline deadline) {
    return new DeliveryOrder(
        responseFormat,
        documentName,
        timeToLive,
        context,
        origin == null ? null : origin.uri(),
        origin == null ? Map.of() : origin.headers(),
        deadline);
  }

  /**
   * What is asked for, to stand in the result.
   *
   * @param model the id that went on the wire
   * @param warnings what was left out or changed before anything was sent
   */
  record Asked(Provider provider, String model, List<String> warnings) {}

  /** Gets images that are bought already once on this worker, and delivers them. */
  ImagesResult collect(
      Activation activation, Supplier<Generated> get, Asked asked, DeliveryOrder delivery) {
    failures.at(Stage.ASKING_THE_PROVIDER);
    return parts
        .purchases()
        .once(activation, delivery.deadline(), get, kept -> deliver(kept, asked, delivery));
  }

  /** Buys images once, whatever happens later, and delivers them. */
  ImagesResult buy(Order order, ImagesApi api, Asked asked, DeliveryOrder delivery) {
    failures.at(Stage.ASKING_THE_PROVIDER);
    Shop shop = shop(asked, api, api::generate);
    return once(order, shop, kept -> deliver(order, shop, kept, asked, delivery));
  }

  private ImagesResult once(
      Order order, Shop shop, Function<CompletedPurchase, ImagesResult> deliver) {
    return parts
        .purchases()
        .take(
            order.activation(),
            order.deadline(),
            () -> parts.sharedPurchases().take(order, shop),
            deliver);
  }

  private ImagesResult deliver(
      Order order, Shop shop, CompletedPurchase kept, Asked asked, DeliveryOrder delivery) {
    try {
      return deliver(kept, asked, delivery);
    } catch (ImagesException e) {
      throw e.code() == ErrorCode.RESPONSE_INVALID
          ? parts.sharedPurchases().useless(order, shop, kept, e)
          : e;
    } finally {
      parts.sharedPurchases().delivered(order, kept);
    }
  }

  private Shop shop(Asked asked, ImagesApi api, Function<Order, Generated> buy) {
    return new Shop(asked.provider().type(), api.isRepeatable(), buy, context, redaction);
  }

  private ImagesResult deliver(CompletedPurchase kept, Asked asked, DeliveryOrder order) {
    failures.at(Stage.DELIVERING);
    List<String> warnings = warnings(kept, asked);
    long delivering = System.nanoTime();
    DeliveryOrder safe = order;
    if (order.responseFormat() == ResponseFormat.URL && holdsSecret(kept)) {
      warnings.add(
          "an address of the images holds the provider's key, which no result may hold, so they became documents");
      safe = order.asDocuments();
    }
    try {
      List<ImagesResult.Image> images = parts.delivery().deliver(kept, safe, warnings);
      long end = System.nanoTime();
      Timings timings =
          new Timings(millis(end - start), kept.providerMillis(), millis(end - delivering));
      return result(ImagesResult.COMPLETED, images, kept, asked, warnings, timings);
    } catch (ImagesException e) {
      // with it the next attempt, on whatever worker, goes on with the same task
      throw e.with("requestId", kept.generated().requestId()).with("task", kept.generated().task());
    }
  }

  private boolean holdsSecret(CompletedPurchase kept) {
    return kept.generated().images().stream()
        .map(Generated.Image::source)
        .anyMatch(source -> source instanceof Source.Address it && redaction.finds(it.uri()));
  }

  /** Submits a task once, and hands its handle back. */
  ImagesResult submit(Order order, TasksApi api, Asked asked) {
    failures.at(Stage.ASKING_THE_PROVIDER);
    Shop shop = shop(asked, api, it -> Generated.submitted(api.submit(it)));
    return once(
        order,
        shop,
        kept ->
            result(
                ImagesResult.SUBMITTED,
                List.of(),
                kept,
                asked,
                warnings(kept, asked),
                new Timings(millis(System.nanoTime() - start), kept.providerMillis(), 0)));
  }

  private static List<String> warnings(CompletedPurchase kept, Asked asked) {
    List<String> warnings = new ArrayList<>(asked.warnings());
    warnings.addAll(kept.generated().warnings());
    return warnings;
  }

  private ImagesResult result(
      String status,
      List<ImagesResult.Image> images,
      CompletedPurchase kept,
      Asked asked,
      List<String> warnings,
      Timings timings) {
    Generated generated = kept.generated();
    return new ImagesResult(
            status,
            images,
            generated.task(),
            asked.provider().type(),
            asked.model(),
            kept.createdAt().toString(),
            generated.requestId(),
            generated.usage().isEmpty() ? null : generated.usage(),
            generated.cost(),
            warnings,
            timings)
        .masked(redaction);
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}

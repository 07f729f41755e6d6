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
import org.imagesgenerate.connector.provider.Task;
import org.imagesgenerate.connector.provider.TasksApi;
import org.imagesgenerate.connector.purchase.CompletedPurchase;
import org.imagesgenerate.connector.purchase.PurchaseCall;

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
    Order order = new Order(null, activation, delivery.deadline(), null);
    // it buys nothing, so it can be repeated, and no other worker has to know
    PurchaseCall call = call(order, asked, true, it -> get.get(), null);
    return parts.collections().getOrBuy(call, purchase -> deliver(purchase, asked, delivery));
  }

  /** Buys images once, whatever happens later, and delivers them. */
  ImagesResult buy(Order order, ImagesApi api, Asked asked, DeliveryOrder delivery) {
    Function<Task, Generated> collect =
        api instanceof TasksApi tasks
            ? task -> {
              failures.at(Stage.DELIVERING);
              return tasks.collect(task, order.deadline());
            }
            : null;
    PurchaseCall call = call(order, asked, api.isRepeatable(), api::generate, collect);
    return parts.purchases().getOrBuy(call, purchase -> deliver(purchase, asked, delivery));
  }

  private PurchaseCall call(
      Order order,
      Asked asked,
      boolean isRepeatable,
      Function<Order, Generated> buy,
      Function<Task, Generated> collect) {
    Function<Order, Generated> ask =
        it -> {
          failures.at(Stage.ASKING_THE_PROVIDER);
          return buy.apply(it);
        };
    return new PurchaseCall(
        order, asked.provider().type(), isRepeatable, ask, collect, context, redaction);
  }

  private ImagesResult deliver(CompletedPurchase purchase, Asked asked, DeliveryOrder order) {
    failures.at(Stage.DELIVERING);
    List<String> warnings = warnings(purchase, asked);
    long delivering = System.nanoTime();
    DeliveryOrder safe = order;
    if (order.responseFormat() == ResponseFormat.URL && holdsSecret(purchase)) {
      warnings.add(
          "an address of the images holds the provider's key, which no result may hold, so they became documents");
      safe = order.asDocuments();
    }
    try {
      List<ImagesResult.Image> images = parts.delivery().deliver(purchase, safe, warnings);
      long end = System.nanoTime();
      Timings timings =
          new Timings(millis(end - start), purchase.providerMillis(), millis(end - delivering));
      return result(ImagesResult.COMPLETED, images, purchase, asked, warnings, timings);
    } catch (ImagesException e) {
      // with it the next attempt, on whatever worker, goes on with the same task
      throw e.with("requestId", purchase.generated().requestId())
          .with("task", purchase.generated().task());
    }
  }

  private boolean holdsSecret(CompletedPurchase purchase) {
    return purchase.generated().images().stream()
        .map(Generated.Image::source)
        .anyMatch(source -> source instanceof Source.Address it && redaction.finds(it.uri()));
  }

  /** Submits a task once, and hands its handle back. */
  ImagesResult submit(Order order, TasksApi api, Asked asked) {
    PurchaseCall call =
        call(
            order,
            asked,
            api.isRepeatable(),
            it -> Generated.submitted(api.submit(it)),
            Generated::submitted);
    return parts
        .purchases()
        .getOrBuy(
            call,
            purchase ->
                result(
                    ImagesResult.SUBMITTED,
                    List.of(),
                    purchase,
                    asked,
                    warnings(purchase, asked),
                    new Timings(millis(System.nanoTime() - start), purchase.providerMillis(), 0)));
  }

  private static List<String> warnings(CompletedPurchase purchase, Asked asked) {
    List<String> warnings = new ArrayList<>(asked.warnings());
    warnings.addAll(purchase.warnings());
    return warnings;
  }

  private ImagesResult result(
      String status,
      List<ImagesResult.Image> images,
      CompletedPurchase purchase,
      Asked asked,
      List<String> warnings,
      Timings timings) {
    Generated generated = purchase.generated();
    return new ImagesResult(
            status,
            images,
            generated.task(),
            asked.provider().type(),
            asked.model(),
            purchase.createdAt().toString(),
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

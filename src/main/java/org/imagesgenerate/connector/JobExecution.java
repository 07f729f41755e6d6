package org.imagesgenerate.connector;

import io.camunda.connector.api.outbound.JobContext;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.imagesgenerate.connector.FailureTranslator.Stage;
import org.imagesgenerate.connector.delivery.DeliveryRequest;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.delivery.ImagesResult.Timings;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.AsyncImagesApi;
import org.imagesgenerate.connector.provider.ElementInstance;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.ImagesApi.Origin;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.purchase.CompletedPurchase;
import org.imagesgenerate.connector.purchase.PurchaseCall;
import org.imagesgenerate.connector.support.Deadline;

/** One job under way: the steps that both functions have in common. */
final class JobExecution {

  private final Components parts;
  private final OutboundConnectorContext context;
  private final FailureTranslator failures;
  private final long start = System.nanoTime();
  private Redaction redaction = new Redaction(List.of());

  private JobExecution(
      Components parts, OutboundConnectorContext context, FailureTranslator failures) {
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
      Components parts,
      OutboundConnectorContext context,
      Function<JobExecution, ImagesResult> steps) {
    FailureTranslator failures = new FailureTranslator(context, parts.backOff(), parts.secrets());
    try {
      parts.checkSettings();
      return steps.apply(new JobExecution(parts, context, failures));
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
    try {
      return InputBinder.bind(context, type);
    } catch (ImagesException e) {
      // what is wrong may be quoted, and a secret may stand there
      InputBinder.provider(context).ifPresent(failures::know);
      throw e;
    }
  }

  /** From here on messages can name provider and model, and hide what is secret. */
  void know(Provider provider, String model) {
    failures.know(provider, model);
    redaction = failures.redaction();
  }

  /**
   * Makes sure that no input but {@code provider} holds a secret.
   *
   * @throws ImagesException INVALID_INPUT that names every field with one
   */
  void checkSecrets(Object input) {
    InputSecrets.check(input, redaction);
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
  PurchaseKey activation(String request) {
    JobContext job = context.getJobContext();
    ElementInstance identity =
        new ElementInstance(job.getElementInstanceKey(), PhysicalTenant.of(job), parts.cluster());
    return new PurchaseKey(identity, request);
  }

  /**
   * How the process wants its images.
   *
   * @param origin where they come from, or null if there is no network behind it
   */
  DeliveryRequest delivery(
      ResponseFormat responseFormat,
      String documentName,
      Duration timeToLive,
      Origin origin,
      Deadline deadline) {
    return new DeliveryRequest(
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
      PurchaseKey activation,
      Supplier<GenerationResult> get,
      Asked asked,
      DeliveryRequest delivery) {
    GenerationRequest order = new GenerationRequest(null, activation, delivery.deadline(), null);
    // it buys nothing, so it can be repeated, and no other worker has to know
    PurchaseCall call = call(order, asked, true, it -> get.get(), null);
    return parts.collections().getOrBuy(call, purchase -> deliver(purchase, asked, delivery));
  }

  /** Buys images once, whatever happens later, and delivers them. */
  ImagesResult buy(GenerationRequest order, ImagesApi api, Asked asked, DeliveryRequest delivery) {
    Function<TaskHandle, GenerationResult> collect =
        api instanceof AsyncImagesApi tasks
            ? task -> {
              failures.at(Stage.DELIVERING);
              return tasks.collect(task, order.deadline());
            }
            : null;
    PurchaseCall call = call(order, asked, api.isRepeatable(), api::generate, collect);
    return parts.purchases().getOrBuy(call, purchase -> deliver(purchase, asked, delivery));
  }

  private PurchaseCall call(
      GenerationRequest order,
      Asked asked,
      boolean isRepeatable,
      Function<GenerationRequest, GenerationResult> buy,
      Function<TaskHandle, GenerationResult> collect) {
    Function<GenerationRequest, GenerationResult> ask =
        it -> {
          failures.at(Stage.ASKING_THE_PROVIDER);
          return buy.apply(it);
        };
    return new PurchaseCall(
        order, asked.provider().type(), isRepeatable, ask, collect, context, redaction);
  }

  private ImagesResult deliver(CompletedPurchase purchase, Asked asked, DeliveryRequest order) {
    failures.at(Stage.DELIVERING);
    List<String> warnings = warnings(purchase, asked);
    long delivering = System.nanoTime();
    DeliveryRequest safe = order;
    if (order.responseFormat() == ResponseFormat.URL && holdsSecret(purchase)) {
      warnings.add(
          "an address of the images holds the provider's key, which no result may hold, so they"
              + " became documents");
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
        .map(GenerationResult.Image::source)
        .anyMatch(source -> source instanceof Source.RemoteUrl it && redaction.finds(it.uri()));
  }

  /** Submits a task once, and hands its handle back. */
  ImagesResult submit(GenerationRequest order, AsyncImagesApi api, Asked asked) {
    PurchaseCall call =
        call(
            order,
            asked,
            api.isRepeatable(),
            it -> GenerationResult.submitted(api.submit(it)),
            GenerationResult::submitted);
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
    GenerationResult generated = purchase.generated();
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
        .masked(redaction)
        .fitting();
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}

package org.imagesgenerate.connector;

import io.camunda.connector.api.outbound.JobContext;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.delivery.DeliveryRequest;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.delivery.ImagesResult.Timings;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.InputBinder;
import org.imagesgenerate.connector.input.InputSecrets;
import org.imagesgenerate.connector.input.JobTimeout;
import org.imagesgenerate.connector.input.PhysicalTenant;
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
import org.imagesgenerate.connector.provider.ResumableTask;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.purchase.CompletedPurchase;
import org.imagesgenerate.connector.purchase.JobStage;
import org.imagesgenerate.connector.purchase.PurchaseCall;
import org.imagesgenerate.connector.support.Deadline;

/** One running job: the steps that all functions have in common. */
final class JobExecution {

  private final Components components;
  private final OutboundConnectorContext context;
  private final FailureTranslator failures;
  private final JobReport report;
  private final long start = System.nanoTime();
  private Redaction redaction = new Redaction(List.of());
  private Provider provider;
  private String model;
  private List<String> warnings = List.of();

  private JobExecution(
      Components components,
      OutboundConnectorContext context,
      FailureTranslator failures,
      JobReport report) {
    this.components = components;
    this.context = context;
    this.failures = failures;
    this.report = report;
  }

  /**
   * Runs the steps of a function.
   *
   * @throws io.camunda.connector.api.error.ConnectorException whatever the steps throw
   */
  static ImagesResult run(
      Components components,
      OutboundConnectorContext context,
      Function<JobExecution, ImagesResult> steps) {
    FailureTranslator failures =
        new FailureTranslator(context, components.backOff(), components.secrets());
    JobReport report = new JobReport(context);
    ImagesResult result;
    try {
      components.checkSettings();
      result = steps.apply(new JobExecution(components, context, failures, report));
    } catch (Throwable e) {
      ImagesException failure = withEarlierTask(failures.classified(e), failures, context);
      report.failed(failure, failures);
      throw failures.of(failure);
    }
    report.finished(result);
    return result;
  }

  /**
   * The runtime overwrites the variable {@code error}, so a failure before the request keeps the
   * task that the variable held.
   */
  private static ImagesException withEarlierTask(
      ImagesException failure, FailureTranslator failures, OutboundConnectorContext context) {
    return failures.isBeforeTheRequest() && !failure.variables().containsKey("task")
        ? failure.with("task", earlierTask(context).orElse(null))
        : failure;
  }

  /** The task that an earlier attempt of this job left, whatever its request was. */
  Optional<TaskHandle> earlierTask() {
    return earlierTask(context).filter(it -> provider.type().equals(it.provider()));
  }

  private static Optional<TaskHandle> earlierTask(OutboundConnectorContext context) {
    return ResumableTask.ofActivation(
        InputBinder.earlierError(context), context.getJobContext().getElementInstanceKey());
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
      // the message may quote a wrong value, and that may be a secret
      InputBinder.provider(context).ifPresent(failures::setProvider);
      throw e;
    }
  }

  /** From here on, messages name provider and model, and hide the provider's secrets. */
  void setProvider(Provider provider, String model) {
    this.provider = provider;
    this.model = model;
    failures.setProvider(provider, model);
    redaction = failures.redaction();
  }

  /**
   * Makes sure that no input except {@code provider} contains a secret.
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
    return components.deadlines().apply(budget);
  }

  /**
   * What identifies the purchase of this job.
   *
   * @param fingerprint of the request
   */
  PurchaseKey purchaseKey(String fingerprint) {
    JobContext job = context.getJobContext();
    ElementInstance elementInstance =
        new ElementInstance(
            job.getElementInstanceKey(), PhysicalTenant.of(job), components.cluster());
    return new PurchaseKey(elementInstance, fingerprint);
  }

  /**
   * How the process wants its images.
   *
   * @param origin the API: images on its own host are downloaded with its headers; null without
   *     network
   */
  DeliveryRequest deliveryRequest(
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
   * What the result says about the request.
   *
   * @param image the request; the result names the model that is sent
   * @param warnings what was left out or changed before anything was sent
   */
  private void describeRequest(ImageRequest image, List<String> warnings) {
    this.model = image.model();
    this.warnings = warnings;
    report.describeRequest(image);
  }

  // ---- the last step: one of these two

  /**
   * Buys images once, whatever happens later, and delivers them or the handle of their task.
   *
   * @param image what is left of the input after the check
   * @param fingerprint of the request
   */
  ImagesResult buy(
      ImagesGenerateInput input, ImageRequest image, String fingerprint, Deadline deadline) {
    ImagesApi api = components.providers().of(input.provider());
    describeRequest(image, warnings(api, image));
    GenerationRequest request =
        new GenerationRequest(image, purchaseKey(fingerprint), deadline, input.error());
    PurchaseCall call = call(request, null, api);
    if (image.submit() && api instanceof AsyncImagesApi) {
      return components.purchases().getOrBuy(call, this::submitted);
    }
    DeliveryRequest delivery =
        deliveryRequest(
            image.responseFormat(),
            input.documentName(),
            input.documentTimeToLive(),
            api.origin(image),
            deadline);
    return components.purchases().getOrBuy(call, purchase -> deliver(purchase, delivery));
  }

  private static List<String> warnings(ImagesApi api, ImageRequest image) {
    return Stream.of(image.warnings(), api.warnings(image)).flatMap(List::stream).toList();
  }

  /** Gets images that were bought by another job, once on this worker, and delivers them. */
  ImagesResult collect(
      PurchaseKey key, TaskHandle task, AsyncImagesApi api, DeliveryRequest delivery) {
    GenerationRequest request = new GenerationRequest(null, key, delivery.deadline(), null);
    return components
        .collections()
        .getOrBuy(call(request, task, api), purchase -> deliver(purchase, delivery));
  }

  private PurchaseCall call(GenerationRequest request, TaskHandle submittedTask, ImagesApi api) {
    return new PurchaseCall(
        request, submittedTask, api, provider.type(), context, redaction, failures::reached);
  }

  // ---- from the purchase to the result

  private ImagesResult deliver(CompletedPurchase purchase, DeliveryRequest requested) {
    failures.reached(JobStage.DELIVERING);
    report.bought(purchase.images().size());
    List<String> warnings = warnings(purchase);
    long deliveryStart = System.nanoTime();
    DeliveryRequest delivery = requested;
    if (requested.responseFormat() == ResponseFormat.URL && isSecretInUrl(purchase)) {
      warnings.add(
          "an image URL contains the provider's key, which no result may contain, so the images became documents");
      delivery = requested.asDocuments();
    }
    try {
      List<ImagesResult.Image> images = components.delivery().deliver(purchase, delivery, warnings);
      long end = System.nanoTime();
      Timings timings =
          new Timings(millis(end - start), purchase.providerMillis(), millis(end - deliveryStart));
      return result(ImagesResult.COMPLETED, images, purchase, warnings, timings);
    } catch (ImagesException e) {
      // the next attempt, on any worker, continues with this task
      throw e.with("requestId", purchase.generated().requestId())
          .with("task", purchase.generated().task());
    }
  }

  private boolean isSecretInUrl(CompletedPurchase purchase) {
    return purchase.generated().images().stream()
        .map(GenerationResult.Image::source)
        .anyMatch(source -> source instanceof Source.RemoteUrl it && redaction.finds(it.uri()));
  }

  private ImagesResult submitted(CompletedPurchase purchase) {
    Timings timings = new Timings(millis(System.nanoTime() - start), purchase.providerMillis(), 0);
    return result(ImagesResult.SUBMITTED, List.of(), purchase, warnings(purchase), timings);
  }

  private List<String> warnings(CompletedPurchase purchase) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(purchase.warnings());
    return all;
  }

  private ImagesResult result(
      String status,
      List<ImagesResult.Image> images,
      CompletedPurchase purchase,
      List<String> warnings,
      Timings timings) {
    GenerationResult generated = purchase.generated();
    return new ImagesResult(
            status,
            images,
            generated.task(),
            provider.type(),
            model,
            purchase.createdAt().toString(),
            generated.requestId(),
            generated.usage().isEmpty() ? null : generated.usage(),
            generated.settings().isEmpty() ? null : generated.settings(),
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

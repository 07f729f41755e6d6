package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import java.util.function.Consumer;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.provider.AsyncImagesApi;
import org.imagesgenerate.connector.provider.AttemptState;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/**
 * One job that needs images: the request, and the adapter that sends it.
 *
 * @param request the images to buy; for Images Collect only its key and deadline are used
 * @param submittedTask the task that Images Collect waits for; otherwise null
 * @param api the provider's adapter; for {@code submittedTask} an {@link AsyncImagesApi}
 * @param provider the value of {@code provider.type}
 * @param documents resolves document references
 * @param redaction what must not be stored
 * @param stage told before a request is sent
 */
public record PurchaseCall(
    GenerationRequest request,
    TaskHandle submittedTask,
    ImagesApi api,
    String provider,
    DocumentFactory documents,
    Redaction redaction,
    Consumer<JobStage> stage) {

  PurchaseKey key() {
    return request.purchaseKey();
  }

  Deadline deadline() {
    return request.deadline();
  }

  /** Whether sending the request again returns what the first attempt bought, or costs nothing. */
  boolean isRepeatable() {
    return submittedTask != null || api.isRepeatable();
  }

  /**
   * Calls the adapter. This is the only place where money is spent.
   *
   * @param state what earlier attempts know, and where this one saves its task
   */
  GenerationResult buy(AttemptState state) {
    stage.accept(JobStage.CALLING_THE_PROVIDER);
    if (submittedTask != null) {
      return withCost(((AsyncImagesApi) api).collect(submittedTask, deadline()));
    }
    try {
      GenerationResult result =
          isSubmit()
              ? GenerationResult.submitted(((AsyncImagesApi) api).submit(request.withState(state)))
              : api.generate(request.withState(state));
      boolean isSimulated = Provider.SIMULATION.equals(provider);
      count("completed", isSimulated ? PurchaseState.NONE : PurchaseState.MADE);
      return withCost(result);
    } catch (ImagesException e) {
      count(e.code().name(), e.purchase());
      throw e;
    }
  }

  private void count(String outcome, PurchaseState purchase) {
    ImageRequest image = request.imageRequest();
    String model = image == null ? Metric.OTHER : image.rules().metricTag();
    Metric.PURCHASES.add(1, provider, model, outcome, purchase.text());
  }

  private GenerationResult withCost(GenerationResult result) {
    if (result.cost() != null) {
      Metric.COST.add(result.cost().amount().doubleValue(), provider, result.cost().currency());
    }
    return result;
  }

  /** Whether the process wants the task instead of its images. */
  private boolean isSubmit() {
    return api instanceof AsyncImagesApi
        && request.imageRequest() != null
        && request.imageRequest().submit();
  }

  /** Whether {@link #collect} can return the images of a purchase again. */
  boolean canCollect() {
    return submittedTask == null && api instanceof AsyncImagesApi;
  }

  /** Returns the images of a finished task again, and buys nothing. */
  GenerationResult collect(TaskHandle task) {
    if (isSubmit()) {
      return GenerationResult.submitted(task);
    }
    stage.accept(JobStage.DELIVERING);
    return ((AsyncImagesApi) api).collect(task, deadline());
  }
}

package org.imagesgenerate.connector;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import org.imagesgenerate.connector.delivery.DeliveryRequest;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.ImagesCollectInput;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.AsyncImagesApi;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/** The task "Images Collect": waits for the images of a submitted task, and buys nothing. */
@OutboundConnector(
    name = "Images Collect",
    inputVariables = {
      "provider",
      "task",
      "response_format",
      "documentName",
      "documentTimeToLive",
      "timeout"
    },
    type = "org.imagesgenerate:images-collect:1")
public final class ImagesCollectFunction implements OutboundConnectorFunction {

  private final Components components;

  /** For the connectors runtime, which discovers this class as a service. */
  public ImagesCollectFunction() {
    this(Components.shared());
  }

  ImagesCollectFunction(Components components) {
    this.components = components;
  }

  /**
   * Runs one job.
   *
   * @return {@link ImagesResult}
   * @throws io.camunda.connector.api.error.ConnectorException with one of the contract's codes;
   *     nothing else is ever thrown
   */
  @Override
  public Object execute(OutboundConnectorContext context) {
    return JobExecution.run(components, context, this::collect);
  }

  private ImagesResult collect(JobExecution job) {
    ImagesCollectInput input = job.bind(ImagesCollectInput.class);
    job.setProvider(input.provider(), null);
    job.checkSecrets(input);
    Deadline deadline = job.deadline(input.timeout());
    CollectInputValidator valid = CollectInputValidator.of(input);
    TaskHandle task = valid.task();
    job.setProvider(input.provider(), task.model());
    AsyncImagesApi api = api(input.provider());
    // a copy of this job waits for its images; the same job again gets the same documents
    PurchaseKey key =
        job.purchaseKey("collect %s as %s".formatted(task.ids(), valid.responseFormat().text()));
    DeliveryRequest delivery =
        job.deliveryRequest(
            valid.responseFormat(),
            input.documentName(),
            input.documentTimeToLive(),
            api.origin(),
            deadline);
    return job.collect(key, task, api, delivery);
  }

  private AsyncImagesApi api(Provider provider) {
    if (components.providers().of(provider) instanceof AsyncImagesApi async) {
      return async;
    }
    throw ImagesException.invalidInput(
        "provider.type: \"%s\" has no tasks to collect; use %s or %s"
            .formatted(provider.type(), Provider.WAVESPEED, Provider.RUNWARE));
  }
}

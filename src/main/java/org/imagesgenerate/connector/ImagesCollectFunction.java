package org.imagesgenerate.connector;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import java.util.List;
import org.imagesgenerate.connector.JobExecution.Asked;
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

  private final Components parts;

  /** For the connectors runtime, which finds this class as a service. */
  public ImagesCollectFunction() {
    this(Components.shared());
  }

  ImagesCollectFunction(Components parts) {
    this.parts = parts;
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
    return JobExecution.run(parts, context, this::collect);
  }

  private ImagesResult collect(JobExecution job) {
    ImagesCollectInput input = job.bind(ImagesCollectInput.class);
    job.know(input.provider(), null);
    job.checkSecrets(input);
    Deadline deadline = job.deadline(input.timeout());
    CollectInputValidator check = CollectInputValidator.of(input);
    TaskHandle task = check.task();
    job.know(input.provider(), task.model());
    AsyncImagesApi api = api(input.provider());
    DeliveryRequest delivery =
        job.delivery(
            check.responseFormat(),
            input.documentName(),
            input.documentTimeToLive(),
            api.origin(),
            deadline);
    return job.collect(
        activation(job, check),
        () -> api.collect(task, deadline),
        new Asked(input.provider(), task.model(), List.of()),
        delivery);
  }

  private AsyncImagesApi api(Provider provider) {
    if (parts.providers().of(provider) instanceof AsyncImagesApi tasks) {
      return tasks;
    }
    throw ImagesException.invalidInput(
        "provider.type: \"%s\" has no tasks to collect; use %s or %s"
            .formatted(provider.type(), Provider.WAVESPEED, Provider.RUNWARE));
  }

  /** A copy of this job waits for its images, and one that comes again gets the same documents. */
  private static PurchaseKey activation(JobExecution job, CollectInputValidator check) {
    return job.activation(
        "collect %s as %s".formatted(check.task().ids(), check.responseFormat().text()));
  }
}

package org.imagesgenerate.connector;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.RequestFingerprint;
import org.imagesgenerate.connector.support.Deadline;

/** The task "Images Generate": reads the inputs, checks them, buys once, delivers. */
@OutboundConnector(
    name = "Images Generate",
    inputVariables = {
      "provider",
      "model",
      "prompt",
      "n",
      "size",
      "aspect_ratio",
      "resolution",
      "seed",
      "negative_prompt",
      "quality",
      "style",
      "background",
      "output_format",
      "output_compression",
      "moderation",
      "user",
      "safety_identifier",
      "response_format",
      "documentName",
      "documentTimeToLive",
      "delivery",
      "webhookUrl",
      "timeout",
      "extraBody",
      "providerOptions",
      "error"
    },
    type = "org.imagesgenerate:images-generate:1")
public final class ImagesGenerateFunction implements OutboundConnectorFunction {

  private final Components components;

  /** For the connectors runtime, which discovers this class as a service. */
  public ImagesGenerateFunction() {
    this(Components.shared());
  }

  ImagesGenerateFunction(Components components) {
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
    return JobExecution.run(components, context, this::generate);
  }

  private ImagesResult generate(JobExecution job) {
    ImagesGenerateInput input = job.bind(ImagesGenerateInput.class);
    job.setProvider(input.provider(), input.model());
    job.checkSecrets(input);
    Deadline deadline = job.deadline(input.timeout());
    ImageRequest image = components.catalog().translate(input, deadline);
    return job.buy(input, image, RequestFingerprint.of(input), deadline);
  }
}

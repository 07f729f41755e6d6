package org.imagesgenerate.connector;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import java.util.List;
import java.util.stream.Stream;
import org.imagesgenerate.connector.JobExecution.Asked;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.delivery.DeliveryRequest;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.provider.AsyncImagesApi;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.PurchaseKey;
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

  private final Components parts;

  /** For the connectors runtime, which finds this class as a service. */
  public ImagesGenerateFunction() {
    this(Components.shared());
  }

  ImagesGenerateFunction(Components parts) {
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
    return JobExecution.run(parts, context, this::generate);
  }

  private ImagesResult generate(JobExecution job) {
    ImagesGenerateInput input = job.bind(ImagesGenerateInput.class);
    job.know(input.provider(), input.model());
    job.checkSecrets(input);
    Deadline deadline = job.deadline(input.timeout());
    ImageRequest request = parts.catalog().check(input);
    ImagesApi api = parts.providers().of(input.provider());
    Asked asked = new Asked(input.provider(), request.model(), warnings(api, request));
    PurchaseKey activation = job.activation(Fingerprint.of(input));
    GenerationRequest order = new GenerationRequest(request, activation, deadline, input.error());
    if (request.submit() && api instanceof AsyncImagesApi tasks) {
      return job.submit(order, tasks, asked);
    }
    DeliveryRequest delivery =
        job.delivery(
            request.responseFormat(),
            input.documentName(),
            input.documentTimeToLive(),
            api.origin(request),
            deadline);
    return job.buy(order, api, asked, delivery);
  }

  private static List<String> warnings(ImagesApi api, ImageRequest request) {
    return Stream.of(request.warnings(), api.warnings(request)).flatMap(List::stream).toList();
  }
}

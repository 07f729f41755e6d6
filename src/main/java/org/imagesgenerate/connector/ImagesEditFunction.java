package org.imagesgenerate.connector;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import java.util.Optional;
import java.util.function.Supplier;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.RequestFingerprint;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/** The task "Images Edit": reads the inputs and the images, checks them, buys once, delivers. */
@OutboundConnector(
    name = "Images Edit",
    inputVariables = {
      "provider",
      "model",
      "prompt",
      "images",
      "mask",
      "input_fidelity",
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
    type = "org.imagesgenerate:images-edit:1")
public final class ImagesEditFunction implements OutboundConnectorFunction {

  private final Components components;

  /** For the connectors runtime, which discovers this class as a service. */
  public ImagesEditFunction() {
    this(Components.shared());
  }

  ImagesEditFunction(Components components) {
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
    return JobExecution.run(components, context, this::edit);
  }

  private ImagesResult edit(JobExecution job) {
    ImagesGenerateInput input = job.bind(ImagesGenerateInput.class);
    job.setProvider(input.provider(), input.model());
    ImagesEditInput edit = job.bind(ImagesEditInput.class);
    job.checkSecrets(input);
    job.checkSecrets(edit);
    Deadline deadline = job.deadline(input.timeout());
    // first the checks that need no bytes: documents may be large
    Model model = components.catalog().translate(input, edit, InputImages.NONE, deadline).rules();
    InputImageReader reader = components.inputImages();
    Optional<TaskHandle> earlier = job.earlierTask();
    try (InputImages images = orUnknown(earlier, edit, () -> reader.read(edit, model, deadline))) {
      ImageRequest image = components.catalog().translate(input, edit, images, deadline);
      String fingerprint =
          images.isKnown()
              ? RequestFingerprint.of(input, edit, images)
              : earlier.orElseThrow().request();
      try (InputImages sent =
          orUnknown(earlier, edit, () -> reader.asSent(images, image.rules()))) {
        return job.buy(input, image.with(sent), fingerprint, deadline);
      }
    }
  }

  /** An attempt that continues a paid task does not need the images. */
  private static InputImages orUnknown(
      Optional<TaskHandle> earlier, ImagesEditInput edit, Supplier<InputImages> images) {
    try {
      return images.get();
    } catch (ImagesException e) {
      if (earlier.isEmpty()) {
        throw e;
      }
      return InputImages.unknown(edit.images().size(), e);
    }
  }
}

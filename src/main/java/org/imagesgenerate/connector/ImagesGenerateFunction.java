package org.imagesgenerate.connector;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import io.camunda.connector.generator.java.annotation.ElementTemplate;
import java.util.ArrayList;
import java.util.List;
import org.imagesgenerate.connector.Failures.Stage;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.delivery.DeliveryOrder;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.delivery.ImagesResult.Timings;
import org.imagesgenerate.connector.http.Deadline;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.provider.Activation;
import org.imagesgenerate.connector.provider.Generated;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.Order;
import org.imagesgenerate.connector.purchase.Kept;

/** The task "Images Generate": reads the inputs, checks them, buys once, delivers. */
@OutboundConnector(
    name = "Images Generate",
    inputVariables = {
      "provider",
      "model",
      "prompt",
      "n",
      "size",
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
@ElementTemplate(
    id = "org.imagesgenerate.ImagesGenerate.v1",
    name = "Images Generate",
    version = 1,
    engineVersion = "^8.8",
    icon = "icon.svg",
    documentationRef = ImagesGenerateFunction.DOCUMENTATION,
    description =
        "Make images from a text with OpenAI, Azure OpenAI, AI/ML API, WaveSpeedAI, Runware or any compatible server",
    metadata =
        @ElementTemplate.Metadata(
            keywords = {
              "image",
              "images",
              "picture",
              "generate image",
              "text to image",
              "AI",
              "OpenAI",
              "gpt-image",
              "DALL-E",
              "Azure OpenAI",
              "AI/ML API",
              "WaveSpeedAI",
              "Runware"
            }),
    inputDataClass = ImagesGenerateInput.class,
    defaultResultVariable = "imagesResult",
    defaultResultExpression = ImagesGenerateFunction.RESULT_EXPRESSION,
    propertyGroups = {
      @ElementTemplate.PropertyGroup(
          id = "provider",
          label = "Provider",
          tooltip = "Who makes the images, and the secret that lets you in."),
      @ElementTemplate.PropertyGroup(id = "model", label = "Model"),
      @ElementTemplate.PropertyGroup(id = "prompt", label = "Prompt"),
      @ElementTemplate.PropertyGroup(
          id = "image",
          label = "Image",
          tooltip =
              "Only fields and values that the chosen model takes. What stays empty is left to the provider."),
      @ElementTemplate.PropertyGroup(
          id = "result",
          label = "Result",
          tooltip = "How the images come back into the process."),
      @ElementTemplate.PropertyGroup(
          id = "safety",
          label = "Moderation and end user",
          tooltip = "What the provider checks, and for whom the images are made.",
          openByDefault = false),
      @ElementTemplate.PropertyGroup(
          id = "connection",
          label = "Connection",
          tooltip = "Only if the provider is not reached at its public address.",
          openByDefault = false),
      @ElementTemplate.PropertyGroup(
          id = "advanced",
          label = "Advanced",
          tooltip = "Time limit, and what no field above covers.",
          openByDefault = false)
    })
public final class ImagesGenerateFunction implements OutboundConnectorFunction {

  /** Where the template's help button leads. */
  static final String DOCUMENTATION =
      "https://github.com/imagesgenerate/connector-images-generate#readme";

  /** Variables that a process can use at once, whatever the form of the result. */
  static final String RESULT_EXPRESSION =
      """
      ={
        imageDocuments: response.images[item.document != null].document,
        imageUrls: response.images[item.url != null].url
      }""";

  private final Parts parts;

  /** For the connectors runtime, which finds this class as a service. */
  public ImagesGenerateFunction() {
    this(Parts.shared());
  }

  ImagesGenerateFunction(Parts parts) {
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
    Failures failures = new Failures(context, parts.backOff());
    try {
      return execute(context, failures);
    } catch (Throwable e) {
      throw failures.of(e);
    }
  }

  private ImagesResult execute(OutboundConnectorContext context, Failures failures) {
    long start = System.nanoTime();
    ImagesGenerateInput input = Binding.bind(context, ImagesGenerateInput.class);
    failures.know(input.provider(), input.model());
    Deadline deadline = Deadline.in(input.timeout());
    ImageRequest request = parts.catalog().check(input);
    ImagesApi api = parts.providers().of(input.provider());
    ImagesApi.Origin origin = api.origin(request);
    Activation activation =
        new Activation(
            context.getJobContext().getElementInstanceKey(),
            Fingerprint.of(input.provider(), request));
    Order order = new Order(request, activation, deadline, input.error());

    failures.at(Stage.ASKING_THE_PROVIDER);
    return parts
        .purchases()
        .once(
            activation,
            deadline,
            () -> api.generate(order),
            kept -> {
              failures.at(Stage.DELIVERING);
              List<String> warnings = new ArrayList<>(request.warnings());
              warnings.addAll(kept.generated().warnings());
              long delivering = System.nanoTime();
              List<ImagesResult.Image> images =
                  parts
                      .delivery()
                      .deliver(
                          kept, deliveryOrder(input, request, context, origin, deadline), warnings);
              long end = System.nanoTime();
              return result(
                  input,
                  request,
                  kept,
                  images,
                  warnings,
                  new Timings(
                      millis(end - start), kept.providerMillis(), millis(end - delivering)));
            });
  }

  private static DeliveryOrder deliveryOrder(
      ImagesGenerateInput input,
      ImageRequest request,
      OutboundConnectorContext context,
      ImagesApi.Origin origin,
      Deadline deadline) {
    return new DeliveryOrder(
        request.responseFormat(),
        input.documentName(),
        input.documentTimeToLive(),
        context,
        origin == null ? null : origin.uri(),
        origin == null ? java.util.Map.of() : origin.headers(),
        deadline);
  }

  private static ImagesResult result(
      ImagesGenerateInput input,
      ImageRequest request,
      Kept kept,
      List<ImagesResult.Image> images,
      List<String> warnings,
      Timings timings) {
    Generated generated = kept.generated();
    return new ImagesResult(
        ImagesResult.COMPLETED,
        images,
        generated.task(),
        input.provider().type(),
        request.model(),
        kept.createdAt().toString(),
        generated.requestId(),
        generated.usage().isEmpty() ? null : generated.usage(),
        generated.cost(),
        warnings,
        timings);
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}

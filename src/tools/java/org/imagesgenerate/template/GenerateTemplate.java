package org.imagesgenerate.template;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import io.camunda.connector.generator.java.annotation.ElementTemplate;

/**
 * The element template of Images Generate, for Camunda's generator. Its annotations are not on the
 * connector's own classes: a runtime whose generator has moved classes could not load them there.
 * It extends the connector's interface because the generator requires it.
 */
@OutboundConnector(name = "Images Generate", type = "org.imagesgenerate:images-generate:1")
@ElementTemplate(
    id = "org.imagesgenerate.ImagesGenerate.v1",
    name = "Images Generate",
    version = 1,
    engineVersion = "^8.8",
    icon = "icon.svg",
    documentationRef = GenerateTemplate.DOCUMENTATION,
    description =
        "Generate images from a prompt with OpenAI, Azure OpenAI, AI/ML API, WaveSpeedAI, Runware or a compatible server",
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
    inputDataClass = GenerateTemplateFields.class,
    defaultResultVariable = "imagesResult",
    defaultResultExpression = GenerateTemplate.RESULT_EXPRESSION,
    propertyGroups = {
      @ElementTemplate.PropertyGroup(
          id = "provider",
          label = "Provider",
          tooltip = "Which service generates the images, and its API key."),
      @ElementTemplate.PropertyGroup(id = "prompt", label = "Prompt"),
      @ElementTemplate.PropertyGroup(id = "model", label = "Model"),
      @ElementTemplate.PropertyGroup(
          id = "image",
          label = "Image",
          tooltip =
              "Shows only the fields and values that the selected model accepts. A field that is left empty uses the default of the model."),
      @ElementTemplate.PropertyGroup(
          id = "result",
          label = "Result",
          tooltip = "When and how the process receives the images."),
      @ElementTemplate.PropertyGroup(
          id = "safety",
          label = "Moderation and end user",
          tooltip = "How strictly the provider filters, and which end user the images are for.",
          openByDefault = false),
      @ElementTemplate.PropertyGroup(
          id = "connection",
          label = "Connection",
          tooltip = "Only needed if you reach the provider through a proxy or gateway.",
          openByDefault = false),
      @ElementTemplate.PropertyGroup(
          id = "advanced",
          label = "Advanced",
          tooltip = "Time limit, and parameters without a field of their own.",
          openByDefault = false)
    })
interface GenerateTemplate extends OutboundConnectorFunction {

  /**
   * The page that the template's help button opens: how to use any connector, with secrets, output
   * mapping and error handling. Our own pages have no public home yet.
   */
  String DOCUMENTATION = "https://docs.camunda.io/docs/components/connectors/use-connectors/";

  /** Process variables that are useful with every response format. */
  String RESULT_EXPRESSION =
      """
      ={
        imageDocuments: response.images[item.document != null].document,
        imageUrls: response.images[item.url != null].url
      }""";
}

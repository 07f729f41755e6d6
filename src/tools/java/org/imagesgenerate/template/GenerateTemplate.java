package org.imagesgenerate.template;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import io.camunda.connector.generator.java.annotation.ElementTemplate;

/**
 * The element template of Images Generate, for Camunda's generator. Its annotations are not at the
 * connector's own classes, because the JVM of a runtime whose generator has moved classes could not
 * read them there. It has the connector's interface because the generator asks for it.
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
    inputDataClass = GenerateTemplateFields.class,
    defaultResultVariable = "imagesResult",
    defaultResultExpression = GenerateTemplate.RESULT_EXPRESSION,
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
interface GenerateTemplate extends OutboundConnectorFunction {

  /** Where the template's help button leads. */
  String DOCUMENTATION = "https://github.com/imagesgenerate/connector-images-generate#readme";

  /** Variables that a process can use at once, whatever the form of the result. */
  String RESULT_EXPRESSION =
      """
      ={
        imageDocuments: response.images[item.document != null].document,
        imageUrls: response.images[item.url != null].url
      }""";
}

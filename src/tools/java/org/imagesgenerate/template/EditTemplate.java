package org.imagesgenerate.template;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import io.camunda.connector.generator.java.annotation.ElementTemplate;

/** The element template of Images Edit, for Camunda's generator. */
@OutboundConnector(name = "Images Edit", type = "org.imagesgenerate:images-edit:1")
@ElementTemplate(
    id = "org.imagesgenerate.ImagesEdit.v1",
    name = "Images Edit",
    version = 1,
    engineVersion = "^8.8",
    icon = "icon-edit.svg",
    documentationRef = GenerateTemplate.DOCUMENTATION,
    description =
        "Change images, or make new ones of them, with OpenAI, Azure OpenAI, AI/ML API, WaveSpeedAI, Runware or a compatible server",
    metadata =
        @ElementTemplate.Metadata(
            // no keyword of Images Generate: the modeler would list this template above it
            keywords = {
              "image editing",
              "images to edit",
              "edit image",
              "edit picture",
              "edit photo",
              "change image",
              "image to image",
              "inpainting",
              "mask"
            }),
    inputDataClass = EditTemplateFields.class,
    defaultResultVariable = "imagesResult",
    defaultResultExpression = GenerateTemplate.RESULT_EXPRESSION,
    propertyGroups = {
      @ElementTemplate.PropertyGroup(
          id = "provider",
          label = "Provider",
          tooltip = "Which service edits the images, and its API key."),
      @ElementTemplate.PropertyGroup(id = "prompt", label = "Prompt"),
      @ElementTemplate.PropertyGroup(id = "model", label = "Model"),
      @ElementTemplate.PropertyGroup(
          id = "images",
          label = "Input images",
          tooltip =
              "Documents of any earlier task: an upload form, a connector, or Images Generate."),
      @ElementTemplate.PropertyGroup(
          id = "image",
          label = "Output image",
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
interface EditTemplate extends OutboundConnectorFunction {}

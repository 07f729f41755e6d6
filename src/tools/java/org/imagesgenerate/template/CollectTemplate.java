package org.imagesgenerate.template;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import io.camunda.connector.generator.java.annotation.ElementTemplate;

/** The element template of Images Collect, for Camunda's generator. */
@OutboundConnector(name = "Images Collect", type = "org.imagesgenerate:images-collect:1")
@ElementTemplate(
    id = "org.imagesgenerate.ImagesCollect.v1",
    name = "Images Collect",
    version = 1,
    engineVersion = "^8.8",
    icon = "icon.svg",
    documentationRef = GenerateTemplate.DOCUMENTATION,
    description = "Fetch the images of a task that was submitted earlier",
    metadata =
        @ElementTemplate.Metadata(
            // no keyword that leads to the other templates: the modeler would list this one above
            // them
            keywords = {"collect", "fetch", "submitted task"}),
    inputDataClass = CollectTemplateFields.class,
    defaultResultVariable = "imagesResult",
    defaultResultExpression = GenerateTemplate.RESULT_EXPRESSION,
    propertyGroups = {
      @ElementTemplate.PropertyGroup(
          id = "provider",
          label = "Provider",
          tooltip = "Which service generates the images, and its API key."),
      @ElementTemplate.PropertyGroup(
          id = "task",
          label = "Task",
          tooltip = "The task that Images Generate or Images Edit submitted."),
      @ElementTemplate.PropertyGroup(
          id = "result",
          label = "Result",
          tooltip = "How the process receives the images."),
      @ElementTemplate.PropertyGroup(
          id = "connection",
          label = "Connection",
          tooltip = "Only needed if you reach the provider through a proxy or gateway.",
          openByDefault = false),
      @ElementTemplate.PropertyGroup(
          id = "advanced",
          label = "Advanced",
          tooltip = "Time limit.",
          openByDefault = false)
    })
interface CollectTemplate extends OutboundConnectorFunction {}

package org.imagesgenerate.template;

import io.camunda.connector.api.document.Document;
import io.camunda.connector.generator.dsl.Property.FeelMode;
import io.camunda.connector.generator.java.annotation.NestedProperties;
import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyType;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/** The inputs of Images Edit as a form, like {@link GenerateTemplateFields}. */
record EditTemplateFields(
    ProviderTemplateFields provider,
    @TemplateProperty(
            group = "model",
            label = "Model",
            description = "The model ID that the provider uses")
        @NotBlank
        String model,
    @TemplateProperty(
            group = "prompt",
            label = "Prompt",
            description = "Describe what to change, or what to make of the images",
            tooltip =
                "Refer to the input images by their order, such as <i>the first image</i>. To use process variables, switch to FEEL: <code>\"Put the bottle on \" + background</code>",
            type = PropertyType.Text)
        @NotBlank
        String prompt,
    @TemplateProperty(
            group = "images",
            label = "Images",
            description = "The document with the image to edit, or a list of documents",
            tooltip =
                "PNG, JPEG or WebP, in the order the prompt refers to them. An image that Images Generate made: <code>imagesResult.images[1].document</code>",
            type = PropertyType.Text,
            feel = FeelMode.required)
        @NotNull
        List<Document> images,
    @TemplateProperty(
            group = "images",
            label = "Mask",
            description =
                "A PNG document as large as the first image. Its transparent pixels may change",
            tooltip =
                "Empty: the whole image may change. Some models take the mask as a hint and change other parts too.",
            type = PropertyType.Text,
            feel = FeelMode.required,
            optional = true)
        Document mask,
    @TemplateProperty(
            group = "images",
            label = "Input fidelity",
            description =
                "High keeps faces and logos better, and costs more. Empty: the model's default",
            optional = true)
        String input_fidelity,
    @NestedProperties(addNestedPath = false) OptionTemplateFields options) {}

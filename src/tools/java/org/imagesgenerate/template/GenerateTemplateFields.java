package org.imagesgenerate.template;

import io.camunda.connector.generator.dsl.Property.FeelMode;
import io.camunda.connector.generator.java.annotation.NestedProperties;
import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.DropdownPropertyChoice;
import io.camunda.connector.generator.java.annotation.TemplateProperty.Pattern;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyConstraints;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyType;
import jakarta.validation.constraints.NotBlank;
import java.util.Map;
import org.imagesgenerate.connector.input.ImagesGenerateInput;

/**
 * The inputs of Images Generate as a form: a component for each, with the name and the type of the
 * variable that {@link ImagesGenerateInput} reads. They are shown by group, and within a group in
 * this order.
 */
record GenerateTemplateFields(
    ProviderTemplateFields provider,
    @TemplateProperty(
            group = "model",
            label = "Model",
            description = "The provider's id of the model",
            tooltip =
                "Models that end soon are marked. Any other model: set <b>Model choice</b> to <b>Other</b>.")
        @NotBlank
        String model,
    @TemplateProperty(
            group = "prompt",
            label = "Prompt",
            description = "What the images shall show",
            tooltip =
                "At most 32,000 characters (DALL-E 3: 4,000; DALL-E 2: 1,000). To use process variables, switch to FEEL: <code>\"A poster for \" + event.title</code>",
            type = PropertyType.Text)
        @NotBlank
        String prompt,
    @TemplateProperty(group = "image", label = "Number of images", optional = true) Integer n,
    @TemplateProperty(
            group = "image",
            label = "Size",
            description = "Width x height in pixels. Empty: the model's default",
            optional = true)
        String size,
    @TemplateProperty(
            group = "image",
            label = "Aspect ratio",
            description = "Width : height, the shape instead of a size",
            optional = true)
        String aspect_ratio,
    @TemplateProperty(
            group = "image",
            label = "Resolution",
            description = "How large, together with an aspect ratio or alone",
            optional = true)
        String resolution,
    @TemplateProperty(
            group = "image",
            label = "Seed",
            description = "The same seed makes a similar image again. Empty: random",
            optional = true)
        Long seed,
    @TemplateProperty(
            group = "prompt",
            label = "Negative prompt",
            description = "What the images must not show",
            type = PropertyType.Text,
            optional = true)
        String negative_prompt,
    @TemplateProperty(
            group = "image",
            label = "Quality",
            description = "More quality costs more money and time. Empty: the model's default",
            optional = true)
        String quality,
    @TemplateProperty(
            group = "image",
            label = "Style",
            description = "Vivid is dramatic, natural is restrained",
            optional = true)
        String style,
    @TemplateProperty(
            group = "image",
            label = "Background",
            description =
                "Transparent needs the output format PNG or WebP. Empty: the model's default",
            optional = true)
        String background,
    @TemplateProperty(
            group = "image",
            label = "Output format",
            description = "The kind of image file. Empty: the model's default",
            optional = true)
        String output_format,
    @TemplateProperty(
            group = "image",
            label = "Output compression",
            description = "0 to 100 percent, for JPEG and WebP only",
            optional = true)
        Integer output_compression,
    @TemplateProperty(
            group = "safety",
            label = "Moderation",
            description = "How strictly the provider filters. Empty: the provider's default",
            optional = true)
        String moderation,
    @TemplateProperty(
            group = "safety",
            label = "User",
            description =
                "A name for your end user that tells the provider nothing about the person",
            optional = true)
        String user,
    @TemplateProperty(
            group = "safety",
            label = "Safety identifier",
            description =
                "Such as a hash of your end user's id. Wins over User, which is its older form",
            optional = true)
        String safety_identifier,
    @TemplateProperty(
            group = "advanced",
            label = "Delivery",
            description = "Waiting is simplest. Submitting keeps no worker busy meanwhile",
            tooltip =
                "<b>Only submit</b> ends this task at once with the task handle <code>task</code>. Fetch the images later with the connector Images Collect, or let the provider call a webhook.",
            type = PropertyType.Dropdown,
            choices = {
              @DropdownPropertyChoice(
                  value = ImagesGenerateInput.WAIT,
                  label = "Wait for the images"),
              @DropdownPropertyChoice(
                  value = ImagesGenerateInput.SUBMIT,
                  label = "Only submit the task")
            },
            defaultValue = ImagesGenerateInput.WAIT)
        String delivery,
    @TemplateProperty(
            group = "advanced",
            label = "Webhook address",
            description = "Where the provider reports that the images are there",
            optional = true,
            constraints =
                @PropertyConstraints(
                    pattern =
                        @Pattern(
                            value = FieldPattern.OPTIONAL_ADDRESS,
                            message = FieldPattern.ADDRESS_MESSAGE)))
        String webhookUrl,
    @NestedProperties(addNestedPath = false) SharedTemplateFields shared,
    @TemplateProperty(
            group = "advanced",
            label = "Extra body fields",
            description =
                "A FEEL context that is merged into the provider's request, after all else",
            tooltip = "For parameters that this form does not have (yet).",
            type = PropertyType.Text,
            feel = FeelMode.required,
            optional = true)
        Map<String, Object> extraBody,
    @TemplateProperty(
            group = "advanced",
            label = "Provider options",
            description = "A FEEL context of options that only this provider has",
            type = PropertyType.Text,
            feel = FeelMode.required,
            optional = true)
        Map<String, Object> providerOptions) {}

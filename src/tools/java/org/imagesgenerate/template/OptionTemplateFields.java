package org.imagesgenerate.template;

import io.camunda.connector.generator.dsl.Property.FeelMode;
import io.camunda.connector.generator.java.annotation.NestedProperties;
import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.DropdownPropertyChoice;
import io.camunda.connector.generator.java.annotation.TemplateProperty.Pattern;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyConstraints;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyType;
import java.util.Map;
import org.imagesgenerate.connector.input.ImagesGenerateInput;

/**
 * The inputs that Images Generate and Images Edit share, except for the provider, the model and
 * what is required.
 */
record OptionTemplateFields(
    @TemplateProperty(group = "image", label = "Number of images", optional = true) Integer n,
    @TemplateProperty(
            group = "image",
            label = "Aspect ratio",
            description = "Width : height. Empty: the model's default",
            optional = true)
        String aspect_ratio,
    @TemplateProperty(
            group = "image",
            label = "Resolution",
            description = "How large, with or without an aspect ratio. Empty: the model's default",
            optional = true)
        String resolution,
    @TemplateProperty(
            group = "image",
            label = "Size",
            description =
                "Width x height in pixels, instead of an aspect ratio. Empty: the model's default",
            optional = true)
        String size,
    @TemplateProperty(
            group = "image",
            label = "Seed",
            description = "The same seed makes a similar image again. Empty: random",
            optional = true)
        Long seed,
    @TemplateProperty(
            group = "image",
            label = "Negative prompt",
            description = "What the images must not show",
            type = PropertyType.Text,
            optional = true)
        String negative_prompt,
    @TemplateProperty(
            group = "image",
            label = "Quality",
            description = "Higher quality costs more and takes longer. Empty: the model's default",
            optional = true)
        String quality,
    @TemplateProperty(
            group = "image",
            label = "Style",
            description = "Vivid: dramatic. Natural: more realistic. Empty: the model's default",
            optional = true)
        String style,
    @TemplateProperty(
            group = "image",
            label = "Background",
            description =
                "Transparent requires PNG or WebP as output format. Empty: the model's default",
            optional = true)
        String background,
    @TemplateProperty(
            group = "image",
            label = "Output format",
            description = "File type of the images. Empty: the model's default",
            optional = true)
        String output_format,
    @TemplateProperty(
            group = "image",
            label = "Output compression",
            description = "0 to 100 percent, only for JPEG and WebP",
            optional = true)
        Integer output_compression,
    @TemplateProperty(
            group = "safety",
            label = "Moderation",
            description =
                "How strictly the provider filters content. Empty: the provider's default",
            optional = true)
        String moderation,
    @TemplateProperty(
            group = "safety",
            label = "User",
            description = "Pseudonymous user ID",
            optional = true)
        String user,
    @TemplateProperty(
            group = "safety",
            label = "Safety identifier",
            description =
                "Hash of your end user's ID. Replaces the older field User and takes precedence",
            optional = true)
        String safety_identifier,
    @TemplateProperty(
            group = "result",
            label = "Delivery",
            description =
                "Wait is simplest. Submit only keeps no worker busy while the images are generated",
            tooltip =
                "<b>Submit only</b> completes this task immediately and returns the task handle <code>task</code>. Fetch the images later with Images Collect. The provider can report completion to a webhook.",
            type = PropertyType.Dropdown,
            choices = {
              @DropdownPropertyChoice(
                  value = ImagesGenerateInput.WAIT,
                  label = "Wait for the images"),
              @DropdownPropertyChoice(value = ImagesGenerateInput.SUBMIT, label = "Submit only")
            },
            defaultValue = ImagesGenerateInput.WAIT)
        String delivery,
    @TemplateProperty(
            group = "result",
            label = "Webhook URL",
            description = "The provider calls this URL when the images are ready",
            optional = true,
            constraints =
                @PropertyConstraints(
                    pattern =
                        @Pattern(
                            value = FieldPattern.OPTIONAL_URL,
                            message = FieldPattern.URL_MESSAGE)))
        String webhookUrl,
    @NestedProperties(addNestedPath = false) SharedTemplateFields shared,
    @TemplateProperty(
            group = "advanced",
            label = "Extra body fields",
            description = "FEEL context that is merged last into the provider's request",
            tooltip = "For parameters that this form does not have.",
            type = PropertyType.Text,
            feel = FeelMode.required,
            optional = true)
        Map<String, Object> extraBody,
    @TemplateProperty(
            group = "advanced",
            label = "Provider options",
            description = "FEEL context with options of this provider",
            type = PropertyType.Text,
            feel = FeelMode.required,
            optional = true)
        Map<String, Object> providerOptions) {}

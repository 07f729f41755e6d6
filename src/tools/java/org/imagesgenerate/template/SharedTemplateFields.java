package org.imagesgenerate.template;

import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.Pattern;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyConstraints;
import java.time.Duration;

/** The inputs that both connectors share: result format and timeout. */
record SharedTemplateFields(
    @TemplateProperty(
            group = "result",
            label = "Response format",
            description = "How the process receives each image",
            tooltip =
                "<b>Camunda document</b> fits most processes: the image is in the document store and the variable stays small.<br/><b>URL</b> is the provider's URL, which expires.<br/><b>Base64 text</b> is stored in the variable. Above 700,000 characters in total, images become documents.")
        String response_format,
    @TemplateProperty(
            group = "result",
            label = "Document name",
            description = "File name without extension. Several images get -1, -2, …",
            optional = true)
        String documentName,
    @TemplateProperty(
            group = "result",
            label = "Document time to live",
            description =
                "ISO-8601 duration, such as P30D (30 days). Empty: the document store decides",
            optional = true,
            constraints =
                @PropertyConstraints(
                    pattern =
                        @Pattern(
                            value = FieldPattern.OPTIONAL_DURATION,
                            message = FieldPattern.DURATION_MESSAGE)))
        Duration documentTimeToLive,
    @TemplateProperty(
            group = "advanced",
            label = "Timeout",
            description = "ISO-8601 duration for the whole task. Empty: PT4M (4 minutes)",
            tooltip =
                "Must be shorter than the job timeout of your connectors runtime (5 minutes by default). Otherwise the engine gives the job to a second worker while the first one is still working.",
            optional = true,
            defaultValue = "PT4M",
            constraints =
                @PropertyConstraints(
                    pattern =
                        @Pattern(
                            value = FieldPattern.OPTIONAL_DURATION,
                            message = FieldPattern.DURATION_MESSAGE)))
        Duration timeout) {}

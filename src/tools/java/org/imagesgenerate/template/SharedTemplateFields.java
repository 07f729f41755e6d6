package org.imagesgenerate.template;

import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.Pattern;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyConstraints;
import java.time.Duration;

/** What both connectors ask about the images they hand over, and about time. */
record SharedTemplateFields(
    @TemplateProperty(
            group = "result",
            label = "Response format",
            description = "How each image comes back into the process",
            tooltip =
                "<b>Camunda document</b> is right for nearly everything: the image goes into the document store, the variable stays small.<br/><b>URL</b> is the provider's address, which expires.<br/><b>Base64 text</b> lies in the variable; over 700,000 characters the images become documents instead.")
        String response_format,
    @TemplateProperty(
            group = "result",
            label = "Document name",
            description = "File name without ending; several images get -1, -2, …",
            optional = true)
        String documentName,
    @TemplateProperty(
            group = "result",
            label = "Document time to live",
            description =
                "ISO-8601 duration, such as P30D (thirty days). Empty: as the store decides",
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
            description = "ISO-8601 duration for the whole task. Empty: PT4M (four minutes)",
            tooltip =
                "Keep it below the job timeout of your connectors runtime, which is five minutes unless it was changed: when that ends first, the engine hands the job out a second time.",
            optional = true,
            defaultValue = "PT4M",
            constraints =
                @PropertyConstraints(
                    pattern =
                        @Pattern(
                            value = FieldPattern.OPTIONAL_DURATION,
                            message = FieldPattern.DURATION_MESSAGE)))
        Duration timeout) {}

package org.imagesgenerate.template;

import io.camunda.connector.generator.dsl.Property.FeelMode;
import io.camunda.connector.generator.java.annotation.NestedProperties;
import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyType;
import jakarta.validation.constraints.NotNull;
import java.util.Map;

/** The inputs of Images Collect as a form, in the same way as {@link GenerateTemplateFields}. */
record CollectTemplateFields(
    ProviderTemplateFields provider,
    @TemplateProperty(
            group = "task",
            label = "Task",
            description = "The task of the result of Images Generate, such as =imagesResult.task",
            tooltip =
                "Images Generate gives it when <b>Delivery</b> is <b>Only submit the task</b>, and again in the variables of an error such as <code>TASK_PENDING</code>.",
            type = PropertyType.Text,
            feel = FeelMode.required)
        @NotNull
        Map<String, Object> task,
    @NestedProperties(addNestedPath = false) SharedTemplateFields shared) {}

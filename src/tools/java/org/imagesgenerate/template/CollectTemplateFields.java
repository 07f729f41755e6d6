package org.imagesgenerate.template;

import io.camunda.connector.generator.dsl.Property.FeelMode;
import io.camunda.connector.generator.java.annotation.NestedProperties;
import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyType;
import jakarta.validation.constraints.NotNull;
import java.util.Map;

/** The inputs of Images Collect as a form, like {@link GenerateTemplateFields}. */
record CollectTemplateFields(
    ProviderTemplateFields provider,
    @TemplateProperty(
            group = "task",
            label = "Task",
            description =
                "The task handle from Images Generate or Images Edit, such as =imagesResult.task",
            tooltip =
                "The task returns it when <b>Delivery</b> is <b>Submit only</b>. Errors such as <code>TASK_PENDING</code> have it in their variables.",
            type = PropertyType.Text,
            feel = FeelMode.required)
        @NotNull
        Map<String, Object> task,
    @NestedProperties(addNestedPath = false) SharedTemplateFields shared) {}

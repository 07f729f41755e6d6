package org.imagesgenerate.template;

import io.camunda.connector.generator.java.annotation.NestedProperties;
import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyType;
import jakarta.validation.constraints.NotBlank;
import org.imagesgenerate.connector.input.ImagesGenerateInput;

/**
 * The inputs of Images Generate as a form: one component per variable, with the name and the type
 * that {@link ImagesGenerateInput} reads. The form shows them by group, and within a group in this
 * order.
 */
record GenerateTemplateFields(
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
            description = "Describe the image",
            tooltip =
                "Up to 32,000 characters (DALL-E 3: 4,000; DALL-E 2: 1,000). To use process variables, switch to FEEL: <code>\"A poster for \" + event.title</code>",
            type = PropertyType.Text)
        @NotBlank
        String prompt,
    @NestedProperties(addNestedPath = false) OptionTemplateFields options) {}

package org.imagesgenerate.template;

import io.camunda.connector.generator.dsl.Property.FeelMode;
import io.camunda.connector.generator.java.annotation.TemplateDiscriminatorProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.DropdownPropertyChoice;
import io.camunda.connector.generator.java.annotation.TemplateProperty.Pattern;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyBinding;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyConstraints;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyType;
import io.camunda.connector.generator.java.annotation.TemplateSubType;
import jakarta.validation.constraints.NotBlank;
import java.util.Map;
import org.imagesgenerate.connector.input.Provider;

/**
 * The inputs {@code provider.…} as a form: a record for each provider. Ids have to be unique in a
 * template, so they name the provider too; the binding is the variable.
 */
@TemplateDiscriminatorProperty(
    name = "type",
    label = "Provider",
    group = "provider",
    defaultValue = Provider.OPENAI,
    description = "Who makes the images")
sealed interface ProviderTemplateFields {

  String KEY_IS_A_SECRET =
      "Create a <a href=\"https://docs.camunda.io/docs/components/connectors/use-connectors/#using-secrets\" target=\"_blank\">secret</a> of this name, or name one you have. Camunda 8.10: also <code>=camunda.secrets.NAME</code>";

  @TemplateSubType(id = Provider.OPENAI, label = "OpenAI")
  record OpenAi(
      @TemplateProperty(
              id = "openai.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.OPENAI_API_KEY}}")
          @NotBlank
          String apiKey,
      @TemplateProperty(
              id = "openai.organization",
              binding = @PropertyBinding(name = "organization"),
              group = "connection",
              label = "Organization",
              description = "Only for keys that belong to several organizations",
              optional = true)
          String organization,
      @TemplateProperty(
              id = "openai.project",
              binding = @PropertyBinding(name = "project"),
              group = "connection",
              label = "Project",
              description = "Only for keys that belong to several projects",
              optional = true)
          String project,
      @TemplateProperty(
              id = "openai.baseUrl",
              binding = @PropertyBinding(name = "baseUrl"),
              group = "connection",
              label = "API address",
              description = "Only for a proxy or gateway in front of the provider",
              optional = true,
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.OPTIONAL_ADDRESS,
                              message = FieldPattern.ADDRESS_MESSAGE)))
          String baseUrl)
      implements ProviderTemplateFields {}

  @TemplateSubType(id = Provider.AZURE_OPENAI, label = "Azure OpenAI")
  record AzureOpenAi(
      @TemplateProperty(
              id = "azure.baseUrl",
              binding = @PropertyBinding(name = "baseUrl"),
              group = "provider",
              label = "API address",
              description = "The address of your Azure OpenAI resource",
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.ADDRESS,
                              message = FieldPattern.ADDRESS_MESSAGE)))
          @NotBlank
          String baseUrl,
      @TemplateProperty(
              id = "azure.authentication",
              binding = @PropertyBinding(name = "authentication"),
              group = "provider",
              label = "Authentication",
              description = "How the resource lets you in",
              type = PropertyType.Dropdown,
              choices = {
                @DropdownPropertyChoice(value = "api-key", label = "API key"),
                @DropdownPropertyChoice(value = "bearer", label = "Microsoft Entra ID token")
              },
              defaultValue = "api-key")
          String authentication,
      @TemplateProperty(
              id = "azure.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key or token",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.AZURE_OPENAI_API_KEY}}")
          @NotBlank
          String apiKey,
      @TemplateProperty(
              id = "azure.apiVersion",
              binding = @PropertyBinding(name = "apiVersion"),
              group = "connection",
              label = "API version",
              description = "Empty: the v1 address. A version: the classic deployments address",
              optional = true)
          String apiVersion)
      implements ProviderTemplateFields {}

  @TemplateSubType(id = Provider.OPENAI_COMPATIBLE, label = "OpenAI-compatible server")
  record OpenAiCompatible(
      @TemplateProperty(
              id = "compatible.baseUrl",
              binding = @PropertyBinding(name = "baseUrl"),
              group = "provider",
              label = "API address",
              description = "The server's address, with or without /v1",
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.ADDRESS,
                              message = FieldPattern.ADDRESS_MESSAGE)))
          @NotBlank
          String baseUrl,
      @TemplateProperty(
              id = "compatible.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = "Only if the server asks for one. Keep it in a secret",
              optional = true)
          String apiKey,
      @TemplateProperty(
              id = "compatible.headers",
              binding = @PropertyBinding(name = "headers"),
              group = "connection",
              label = "Extra headers",
              description = "A FEEL context of request headers that the server wants",
              type = PropertyType.Text,
              feel = FeelMode.required,
              optional = true)
          Map<String, Object> headers)
      implements ProviderTemplateFields {}

  @TemplateSubType(id = Provider.AIML_API, label = "AI/ML API")
  record AimlApi(
      @TemplateProperty(
              id = "aiml.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.AIML_API_KEY}}")
          @NotBlank
          String apiKey,
      @TemplateProperty(
              id = "aiml.baseUrl",
              binding = @PropertyBinding(name = "baseUrl"),
              group = "connection",
              label = "API address",
              description = "Only for a proxy or gateway in front of the provider",
              optional = true,
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.OPTIONAL_ADDRESS,
                              message = FieldPattern.ADDRESS_MESSAGE)))
          String baseUrl)
      implements ProviderTemplateFields {}

  @TemplateSubType(id = Provider.WAVESPEED, label = "WaveSpeedAI")
  record WaveSpeed(
      @TemplateProperty(
              id = "wavespeed.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.WAVESPEED_API_KEY}}")
          @NotBlank
          String apiKey,
      @TemplateProperty(
              id = "wavespeed.baseUrl",
              binding = @PropertyBinding(name = "baseUrl"),
              group = "connection",
              label = "API address",
              description = "Only for a proxy or gateway in front of the provider",
              optional = true,
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.OPTIONAL_ADDRESS,
                              message = FieldPattern.ADDRESS_MESSAGE)))
          String baseUrl)
      implements ProviderTemplateFields {}

  @TemplateSubType(id = Provider.RUNWARE, label = "Runware")
  record Runware(
      @TemplateProperty(
              id = "runware.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.RUNWARE_API_KEY}}")
          @NotBlank
          String apiKey,
      @TemplateProperty(
              id = "runware.baseUrl",
              binding = @PropertyBinding(name = "baseUrl"),
              group = "connection",
              label = "API address",
              description = "Only for a proxy or gateway in front of the provider",
              optional = true,
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.OPTIONAL_ADDRESS,
                              message = FieldPattern.ADDRESS_MESSAGE)))
          String baseUrl)
      implements ProviderTemplateFields {}

  @TemplateSubType(id = Provider.SIMULATION, label = "Simulation (no key, no cost)")
  record Simulation() implements ProviderTemplateFields {}
}

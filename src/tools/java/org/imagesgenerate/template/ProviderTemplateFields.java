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
    description = "The service that generates the images")
sealed interface ProviderTemplateFields {

  String KEY_IS_A_SECRET =
      "Reference to a <a href=\"https://docs.camunda.io/docs/components/connectors/use-connectors/#using-secrets\" target=\"_blank\">secret</a> with your API key. From Camunda 8.10 also <code>=camunda.secrets.NAME</code>";

  String ONLY_FOR_A_GATEWAY = "Only needed for a proxy or gateway in front of the provider";

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
              description = "Only needed if the key belongs to several organizations",
              optional = true)
          String organization,
      @TemplateProperty(
              id = "openai.project",
              binding = @PropertyBinding(name = "project"),
              group = "connection",
              label = "Project",
              description = "Only needed if the key belongs to several projects",
              optional = true)
          String project,
      @TemplateProperty(
              id = "openai.baseUrl",
              binding = @PropertyBinding(name = "baseUrl"),
              group = "connection",
              label = "Base URL",
              description = ONLY_FOR_A_GATEWAY,
              optional = true,
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.OPTIONAL_URL,
                              message = FieldPattern.URL_MESSAGE)))
          String baseUrl)
      implements ProviderTemplateFields {}

  @TemplateSubType(id = Provider.AZURE_OPENAI, label = "Azure OpenAI")
  record AzureOpenAi(
      @TemplateProperty(
              id = "azure.baseUrl",
              binding = @PropertyBinding(name = "baseUrl"),
              group = "provider",
              label = "Base URL",
              description = "Endpoint of your Azure OpenAI resource",
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(value = FieldPattern.URL, message = FieldPattern.URL_MESSAGE)))
          @NotBlank
          String baseUrl,
      @TemplateProperty(
              id = "azure.authentication",
              binding = @PropertyBinding(name = "authentication"),
              group = "provider",
              label = "Authentication",
              description = "How the connector authenticates to the resource",
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
              description = "Empty: uses the v1 URL. A version: uses the classic deployments URL",
              optional = true)
          String apiVersion)
      implements ProviderTemplateFields {}

  @TemplateSubType(id = Provider.OPENAI_COMPATIBLE, label = "OpenAI-compatible server")
  record OpenAiCompatible(
      @TemplateProperty(
              id = "compatible.baseUrl",
              binding = @PropertyBinding(name = "baseUrl"),
              group = "provider",
              label = "Base URL",
              description = "URL of the server, with or without /v1",
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(value = FieldPattern.URL, message = FieldPattern.URL_MESSAGE)))
          @NotBlank
          String baseUrl,
      @TemplateProperty(
              id = "compatible.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = "Only needed if the server requires a key. Store it as a secret",
              optional = true)
          String apiKey,
      @TemplateProperty(
              id = "compatible.headers",
              binding = @PropertyBinding(name = "headers"),
              group = "connection",
              label = "Extra headers",
              description = "FEEL context with additional request headers",
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
              label = "Base URL",
              description = ONLY_FOR_A_GATEWAY,
              optional = true,
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.OPTIONAL_URL,
                              message = FieldPattern.URL_MESSAGE)))
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
              label = "Base URL",
              description = ONLY_FOR_A_GATEWAY,
              optional = true,
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.OPTIONAL_URL,
                              message = FieldPattern.URL_MESSAGE)))
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
              label = "Base URL",
              description = ONLY_FOR_A_GATEWAY,
              optional = true,
              constraints =
                  @PropertyConstraints(
                      pattern =
                          @Pattern(
                              value = FieldPattern.OPTIONAL_URL,
                              message = FieldPattern.URL_MESSAGE)))
          String baseUrl)
      implements ProviderTemplateFields {}

  @TemplateSubType(id = Provider.SIMULATION, label = "Simulation (no key, no cost)")
  record Simulation() implements ProviderTemplateFields {}
}

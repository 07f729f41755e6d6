package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.camunda.connector.api.annotation.FEEL;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagesgenerate.connector.input.JobText.Context;
import org.imagesgenerate.connector.input.JobText.Text;

/**
 * Who makes the images, and how to get in. One record for each value of {@code provider.type}. No
 * {@code toString()} here shows a key.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Provider.OpenAi.class, name = Provider.OPENAI),
  @JsonSubTypes.Type(value = Provider.AzureOpenAi.class, name = Provider.AZURE_OPENAI),
  @JsonSubTypes.Type(value = Provider.OpenAiCompatible.class, name = Provider.OPENAI_COMPATIBLE),
  @JsonSubTypes.Type(value = Provider.AimlApi.class, name = Provider.AIML_API),
  @JsonSubTypes.Type(value = Provider.WaveSpeed.class, name = Provider.WAVESPEED),
  @JsonSubTypes.Type(value = Provider.Runware.class, name = Provider.RUNWARE),
  @JsonSubTypes.Type(value = Provider.Simulation.class, name = Provider.SIMULATION)
})
@TemplateDiscriminatorProperty(
    name = "type",
    label = "Provider",
    group = "provider",
    defaultValue = Provider.OPENAI,
    description = "Who makes the images")
public sealed interface Provider {

  String OPENAI = "openai";
  String AZURE_OPENAI = "azure-openai";
  String OPENAI_COMPATIBLE = "openai-compatible";
  String AIML_API = "aiml-api";
  String WAVESPEED = "wavespeed";
  String RUNWARE = "runware";
  String SIMULATION = "simulation";

  /** All values of {@code provider.type}, in the order of the contract. */
  List<String> TYPES =
      List.of(OPENAI, AZURE_OPENAI, OPENAI_COMPATIBLE, AIML_API, WAVESPEED, RUNWARE, SIMULATION);

  /** The value of {@code provider.type}. */
  String type();

  /** The provider's own name, for messages. */
  String displayName();

  /** The key or token, or null where none is needed. */
  String apiKey();

  /** Where the API is reached, or null for the provider's public address. */
  String baseUrl();

  /** Every text that must never be seen: the key and whatever else lets somebody in. */
  default List<String> secrets() {
    return apiKey() == null ? List.of() : List.of(apiKey());
  }

  /** OpenAI itself. */
  @TemplateSubType(id = OPENAI, label = "OpenAI")
  @JsonIgnoreProperties(ignoreUnknown = true)
  record OpenAi(
      @TemplateProperty(
              id = "openai.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.OPENAI_API_KEY}}")
          @FEEL
          @NotBlank(message = KEY_IS_MISSING)
          @JsonDeserialize(using = Text.class)
          String apiKey,
      @TemplateProperty(
              id = "openai.organization",
              binding = @PropertyBinding(name = "organization"),
              group = "connection",
              label = "Organization",
              description = "Only for keys that belong to several organizations",
              optional = true)
          @JsonDeserialize(using = Text.class)
          String organization,
      @TemplateProperty(
              id = "openai.project",
              binding = @PropertyBinding(name = "project"),
              group = "connection",
              label = "Project",
              description = "Only for keys that belong to several projects",
              optional = true)
          @JsonDeserialize(using = Text.class)
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
          @JsonDeserialize(using = Text.class)
          String baseUrl)
      implements Provider {

    @Override
    public String type() {
      return OPENAI;
    }

    @Override
    public String displayName() {
      return "OpenAI";
    }

    @Override
    public String toString() {
      return OPENAI;
    }
  }

  /** Azure OpenAI, also known as Microsoft Foundry: the model is the name of a deployment. */
  @TemplateSubType(id = AZURE_OPENAI, label = "Azure OpenAI")
  @JsonIgnoreProperties(ignoreUnknown = true)
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
          @NotBlank(message = ADDRESS_IS_MISSING)
          @JsonDeserialize(using = Text.class)
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
          @JsonDeserialize(using = Text.class)
          String authentication,
      @TemplateProperty(
              id = "azure.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key or token",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.AZURE_OPENAI_API_KEY}}")
          @NotBlank(message = KEY_IS_MISSING)
          @JsonDeserialize(using = Text.class)
          String apiKey,
      @TemplateProperty(
              id = "azure.apiVersion",
              binding = @PropertyBinding(name = "apiVersion"),
              group = "connection",
              label = "API version",
              description = "Empty: the v1 address. A version: the classic deployments address",
              optional = true)
          @JsonDeserialize(using = Text.class)
          String apiVersion)
      implements Provider {

    /** Whether {@code apiKey} is a Microsoft Entra ID token instead of a key of the resource. */
    public boolean bearer() {
      return "bearer".equalsIgnoreCase(authentication);
    }

    @Override
    public String type() {
      return AZURE_OPENAI;
    }

    @Override
    public String displayName() {
      return "Azure OpenAI";
    }

    @Override
    public String toString() {
      return AZURE_OPENAI;
    }
  }

  /** Any server that speaks OpenAI's images API: LocalAI, vLLM-Omni, SGLang, LiteLLM, gateways. */
  @TemplateSubType(id = OPENAI_COMPATIBLE, label = "OpenAI-compatible server")
  @JsonIgnoreProperties(ignoreUnknown = true)
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
          @NotBlank(message = ADDRESS_IS_MISSING)
          @JsonDeserialize(using = Text.class)
          String baseUrl,
      @TemplateProperty(
              id = "compatible.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = "Only if the server asks for one. Keep it in a secret",
              optional = true)
          @JsonDeserialize(using = Text.class)
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
          @JsonDeserialize(using = Context.class)
          Map<String, Object> headers)
      implements Provider {

    private static final List<String> TELLING = List.of("auth", "key", "token", "secret", "cookie");

    @Override
    public String type() {
      return OPENAI_COMPATIBLE;
    }

    @Override
    public String displayName() {
      return "The server";
    }

    @Override
    public List<String> secrets() {
      List<String> secrets = new java.util.ArrayList<>(Provider.super.secrets());
      if (headers != null) {
        headers.forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (value != null && TELLING.stream().anyMatch(lower::contains)) {
                String text = value.toString();
                secrets.add(text);
                int scheme = text.indexOf(' ');
                secrets.add(text.substring(scheme + 1).strip());
              }
            });
      }
      return secrets.stream().distinct().toList();
    }

    @Override
    public String toString() {
      return OPENAI_COMPATIBLE;
    }
  }

  /** AI/ML API, which resells OpenAI's and others' models. */
  @TemplateSubType(id = AIML_API, label = "AI/ML API")
  @JsonIgnoreProperties(ignoreUnknown = true)
  record AimlApi(
      @TemplateProperty(
              id = "aiml.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.AIML_API_KEY}}")
          @NotBlank(message = KEY_IS_MISSING)
          @JsonDeserialize(using = Text.class)
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
          @JsonDeserialize(using = Text.class)
          String baseUrl)
      implements Provider {

    @Override
    public String type() {
      return AIML_API;
    }

    @Override
    public String displayName() {
      return "AI/ML API";
    }

    @Override
    public String toString() {
      return AIML_API;
    }
  }

  /** WaveSpeedAI: submit a task, ask for its result. */
  @TemplateSubType(id = WAVESPEED, label = "WaveSpeedAI")
  @JsonIgnoreProperties(ignoreUnknown = true)
  record WaveSpeed(
      @TemplateProperty(
              id = "wavespeed.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.WAVESPEED_API_KEY}}")
          @NotBlank(message = KEY_IS_MISSING)
          @JsonDeserialize(using = Text.class)
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
          @JsonDeserialize(using = Text.class)
          String baseUrl)
      implements Provider {

    @Override
    public String type() {
      return WAVESPEED;
    }

    @Override
    public String displayName() {
      return "WaveSpeedAI";
    }

    @Override
    public String toString() {
      return WAVESPEED;
    }
  }

  /** Runware: tasks with ids of our own choice. */
  @TemplateSubType(id = RUNWARE, label = "Runware")
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Runware(
      @TemplateProperty(
              id = "runware.apiKey",
              binding = @PropertyBinding(name = "apiKey"),
              group = "provider",
              label = "API key",
              description = KEY_IS_A_SECRET,
              defaultValue = "{{secrets.RUNWARE_API_KEY}}")
          @NotBlank(message = KEY_IS_MISSING)
          @JsonDeserialize(using = Text.class)
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
          @JsonDeserialize(using = Text.class)
          String baseUrl)
      implements Provider {

    @Override
    public String type() {
      return RUNWARE;
    }

    @Override
    public String displayName() {
      return "Runware";
    }

    @Override
    public String toString() {
      return RUNWARE;
    }
  }

  /** No provider at all: pictures painted here, for nothing, to try a process out. */
  @TemplateSubType(id = SIMULATION, label = "Simulation (no key, no cost)")
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Simulation() implements Provider {

    /** What stands on the pictures if nobody names a model. */
    static final String MODEL = "simulated";

    @Override
    public String type() {
      return SIMULATION;
    }

    @Override
    public String displayName() {
      return "The simulation";
    }

    @Override
    public String apiKey() {
      return null;
    }

    @Override
    public String baseUrl() {
      return null;
    }

    @Override
    public String toString() {
      return SIMULATION;
    }
  }

  String KEY_IS_A_SECRET =
      "Create a <a href=\"https://docs.camunda.io/docs/components/connectors/use-connectors/#using-secrets\" target=\"_blank\">secret</a> of this name, or name one you have. Camunda 8.10: also <code>=camunda.secrets.NAME</code>";
  // no sample of a secret: validation would read its braces, and the next attempt's input its name
  String KEY_IS_MISSING = "is missing; put the secret that holds the key here";
  String ADDRESS_IS_MISSING = "is missing; put the server's address here, such as https://host";
}

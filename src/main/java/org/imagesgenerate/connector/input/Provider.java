package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.camunda.connector.api.annotation.FEEL;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.imagesgenerate.connector.input.JobText.Context;
import org.imagesgenerate.connector.input.JobText.Text;

/**
 * The provider and its credentials. One record for each value of {@code provider.type}. No {@code
 * toString()} here shows a key.
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

  /** Base URL of the API, or null for the provider's public one. */
  String baseUrl();

  /** Every text that must never be shown: the key and other credentials. */
  default List<String> secrets() {
    return apiKey() == null ? List.of() : List.of(apiKey());
  }

  /** OpenAI itself. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record OpenAi(
      @FEEL @NotBlank(message = KEY_IS_MISSING) @JsonDeserialize(using = Text.class) String apiKey,
      @JsonDeserialize(using = Text.class) String organization,
      @JsonDeserialize(using = Text.class) String project,
      @JsonDeserialize(using = Text.class) String baseUrl)
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
  @JsonIgnoreProperties(ignoreUnknown = true)
  record AzureOpenAi(
      @NotBlank(message = URL_IS_MISSING) @JsonDeserialize(using = Text.class) String baseUrl,
      @JsonDeserialize(using = Text.class) String authentication,
      @NotBlank(message = KEY_IS_MISSING) @JsonDeserialize(using = Text.class) String apiKey,
      @JsonDeserialize(using = Text.class) String apiVersion)
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

  /**
   * Any server that implements OpenAI's images API: LocalAI, vLLM-Omni, SGLang, LiteLLM, gateways.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record OpenAiCompatible(
      @NotBlank(message = URL_IS_MISSING) @JsonDeserialize(using = Text.class) String baseUrl,
      @JsonDeserialize(using = Text.class) String apiKey,
      @JsonDeserialize(using = Context.class) Map<String, Object> headers)
      implements Provider {

    /** Headers that contain no credentials. The value of any other header is a secret. */
    private static final Set<String> HARMLESS =
        Set.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "content-language",
            "content-type",
            "pragma",
            "user-agent");

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
              if (value != null && !HARMLESS.contains(name.strip().toLowerCase(Locale.ROOT))) {
                secrets.addAll(parts(value.toString()));
              }
            });
      }
      return secrets.stream().distinct().toList();
    }

    /** The value, what follows a scheme such as {@code Bearer}, and the values of cookies. */
    private static List<String> parts(String value) {
      List<String> parts = new java.util.ArrayList<>(List.of(value));
      parts.add(value.substring(value.indexOf(' ') + 1).strip());
      for (String cookie : value.split(";")) {
        parts.add(cookie.substring(cookie.indexOf('=') + 1).strip());
      }
      return parts;
    }

    @Override
    public String toString() {
      return OPENAI_COMPATIBLE;
    }
  }

  /** AI/ML API, which resells OpenAI's and others' models. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record AimlApi(
      @NotBlank(message = KEY_IS_MISSING) @JsonDeserialize(using = Text.class) String apiKey,
      @JsonDeserialize(using = Text.class) String baseUrl)
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

  /** WaveSpeedAI: submit a task, poll its result. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record WaveSpeed(
      @NotBlank(message = KEY_IS_MISSING) @JsonDeserialize(using = Text.class) String apiKey,
      @JsonDeserialize(using = Text.class) String baseUrl)
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

  /** Runware: tasks with UUIDs that we choose. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Runware(
      @NotBlank(message = KEY_IS_MISSING) @JsonDeserialize(using = Text.class) String apiKey,
      @JsonDeserialize(using = Text.class) String baseUrl)
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

  /** No provider: placeholder images that cost nothing, to try a process. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Simulation() implements Provider {

    /** The model if none is set. */
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

  // no example of a secret: validation would interpret its braces, and the runtime its name
  String KEY_IS_MISSING = "is missing; enter the secret that contains the key";
  String URL_IS_MISSING = "is missing; enter the server's URL, such as https://host";
}

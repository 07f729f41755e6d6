package org.imagesgenerate.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.connector.jackson.ConnectorsObjectMapperSupplier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;

/** The variables of a job of Images Generate, for tests. Mutable; each test makes its own. */
public final class JobVariables {

  /** Looks like a key of OpenAI, and is none. */
  public static final String KEY = "sk-test-4f1c2b7a9d";

  public static final String PROMPT = "A lighthouse at dusk";

  private static final ObjectMapper MAPPER = ConnectorsObjectMapperSupplier.getCopy();

  private final Map<String, Object> variables = new LinkedHashMap<>();
  private final Map<String, Object> provider = new LinkedHashMap<>();

  private JobVariables() {
    variables.put("provider", provider);
  }

  /** The least that a job needs: provider, model and prompt. */
  public static JobVariables of(String type, String model) {
    JobVariables variables = new JobVariables();
    variables.with("provider.type", type).with("model", model).with("prompt", PROMPT);
    if (!type.equals(Provider.SIMULATION)) {
      variables.with("provider.apiKey", KEY);
    }
    if (type.equals(Provider.AZURE_OPENAI) || type.equals(Provider.OPENAI_COMPATIBLE)) {
      variables.with("provider.baseUrl", "https://images.example.com");
    }
    return variables;
  }

  /**
   * @param name a variable, or {@code provider.} and a field of the provider
   */
  public JobVariables with(String name, Object value) {
    if (name.startsWith("provider.")) {
      provider.put(name.substring("provider.".length()), value);
    } else {
      variables.put(name, value);
    }
    return this;
  }

  public JobVariables without(String name) {
    if (name.startsWith("provider.")) {
      provider.remove(name.substring("provider.".length()));
    } else {
      variables.remove(name);
    }
    return this;
  }

  /** As a map, for {@link TestWorker}. */
  public Map<String, Object> map() {
    return variables;
  }

  /** As the engine hands them to a worker. */
  public String json() {
    try {
      return MAPPER.writeValueAsString(variables);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As they are after binding. */
  public ImagesGenerateInput input() {
    try {
      return MAPPER.readValue(json(), ImagesGenerateInput.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

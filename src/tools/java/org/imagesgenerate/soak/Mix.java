package org.imagesgenerate.soak;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the instances ask for: providers, models and response formats in turn. */
final class Mix {

  /** The budget of a job. */
  static final String BUDGET = "PT20S";

  private static final String MOST = "soak";
  private static final String AIML_API = "soak-aiml-api";
  private static final List<String> FORMATS = List.of("document", "url", "b64_json");

  private enum Seller {
    OPENAI("openai", "dall-e-2", "256x256"),
    OPENAI_LARGE("openai", "gpt-image-2", "1024x1024"),
    AZURE("azure-openai", "dall-e-2", "256x256"),
    AIML("aiml-api", "dall-e-2", "256x256"),
    WAVESPEED("wavespeed", "dall-e-2", null),
    RUNWARE("runware", "dall-e-2", "256x256");

    private final String type;
    private final String model;
    private final String size;

    Seller(String type, String model, String size) {
      this.type = type;
      this.model = model;
      this.size = size;
    }
  }

  private final URI simulator;
  private final URI aimlApi;

  Mix(URI simulator, URI aimlApi) {
    this.simulator = simulator;
    this.aimlApi = aimlApi;
  }

  /** The base URL of each process, by the process's id. */
  Map<String, URI> processes() {
    return Map.of(MOST, simulator, AIML_API, aimlApi);
  }

  /** The id of an instance's process. */
  String process(int index) {
    return seller(index) == Seller.AIML ? AIML_API : MOST;
  }

  private static Seller seller(int index) {
    return Seller.values()[index % Seller.values().length];
  }

  /**
   * The variables of an instance.
   *
   * @param prompt no other instance's
   */
  Map<String, Object> variables(int index, String prompt) {
    Seller seller = seller(index);
    String format = FORMATS.get(index / Seller.values().length % FORMATS.size());
    if (seller == Seller.OPENAI_LARGE) {
      format = "document";
    }
    boolean two = index % 10 == 0 && seller != Seller.WAVESPEED;
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("providerType", seller.type);
    variables.put("model", seller.model);
    variables.put("prompt", prompt);
    variables.put("n", two ? 2 : 1);
    if (seller.size != null) {
      variables.put("size", seller.size);
    }
    variables.put("response_format", format);
    variables.put("timeout", BUDGET);
    return variables;
  }
}

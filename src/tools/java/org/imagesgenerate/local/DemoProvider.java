package org.imagesgenerate.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.imagesgenerate.simulator.ImagesSimulator;

/** A provider that the demo can show: its example process and its simulator. */
enum DemoProvider {
  OPENAI(
      "openai", "OpenAI", "OPENAI_API_KEY", "gpt-image-2", "https://openai.com/api/pricing", false),
  AZURE_OPENAI(
      "azure-openai",
      "Azure OpenAI",
      "AZURE_OPENAI_API_KEY",
      "gpt-image-2",
      "https://azure.microsoft.com/pricing/details/azure-openai/",
      true),
  OPENAI_COMPATIBLE(
      "openai-compatible",
      "the compatible server",
      "IMAGES_API_KEY",
      "gpt-image-2",
      "ask the operator of the server",
      true),
  AIML_API(
      "aiml-api",
      "AI/ML API",
      "AIML_API_KEY",
      "openai/gpt-image-2",
      "https://aimlapi.com/ai-ml-api-pricing",
      false),
  WAVESPEED(
      "wavespeed",
      "WaveSpeedAI",
      "WAVESPEED_API_KEY",
      "openai/gpt-image-2/text-to-image",
      "https://wavespeed.ai/pricing",
      false),
  RUNWARE(
      "runware",
      "Runware",
      "RUNWARE_API_KEY",
      "openai:gpt-image@2",
      "https://runware.ai/pricing",
      false),
  SIMULATION("simulation", "the connector's own simulation", null, null, null, false);

  private final String type;
  private final String displayName;
  private final String secret;
  private final String model;
  private final String prices;
  private final boolean needsAddress;

  DemoProvider(
      String type,
      String displayName,
      String secret,
      String model,
      String prices,
      boolean needsAddress) {
    this.type = type;
    this.displayName = displayName;
    this.secret = secret;
    this.model = model;
    this.prices = prices;
    this.needsAddress = needsAddress;
  }

  /** The value of {@code provider.type}. */
  String type() {
    return type;
  }

  String displayName() {
    return displayName;
  }

  /** The secret in its process, and the environment variable with a real key; or null. */
  String secret() {
    return secret;
  }

  /** The default model of the demo; or null. */
  String model() {
    return model;
  }

  /** Where to see what images cost; or null. */
  String prices() {
    return prices;
  }

  /** Whether it has no public base URL. */
  boolean needsAddress() {
    return needsAddress;
  }

  Path example() {
    String name = this == OPENAI ? "generate-image" : "generate-image-" + type;
    return Path.of("bpmn-examples", name + ".bpmn");
  }

  /** The default number of pictures: one if a request returns only one, or if it costs money. */
  int pictures(boolean simulated) {
    return simulated && this != AIML_API ? 2 : 1;
  }

  /** Whether the connector itself draws its pictures. */
  boolean isInside() {
    return this == SIMULATION;
  }

  /** A server that speaks its API. */
  ImagesSimulator simulate(String key) {
    ImagesSimulator simulator =
        this == AIML_API ? ImagesSimulator.startAimlApi() : ImagesSimulator.start();
    if (this == OPENAI_COMPATIBLE) {
      simulator.openAi().compatible();
    }
    return simulator.requireKey(key);
  }

  static List<String> types() {
    return Arrays.stream(values()).map(DemoProvider::type).toList();
  }

  /**
   * @throws IllegalArgumentException with a message that lists all providers
   */
  static DemoProvider of(String type) {
    return Arrays.stream(values())
        .filter(it -> it.type.equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown provider \"%s\"; use one of %s"
                        .formatted(type, String.join(", ", types()))));
  }
}

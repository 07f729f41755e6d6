package org.imagesgenerate.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.imagesgenerate.simulator.ImagesSimulator;

/** A provider that the demo can show: the process that asks it, and how it is simulated. */
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
      "ask whoever runs the server",
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

  /** The secret of its process, and the environment variable that holds a real key; or null. */
  String secret() {
    return secret;
  }

  /** The model that the demo asks for if nobody names another; or null. */
  String model() {
    return model;
  }

  /** Where to see what images cost; or null. */
  String prices() {
    return prices;
  }

  /** Whether it has no public address of its own. */
  boolean needsAddress() {
    return needsAddress;
  }

  Path example() {
    String name = this == OPENAI ? "generate-image" : "generate-image-" + type;
    return Path.of("bpmn-examples", name + ".bpmn");
  }

  /**
   * How many pictures it makes if nobody says: one where a request gives no more, or money is
   * spent.
   */
  int pictures(boolean simulated) {
    return simulated && this != AIML_API ? 2 : 1;
  }

  /** Whether its pictures come from the connector itself. */
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
   * @throws IllegalArgumentException that names all there are
   */
  static DemoProvider of(String type) {
    return Arrays.stream(values())
        .filter(it -> it.type.equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the demo knows no provider \"%s\"; use one of %s"
                        .formatted(type, String.join(", ", types()))));
  }
}

package org.imagesgenerate.examples;

import java.util.ArrayList;
import java.util.List;

/** The same process on each provider: one task between start and end. */
final class OneImage {

  /**
   * @param type the value of {@code provider.type}
   * @param name its display name
   * @param model a model that the form lists, or the default of the variable {@code model}
   * @param baseUrl to be replaced by your own, or null if the provider has one public URL
   */
  private record On(String type, String name, String model, String baseUrl) {

    /** Where every server and every customer has model names of their own. */
    boolean isModelTyped() {
      return baseUrl != null;
    }
  }

  private static final List<On> PROVIDERS =
      List.of(
          new On("openai", "OpenAI", "gpt-image-2", null),
          new On(
              "azure-openai",
              "Azure OpenAI",
              "gpt-image-2",
              "https://my-resource.openai.azure.com"),
          new On(
              "openai-compatible",
              "a compatible server",
              "gpt-image-2",
              "http://localhost:8080/v1"),
          new On("aiml-api", "AI/ML API", "openai/gpt-image-2", null),
          new On("wavespeed", "WaveSpeedAI", "openai/gpt-image-2/text-to-image", null),
          new On("runware", "Runware", "openai:gpt-image@2", null),
          new On("simulation", "the simulation", "simulated", null));

  static List<BpmnBuilder> onEachProvider() {
    return PROVIDERS.stream().map(OneImage::builder).toList();
  }

  private static BpmnBuilder builder(On provider) {
    boolean first = provider.type.equals("openai");
    String id = first ? "generate-image" : "generate-image-" + provider.type;
    String name = first ? "Generate an image" : "Generate an image with " + provider.name;
    return new BpmnBuilder(id, name, documentation(provider))
        .start("ImageRequested", "Image requested", 0, 0)
        .images("GenerateImages", "Generate images", 1, 0, task(provider))
        .end("ImagesReady", "Images ready", 2, 0)
        .flow("ToGenerateImages", "ImageRequested", "GenerateImages")
        .flow("ToImagesReady", "GenerateImages", "ImagesReady");
  }

  private static ImagesTask task(On provider) {
    List<String> values = new ArrayList<>(List.of("provider.type", provider.type));
    if (provider.isModelTyped()) {
      values.addAll(
          List.of(
              "provider.baseUrl",
              provider.baseUrl,
              "model",
              "=if model = null then \"%s\" else model".formatted(provider.model)));
    } else if (!provider.type.equals("simulation")) {
      values.addAll(List.of("modelChoice", provider.model));
    }
    if (provider.type.equals("openai-compatible")) {
      values.addAll(List.of("provider.apiKey", "{{secrets.IMAGES_API_KEY}}"));
    }
    values.addAll(List.of("prompt", "=prompt"));
    if (!provider.type.equals("aiml-api")) {
      // there the model makes one image, and its size is a list, which takes no expression; the
      // variable size is read all the same, because it has the name of the input
      values.addAll(List.of("n", "=n", "size", "=size"));
    }
    return ImagesTask.generate(values.toArray(String[]::new));
  }

  private static String documentation(On provider) {
    String variables =
        """
        Generates images from the variable prompt.

        Variables: prompt; optionally %ssize. Result: imageDocuments with the images, imagesResult with all details.
        """
            .formatted(
                (provider.isModelTyped() ? "model (%s), ".formatted(provider.model) : "")
                    + (provider.type.equals("aiml-api") ? "" : "n and "));
    return variables + about(provider);
  }

  private static String about(On provider) {
    return switch (provider.type) {
      case "simulation" ->
          "\nNeeds no network and no key, and costs nothing. A prompt such as \"simulate CONTENT_POLICY\" fails with that error code.";
      case "azure-openai" ->
          "\nReplace the base URL in the task with the URL of your resource. model is the name of your deployment.";
      case "openai-compatible" -> "\nReplace the base URL in the task with the URL of your server.";
      default -> "";
    };
  }

  private OneImage() {}
}

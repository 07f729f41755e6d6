package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Runware's checks of one imageInference task. */
final class RunwareRules {

  static final Pattern UUID_V4 =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private static final Set<String> FIELDS =
      Set.of(
          "taskType",
          "taskUUID",
          "model",
          "positivePrompt",
          "width",
          "height",
          "outputType",
          "outputFormat",
          "outputQuality",
          "numberResults",
          "deliveryMethod",
          "webhookURL",
          "uploadEndpoint",
          "inputs",
          "safety",
          "ttl",
          "includeCost");

  private final JsonNode task;
  private final RunwareModel model;

  RunwareRules(JsonNode task, RunwareModel model) {
    this.task = task;
    this.model = model;
  }

  Optional<RunwareRejection> broken() {
    return fields()
        .or(this::references)
        .or(this::prompt)
        .or(this::size)
        .or(() -> oneOf("outputType", List.of("URL", "base64Data", "dataURI")))
        .or(() -> oneOf("outputFormat", List.of("JPG", "PNG", "WEBP", "jpg", "png", "webp")))
        .or(() -> oneOf("deliveryMethod", List.of("sync", "async")))
        .or(() -> range("outputQuality", 20, 99))
        .or(() -> range("numberResults", 1, 20))
        .or(() -> range("ttl", 60, Integer.MAX_VALUE))
        .or(this::ttlNeedsUrl)
        .or(this::booleans)
        .or(this::settings);
  }

  private Optional<RunwareRejection> fields() {
    for (Iterator<String> names = task.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!model.isLoose() && !FIELDS.contains(name) && !name.equals(model.place())) {
        return Optional.of(RunwareRejection.unsupported(name));
      }
    }
    return Optional.empty();
  }

  /** The models in the list take reference images only. */
  private Optional<RunwareRejection> references() {
    if (model.isLoose() || !task.has("inputs")) {
      return Optional.empty();
    }
    JsonNode list = task.at("/inputs/referenceImages");
    if (model.references() == 0) {
      return Optional.of(RunwareRejection.unsupported("inputs"));
    }
    return when(
        task.get("inputs").size() != 1
            || !list.isArray()
            || list.isEmpty()
            || list.size() > model.references(),
        "referenceImages");
  }

  private Optional<RunwareRejection> prompt() {
    if (!task.has("positivePrompt")) {
      return Optional.of(RunwareRejection.missing("positivePrompt"));
    }
    int length = task.get("positivePrompt").asText().length();
    return when(
        !task.get("positivePrompt").isTextual()
            || length < model.promptLeast()
            || length > model.promptMost(),
        "positivePrompt");
  }

  private Optional<RunwareRejection> size() {
    for (String edge : List.of("width", "height")) {
      if (model.sizeNeeded() && !task.has(edge)) {
        return Optional.of(RunwareRejection.missing(edge));
      }
      if (task.has(edge) && !task.get(edge).isIntegralNumber()) {
        return Optional.of(RunwareRejection.invalid(edge));
      }
    }
    if (!task.has("width") && !task.has("height")) {
      return Optional.empty();
    }
    int width = task.path("width").asInt();
    int height = task.path("height").asInt();
    if (!model.sizes().isEmpty()) {
      return when(!model.sizes().contains(width + "x" + height), "width");
    }
    boolean odd = width % 16 != 0 || height % 16 != 0;
    boolean small = Math.min(width, height) < model.edgeLeast();
    boolean large = Math.max(width, height) > 3840 || width * height > 8_294_400;
    boolean faint = !model.isLoose() && width * height < 655_360;
    return when(odd || small || large || faint, "width");
  }

  private Optional<RunwareRejection> oneOf(String name, List<String> values) {
    return when(task.has(name) && !values.contains(task.get(name).asText()), name);
  }

  private Optional<RunwareRejection> range(String name, int least, int most) {
    JsonNode value = task.path(name);
    return when(
        task.has(name)
            && (!value.isIntegralNumber() || value.asInt() < least || value.asInt() > most),
        name);
  }

  private Optional<RunwareRejection> ttlNeedsUrl() {
    return when(task.has("ttl") && !task.path("outputType").asText("URL").equals("URL"), "ttl");
  }

  private Optional<RunwareRejection> booleans() {
    if (task.has("includeCost") && !task.get("includeCost").isBoolean()) {
      return Optional.of(RunwareRejection.invalid("includeCost"));
    }
    JsonNode safety = task.path("safety");
    boolean badCheck = safety.has("checkContent") && !safety.get("checkContent").isBoolean();
    boolean badMode = !List.of("none", "fast", "full").contains(safety.path("mode").asText("none"));
    return when(badCheck || badMode || task.has("safety") && !safety.isObject(), "safety");
  }

  /** Quality and its like, below {@code providerSettings.openai} or {@code settings}. */
  private Optional<RunwareRejection> settings() {
    if (model.isLoose() || !task.has(model.place())) {
      return Optional.empty();
    }
    boolean ofProvider = model.place().equals(RunwareModel.PROVIDER);
    JsonNode settings = ofProvider ? task.at("/providerSettings/openai") : task.get("settings");
    if (!settings.isObject() || ofProvider && task.get(RunwareModel.PROVIDER).size() != 1) {
      return Optional.of(RunwareRejection.invalid(model.place()));
    }
    for (Map.Entry<String, JsonNode> setting : settings.properties()) {
      List<String> values = model.settings().get(setting.getKey());
      if (values == null) {
        return Optional.of(RunwareRejection.unsupported(setting.getKey()));
      }
      if (!values.contains(setting.getValue().asText())) {
        return Optional.of(RunwareRejection.invalid(setting.getKey()));
      }
    }
    boolean transparent = settings.path("background").asText().equals("transparent");
    boolean jpeg = task.path("outputFormat").asText("JPG").equalsIgnoreCase("JPG");
    return when(transparent && jpeg, "background");
  }

  private static Optional<RunwareRejection> when(boolean broken, String parameter) {
    return broken ? Optional.of(RunwareRejection.invalid(parameter)) : Optional.empty();
  }
}

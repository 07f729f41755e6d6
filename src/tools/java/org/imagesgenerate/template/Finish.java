package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * Adds what the base template lacks: placeholders, open groups, and one field that is not an input.
 */
final class Finish {

  /** The groups that are open by default. */
  private static final Set<String> OPEN =
      Set.of(
          "taskDefinitionType", "provider", "model", "prompt", "images", "image", "task", "result");

  /**
   * Placeholders, by property id, or by field for all properties of one field. They say whether
   * they are an example or the default, so that users do not take them for a value.
   */
  private static final Map<String, String> PLACEHOLDERS =
      Map.ofEntries(
          Map.entry("provider.openai.organization", "e.g. org-…"),
          Map.entry("provider.openai.project", "e.g. proj_…"),
          Map.entry("provider.openai.baseUrl", "default: https://api.openai.com"),
          Map.entry("provider.azure.baseUrl", "e.g. https://my-resource.openai.azure.com"),
          Map.entry("provider.azure.apiVersion", "e.g. 2025-04-01-preview"),
          Map.entry("provider.compatible.baseUrl", "e.g. http://localhost:8080/v1"),
          Map.entry("provider.compatible.apiKey", "e.g. {{secrets.IMAGES_API_KEY}}"),
          Map.entry("provider.compatible.headers", "e.g. {\"X-Team\": \"shop\"}"),
          Map.entry("provider.aiml.baseUrl", "default: https://api.aimlapi.com"),
          Map.entry("provider.wavespeed.baseUrl", "default: https://api.wavespeed.ai"),
          Map.entry("provider.runware.baseUrl", "default: https://api.runware.ai"),
          Map.entry("task", "e.g. imagesResult.task"),
          Map.entry("prompt", "e.g. A lighthouse at dawn, watercolour"),
          Map.entry("images", "e.g. imageDocuments"),
          Map.entry("mask", "e.g. maskDocument"),
          Map.entry("documentName", "default: image"),
          Map.entry("documentTimeToLive", "e.g. P30D"),
          Map.entry("user", "e.g. customer-4711"),
          Map.entry("safety_identifier", "e.g. 5f2b9c…"),
          Map.entry("webhookUrl", "e.g. https://example.com/images-ready"),
          Map.entry("timeout", "default: PT4M"));

  /**
   * The model as it is chosen: one of the list, or {@code other}. A field for the input {@code
   * model} cannot be both a list and a text, so this is a property that only the modeler uses; the
   * input follows it.
   */
  static ObjectNode modelChoice() {
    ObjectNode property =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", Expansion.MODEL_CHOICE)
            .put("label", "Model")
            .put("description", "Other accepts any model ID, also from a process variable")
            .put(
                "tooltip",
                "GPT Image 2.5 and 2.6: sunburst is precise, flare is fast. Models that will be retired show their end date.")
            .put("group", "model");
    property
        .putObject("binding")
        .put("type", "zeebe:property")
        .put("name", "imagesGenerate:modelChoice");
    return property;
  }

  /** Changes the template in place. */
  static ObjectNode of(ObjectNode template) {
    template.get("groups").forEach(group -> open((ObjectNode) group));
    template.withArray("properties").add(StandardTail.jobTimeout());
    template.get("properties").forEach(property -> place((ObjectNode) property));
    StandardTail.word(template);
    // the modelers read them here; Camunda's own templates have them in the metadata
    template.set("keywords", template.at("/metadata/keywords").deepCopy());
    JsonNode properties = template.get("properties").deepCopy();
    template.putArray("properties");
    properties.forEach(
        property -> template.withArray("properties").add(Property.ordered((ObjectNode) property)));
    return template;
  }

  /** Set for every group, because the modeler's default is closed. */
  private static void open(ObjectNode group) {
    group.put("openByDefault", OPEN.contains(group.get("id").asText()));
  }

  private static void place(ObjectNode property) {
    String id = property.path("id").asText();
    String field = id.replaceFirst("\\..*", "");
    String placeholder = PLACEHOLDERS.getOrDefault(id, PLACEHOLDERS.get(field));
    if (placeholder == null && id.endsWith(".apiKey")) {
      placeholder = "e.g. " + property.path("value").asText();
    }
    if (placeholder != null && !property.has("placeholder")) {
      property.put("placeholder", placeholder);
    }
  }

  private Finish() {}
}

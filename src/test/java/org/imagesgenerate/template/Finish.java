package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What annotations can not say: placeholders, open groups, and the words of the standard tail. */
final class Finish {

  private static final Map<String, String> PLACEHOLDERS =
      Map.ofEntries(
          Map.entry("provider.openai.organization", "org-…"),
          Map.entry("provider.openai.project", "proj_…"),
          Map.entry("provider.openai.baseUrl", "https://api.openai.com"),
          Map.entry("provider.azure.baseUrl", "https://my-resource.openai.azure.com"),
          Map.entry("provider.azure.apiVersion", "2025-04-01-preview"),
          Map.entry("provider.compatible.baseUrl", "http://localhost:8080/v1"),
          Map.entry("provider.compatible.apiKey", "{{secrets.IMAGES_API_KEY}}"),
          Map.entry("provider.compatible.headers", "={\"X-Team\": \"shop\"}"),
          Map.entry("provider.aiml.baseUrl", "https://api.aimlapi.com"),
          Map.entry("provider.wavespeed.baseUrl", "https://api.wavespeed.ai"),
          Map.entry("provider.runware.baseUrl", "https://api.runware.ai"),
          Map.entry("prompt", "A watercolour of a lighthouse at dawn"),
          Map.entry("documentName", "image"),
          Map.entry("documentTimeToLive", "P30D"),
          Map.entry("user", "customer-4711"),
          Map.entry("safety_identifier", "5f2b…"),
          Map.entry("webhookUrl", "https://example.com/images-ready"),
          Map.entry("timeout", "PT4M"),
          Map.entry("extraBody", "={seed: 7}"),
          Map.entry("providerOptions", "={ttl: 3600}"),
          Map.entry(
              "errorExpression",
              "=if error.code = \"CONTENT_POLICY\" then bpmnError(error.code, error.message) else null"));

  /** Keys of the standard tail's properties that say more than the generator's own. */
  private static final Map<String, Map<String, String>> TAIL =
      Map.of(
          "resultVariable",
          Map.of("description", "Takes the whole result"),
          "resultExpression",
          Map.of("description", "Makes variables from the result"),
          "errorExpression",
          Map.of("description", "Turns errors into BPMN errors"),
          "retryCount",
          Map.of(),
          "retryBackoff",
          Map.of("value", "PT10S"));

  static ObjectNode modelChoice() {
    ObjectNode property =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", Expansion.MODEL_CHOICE)
            .put("label", "Model choice")
            .put("group", "model");
    property
        .putObject("binding")
        .put("type", "zeebe:property")
        .put("name", "imagesGenerate:modelChoice");
    return property;
  }

  static ObjectNode of(ObjectNode template) {
    for (var group : template.withArray("groups")) {
      ObjectNode object = (ObjectNode) group;
      // the modeler's default is closed, the annotation's is open
      boolean own =
          java.util.Set.of("provider", "model", "prompt", "image", "result")
              .contains(object.get("id").asText());
      if (own) {
        object.put("openByDefault", true);
      } else {
        object.remove("openByDefault");
      }
    }
    var properties = template.withArray("properties");
    for (int i = 0; i < properties.size(); i++) {
      ObjectNode property = (ObjectNode) properties.get(i);
      String id = property.path("id").asText();
      String field = id.startsWith("provider.") ? id : id.replaceFirst("\\..*", "");
      if (PLACEHOLDERS.containsKey(field) && !property.has("placeholder")) {
        property.put("placeholder", PLACEHOLDERS.get(field));
      }
      TAIL.getOrDefault(id, Map.of()).forEach(property::put);
      properties.set(i, Property.ordered(property));
    }
    return template;
  }

  private Finish() {}
}

package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One entry per provider in the menus of the modeler: a step is the entry, its preset contains the
 * values that it sets. The modeler of 8.8 ignores both and lists the template itself.
 */
final class Presets {

  /** Adds them for every provider that the template offers. */
  static void add(ObjectNode template) {
    ArrayNode steps = template.putArray("steps");
    ArrayNode presets = template.putArray("presets");
    for (JsonNode property : template.get("properties")) {
      if (property.path("id").asText().equals(ProviderForm.PROVIDER)) {
        for (JsonNode provider : property.get("choices")) {
          String id = provider.get("value").asText();
          steps
              .addObject()
              .put("name", template.get("name").asText() + ": " + provider.get("name").asText())
              .put("presetId", id);
          presets.addObject().put("id", id).putObject("properties").put(ProviderForm.PROVIDER, id);
        }
      }
    }
  }

  private Presets() {}
}

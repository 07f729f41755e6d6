package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A note beside {@code provider.type} that follows it one step behind. When one field for an input
 * goes and another for the same input comes, the modeler carries a typed value over; so one
 * provider's key, or an address in a closed group, would be sent to the next provider. All that
 * belongs to a provider asks for both, provider and note: when the provider changes, its fields go
 * while the note is still the old one, and those of the next one come empty or with their defaults.
 */
final class ProviderForm {

  static final String PROVIDER = "provider.type";

  /** What a field asks for that belongs to these providers. */
  static Conditions of(List<String> providers) {
    return new Conditions().and(PROVIDER, providers).and(id(providers.getFirst()), providers);
  }

  /**
   * The properties with the notes after the provider, and all that asked for a provider asking for
   * its note too.
   */
  static List<ObjectNode> follow(List<ObjectNode> properties) {
    List<ObjectNode> following = new ArrayList<>();
    for (ObjectNode property : properties) {
      JsonNode condition = property.path("condition");
      if (condition.path("property").asText().equals(PROVIDER)) {
        property.set("condition", of(List.of(condition.get("equals").asText())).json());
      }
      following.add(property);
      if (property.path("id").asText().equals(PROVIDER)) {
        TemplateView.choices(property).forEach(provider -> following.add(note(provider)));
      }
    }
    return following;
  }

  /** The id of the property that writes the note of a provider. */
  private static String id(String provider) {
    return "providerForm." + provider;
  }

  private static ObjectNode note(String provider) {
    ObjectNode note =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id(provider))
            .put("type", "Hidden")
            .put("value", provider)
            .put("group", "provider");
    note.putObject("binding").put("type", "zeebe:property").put("name", "imagesGenerate:provider");
    note.set("condition", new Conditions().and(PROVIDER, List.of(provider)).json());
    return note;
  }

  private ProviderForm() {}
}

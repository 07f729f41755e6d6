package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A hidden property that follows {@code provider.type} one step later. If a field disappears and
 * another field for the same input appears, the modeler copies a typed value; so one provider's
 * key, or a URL in a closed group, would be sent to the next provider. Therefore all fields of a
 * provider have a condition on both. When the provider changes, its fields disappear while the
 * hidden property still has the old value, and the fields of the next provider start empty or with
 * their defaults.
 */
final class ProviderForm {

  static final String PROVIDER = "provider.type";

  /** The conditions of a field that belongs to these providers. */
  static Conditions of(List<String> providers) {
    return new Conditions().and(PROVIDER, providers).and(id(providers.getFirst()), providers);
  }

  /**
   * Adds the hidden properties after the provider, and a condition on them to all properties with a
   * condition on the provider.
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
        ObjectNode note = note(property.get("value").asText());
        following.add(whileApplied(note, note.get("value").asText()));
        TemplateView.choices(property).forEach(provider -> following.add(note(provider)));
      }
    }
    return following;
  }

  /**
   * A hidden property with the same binding as another one, for the moment in which the template is
   * applied and has no provider yet. The modeler applies fields whose conditions become true within
   * that first step, and then removes what the first step did not know of; all fields that depend
   * on it are written again. With this property it removes nothing, which saves almost half of the
   * time.
   */
  static ObjectNode whileApplied(ObjectNode other, String value) {
    ObjectNode property =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", other.get("id").asText().replaceFirst("\\..*", "") + ".unset")
            .put("type", "Hidden")
            .put("value", value)
            .put("group", other.get("group").asText());
    property.set("binding", other.get("binding").deepCopy());
    property.set("condition", new Conditions().and(PROVIDER, List.of("")).json());
    return property;
  }

  /** The id of the hidden property of a provider. */
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

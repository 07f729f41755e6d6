package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.input.ImagesCollectInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;
import org.junit.jupiter.api.Test;

/** The base templates bind what the input classes read, and nothing else. */
class EveryInputHasAPropertyTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void ofImagesGenerate() {
    assertBinds("images-generate-connector", ImagesGenerateInput.class);
  }

  @Test
  void ofImagesCollect() {
    assertBinds("images-collect-connector", ImagesCollectInput.class);
  }

  private static void assertBinds(String template, Class<?> input) {
    List<JsonNode> properties = TemplateView.list(BaseTemplate.read(template).get("properties"));
    Set<String> inputs = names(input, "");
    inputs.removeAll(Set.of("provider", "error"));
    inputs.add("provider.type");
    assertThat(bound(properties, "")).isEqualTo(inputs);
    for (Class<?> provider : Provider.class.getPermittedSubclasses()) {
      String type = type(provider);
      assertThat(bound(properties, type)).as(type).isEqualTo(names(provider, "provider."));
    }
  }

  /** The inputs that are bound for one provider, or for all of them. */
  private static Set<String> bound(List<JsonNode> properties, String provider) {
    return properties.stream()
        .filter(it -> it.at("/binding/type").asText().equals("zeebe:input"))
        .filter(it -> it.at("/condition/equals").asText().equals(provider))
        .map(TemplateView::bindingName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(Class<?> type, String prefix) {
    var config = JSON.getDeserializationConfig();
    return config.introspect(config.constructType(type)).findProperties().stream()
        .filter(BeanPropertyDefinition::hasConstructorParameter)
        .map(it -> prefix + it.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String type(Class<?> provider) {
    for (var named : Provider.class.getAnnotation(JsonSubTypes.class).value()) {
      if (named.value() == provider) {
        return named.name();
      }
    }
    throw new AssertionError(provider);
  }
}

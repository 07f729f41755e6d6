package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.generator.api.GeneratorConfiguration.ConnectorMode;
import io.camunda.connector.generator.java.annotation.NestedProperties;
import io.camunda.connector.generator.java.annotation.TemplateSubType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.ImagesCollectFunction;
import org.imagesgenerate.connector.ImagesEditFunction;
import org.imagesgenerate.connector.ImagesGenerateFunction;
import org.imagesgenerate.connector.input.ImagesCollectInput;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;
import org.junit.jupiter.api.Test;

/**
 * The annotated classes, which do not ship, say the same as the classes that do: same connector,
 * same inputs, same types.
 */
class EveryInputHasAPropertyTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void ofImagesGenerate() {
    assertInputs(GenerateTemplateFields.class, ImagesGenerateInput.class);
    assertBinds(GenerateTemplate.class, ImagesGenerateInput.class);
  }

  @Test
  void ofImagesEdit() {
    assertInputs(EditTemplateFields.class, ImagesGenerateInput.class, ImagesEditInput.class);
    assertBinds(EditTemplate.class, ImagesGenerateInput.class, ImagesEditInput.class);
  }

  @Test
  void ofImagesCollect() {
    assertInputs(CollectTemplateFields.class, ImagesCollectInput.class);
    assertBinds(CollectTemplate.class, ImagesCollectInput.class);
  }

  @Test
  void ofEveryProvider() {
    assertThat(ProviderTemplateFields.class.getPermittedSubclasses())
        .extracting(form -> form.getAnnotation(TemplateSubType.class).id())
        .containsExactlyElementsOf(Provider.TYPES);
    for (Class<?> form : ProviderTemplateFields.class.getPermittedSubclasses()) {
      String type = form.getAnnotation(TemplateSubType.class).id();
      assertThat(components(form)).as(type).isEqualTo(inputs(provider(type)));
    }
  }

  @Test
  void ofTheSameConnector() {
    assertSameConnector(GenerateTemplate.class, ImagesGenerateFunction.class);
    assertSameConnector(EditTemplate.class, ImagesEditFunction.class);
    assertSameConnector(CollectTemplate.class, ImagesCollectFunction.class);
  }

  private static void assertSameConnector(Class<?> template, Class<?> function) {
    var annotated = template.getAnnotation(OutboundConnector.class);
    var shipped = function.getAnnotation(OutboundConnector.class);
    assertThat(List.of(annotated.name(), annotated.type()))
        .containsExactly(shipped.name(), shipped.type());
  }

  /** Names and types of the annotated components are those of the inputs. */
  private static void assertInputs(Class<?> form, Class<?>... input) {
    Map<String, JavaType> inputs = inputs(input);
    inputs.remove("error");
    inputs.put("provider", JSON.constructType(ProviderTemplateFields.class));
    assertThat(components(form)).isEqualTo(inputs);
  }

  /** The generated properties bind what the input classes read, and nothing else. */
  private static void assertBinds(Class<?> template, Class<?>... input) {
    List<JsonNode> properties =
        TemplateView.list(ElementTemplates.base(template, ConnectorMode.NORMAL).get("properties"));
    Set<String> inputs = new TreeSet<>(inputs(input).keySet());
    inputs.removeAll(Set.of("provider", "error"));
    inputs.add("provider.type");
    assertThat(bound(properties, "")).isEqualTo(inputs);
    for (String type : Provider.TYPES) {
      assertThat(bound(properties, type))
          .as(type)
          .isEqualTo(
              inputs(provider(type)).keySet().stream()
                  .map(name -> "provider." + name)
                  .collect(Collectors.toSet()));
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

  /** What Jackson reads into some classes. */
  private static Map<String, JavaType> inputs(Class<?>... types) {
    var config = JSON.getDeserializationConfig();
    return Stream.of(types)
        .flatMap(type -> config.introspect(config.constructType(type)).findProperties().stream())
        .filter(BeanPropertyDefinition::hasConstructorParameter)
        .collect(
            Collectors.toMap(
                BeanPropertyDefinition::getName,
                BeanPropertyDefinition::getPrimaryType,
                (one, other) -> one,
                TreeMap::new));
  }

  private static Map<String, JavaType> components(Class<?> form) {
    Map<String, JavaType> components = new TreeMap<>();
    List<RecordComponent> open = new ArrayList<>(List.of(form.getRecordComponents()));
    while (!open.isEmpty()) {
      RecordComponent component = open.removeLast();
      if (component.isAnnotationPresent(NestedProperties.class)) {
        open.addAll(List.of(component.getType().getRecordComponents()));
      } else {
        components.put(component.getName(), JSON.constructType(component.getGenericType()));
      }
    }
    return components;
  }

  private static Class<?> provider(String type) {
    return Stream.of(Provider.class.getAnnotation(JsonSubTypes.class).value())
        .filter(named -> named.name().equals(type))
        .findFirst()
        .orElseThrow()
        .value();
  }
}

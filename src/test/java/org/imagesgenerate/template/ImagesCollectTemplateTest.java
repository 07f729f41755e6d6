package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.camunda.connector.api.annotation.OutboundConnector;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.imagesgenerate.connector.ImagesCollectFunction;
import org.junit.jupiter.api.Test;

class ImagesCollectTemplateTest {

  private static final JsonNode TEMPLATE = ElementTemplates.template(ImagesCollectFunction.class);
  private static final TemplateView VIEW = new TemplateView(TEMPLATE);

  @Test
  void offersTheProvidersThatHandBackTasks() {
    assertThat(TemplateView.choices(VIEW.property("provider.type").orElseThrow()))
        .containsExactly("wavespeed", "runware");
  }

  @Test
  void everyInputOfTheConnectorHasAField() {
    Set<String> fields = new TreeSet<>();
    for (JsonNode property : VIEW.properties()) {
      if (property.at("/binding/type").asText().equals("zeebe:input")) {
        fields.add(TemplateView.bindingName(property).replaceFirst("\\..*", ""));
      }
    }
    assertThat(fields)
        .containsExactlyInAnyOrder(
            ImagesCollectFunction.class.getAnnotation(OutboundConnector.class).inputVariables());
  }

  @Test
  void writesWhatTheConnectorNeeds() {
    var task =
        new TemplateApplication(
            TEMPLATE, Map.of("provider.type", "runware", "task", "=imagesResult.task"));

    assertThat(task.inputs())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "provider.type", "runware",
                "provider.apiKey", "{{secrets.RUNWARE_API_KEY}}",
                "task", "=imagesResult.task",
                "response_format", "document",
                "timeout", "PT4M"));
  }

  @Test
  void showsDocumentFieldsOnlyWhereThereCanBeDocuments() {
    Map<String, String> values =
        Map.of("task", "=task", "response_format", "url", "documentName", "poster");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TemplateApplication(TEMPLATE, values))
        .withMessageContaining("documentName is not shown");
  }
}

package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.imagesgenerate.connector.ImagesGenerateFunction;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.provider.TestRequests;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What docs/adding-a-provider.md promises: a model is one entry, and nothing else. */
class AddingAModelTest {

  private static Catalog catalog;

  @BeforeAll
  static void addTheEntry() throws IOException {
    String models = resource(Catalog.class, "openai.json");
    String entry = resource(AddingAModelTest.class, "new-model.json");
    String start = "\"models\": {\n";
    catalog = Catalog.builtIn().with("openai", models.replace(start, start + entry));
  }

  @Test
  void theCheckTakesItsValues() {
    ImageRequest request =
        catalog.translate(
            TestRequests.input("{'provider': {'type': 'openai', 'apiKey': 'k'}, " + JOB));

    assertThat(request.model()).isEqualTo("gpt-image-3");
    assertThat(request.field("quality")).isEqualTo("ultra");
    assertThat(request.warnings()).singleElement().asString().contains("style");
  }

  private static final String JOB =
      "'model': 'GPT-Image-3', 'quality': 'ultra', 'size': '2048x2048', 'style': 'vivid'}";

  @Test
  void theCheckRefusesWhatItDoesNotTake() {
    assertThatThrownBy(
            () ->
                catalog.translate(
                    TestRequests.input(
                        "{'provider': {'type': 'openai', 'apiKey': 'k'}, 'model': 'gpt-image-3', 'n': 5, 'size': '512x512'}")))
        .hasMessageContaining("n: 5 is more than gpt-image-3 makes in one request")
        .hasMessageContaining("size: \"512x512\" is not accepted by gpt-image-3");
  }

  @Test
  void theTemplateOffersItWithItsOwnChoices() {
    TemplateView template =
        new TemplateView(ElementTemplates.template(ImagesGenerateFunction.class, catalog));

    JsonNode models = template.property("modelChoice.openai").orElseThrow();
    assertThat(TemplateView.choices(models)).first().isEqualTo("gpt-image-3");
    List<JsonNode> qualities =
        template.properties().stream()
            .filter(it -> TemplateView.bindingName(it).equals("quality"))
            .filter(it -> TemplateView.choices(it).contains("ultra"))
            .toList();
    assertThat(qualities).hasSize(1);
    assertThat(qualities.getFirst().at("/condition").toString()).contains("gpt-image-3");
  }

  private static String resource(Class<?> beside, String name) throws IOException {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

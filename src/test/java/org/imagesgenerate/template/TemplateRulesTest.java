package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class TemplateRulesTest {

  static final java.util.Collection<String> TEMPLATES = ElementTemplates.files().values();

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @FieldSource("TEMPLATES")
  void keepsAllRules(String template) throws Exception {
    assertThat(new TemplateRules(JSON.readTree(template)).violations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/condition/allMatch/0/property, nothing, asks for nothing",
    "/condition/allMatch/0/equals, nobody, which is not a choice",
    "/group, elsewhere, no group is elsewhere",
    "/group, provider, not in the order of the groups",
    "/value, none, not among its choices",
    "/feel, optional, dropdown with FEEL",
    "/type, Number, gets wrong",
    "/id, prompt, two properties are prompt",
    "/label, '', has no label",
    "/placeholder, gpt-image-2, looks like a value"
  })
  void findsWhatIsBroken(String place, String value, String violation) throws Exception {
    assertThat(broken("modelChoice.openai", property -> set(property, place, value)).violations())
        .anyMatch(it -> it.contains(violation));
  }

  @Test
  void findsAPatternThatMarksAnEmptyField() throws Exception {
    assertThat(
            broken("n", property -> set(property, "/constraints/pattern/value", "^[0-9]+$"))
                .violations())
        .anyMatch(it -> it.contains("marks an empty field"));
  }

  @Test
  void findsARequiredFieldThatMayStayEmpty() throws Exception {
    assertThat(broken("prompt", property -> property.remove("constraints")).violations())
        .contains("prompt would write an empty input");
  }

  @Test
  void findsAnInputThatTakesNoSecretReference() throws Exception {
    assertThat(broken("provider.openai.apiKey", property -> property.remove("feel")).violations())
        .contains("provider.openai.apiKey takes no expression");
  }

  @Test
  void findsPresetsThatLeadNowhere() throws Exception {
    JsonNode template = JSON.readTree(TEMPLATES.iterator().next());
    ((ObjectNode) template.at("/steps/0")).put("presetId", "nobody");
    ((ObjectNode) template.at("/presets/1/properties")).put("provider.type", "nobody");

    assertThat(new TemplateRules(template).violations())
        .contains(
            "the steps do not go through the presets one by one",
            "preset azure-openai sets provider.type, which is not a choice");
  }

  /** The template with something done to the first property whose id starts so. */
  private static TemplateRules broken(String id, Consumer<ObjectNode> change) throws Exception {
    JsonNode template = JSON.readTree(TEMPLATES.iterator().next());
    for (JsonNode property : template.get("properties")) {
      if ((property.path("id").asText() + ".").startsWith(id + ".")) {
        change.accept((ObjectNode) property);
        return new TemplateRules(template);
      }
    }
    throw new AssertionError("no " + id);
  }

  private static void set(ObjectNode property, String place, String value) {
    int last = place.lastIndexOf('/');
    ((ObjectNode) property.at(place.substring(0, last))).put(place.substring(last + 1), value);
  }
}

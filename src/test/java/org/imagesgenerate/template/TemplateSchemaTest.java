package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The schema beside this test says what both modelers accept; it needs no network. */
class TemplateSchemaTest {

  static final Collection<String> TEMPLATES = ElementTemplates.files().values();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema SCHEMA = schema();

  @ParameterizedTest
  @FieldSource("TEMPLATES")
  void keepsTheSchema(String template) throws IOException {
    assertThat(SCHEMA.validate(JSON.readTree(template))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "size, min, 1, a key that no modeler knows",
    "quality, feel, optional, FEEL in a dropdown",
    "quality, placeholder, high, a placeholder in a dropdown",
    "n, type, Number, a number field",
    "prompt, label, '', an empty label"
  })
  void refuses(String id, String key, String value, String what) throws IOException {
    JsonNode template = JSON.readTree(TEMPLATES.iterator().next());
    for (JsonNode property : template.get("properties")) {
      if ((property.path("id").asText() + ".").startsWith(id + ".")) {
        ((ObjectNode) property).put(key, value);
      }
    }

    Set<ValidationMessage> violations = SCHEMA.validate(template);

    assertThat(violations).as(what).isNotEmpty();
  }

  private static JsonSchema schema() {
    try (InputStream in =
        TemplateSchemaTest.class.getResourceAsStream("element-template.schema.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

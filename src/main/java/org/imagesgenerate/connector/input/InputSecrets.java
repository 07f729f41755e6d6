package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Redaction;

/**
 * Searches all inputs but {@code provider} for secrets. The runtime replaces secrets in every
 * input, so a user's prompt could pull one in and send it to the provider's model. The input is
 * searched as JSON, so that no field can be forgotten.
 */
public final class InputSecrets {

  private static final String PROVIDER = "provider";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(
                      Duration.class,
                      new JsonSerializer<>() {
                        @Override
                        public void serialize(
                            Duration value, JsonGenerator json, SerializerProvider provider)
                            throws IOException {
                          json.writeString(value.toString());
                        }
                      }))
          .build();

  /**
   * @param input as it was bound
   * @throws ImagesException INVALID_INPUT that names every field with a secret
   */
  public static void check(Object input, Redaction secrets) {
    JsonNode fields = MAPPER.valueToTree(input);
    String problems =
        fields.properties().stream()
            .filter(field -> !field.getKey().equals(PROVIDER) && secrets.finds(field.getValue()))
            .map(
                field ->
                    field.getKey()
                        + ": contains the provider's key or another secret; remove it: only provider"
                        + " may hold secrets")
            .collect(Collectors.joining("\n"));
    if (!problems.isEmpty()) {
      throw ImagesException.invalidInput(problems);
    }
  }

  private InputSecrets() {}
}

package org.imagesgenerate.connector.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.camunda.connector.api.document.Document;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.Shortening;

/**
 * Keeps a result small enough for a process variable, whatever a provider says beside the images: a
 * result that the engine rejects would lose images that were paid for.
 */
final class ResultLimit {

  private static final int MOST_CHARACTERS = 750_000;

  /** More than the reference of a document takes: ids, hash, metadata, a name of 200 characters. */
  private static final String DOCUMENT = " ".repeat(2_000);

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(
                      Document.class,
                      new JsonSerializer<>() {
                        @Override
                        public void serialize(
                            Document document, JsonGenerator json, SerializerProvider provider)
                            throws IOException {
                          json.writeString(DOCUMENT);
                        }
                      }))
          .build();

  static ImagesResult fit(ImagesResult result) {
    int characters = characters(result);
    if (characters <= MOST_CHARACTERS) {
      return result;
    }
    String warning =
        "the result had %,d characters; a process variable takes %,d, so usage, settings, revised prompts and warnings were shortened"
            .formatted(characters, MOST_CHARACTERS);
    return Shortening.STEPS.stream()
        .map(by -> shortened(result, by, warning))
        .filter(it -> characters(it) <= MOST_CHARACTERS)
        .findFirst()
        .orElseGet(() -> withoutTexts(shortened(result, Shortening.STEPS.getLast(), warning)));
  }

  private static int characters(ImagesResult result) {
    try {
      return MAPPER.writeValueAsString(result).length();
    } catch (JsonProcessingException e) {
      return Integer.MAX_VALUE;
    }
  }

  @SuppressWarnings("unchecked")
  private static ImagesResult shortened(ImagesResult result, Shortening by, String warning) {
    List<String> warnings = new ArrayList<>((List<String>) by.value(result.warnings()));
    warnings.add(warning);
    return new ImagesResult(
        result.status(),
        result.images().stream().map(image -> image.withTexts(by::text)).toList(),
        result.task(),
        result.provider(),
        by.text(result.model()),
        result.createdAt(),
        by.text(result.requestId()),
        (Map<String, Object>) by.value(result.usage()),
        (Map<String, Object>) by.value(result.settings()),
        result.cost(),
        warnings,
        result.timings());
  }

  /** Without every text beside the images: even a hundred short ones may be too many. */
  private static ImagesResult withoutTexts(ImagesResult result) {
    return new ImagesResult(
        result.status(),
        result.images().stream().map(image -> image.withTexts(text -> null)).toList(),
        result.task(),
        result.provider(),
        result.model(),
        result.createdAt(),
        result.requestId(),
        null,
        null,
        result.cost(),
        result.warnings(),
        result.timings());
  }

  private ResultLimit() {}
}

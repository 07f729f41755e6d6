package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.ProviderError;

/**
 * What Azure's content filter found, in short form: {@code hate (medium), jailbreak}. Azure states
 * every category, harmless ones too, for the prompt and for the image.
 */
final class ContentFilter {

  private static final List<String> FIELDS =
      List.of("content_filter_results", "prompt_filter_results");

  /** Null if the response states nothing that was filtered or detected. */
  static String found(JsonNode response) {
    String found =
        FIELDS.stream()
            .flatMap(field -> response.findValues(field).stream())
            .flatMap(results -> results.properties().stream())
            .filter(category -> isFound(category.getValue()))
            .map(ContentFilter::text)
            .distinct()
            .collect(Collectors.joining(", "));
    return found.isEmpty() ? null : ProviderError.cut(found);
  }

  private static boolean isFound(JsonNode category) {
    return category.path("filtered").asBoolean() || category.path("detected").asBoolean();
  }

  private static String text(Map.Entry<String, JsonNode> category) {
    String severity = JsonBodies.text(category.getValue(), "severity");
    return severity == null ? category.getKey() : category.getKey() + " (" + severity + ")";
  }

  private ContentFilter() {}
}

package org.imagesgenerate.modeler;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.template.TemplateView;

/** What a user might type into a field, right and wrong. */
final class Samples {

  /**
   * @param right what the field takes
   * @param wrong what it does not take, each for another reason
   */
  private record Sample(String right, List<String> wrong) {}

  private static final Sample URL =
      new Sample("https://example.com/v1", List.of("example.com", "ftp://example.com", "https://"));
  private static final Sample DURATION =
      new Sample("PT2M", List.of("4 minutes", "PT", "P", "4M", "pt4m"));
  private static final Map<String, Sample> SAMPLES =
      Map.ofEntries(
          Map.entry("provider.baseUrl", URL),
          Map.entry("webhookUrl", URL),
          Map.entry("timeout", DURATION),
          Map.entry("documentTimeToLive", DURATION),
          Map.entry("retryBackoff", DURATION),
          Map.entry("jobTimeout", DURATION),
          Map.entry("n", new Sample("4", List.of("0", "-1", "1.5", "two", "01"))),
          Map.entry(
              "size", new Sample("1024x1024", List.of("1024 x 1024", "big", "1024*1024", "0x0"))),
          Map.entry("aspect_ratio", new Sample("16:9", List.of("16x9", "wide", "0:1", "16:"))),
          Map.entry("seed", new Sample("7", List.of("-1", "1.5", "seven"))),
          Map.entry("output_compression", new Sample("80", List.of("101", "-1", "80%"))));

  /** Text that the field takes, with a mark in it where the field takes any text. */
  static String right(JsonNode property, String mark) {
    if (property.path("feel").asText().equals("required")) {
      return "={a: \"" + mark + "\"}";
    }
    return property.at("/constraints/pattern").isMissingNode()
        ? "typed " + mark
        : sample(property).right();
  }

  /** Texts that the field marks, and what it says then: none where any text is right. */
  static Map<String, String> wrong(JsonNode property) {
    String label = property.get("label").asText();
    JsonNode constraints = property.path("constraints");
    Map<String, String> wrong = new LinkedHashMap<>();
    if (constraints.has("pattern")) {
      String message = label + " " + constraints.at("/pattern/message").asText();
      sample(property).wrong().forEach(text -> wrong.put(text, message));
    }
    if (constraints.path("notEmpty").asBoolean()) {
      wrong.put("", label + " must not be empty.");
    }
    return wrong;
  }

  private static Sample sample(JsonNode property) {
    Sample sample = SAMPLES.get(TemplateView.bindingName(property));
    if (sample == null) {
      throw new AssertionError("no sample for the pattern of " + property.get("id"));
    }
    return sample;
  }

  private Samples() {}
}

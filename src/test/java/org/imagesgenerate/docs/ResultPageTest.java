package org.imagesgenerate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.Test;

/** The page on the result: its examples are what comes, and no field is missing in it. */
class ResultPageTest {

  private static final String KEY = "key-of-the-result-page";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What differs from run to run, or from one JDK's PNG to the next. */
  private static final List<String> VARYING =
      List.of(
          "createdAt",
          "sha256",
          "sizeInBytes",
          "contentHash",
          "requestId",
          "ids",
          "totalMillis",
          "providerMillis",
          "deliveryMillis",
          "request");

  @Test
  void theDocumentIsWhatComes() throws IOException {
    assertIsWhatComes(
        "result.json",
        "openai",
        Map.of("model", "gpt-image-2", "prompt", "a lighthouse at dusk", "quality", "low"));
  }

  @Test
  void theSubmittedTaskIsWhatComes() throws IOException {
    assertIsWhatComes(
        "submitted.json",
        "runware",
        Map.of("model", "gpt-image-2", "prompt", "a lighthouse at dusk", "delivery", "submit"));
  }

  private static void assertIsWhatComes(String file, String provider, Map<String, Object> variables)
      throws IOException {
    try (ImagesSimulator simulator = ImagesSimulator.start().requireKey(KEY)) {
      Map<String, Object> job = TestWorker.job(provider, KEY, simulator);
      job.putAll(variables);
      JsonNode result = new TestWorker().generate(2251799813685294L, job).result();

      assertThat(settled(result)).isEqualTo(settled(example(file)));
    }
  }

  private static JsonNode example(String file) throws IOException {
    try (InputStream in = ResultPageTest.class.getResourceAsStream(file)) {
      return JSON.readTree(in);
    }
  }

  /** As text, so that 1 and 1 are the same, however many bits they have. */
  private static String settled(JsonNode node) {
    for (JsonNode parent : node.findParents("index")) {
      settle(parent);
    }
    settle(node);
    node.findParents("contentHash").forEach(ResultPageTest::settle);
    settle(node.path("timings"));
    settle(node.path("task"));
    return node.toPrettyString();
  }

  private static void settle(JsonNode node) {
    if (node instanceof ObjectNode object) {
      VARYING.stream().filter(object::has).forEach(name -> object.put(name, "varies"));
    }
  }

  @Test
  void everyFieldIsExplained() throws IOException {
    String page = Files.readString(Path.of("docs/result.md"));
    for (Class<?> part :
        List.of(
            ImagesResult.class,
            ImagesResult.Image.class,
            ImagesResult.Timings.class,
            TaskHandle.class,
            Cost.class)) {
      for (RecordComponent field : part.getRecordComponents()) {
        JsonProperty other = field.getAccessor().getAnnotation(JsonProperty.class);
        assertThat(page).contains("`" + (other == null ? field.getName() : other.value()) + "`");
      }
    }
  }
}

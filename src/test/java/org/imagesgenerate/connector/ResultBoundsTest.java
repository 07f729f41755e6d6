package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.provider.ScriptedServer;
import org.imagesgenerate.connector.provider.ScriptedServer.ReceivedRequest;
import org.imagesgenerate.connector.provider.ScriptedServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However much a provider sends: result and failure fit into a process variable. */
@Timeout(60)
class ResultBoundsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_RESULT = 750_000;
  private static final int LONGEST_FAILURE = 32_000;
  private static final String IMAGE = image(500);

  private final TestWorker worker = new TestWorker();

  private static String image(int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return Base64.getEncoder().encodeToString(Arrays.copyOf(out.toByteArray(), bytes));
  }

  private Outcome run(String provider, String format, Function<ReceivedRequest, Reply> answers)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(answers)) {
      Outcome outcome =
          worker.generate(
              7,
              JobVariables.of(provider, "new-model")
                  .with("provider.baseUrl", server.url())
                  .with("response_format", format)
                  .with("timeout", "PT20S")
                  .map());
      assertFits(outcome);
      return outcome;
    }
  }

  private static void assertFits(Outcome outcome) throws JsonProcessingException {
    if (outcome.failure() == null) {
      assertThat(outcome.result().toString().length()).isLessThanOrEqualTo(LONGEST_RESULT);
      return;
    }
    Map<String, Object> variables = outcome.failure().getErrorVariables();
    String all =
        MAPPER.writeValueAsString(outcome.failure().getMessage())
            + (variables == null ? "" : MAPPER.writeValueAsString(variables));
    assertThat(all.length()).isLessThanOrEqualTo(LONGEST_FAILURE);
  }

  private static String items(int count, String item) {
    return IntStream.range(0, count).mapToObj(i -> item).collect(Collectors.joining(","));
  }

  /** A success with so many images, each as {@code %s} or as an image itself. */
  private static Function<ReceivedRequest, Reply> images(String provider, int count, String image) {
    return requests ->
        Reply.of(
            200,
            switch (provider) {
              case "wavespeed" ->
                  "{\"data\":{\"id\":\"t1\",\"status\":\"completed\",\"outputs\":[%s]}}"
                      .formatted(items(count, '"' + image + '"'));
              case "runware" ->
                  requests.body().path(0).path("taskType").asText().equals("imageInference")
                      ? "{\"data\":[%s]}"
                          .formatted(
                              items(
                                  count,
                                  "{\"taskUUID\":\"%s\",\"%s\":\"%s\"}"
                                      .formatted(
                                          requests.body().path(0).path("taskUUID").asText(),
                                          image.startsWith("http") ? "imageURL" : "imageBase64Data",
                                          image)))
                      : "{\"data\":[]}";
              default ->
                  "{\"data\":[%s]}"
                      .formatted(
                          items(
                              count,
                              image.startsWith("http")
                                  ? "{\"url\":\"" + image + "\"}"
                                  : "{\"b64_json\":\"" + image + "\"}"));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai-compatible", "aiml-api", "wavespeed", "runware"})
  void ofTooManyImagesAHundredAreKept(String provider) throws IOException {
    Outcome outcome = run(provider, "document", images(provider, 130, IMAGE));

    assertThat(outcome.result().path("images")).hasSize(100);
    assertThat(worker.documents()).hasSize(100);
    assertThat(outcome.warnings())
        .contains(
            "the provider sent 130 images; a result holds at most 100, so the others were left out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai-compatible", "wavespeed", "runware"})
  void ofTooManyUrlsAHundredAreKept(String provider) throws IOException {
    Outcome outcome = run(provider, "url", images(provider, 9_000, "https://images.example/1.png"));

    assertThat(outcome.result().path("images")).hasSize(100);
    assertThat(outcome.warnings())
        .contains(
            "the provider sent 9000 images; a result holds at most 100, so the others were left out");
  }

  /** So many that even the names in their place were too long for the text of a response. */
  @Test
  void ofTinyImagesAHundredAreKept() throws IOException {
    String gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    Outcome outcome =
        run("openai-compatible", "document", images("openai-compatible", 35_000, gif));

    assertThat(outcome.result().path("images")).hasSize(100);
    assertThat(outcome.warnings()).anyMatch(it -> it.contains("sent 35000 images"));
  }

  private static Reply oneImage(String more) {
    return Reply.of(200, "{\"data\":[{\"b64_json\":\"%s\"%s}".formatted(IMAGE, more));
  }

  @Test
  void usageIsShortened() throws IOException {
    String fields =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "\"u" + i + "\":1")
            .collect(Collectors.joining(","));

    Outcome outcome =
        run("openai-compatible", "document", requests -> oneImage("}],\"usage\":{" + fields + "}"));

    assertThat(outcome.result().path("images")).hasSize(1);
    assertThat(outcome.result().path("usage").size()).isBetween(100, 1_000);
    assertThat(outcome.warnings())
        .anyMatch(it -> it.contains("so usage, settings, revised prompts and"));
  }

  @Test
  void settingsAreShortened() throws IOException {
    String text = "x ".repeat(LONGEST_RESULT / 2);

    Outcome outcome =
        run(
            "openai-compatible",
            "document",
            requests -> oneImage("}],\"quality\":\"low\",\"size\":\"" + text + "\""));

    assertFits(outcome);
    assertThat(outcome.result().at("/settings/quality").asText()).isEqualTo("low");
    assertThat(outcome.result().at("/settings/size").asText()).startsWith("x x").contains(" … ");
  }

  @Test
  void aRevisedPromptIsShortened() throws IOException {
    Outcome outcome =
        run(
            "openai-compatible",
            "document",
            requests -> oneImage(",\"revised_prompt\":\"" + "😀 ".repeat(400_000) + "\"}]"));

    JsonNode image = outcome.result().path("images").path(0);
    assertThat(image.path("document").isMissingNode()).isFalse();
    assertThat(image.path("revisedPrompt").asText()).startsWith("😀 😀").contains(" … ");
    assertThat(outcome.warnings())
        .anyMatch(it -> it.contains("so usage, settings, revised prompts and"));
  }

  /** Even a hundred short texts are too many, if each character takes six in JSON. */
  @Test
  void aHundredImagesAsBase64WithoutRoomForTheirTexts() throws IOException {
    String item =
        "{\"b64_json\":\"%s\",\"revised_prompt\":\"%s\"}"
            .formatted(image(5_250), "\\u0001".repeat(200));

    Outcome outcome =
        run(
            "openai-compatible",
            "b64_json",
            requests -> Reply.of(200, "{\"data\":[%s]}".formatted(items(100, item))));

    assertThat(outcome.result().path("images")).hasSize(100);
    assertThat(outcome.result().at("/images/99/b64_json").asText()).hasSize(7_000);
    assertThat(outcome.result().at("/images/0").has("revisedPrompt")).isFalse();
  }

  /** Also beside as much base64 as a result may hold. */
  @Test
  void besideBase64TooTheResultFits() throws IOException {
    String large = image(520_000);

    Outcome outcome =
        run(
            "openai-compatible",
            "b64_json",
            requests ->
                Reply.of(
                    200,
                    "{\"data\":[{\"b64_json\":\"%s\",\"revised_prompt\":\"%s\"}]}"
                        .formatted(large, "long ".repeat(100_000))));

    assertThat(outcome.result().path("images").path(0).path("b64_json").asText()).isEqualTo(large);
  }

  @Test
  void urlsThatAreTooLongForAResultBecomeDocuments() throws IOException {
    String tooLong = "https://127.0.0.1:1/" + "a".repeat(800_000);

    Outcome outcome =
        run(
            "openai-compatible",
            "url",
            requests -> Reply.of(200, "{\"data\":[{\"url\":\"" + tooLong + "\"}]}"));

    // the image is not at this URL, so there is no document; but the URL was not the result
    assertThat(outcome.code()).isEqualTo("DOWNLOAD_FAILED");
  }

  @Test
  void manyWarningsAreShortened() throws IOException {
    String unreadable = "{\"b64_json\":\"" + "!".repeat(50) + "\"},";

    Outcome outcome =
        run(
            "openai-compatible",
            "document",
            requests ->
                Reply.of(
                    200,
                    "{\"data\":["
                        + unreadable.repeat(25_000)
                        + "{\"b64_json\":\""
                        + IMAGE
                        + "\"}]}"));

    assertThat(outcome.result().path("images")).hasSize(1);
  }

  // ---- failures

  @ParameterizedTest
  @CsvSource({"401", "429", "400", "500", "503", "404"})
  void aLongErrorOfAnApi(int status) throws IOException {
    String large = "x\\\"".repeat(100_000);
    String body =
        "{\"error\":{\"message\":\"%s\",\"code\":\"%s\",\"type\":\"%s\"}}"
            .formatted(large, large, large);

    Outcome outcome = run("openai", "document", requests -> Reply.of(status, body));

    assertThat(outcome.failure().getMessage()).isNotBlank();
    if (outcome.failure().getErrorVariables() != null) {
      assertThat(outcome.failure().getErrorVariables())
          .containsEntry("provider", "openai")
          .containsEntry("model", "new-model")
          .containsEntry("httpStatus", status)
          .containsKeys("purchase", "providerCode");
    }
  }

  @Test
  void aLongIdOfATaskOfRunware() throws IOException {
    String large = "x".repeat(1_000_000);

    run(
        "runware",
        "document",
        requests ->
            Reply.of(
                400,
                "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\",\"taskUUID\":\"%s\"}]}"
                    .formatted(large, large, requests.body().path(0).path("taskUUID").asText())));
  }

  @Test
  void manyUrlsThatCannotBeFetched() throws IOException {
    String url = "https://127.0.0.1:1/" + "a".repeat(150);

    Outcome outcome = run("openai-compatible", "document", images("openai-compatible", 9_000, url));

    assertThat(outcome.code()).isEqualTo("DOWNLOAD_FAILED");
    assertThat(outcome.variable("url")).isEqualTo(url);
    assertThat((List<?>) outcome.variable("urls")).hasSize(100);
  }

  /** The handle is what the next attempt continues with, so it stays whole. */
  @Test
  void theHandleOfManyTasksStaysWhole() throws IOException {
    String id = "t".repeat(200);
    String large = "x".repeat(500_000);

    Outcome outcome =
        run(
            "wavespeed",
            "document",
            requests ->
                requests.method().equals("POST")
                    ? Reply.of(200, "{\"data\":{\"id\":\"" + id + "\",\"status\":\"processing\"}}")
                    : Reply.of(500, "{\"message\":\"" + large + "\"}"));

    assertThat(outcome.code()).isEqualTo("TASK_PENDING");
    assertThat(MAPPER.valueToTree(outcome.variable("task")).path("ids"))
        .isEqualTo(MAPPER.valueToTree(Collections.singletonList(id)));
  }

  @Test
  void aLongInputThatIsQuoted() throws JsonProcessingException {
    String large = "\u0001".repeat(1_000_000);
    for (String field : List.of("quality", "webhookUrl", "delivery", "provider.type")) {
      assertFits(
          worker.generate(
              7, JobVariables.of("openai", "gpt-image-2").with(field, large).with("n", 0).map()));
    }
  }
}

package org.imagesgenerate.connector.provider.runware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunwareRequestTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String UUID = "0f2d4c6e-8a1b-4c3d-9e5f-708192a3b4c5";

  private static JsonNode task(String model, Object... more) {
    return request(model, more).task(UUID);
  }

  private static RunwareRequest request(String model, Object... more) {
    return new RunwareRequest(Requests.of(model, more));
  }

  private static List<String> warnings(String model, Object... more) {
    return request(model, more).warnings();
  }

  private static Map<String, Object> options(Object... namesAndValues) {
    Map<String, Object> options = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return options;
  }

  @Test
  void nothingButSetFieldsAndWhatIsNeededGoesOut() throws Exception {
    assertThat(task("openai:4@1"))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"taskType": "imageInference", "taskUUID": "0f2d4c6e-8a1b-4c3d-9e5f-708192a3b4c5",
                 "model": "openai:4@1", "positivePrompt": "A lighthouse at dusk",
                 "width": 1024, "height": 1024, "includeCost": true, "deliveryMethod": "async"}"""));
  }

  @Test
  void everyFieldHasItsPlace() throws Exception {
    JsonNode task =
        task(
            "gpt-image-2.5-flare",
            "n",
            3,
            "size",
            "1536x1024",
            "quality",
            "xhigh",
            "background",
            "opaque",
            "output_format",
            "jpeg",
            "output_compression",
            80,
            "response_format",
            "url",
            "providerOptions",
            options(
                "safety",
                Map.of("checkContent", true),
                "ttl",
                600,
                "uploadEndpoint",
                "https://store.example/put?token=1"));
    assertThat(task)
        .isEqualTo(
            MAPPER.readTree(
                """
                {"taskType": "imageInference", "taskUUID": "0f2d4c6e-8a1b-4c3d-9e5f-708192a3b4c5",
                 "model": "openai:gpt-image@2.5-flare", "positivePrompt": "A lighthouse at dusk",
                 "width": 1536, "height": 1024, "numberResults": 3,
                 "outputFormat": "JPG", "outputQuality": 80, "outputType": "URL", "ttl": 600,
                 "uploadEndpoint": "https://store.example/put?token=1",
                 "safety": {"checkContent": true}, "includeCost": true, "deliveryMethod": "async",
                 "settings": {"quality": "xhigh", "background": "opaque"}}"""));
  }

  @Test
  void settingsOfOlderModelsLieUnderTheirMakersName() {
    JsonNode gptImage2 = task("gpt-image-2", "quality", "high", "moderation", "low");
    assertThat(gptImage2.path("model").asText()).isEqualTo("openai:gpt-image@2");
    assertThat(gptImage2.path("providerSettings").path("openai").toString())
        .isEqualTo("{\"quality\":\"high\",\"moderation\":\"low\"}");
    assertThat(gptImage2.has("settings")).isFalse();
    assertThat(
            task("openai:2@3", "quality", "hd", "style", "natural")
                .path("providerSettings")
                .path("openai")
                .toString())
        .isEqualTo("{\"quality\":\"hd\",\"style\":\"natural\"}");
  }

  @Test
  void aModelWithoutARowGoesOutAsItIs() {
    JsonNode task = task("new:1@1", "quality", "fine", "extraBody", Map.of("steps", 4));
    assertThat(task.path("model").asText()).isEqualTo("new:1@1");
    assertThat(task.has("settings")).as("undeclared fields are refused").isFalse();
    assertThat(task.path("steps").asInt()).isEqualTo(4);
    assertThat(task.has("width")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-image-2", "gpt-image-2.5-sunburst", "gpt-image-2.5-flare"})
  void aModelOfFreeSizesGetsTheUsualOne(String model) {
    assertThat(task(model).path("width").asInt()).isEqualTo(1024);
    assertThat(task(model).path("height").asInt()).isEqualTo(1024);
    assertThat(warnings(model)).isEmpty();
  }

  @Test
  void autoIsSaidToHaveBecomeASize() {
    assertThat(task("gpt-image-2", "size", "auto").path("width").asInt()).isEqualTo(1024);
    assertThat(Requests.of("gpt-image-2", "size", "auto").warnings())
        .containsExactly(
            "size: \"auto\" was sent as 1024x1024, because gpt-image-2 requires a width and a height");
    assertThat(task("openai:2@3", "size", "auto").has("width")).isFalse();
    assertThat(Requests.of("openai:2@3", "size", "auto").warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"png,PNG", "jpeg,JPG", "webp,WEBP"})
  void formatsAreWrittenInRunwaresWay(String requested, String sent) {
    assertThat(task("gpt-image-2", "output_format", requested).path("outputFormat").asText())
        .isEqualTo(sent);
  }

  @Test
  void transparencyNeedsPngWhereNoFormatIsNamed() {
    assertThat(
            task("gpt-image-2.5-flare", "background", "transparent").path("outputFormat").asText())
        .isEqualTo("PNG");
    assertThat(
            task("gpt-image-2.5-flare", "background", "transparent", "output_format", "webp")
                .path("outputFormat")
                .asText())
        .isEqualTo("WEBP");
  }

  @ParameterizedTest
  @CsvSource({"0,20", "19,20", "20,20", "99,99", "100,99"})
  void compressionIsBroughtIntoRunwaresRange(int requested, int sent) {
    Object[] fields = {"output_format", "jpeg", "output_compression", requested};
    assertThat(task("gpt-image-2", fields).path("outputQuality").asInt()).isEqualTo(sent);
    assertThat(Requests.of("gpt-image-2", fields).warnings()).hasSize(requested == sent ? 0 : 1);
  }

  @Test
  void runwaresOwnQualityWins() {
    Object[] fields = {
      "output_format",
      "jpeg",
      "output_compression",
      50,
      "providerOptions",
      options("outputQuality", "85")
    };
    assertThat(task("gpt-image-2", fields).path("outputQuality").asInt()).isEqualTo(85);
    assertThat(warnings("gpt-image-2", fields)).singleElement().asString().contains("left out");
  }

  @Test
  void theFormOfTheAnswerFollowsTheFormOfTheResult() {
    assertThat(task("gpt-image-2").has("outputType")).isFalse();
    assertThat(task("gpt-image-2", "response_format", "url").path("outputType").asText())
        .isEqualTo("URL");
    assertThat(task("gpt-image-2", "response_format", "b64_json").path("outputType").asText())
        .isEqualTo("base64Data");
  }

  @Test
  void anEndOfTheUrlMeansNothingForBase64() {
    Object[] fields = {"response_format", "b64_json", "providerOptions", options("ttl", 60)};
    assertThat(task("gpt-image-2", fields).has("ttl")).isFalse();
    assertThat(warnings("gpt-image-2", fields)).singleElement().asString().contains("ttl");
  }

  @Test
  void waitingWithinTheSubmitIsAnOption() {
    RunwareRequest sync =
        request("gpt-image-2", "providerOptions", options("deliveryMethod", "sync"));
    assertThat(sync.task(UUID).path("deliveryMethod").asText()).isEqualTo("sync");
    assertThat(sync.isSync()).isTrue();
  }

  @Test
  void whatIsOnlySubmittedIsNotWaitedFor() {
    RunwareRequest submit =
        request(
            "gpt-image-2",
            "delivery",
            "submit",
            "webhookUrl",
            "https://host.example/hook?secret=1",
            "providerOptions",
            options("deliveryMethod", "sync"));
    assertThat(submit.task(UUID).path("deliveryMethod").asText()).isEqualTo("async");
    assertThat(submit.task(UUID).path("webhookURL").asText())
        .isEqualTo("https://host.example/hook?secret=1");
    assertThat(submit.isSync()).isFalse();
    assertThat(submit.warnings()).singleElement().asString().contains("async");
  }

  @ParameterizedTest
  @ValueSource(strings = {"safety", "ttl", "uploadEndpoint", "outputQuality", "deliveryMethod"})
  void blankTextIsNoOption(String name) {
    assertThat(task("gpt-image-2", "providerOptions", options(name, " ")))
        .isEqualTo(task("gpt-image-2"));
  }

  @Test
  void aBooleanMayBeText() {
    Map<String, Object> safety = Map.of("checkContent", "true", "mode", "fast");
    assertThat(task("gpt-image-2", "providerOptions", options("safety", safety)).path("safety"))
        .isEqualTo(JsonBodies.object().put("checkContent", true).put("mode", "fast"));
  }

  @ParameterizedTest
  @CsvSource({"checkContent, maybe", "mode, full"})
  void aSafetyThatRunwareDoesNotKnowIsRejected(String name, String value) {
    Map<String, Object> options = options("safety", Map.of(name, value));
    assertThatThrownBy(() -> request("gpt-image-2", "providerOptions", options))
        .hasMessageStartingWith("providerOptions.safety." + name + ": \"" + value);
  }

  @Test
  void unknownOptionsAreLeftOutWithAWarning() {
    Object[] fields = {"providerOptions", options("Safety", true, "enable_sync_mode", true)};
    assertThat(warnings("gpt-image-2", fields))
        .hasSize(2)
        .allMatch(warning -> warning.contains("safety, ttl, uploadEndpoint"));
    assertThat(task("gpt-image-2", fields).has("Safety")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "safety, true",
        "ttl, 59",
        "ttl, soon",
        "outputQuality, 100",
        "outputQuality, 19",
        "outputQuality, 50.5",
        "deliveryMethod, later",
        "uploadEndpoint, ftp://host/x",
        "uploadEndpoint, //host/x",
        "uploadEndpoint, |not a URL|"
      })
  void optionsOutOfRangeAreRefusedByName(String name, String value) {
    assertThatThrownBy(() -> request("gpt-image-2", "providerOptions", options(name, value)))
        .isInstanceOfSatisfying(
            ImagesException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
              assertThat(e).hasMessageStartingWith("providerOptions." + name);
            });
  }

  @Test
  void extraBodyHasTheLastWord() {
    JsonNode task =
        task(
            "gpt-image-2.5-flare",
            "quality",
            "low",
            "extraBody",
            Map.of("outputType", "dataURI", "settings", Map.of("moderation", "low"), "seed", 7));
    assertThat(task.path("outputType").asText()).isEqualTo("dataURI");
    assertThat(task.path("seed").asInt()).isEqualTo(7);
    assertThat(task.path("settings").toString())
        .isEqualTo("{\"quality\":\"low\",\"moderation\":\"low\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"taskType", "taskUUID", "numberResults", "includeCost", "deliveryMethod"})
  void fieldsThatKeepTheMoneySafeAreNotForExtraBody(String field) {
    assertThatThrownBy(() -> request("gpt-image-2", "extraBody", Map.of(field, "x")))
        .isInstanceOfSatisfying(
            ImagesException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
              assertThat(e).hasMessageContaining("extraBody: \"" + field + "\"");
            });
  }
}

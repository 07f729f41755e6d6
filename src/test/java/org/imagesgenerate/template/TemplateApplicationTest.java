package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateApplicationTest {

  private static final Path TEMPLATE = Path.of("element-templates/images-generate-connector.json");

  @Test
  void writesOnlyWhatIsFilledInOrPrefilled() {
    var task = TemplateApplication.of(TEMPLATE, Map.of("prompt", "A cat", "n", "=count"));

    assertThat(task.inputs())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "provider.type", "openai",
                "provider.apiKey", "{{secrets.OPENAI_API_KEY}}",
                "model", "gpt-image-2",
                "prompt", "A cat",
                "n", "=count",
                "response_format", "document",
                "timeout", "PT4M"));
    assertThat(task.headers()).containsEntry("resultVariable", "imagesResult");
  }

  @Test
  void writesTheImagesAndTheMaskOfAnEdit() {
    var task =
        TemplateApplication.of(
            Path.of("element-templates/images-edit-connector.json"),
            Map.of(
                "provider.type", "runware",
                "modelChoice", "runware:101@1",
                "prompt", "Make it blue",
                "images", "=imageDocuments[1]",
                "mask", "=maskDocument"));

    assertThat(task.inputs())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "provider.type", "runware",
                "provider.apiKey", "{{secrets.RUNWARE_API_KEY}}",
                "model", "runware:101@1",
                "prompt", "Make it blue",
                "images", "=imageDocuments[1]",
                "mask", "=maskDocument",
                "delivery", "wait",
                "response_format", "document",
                "timeout", "PT4M"));
    assertThat(task.headers()).containsEntry("resultVariable", "imagesResult");
  }

  @Test
  void givesTheFormOfTheChosenProviderAndModel() {
    var task =
        TemplateApplication.of(
            TEMPLATE,
            Map.of(
                "provider.type", "runware",
                "modelChoice", "google:4@2",
                "prompt", "A cat",
                "aspect_ratio", "16:9",
                "delivery", "submit",
                "webhookUrl", "https://example.com"));

    assertThat(task.inputs())
        .containsEntry("provider.apiKey", "{{secrets.RUNWARE_API_KEY}}")
        .containsEntry("model", "google:4@2")
        .containsEntry("webhookUrl", "https://example.com")
        .doesNotContainKey("documentName");
  }

  @Test
  void anotherModelIsTyped() {
    var task =
        TemplateApplication.of(
            TEMPLATE, Map.of("modelChoice", "other", "model", "=model", "prompt", "A cat"));

    assertThat(task.inputs()).containsEntry("model", "=model");
    assertThat(task.properties()).containsEntry("imagesGenerate:modelChoice", "other");
  }

  @Test
  void aListedModelIsChosenAndNotTyped() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TemplateApplication.of(TEMPLATE, Map.of("model", "dall-e-3", "prompt", "A cat")))
        .withMessageContaining("model is not shown");
  }

  @Test
  void escapesWhatXmlDoesNotTake() {
    var task = TemplateApplication.of(TEMPLATE, Map.of("prompt", "=\"a\n<b> & \" + c"));

    assertThat(task.serviceTask("task", "Paint", ""))
        .startsWith("<bpmn:serviceTask id=\"task\" name=\"Paint\" zeebe:modelerTemplate=\"org.")
        .contains(
            "<zeebe:input source=\"=&quot;a&#10;&lt;b> &amp; &quot; + c\" target=\"prompt\"/>")
        .contains(
            "<zeebe:taskDefinition type=\"org.imagesgenerate:images-generate:1\" retries=\"3\"/>");
  }

  @Test
  void refusesWhatTheModelerMarks() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TemplateApplication.of(
                    TEMPLATE, Map.of("style", "vivid", "quality", "max", "n", "0")))
        .withMessageContainingAll(
            "style is not shown",
            "Quality: max is not among [auto, low, medium, high]",
            "Prompt must not be empty",
            "Number of images must be a whole number, 1 to 10");
  }
}

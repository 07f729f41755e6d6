package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.local.LocalCamunda;
import org.imagesgenerate.local.ProcessRun;
import org.imagesgenerate.local.SharedCamunda;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From an empty process to pictures, with the hands of a process developer. */
@InModeler
@ExtendWith(SharedCamunda.class)
class DrawnByHandIT {

  private static final String KEY = "sk-test-key-of-drawn-by-hand";

  private final Modelers modelers;
  private final LocalCamunda camunda;

  DrawnByHandIT(Modelers modelers, LocalCamunda camunda) {
    this.modelers = modelers;
    this.camunda = camunda;
  }

  @ParameterizedTest
  @EnumSource
  void theProcessRunsAsTheModelerExportsIt(ModelerVersion version) {
    Modeler modeler = modelers.open(version);
    begin(modeler);
    AppendMenu.search(modeler, "Images Gen");
    AppendMenu.take(modeler);
    String task = modeler.selectedId();

    try (ImagesSimulator simulator = ImagesSimulator.start().requireKey(KEY)) {
      camunda.secrets().put("OPENAI_API_KEY", KEY);
      modeler.choose("Model", "gpt-image-1.5");
      modeler.write("Prompt", "=\"a red \" + animal");
      modeler.write("Number of images", "2");
      modeler.choose("Size", "1024x1536");
      modeler.write("Base URL", simulator.uri().toString());
      modeler.select(task);
      AppendMenu.entry(modeler, "append.end-event").click();
      camunda.engine().deploy("drawn-by-hand.bpmn", modeler.xml());
      ProcessRun run = camunda.engine().start("drawn-by-hand", Map.of("animal", "fox")).awaitEnd();

      JsonNode images = run.variable("imagesResult").get("images");
      assertThat(images).hasSize(2);
      assertThat(images.get(0).get("height").asInt()).isEqualTo(1536);
      assertThat(run.variable("imageDocuments")).hasSize(2);
      JsonNode request = simulator.lastRequest().json();
      assertThat(request.get("prompt").asText()).isEqualTo("a red fox");
      assertThat(request.get("model").asText()).isEqualTo("gpt-image-1.5");
      assertThat(simulator.purchases()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theAppendMenuFindsTheTaskByNameProviderAndKeyword(ModelerVersion version) {
    Modeler modeler = modelers.open(version);
    List<String> generate = entries(version, Templates.generate());
    List<String> edit = entries(version, Templates.edit());
    List<String> collect = entries(version, Templates.collect());
    for (String words : List.of("image", "images")) {
      finds(modeler, words, List.of(generate, edit, collect));
    }
    for (String words : List.of("picture", "AI")) {
      finds(modeler, words, List.of(generate, edit));
    }
    for (String provider : List.of("OpenAI", "WaveSpeedAI", "Runware")) {
      List<String> named = edit.stream().filter(it -> it.contains(provider)).toList();
      finds(modeler, provider, List.of(generate, named.isEmpty() ? edit : named));
    }
    finds(modeler, "DALL-E", List.of(generate));
    for (String words : List.of("edit", "edit image", "mask")) {
      finds(modeler, words, List.of(edit));
    }
    for (String words : List.of("collect", "fetch images")) {
      finds(modeler, words, List.of(collect));
    }
  }

  /** One click instead of two, and nothing else: the same task as with the provider chosen. */
  @Test
  void aPresetOfTheAppendMenuIsATaskOfThatProvider() {
    Modeler modeler = modelers.open(ModelerVersion.NEWEST);
    for (JsonNode step : Templates.generate().get("steps")) {
      String type = step.get("presetId").asText();
      begin(modeler);
      AppendMenu.search(modeler, "Images Generate");
      AppendMenu.take(modeler, step.get("name").asText());
      Map<String, String> taken = modeler.written();
      begin(modeler);
      AppendMenu.search(modeler, "Images Generate");
      AppendMenu.take(modeler);
      modeler.choose("Provider", type);

      assertThat(taken).containsEntry(ConnectorForm.PROVIDER, type).isEqualTo(modeler.written());
    }
  }

  /** In the menu of an element, a preset can be taken for a task that has the template already. */
  @Test
  void aPresetOfAnotherProviderDoesNotGetTheKeyOfTheOneBefore() {
    Modeler modeler = modelers.open(ModelerVersion.NEWEST);
    ConnectorForm form = ConnectorForm.begin(modeler, Templates.generate());
    for (String type : Provider.TYPES.subList(1, Provider.TYPES.size())) {
      form.begin();
      modeler.write("API key", "typed-key");
      modeler.write("Base URL", "https://typed.example");
      modeler.applyPreset(Templates.generate().get("id").asText(), type);

      assertThat(modeler.written()).containsEntry(ConnectorForm.PROVIDER, type);
      assertThat(modeler.written().values()).noneMatch(value -> value.contains("typed"));
    }
  }

  /** The newest lists the presets of a template instead of the template. */
  private static List<String> entries(ModelerVersion version, JsonNode template) {
    return version == ModelerVersion.OF_8_8 || !template.has("steps")
        ? List.of(template.get("name").asText())
        : template.get("steps").findValuesAsText("name");
  }

  /**
   * @param templates the entries of each template, which come in this order; those of one template
   *     in any order
   */
  private static void finds(Modeler modeler, String words, List<List<String>> templates) {
    begin(modeler);
    AppendMenu.search(modeler, words);
    PlaywrightAssertions.assertThat(AppendMenu.ours(modeler))
        .hasCount(templates.stream().mapToInt(List::size).sum());
    List<String> found = AppendMenu.ours(modeler).allInnerTexts();
    int first = 0;
    for (List<String> entries : templates) {
      assertThat(found.subList(first, first + entries.size()))
          .as(words)
          .containsExactlyInAnyOrderElementsOf(entries);
      first += entries.size();
    }
    modeler.page().keyboard().press("Escape");
  }

  private static void begin(Modeler modeler) {
    modeler.loadTemplates(Templates.current());
    modeler.openDiagramFile("start-event.bpmn");
    modeler.select("ImageRequested");
  }
}

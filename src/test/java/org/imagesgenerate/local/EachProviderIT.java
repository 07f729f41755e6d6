package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same process on each provider. */
@ExtendWith(SharedCamunda.class)
class EachProviderIT {

  private static final String KEY = "sk-test-key-of-each-provider";

  private final LocalCamunda camunda;

  EachProviderIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @ParameterizedTest
  @EnumSource(DemoProvider.class)
  void givesTheSameVariables(DemoProvider provider) throws IOException {
    if (provider.isInside()) {
      camunda.engine().deploy(List.of(provider.example()));
      JsonNode result = run(provider);
      assertThat(result.at("/warnings/0").asText()).contains("simulated");
      return;
    }
    camunda.secrets().put(provider.secret(), KEY);
    try (ImagesSimulator simulator = provider.simulate(KEY)) {
      camunda.engine().deploySimulated(any -> simulator.uri().toString(), provider.example());
      run(provider);
      assertThat(simulator.purchases()).isEqualTo(1);
    }
  }

  /** In the example processes, models of other makers can be chosen too. */
  @ParameterizedTest
  @CsvSource({
    "AIML_API, flux/dev",
    "WAVESPEED, ideogram-ai/ideogram-v4",
    "RUNWARE, alibaba:qwen-image@2.0-pro"
  })
  void takesModelsOfOtherFamilies(DemoProvider provider, String model) throws IOException {
    camunda.secrets().put(provider.secret(), KEY);
    try (ImagesSimulator simulator = provider.simulate(KEY)) {
      SimulatedProcess process =
          SimulatedProcess.read(provider.example(), any -> simulator.uri().toString());
      process.setInput(provider.type(), "model", model);
      camunda.engine().deploy("other-family.bpmn", process.bpmn());
      JsonNode result = run(provider);

      assertThat(result.get("model").asText()).isEqualTo(model);
      assertThat(simulator.purchases()).isEqualTo(1);
    }
  }

  private JsonNode run(DemoProvider provider) throws IOException {
    Map<String, Object> variables = Map.of("prompt", "a red fox", "size", "1024x1024");
    String process = Diagram.read(provider.example()).processId();

    ProcessRun run = camunda.engine().start(process, variables).awaitEnd();

    JsonNode result = run.variable("imagesResult");
    assertThat(result.get("provider").asText()).isEqualTo(provider.type());
    JsonNode image = result.get("images").get(0);
    String document = image.at("/document/documentId").asText();
    assertThat(ImageIO.read(camunda.documents().file(document).toFile()).getWidth())
        .isEqualTo(1024)
        .isEqualTo(image.get("width").asInt());
    assertThat(run.variable("imageDocuments")).containsExactly(image.get("document"));
    return result;
  }
}

package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example that makes many pictures side by side. */
@ExtendWith(SharedCamunda.class)
class ProductPicturesIT {

  private static final Path EXAMPLE = Path.of("bpmn-examples", "product-pictures.bpmn");
  private static final List<Map<String, String>> PRODUCTS =
      IntStream.rangeClosed(1, 6)
          .mapToObj(i -> Map.of("sku", "L-" + i, "description", "lamp number " + i))
          .toList();

  private final LocalCamunda camunda;

  ProductPicturesIT(LocalCamunda camunda) {
    this.camunda = camunda;
    camunda.secrets().put("OPENAI_API_KEY", "sk-test-key-of-product-pictures");
  }

  @Test
  void makesAPictureForEveryProductAndKeepsTheOrder() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      ProcessRun run = start(simulator).awaitEnd();

      JsonNode pictures = run.variable("pictures");
      assertThat(pictures).hasSize(6);
      for (int i = 0; i < 6; i++) {
        JsonNode picture = pictures.get(i);
        assertThat(picture.get("sku").asText()).isEqualTo("L-" + (i + 1));
        assertThat(picture.at("/document/metadata/fileName").asText())
            .isEqualTo("L-" + (i + 1) + ".png");
      }
      assertThat(simulator.purchases()).isEqualTo(6);
    }
  }

  @Test
  void aRefusedProductBuysNoOtherAgain() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      simulator.nextFor(
          request -> request.json().path("prompt").asText().endsWith("number 3"),
          Fault.answer(OpenAiErrors.insufficientQuota()));

      ProcessRun run = start(simulator);
      Incident incident = run.awaitIncident();
      assertThat(incident.elementId()).isEqualTo("MakePicture");
      run.retry(incident, 1);
      run.awaitEnd();

      assertThat(run.variable("pictures")).hasSize(6);
      assertThat(simulator.purchases()).isEqualTo(6);
      assertThat(simulator.requests()).hasSize(7);
    }
  }

  private ProcessRun start(ImagesSimulator simulator) {
    camunda.engine().deploySimulated(any -> simulator.uri().toString(), EXAMPLE);
    return camunda.engine().start("product-pictures", Map.of("products", PRODUCTS));
  }
}

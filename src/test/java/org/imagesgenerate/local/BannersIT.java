package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example that makes one motif in several shapes. */
@ExtendWith(SharedCamunda.class)
class BannersIT {

  private final LocalCamunda camunda;
  private ImagesSimulator simulator;

  BannersIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() {
    camunda.secrets().put("RUNWARE_API_KEY", "key-of-banners");
    simulator = ImagesSimulator.start();
    simulator.runware().pollsNeeded(1);
  }

  @AfterEach
  void tearDown() {
    simulator.close();
  }

  @Test
  void makesASquareAWideAndATallBannerOfTheSameMotif() {
    ProcessRun run = start(Map.of("seed", 7)).awaitEnd();

    assertThat(run.variable("banners"))
        .extracting(banner -> banner.get("shape").asText())
        .containsExactly("1:1", "16:9", "9:16");
    assertThat(run.variable("banners"))
        .extracting(banner -> banner.at("/document/metadata/fileName").asText())
        .containsExactly("banner-1x1.jpg", "banner-16x9.jpg", "banner-9x16.jpg");
    List<JsonNode> tasks = tasks();
    assertThat(tasks)
        .allSatisfy(
            task -> {
              assertThat(task.get("positivePrompt").asText()).isEqualTo("a lighthouse");
              assertThat(task.get("seed").asLong()).isEqualTo(7);
            });
    TreeSet<Double> ratios = new TreeSet<>();
    tasks.forEach(it -> ratios.add(it.get("width").asDouble() / it.get("height").asDouble()));
    assertThat(ratios).hasSize(3);
    assertThat(ratios.first()).isBetween(0.54, 0.58);
    assertThat(ratios.last()).isBetween(1.74, 1.82);
    assertThat(last(run)).isEqualTo("AllBannersMade");
    assertThat(simulator.imagesBought()).isEqualTo(3);
  }

  @Test
  void aShapeThatTheModelDoesNotHaveLeavesTheOthersAlone() {
    ProcessRun run = start(Map.of("shapes", List.of("1:1", "200:1"))).awaitEnd();

    assertThat(run.variable("banners").at("/0/document/documentId").asText()).isNotBlank();
    assertThat(run.variable("banners").at("/0/failure").isNull()).isTrue();
    assertThat(run.variable("banners").at("/1/failure").asText())
        .contains("INVALID_INPUT", "200:1");
    assertThat(last(run)).isEqualTo("SomeBannersMissing");
    assertThat(simulator.imagesBought()).isEqualTo(1);
  }

  @Test
  void aFailureOfTheAccountIsAnIncidentAndBuysNoBannerAgain() {
    simulator.nextFor(request -> true, Fault.status(401, "no such key"));

    ProcessRun run = start(Map.of());
    Incident incident = run.awaitIncident();
    assertThat(incident.elementId()).isEqualTo("MakeBanner");
    run.retry(incident, 1);
    run.awaitEnd();

    assertThat(last(run)).isEqualTo("AllBannersMade");
    assertThat(simulator.imagesBought()).isEqualTo(3);
  }

  private ProcessRun start(Map<String, Object> more) {
    camunda
        .engine()
        .deploySimulated(
            any -> simulator.uri().toString(), Path.of("bpmn-examples", "banners.bpmn"));
    Map<String, Object> variables = new LinkedHashMap<>(more);
    variables.put("motif", "a lighthouse");
    return camunda.engine().start("banners", variables);
  }

  private List<JsonNode> tasks() {
    return simulator.requests().stream()
        .flatMap(request -> StreamSupport.stream(request.json().spliterator(), false))
        .filter(task -> task.path("taskType").asText().equals("imageInference"))
        .toList();
  }

  private static String last(ProcessRun run) {
    return run.steps().stream().map(Step::elementId).toList().getLast();
  }
}

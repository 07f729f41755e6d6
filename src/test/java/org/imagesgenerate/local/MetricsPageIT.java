package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.imagesgenerate.docs.MonitoringFiles;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connector's metrics are on the Prometheus page of the real connectors runtime. */
class MetricsPageIT {

  private static final String KEY = "sk-key-of-the-metrics-page";
  private static final String PROMPT = "a fox on the metrics page";

  private static final Map<String, Object> WITH_PAGE =
      Map.of(
          "spring.main.web-application-type", "servlet",
          "server.port", 0,
          "management.endpoints.web.exposure.include", "prometheus");

  @TempDir Path folder;

  @Test
  void aFinishedJobIsOnThePageBesideTheRuntimesOwnMetrics() throws Exception {
    try (LocalCamunda camunda = LocalCamunda.start(LocalEngine.start(), folder, WITH_PAGE);
        ImagesSimulator simulator = ImagesSimulator.start().requireKey(KEY)) {
      camunda.secrets().put("OPENAI_API_KEY", KEY);
      camunda
          .engine()
          .deploy(
              "metrics.bpmn",
              OneTask.process(
                  "metrics",
                  Map.of("prompt", PROMPT, "provider.baseUrl", simulator.uri().toString())));
      camunda.engine().start("metrics", Map.of()).awaitEnd();

      String page = page(camunda);

      String tags = "\\{model=\"gpt-image-[^\"]+\",outcome=\"completed\",provider=\"openai\"";
      assertThat(page)
          .containsPattern("(?m)^images_generate_jobs_seconds_count" + tags)
          .containsPattern("(?m)^images_generate_purchases_total" + tags + ",purchase=\"made\"")
          .containsPattern("(?m)^images_generate_images_total" + tags)
          .containsPattern("(?m)^images_generate_bytes_total" + tags)
          .containsPattern("(?m)^images_generate_connection_wait_seconds_count")
          .containsPattern("(?m)^images_generate_unknown_outcomes_total\\{.*\"openai\".*} 0.0")
          .containsPattern("(?m)^images_generate_cost_total\\{.*\"runware\".*} 0.0")
          .containsPattern("(?m)^camunda_connector_outbound_invocations_total\\{.*completed")
          .containsPattern("(?m)^camunda_connector_outbound_execution_time_seconds_count")
          .doesNotContain(KEY, PROMPT);
      for (String name : MonitoringFiles.metrics("camunda_")) {
        assertThat(page).containsPattern("(?m)^" + name + "\\{");
      }
    }
  }

  private static String page(LocalCamunda camunda) throws Exception {
    URI page =
        URI.create(
            "http://localhost:%s/actuator/prometheus"
                .formatted(camunda.property("local.server.port")));
    try (HttpClient client = HttpClient.newHttpClient()) {
      var response = client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    }
  }
}

package org.imagesgenerate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.metrics.Metric;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules ask for what the connector records. */
class MonitoringFilesTest {

  private static final Pattern SELECTOR = Pattern.compile("(images_generate_\\w+)\\{([^}]*)}");

  /** What Prometheus calls the series of each metric. */
  private static Map<String, Metric> series() {
    Map<String, Metric> series = new HashMap<>();
    for (Metric metric : Metric.values()) {
      String name = OperationsPage.prometheusName(metric);
      if (metric.isTimer()) {
        Stream.of("_count", "_sum", "_max").forEach(end -> series.put(name + end, metric));
      } else {
        series.put(name, metric);
      }
    }
    return series;
  }

  @Test
  void everyMetricIsOneThatTheConnectorRecords() throws IOException {
    assertThat(series().keySet()).containsAll(MonitoringFiles.metrics("images_generate_"));
  }

  @Test
  void everyMetricOfTheConnectorIsOnTheDashboard() throws IOException {
    Set<String> used = MonitoringFiles.metrics("images_generate_");
    assertThat(Metric.values())
        .allSatisfy(
            metric ->
                assertThat(used)
                    .anyMatch(name -> name.startsWith(OperationsPage.prometheusName(metric))));
  }

  @Test
  void everyLabelIsATagOfItsMetric() throws IOException {
    Matcher selector = SELECTOR.matcher(MonitoringFiles.text());
    int selectors = 0;
    while (selector.find()) {
      selectors++;
      assertThat(series().get(selector.group(1)).tags())
          .as(selector.group())
          .containsAll(MonitoringFiles.labels(selector.group(2)).toList());
    }
    assertThat(selectors).isPositive();
  }

  @Test
  void everyOutcomeIsOneThatTheConnectorReports() throws IOException {
    Set<String> outcomes =
        Arrays.stream(ErrorCode.values()).map(Enum::name).collect(Collectors.toSet());
    outcomes.addAll(List.of("completed", "submitted", "ok", "failed"));

    Set<String> used = new HashSet<>();
    for (String values : MonitoringFiles.all("outcome(?:=~|!~|=)\"([^\"]*)\"")) {
      used.addAll(List.of(values.split("\\|")));
    }
    assertThat(outcomes).containsAll(used);
  }

  @Test
  void theDashboardIsJsonWhosePanelsDoNotOverlap() throws IOException {
    JsonNode panels =
        new ObjectMapper()
            .readTree(Path.of("deploy", "monitoring", "dashboard.json").toFile())
            .path("panels");
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : panels) {
      JsonNode place = panel.path("gridPos");
      for (int x = place.path("x").asInt();
          x < place.path("x").asInt() + place.path("w").asInt();
          x++) {
        for (int y = place.path("y").asInt();
            y < place.path("y").asInt() + place.path("h").asInt();
            y++) {
          assertThat(cells.add(x + " " + y)).as(panel.path("title").asText()).isTrue();
        }
      }
    }
    assertThat(cells).isNotEmpty();
  }
}

package org.imagesgenerate.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.support.Setting;

/**
 * Writes the tables of settings and metrics into {@code docs/operations.md}, from the settings and
 * metrics that the code has.
 */
public final class OperationsPage {

  private static final Path PAGE = Path.of("docs", "operations.md");

  /** The page with its tables as the code has them. */
  static String withTables(String page) {
    return withTable(withTable(page, "settings", settings()), "metrics", metrics());
  }

  private static String withTable(String page, String name, String table) {
    Matcher old =
        Pattern.compile("(?s)(<!-- table of %1$s -->\n).*?(<!-- end of %1$s -->)".formatted(name))
            .matcher(page);
    if (!old.find()) {
      throw new IllegalStateException(PAGE + " has no place for the table of " + name);
    }
    return old.replaceFirst("$1" + Matcher.quoteReplacement(table) + "$2");
  }

  private static String settings() {
    return Stream.of(Setting.values())
        .map(
            it ->
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        it.variable(),
                        it.otherwise() == null ? "–" : it.otherwise(),
                        it.form(),
                        meaning(it)))
        .collect(
            Collectors.joining(
                "",
                "| name | default | value | meaning |\n| --- | --- | --- | --- |\n",
                "| `CONNECTOR_HTTPS_PROXY_HOST`, `HTTPS_PROXY`, … | – | see [Proxies](#proxies) | |\n"));
  }

  private static String meaning(Setting setting) {
    return switch (setting) {
      case MAX_BODY_BYTES -> "maximum size of a provider's response, including images";
      case MAX_IMAGE_BYTES -> "maximum size of one image";
      case DOWNLOAD_HOSTS ->
          "hosts, separated by commas, from which images are downloaded although they are not public";
      case KEPT_RESULTS ->
          "number of purchases whose images are kept on the worker, in case a job runs again";
      case KEPT_BYTES -> "maximum disk space for these images";
      case KEPT_SECONDS -> "how long they are kept after their last use";
      case LEDGER_URL ->
          "the [shared ledger](#several-workers-the-shared-ledger); not set: no ledger";
      case LEDGER_USER -> "database user";
      case LEDGER_PASSWORD -> "database password";
      case LEDGER_CONNECTIONS ->
          "maximum number of connections of this worker to the ledger, half of them for the bytes of images. See [Connections](#several-workers-the-shared-ledger)";
      case LEDGER_SECONDS -> "how long the ledger remembers a purchase (7 days)";
      case CLUSTER ->
          "a name for this Camunda cluster. Set it if [several clusters](#several-clusters-or-tenants) share a ledger or a provider account";
      case CONNECTIONS ->
          "maximum number of open connections, and the same number again for downloads from other hosts. See [Threads and memory](#threads-and-memory)";
      case LIVE_SCHEMAS ->
          "ask WaveSpeedAI and Runware for the fields of models that the connector does not know, see [Models that the connector does not know](#models-that-the-connector-does-not-know)";
      case RUNWARE_SCHEMAS_URL ->
          "where Runware is asked: your own mirror of it. A host without a public address must also be in `IMAGES_GENERATE_DOWNLOAD_HOSTS`";
    };
  }

  private static String metrics() {
    return Stream.of(Metric.values())
        .map(
            it ->
                "| `%s` | `%s` | %s | %s |\n"
                    .formatted(
                        it.metricName(),
                        prometheusName(it),
                        it.tags().stream()
                            .map(tag -> "`" + tag + "`")
                            .collect(Collectors.joining(", ")),
                        it.description()))
        .collect(
            Collectors.joining(
                "",
                "| Micrometer | Prometheus | tags | meaning |\n| --- | --- | --- | --- |\n",
                ""));
  }

  /**
   * The name on the Prometheus page; of a timer without {@code _count}, {@code _sum}, {@code _max}.
   */
  static String prometheusName(Metric metric) {
    return metric.metricName().replace('.', '_') + (metric.isTimer() ? "_seconds" : "_total");
  }

  /** Writes the tables into the page of a project. */
  static void write(Path project) throws IOException {
    Path page = project.resolve(PAGE);
    Files.writeString(page, withTables(Files.readString(page)));
  }

  private OperationsPage() {}
}

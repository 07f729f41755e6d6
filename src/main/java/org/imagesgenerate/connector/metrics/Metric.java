package org.imagesgenerate.connector.metrics;

import java.util.List;

/**
 * Every metric of the connector: name, tags, meaning. Names and tags are never renamed, since
 * dashboards and alerts use them. Tag values come from fixed sets, never from what a user or a
 * provider wrote.
 *
 * <p>Recording never throws: it also happens right after a purchase.
 */
public enum Metric {
  JOBS(
      "images.generate.jobs",
      "Finished jobs and how long they took",
      List.of("provider", "model", "outcome")),
  PURCHASES(
      "images.generate.purchases",
      "Calls of providers that may buy images, one for each attempt",
      List.of("provider", "model", "outcome", "purchase")),
  IMAGES(
      "images.generate.images", "Images of finished jobs", List.of("provider", "model", "outcome")),
  BYTES(
      "images.generate.bytes",
      "Size of delivered images; unknown for image URLs",
      List.of("provider", "model", "outcome")),
  COST("images.generate.cost", "Cost that the provider reported", List.of("provider", "currency")),
  UNKNOWN_OUTCOMES(
      "images.generate.unknown.outcomes",
      "Jobs that ended with OUTCOME_UNKNOWN: possibly billed",
      List.of("provider")),
  DUPLICATES(
      "images.generate.duplicates",
      "Jobs that did not buy, because an earlier attempt did or may have",
      List.of("provider", "found")),
  RETRIES(
      "images.generate.retries",
      "Repeated steps: job (by the engine), document, download, ledger",
      List.of("step")),
  CONNECTION_WAIT(
      "images.generate.connection.wait",
      "How long requests waited for a pooled connection",
      List.of("outcome")),
  LEDGER(
      "images.generate.ledger",
      "How long transactions of the shared ledger took, with the wait for a connection",
      List.of("outcome"));

  /** The value of the tag {@code model} for all models without an entry in the catalog. */
  public static final String OTHER = "other";

  private static final Recorder RECORDER = Recorder.ofRuntime();

  private final String metricName;
  private final String description;
  private final List<String> tags;

  Metric(String metricName, String description, List<String> tags) {
    this.metricName = metricName;
    this.description = description;
    this.tags = tags;
  }

  /** Micrometer's name; Prometheus writes {@code _} for the dots and adds unit and suffix. */
  public String metricName() {
    return metricName;
  }

  public String description() {
    return description;
  }

  /** Names of the tags. */
  public List<String> tags() {
    return tags;
  }

  /** Whether durations are recorded; otherwise amounts are added up. */
  public boolean isTimer() {
    return this == JOBS || this == CONNECTION_WAIT || this == LEDGER;
  }

  /** The unit of a counter, or null. */
  public String unit() {
    return this == BYTES ? "bytes" : null;
  }

  /**
   * Adds an amount; with 0, the series exists before the first event, so that Prometheus sees the
   * increase.
   *
   * @param values of the tags, in their order
   */
  public void add(double amount, String... values) {
    RECORDER.add(this, amount, values);
  }

  /**
   * Records a duration.
   *
   * @param start of it, as {@link System#nanoTime()}
   * @param values of the tags, in their order
   */
  public void timeSince(long start, String... values) {
    RECORDER.time(this, System.nanoTime() - start, values);
  }
}

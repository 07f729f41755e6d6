package org.imagesgenerate.connector;

import io.camunda.connector.api.outbound.OutboundConnectorContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Urls;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.metrics.Metric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What an operator sees of a finished job: one line in the log, and metrics. Neither contains a
 * prompt, a key or a URL, and neither ever fails the job: the images may have been paid for.
 */
final class JobReport {

  private static final Logger LOG = LoggerFactory.getLogger(JobReport.class);
  private static final int LONGEST_TEXT = 200;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");

  private final OutboundConnectorContext context;
  private final long start = System.nanoTime();
  private String metricModel = Metric.OTHER;
  private Integer n;
  private int images;

  JobReport(OutboundConnectorContext context) {
    this.context = context;
  }

  void describeRequest(ImageRequest image) {
    metricModel = image.rules().metricTag();
    n = image.count();
  }

  /** The number of images that are about to be delivered. */
  void bought(int count) {
    images = count;
  }

  /** A result without secrets. */
  void finished(ImagesResult result) {
    try {
      boolean isSimulated = Provider.SIMULATION.equals(result.provider());
      Map<String, Object> line =
          line(
              result.provider(),
              result.model(),
              result.status(),
              isSimulated ? PurchaseState.NONE : PurchaseState.MADE,
              result.requestId());
      if (result.cost() != null) {
        line.put("cost", result.cost().amount().toPlainString());
        line.put("currency", result.cost().currency());
      }
      long bytes =
          result.images().stream()
              .map(ImagesResult.Image::sizeInBytes)
              .filter(Objects::nonNull)
              .mapToLong(Long::longValue)
              .sum();
      count(result.provider(), result.status(), bytes);
      log("Job finished", line);
      LOG.debug(
          "Details of job {}: {} images, {} bytes, {} ms provider, {} ms delivery, {} warnings",
          elementInstanceKey(),
          images,
          bytes,
          result.timings().providerMillis(),
          result.timings().deliveryMillis(),
          result.warnings().size());
    } catch (Throwable e) {
      ignore(e);
    }
  }

  void failed(ImagesException failure, FailureTranslator job) {
    try {
      String provider = Provider.TYPES.contains(job.provider()) ? job.provider() : Metric.OTHER;
      String code = failure.code().name();
      Map<String, Object> hidden = failure.masked(job.redaction()).variables();
      String model = job.redaction().text(job.model());
      count(provider, code, 0);
      if (failure.code() == ErrorCode.OUTCOME_UNKNOWN) {
        Metric.UNKNOWN_OUTCOMES.add(1, provider);
      }
      if (failure.code().retry() != ErrorCode.Retry.NEVER) {
        Metric.RETRIES.add(1, "job");
      }
      log("Job failed", line(provider, model, code, failure.purchase(), hidden.get("requestId")));
      LOG.debug(
          "Details of job {}: httpStatus {}, providerCode {}",
          elementInstanceKey(),
          hidden.get("httpStatus"),
          text(hidden.get("providerCode")));
    } catch (Throwable e) {
      ignore(e);
    }
  }

  private long elementInstanceKey() {
    return context.getJobContext().getElementInstanceKey();
  }

  private void count(String provider, String outcome, long bytes) {
    Metric.JOBS.timeSince(start, provider, metricModel, outcome);
    if (images > 0) {
      Metric.IMAGES.add(images, provider, metricModel, outcome);
    }
    if (bytes > 0) {
      Metric.BYTES.add(bytes, provider, metricModel, outcome);
    }
  }

  private Map<String, Object> line(
      String provider, String model, String outcome, PurchaseState purchase, Object requestId) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("provider", provider);
    line.put("model", text(model));
    line.put("n", n);
    line.put("outcome", outcome);
    line.put("purchase", purchase.text());
    line.put("millis", (System.nanoTime() - start) / 1_000_000);
    line.put("requestId", text(requestId));
    line.put("elementInstanceKey", elementInstanceKey());
    line.put("jobType", text(context.getJobContext().getType()));
    line.values().removeIf(Objects::isNull);
    return line;
  }

  /** The values are pairs for structured logs, and in the message for a plain pattern. */
  private static void log(String event, Map<String, Object> line) {
    LoggingEventBuilder info = LOG.atInfo();
    line.forEach(info::addKeyValue);
    info.log(
        () ->
            line.entrySet().stream()
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(" ", event + ": ", "")));
  }

  /** On one line and without the queries of URLs, whatever a user or a provider wrote. */
  private static String text(Object value) {
    if (value == null) {
      return null;
    }
    String text = CONTROL.matcher(Urls.withoutQueries(value.toString())).replaceAll(" ");
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }

  private static void ignore(Throwable e) {
    LOG.debug("A finished job could not be reported: {}", e.getClass().getName());
  }
}

package org.imagesgenerate.connector.input;

import io.camunda.connector.api.outbound.OutboundConnectorContext;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.imagesgenerate.connector.error.ImagesException;

/**
 * The task header {@code jobTimeout}: after it, the engine gives the job to another worker.
 * Runtimes from 8.10 on apply it before they run the job. A job that runs longer would run twice.
 */
public final class JobTimeout {

  private static final String HEADER = "jobTimeout";
  private static final int MAX_QUOTE_LENGTH = 100;

  /**
   * Makes sure that a job ends before its job timeout, if that header is set.
   *
   * @param timeout the budget of the job
   * @throws ImagesException INVALID_INPUT that says what would be right
   */
  public static void check(OutboundConnectorContext context, Duration timeout) {
    Map<String, String> headers = context.getJobContext().getCustomHeaders();
    String header = headers == null ? null : headers.get(HEADER);
    if (header == null || header.isBlank()) {
      return;
    }
    Duration jobTimeout = parse(header.strip());
    if (timeout.compareTo(jobTimeout) >= 0) {
      // four fifths, as the default timeout is of the runtime's default job timeout
      throw ImagesException.invalidInput(
          "timeout: %s%s has to be shorter than the job timeout %s %s; set timeout to %s or less, or raise %s"
              .formatted(
                  timeout,
                  timeout.equals(ImagesGenerateInput.DEFAULT_TIMEOUT) ? " (the default)" : "",
                  HEADER,
                  jobTimeout,
                  jobTimeout.multipliedBy(4).dividedBy(5),
                  HEADER));
    }
  }

  private static Duration parse(String header) {
    try {
      Duration duration = Duration.parse(header);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // the message below covers this too
    }
    throw ImagesException.invalidInput(
        "%s: is \"%s\", but has to be an ISO-8601 duration above zero, such as PT5M (five minutes)"
            .formatted(
                HEADER,
                header.length() > MAX_QUOTE_LENGTH
                    ? header.substring(0, MAX_QUOTE_LENGTH) + "…"
                    : header));
  }

  private JobTimeout() {}
}

package org.imagesgenerate.connector.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * A response, read to its end.
 *
 * @param status the HTTP status
 * @param headers by lower-case name; the first of several with the same name
 * @param body to be closed
 */
public record HttpResponse(int status, Map<String, String> headers, ResponseBody body)
    implements AutoCloseable {

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  /**
   * How long the server asks to wait: {@code retry-after-ms}, else {@code retry-after} as seconds
   * or as a date (RFC 9110). Empty if there is neither, or if it is invalid.
   *
   * @param now for a date
   */
  public Optional<Duration> retryAfter(Instant now) {
    return header("retry-after-ms")
        .flatMap(text -> number(text).map(it -> Duration.ofNanos((long) (it * 1e6))))
        .or(() -> header("retry-after").flatMap(text -> seconds(text, now)))
        .filter(wait -> !wait.isNegative());
  }

  private static Optional<Duration> seconds(String text, Instant now) {
    return number(text)
        .map(it -> Duration.ofNanos((long) (it * 1e9)))
        .or(() -> date(text).map(date -> Duration.between(now, date)));
  }

  private static Optional<Double> number(String text) {
    try {
      double number = Double.parseDouble(text.strip());
      return number >= 0 && number < 1e9 ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    body.close();
  }
}

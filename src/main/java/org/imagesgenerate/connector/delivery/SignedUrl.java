package org.imagesgenerate.connector.delivery;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * When a signed URL expires, according to its query: a date and a number of seconds (Amazon S3 and
 * its relatives), or {@code Expires} in seconds since 1970 (CloudFront, older signatures).
 */
final class SignedUrl {

  private static final List<String> SIGNERS = List.of("x-amz-", "x-tos-", "x-goog-");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Empty if the URL does not state it. */
  static Optional<Instant> expiry(URI url) {
    Map<String, String> query = query(url);
    return SIGNERS.stream()
        .map(signer -> expiry(query.get(signer + "date"), query.get(signer + "expires")))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> epochSeconds(query.get("expires")));
  }

  private static Optional<Instant> expiry(String date, String seconds) {
    if (date == null || seconds == null || !seconds.matches("\\d{1,9}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(DATE.parse(date, Instant::from).plusSeconds(Long.parseLong(seconds)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Fewer digits would be a number of seconds from now, or not a time. */
  private static Optional<Instant> epochSeconds(String text) {
    return text == null || !text.matches("\\d{10}")
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
  }

  /** Names in lower case; of several values the first. */
  private static Map<String, String> query(URI url) {
    Map<String, String> query = new HashMap<>();
    if (url.getRawQuery() != null) {
      for (String parameter : url.getRawQuery().split("&")) {
        String[] parts = parameter.split("=", 2);
        query.putIfAbsent(parts[0].toLowerCase(Locale.ROOT), parts.length == 1 ? "" : parts[1]);
      }
    }
    return query;
  }

  private SignedUrl() {}
}

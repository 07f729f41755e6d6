package org.imagesgenerate.connector.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedUrlTest {

  @ParameterizedTest
  @CsvSource({
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261121T093000Z&X-Amz-Expires=3600&X-Amz-Signature=a, 2026-11-21T10:30:00Z",
    "X-Tos-Expires=86400&X-Tos-Date=20261121T093000Z, 2026-11-22T09:30:00Z",
    "X-Goog-Date=20261121T093000Z&X-Goog-Expires=1, 2026-11-21T09:30:01Z",
    "x-amz-date=20261121T093000Z&x-amz-expires=0, 2026-11-21T09:30:00Z",
    "Expires=1795253400&Signature=a%2Fb&Key-Pair-Id=K, 2026-11-21T09:30:00Z"
  })
  void theQueryStatesWhen(String query, Instant expiry) {
    assertThat(SignedUrl.expiry(URI.create("https://cdn.test/1.png?" + query))).contains(expiry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "?&=&a",
        "?X-Amz-Expires=3600",
        "?X-Amz-Date=20261121T093000Z",
        "?X-Amz-Date=20261121T093000Z&X-Tos-Expires=3600",
        "?X-Amz-Date=20261341T093000Z&X-Amz-Expires=3600",
        "?X-Amz-Date=yesterday&X-Amz-Expires=3600",
        "?X-Amz-Date=20261121T093000Z&X-Amz-Expires=99999999999999999999",
        "?X-Amz-Date=20261121T093000Z&X-Amz-Expires=-1",
        "?Expires=3600",
        "?Expires=never",
        "?Expires"
      })
  void otherUrlsDoNotStateIt(String query) {
    assertThat(SignedUrl.expiry(URI.create("https://cdn.test/1.png" + query))).isEmpty();
  }
}

package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.imagesgenerate.connector.http.ResponseBody.UnreadableImage;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResponseTest {

  private static final Instant NOW = Instant.parse("2026-11-21T08:49:00Z");

  @TempDir Path parent;

  private ResponseBody body(String text) throws IOException {
    TempImageFolder folder = new TempImageFolder(parent);
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    Base64ImageExtractor extractor = new Base64ImageExtractor(in, folder, Limits.DEFAULT);
    extractor.read();
    return new ResponseBody(extractor, folder, Limits.DEFAULT, null);
  }

  private Duration retryAfter(Map<String, String> headers) throws IOException {
    return new HttpResponse(429, headers, body("")).retryAfter(NOW).orElse(null);
  }

  @ParameterizedTest
  @CsvSource({
    "2, PT2S",
    "' 2 ', PT2S",
    "0, PT0S",
    "0.5, PT0.5S",
    "3600, PT1H",
    "'Sat, 21 Nov 2026 08:49:37 GMT', PT37S",
    "'Sat, 21 Nov 2026 08:48:00 GMT',",
    "-1,",
    "soon,",
    "NaN,",
    "1e300,",
    "'',"
  })
  void theServersWaitIsReadAsSecondsOrDate(String value, Duration expected) throws IOException {
    assertThat(retryAfter(Map.of("retry-after", value))).isEqualTo(expected);
  }

  @Test
  void millisecondsGoFirst() throws IOException {
    assertThat(retryAfter(Map.of("retry-after-ms", "1500", "retry-after", "9")))
        .isEqualTo(Duration.ofMillis(1500));
    assertThat(retryAfter(Map.of("retry-after-ms", "x", "retry-after", "9")))
        .isEqualTo(Duration.ofSeconds(9));
    assertThat(retryAfter(Map.of())).isNull();
  }

  @ParameterizedTest
  @CsvSource({"199,false", "200,true", "299,true", "300,false", "500,false"})
  void successIsTwoHundredSomething(int status, boolean success) throws IOException {
    assertThat(new HttpResponse(status, Map.of(), body("{}")).isSuccess()).isEqualTo(success);
  }

  // ---- bodies

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1}   | true",
        "[1]         | true",
        "\"text\"    | false",
        "1           | false",
        "null        | false",
        "<html>      | false",
        "{\"a\":     | false"
      })
  void jsonIsAnObjectOrAList(String text, boolean json) throws IOException {
    assertThat(body(text).isJson()).isEqualTo(json);
  }

  @Test
  void jsonThatIsTooDeepIsNone() throws IOException {
    assertThat(body("[".repeat(100) + "]".repeat(100)).isJson()).isTrue();
    assertThat(body("[".repeat(101) + "]".repeat(101)).isJson()).isFalse();
    assertThat(body("[".repeat(1_000_000)).isJson()).isFalse();
  }

  @Test
  void quotesAreShortAndInOneLine() throws IOException {
    assertThat(body(" a\r\n  b\tc ").quote()).isEqualTo("a b c");
    assertThat(body("x".repeat(300)).quote()).isEqualTo("x".repeat(300));
    assertThat(body("x".repeat(301)).quote()).isEqualTo("x".repeat(300) + "…");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aGVsbG8=", "aGVsbG8", "data:image/png;base64,aGVsbG8=", "aGVs\nbG8="})
  void shortImagesAreReadToo(String string) throws Exception {
    try (ImageFile file = body("{}").image(string);
        InputStream in = file.open()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no image!", "data:image/svg+xml,<svg/>", "a"})
  void whatIsNotBase64IsUnreadable(String string) throws IOException {
    ResponseBody body = body("{}");

    Assertions.assertThatThrownBy(() -> body.image(string)).isInstanceOf(UnreadableImage.class);
  }

  @Test
  void aBrokenImageIsUnreadableUnderItsName() throws IOException {
    String broken = Base64.getEncoder().encodeToString(new byte[9000]) + "*";
    ResponseBody body = body("[\"" + broken + "\"]");

    Assertions.assertThatThrownBy(() -> body.image(body.json().path(0).asText()))
        .isInstanceOf(UnreadableImage.class)
        .hasMessage("a character that is not base64");
    assertThat(body.completeImages()).isEmpty();
    assertThat(body.isInterrupted()).isFalse();
  }
}

package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.imagesgenerate.connector.http.Http.Download;
import org.imagesgenerate.connector.http.RawServer.Request;
import org.imagesgenerate.connector.http.RawServer.Script;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.TempImageFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever form an answer has on the wire, the same is read; and a request is sent once. */
class HttpAnswersTest {

  @TempDir Path parent;

  private final List<AutoCloseable> resources = new ArrayList<>();
  private RawServer server;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  private <T extends AutoCloseable> T closing(T resource) {
    resources.add(resource);
    return resource;
  }

  private HttpResponse send(Script script) throws HttpFailure {
    return send(Map.of(), script);
  }

  private HttpResponse send(Map<String, String> settings, Script script) throws HttpFailure {
    server = closing(RawServer.start(script));
    Http http = closing(Network.http(parent, settings));
    return closing(
        http.send(Network.post(server.uri("/v1"), "{\"n\":1}"), Deadline.in(Network.LONG)));
  }

  /** A script that takes one request and says these bytes. */
  private static Script saying(String text) {
    return connection -> {
      connection.request();
      connection.send(text);
    };
  }

  private static byte[] picture(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String base64(int length) {
    return Base64.getEncoder().encodeToString(picture(length));
  }

  private static byte[] content(ImageFile file) throws IOException {
    try (file;
        InputStream in = file.open()) {
      return in.readAllBytes();
    }
  }

  // ---- forms of an answer

  @Test
  void earlyHintsAreNotTheAnswer() throws Exception {
    HttpResponse answer =
        send(
            saying(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                    + RawServer.ok("application/json", "{\"a\":1}")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().json().path("a").asInt()).isEqualTo(1);
    assertThat(answer.isSuccess()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\n \n"
      })
  void anAnswerWithoutBodyIsEmpty(String text) throws Exception {
    HttpResponse answer = send(saying(text));

    assertThat(answer.isSuccess()).isTrue();
    assertThat(answer.body().isEmpty()).isTrue();
    assertThat(answer.body().isJson()).isFalse();
    assertThat(answer.body().isInterrupted()).isFalse();
    assertThat(answer.body().quote()).isEmpty();
  }

  @Test
  void aBodyThatEndsWithTheConnectionIsWhole() throws Exception {
    HttpResponse answer = send(saying("HTTP/1.1 200 OK\r\n\r\n{\"a\":\"ü\"}"));

    assertThat(answer.body().json().path("a").asText()).isEqualTo("ü");
  }

  @Test
  void chunksArePutTogether() throws Exception {
    HttpResponse answer =
        send(
            saying(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "4\r\n{\"a\"\r\n3;x=y\r\n:1}\r\n0\r\nTrailer: t\r\n\r\n"));

    assertThat(answer.body().json().path("a").asInt()).isEqualTo(1);
  }

  @Test
  void gzipIsUnpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(("{\"b\":\"" + base64(100_000) + "\"}").getBytes(StandardCharsets.US_ASCII));
    }

    HttpResponse answer =
        send(
            connection -> {
              connection.request();
              connection.send(
                  "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                      .formatted(packed.size()));
              connection.send(packed.toByteArray());
            });

    ImageFile file = answer.body().image(answer.body().json().path("b").asText());
    assertThat(content(file)).isEqualTo(picture(100_000));
  }

  @Test
  void aPackedBombEndsAtTheLimit() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[10_000_000]);
    }

    assertThatThrownBy(
            () ->
                send(
                    Map.of("IMAGES_GENERATE_MAX_BODY_BYTES", "1000000"),
                    connection -> {
                      connection.request();
                      connection.send(
                          "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                              .formatted(packed.size()));
                      connection.send(packed.toByteArray());
                    }))
        .isInstanceOfSatisfying(
            HttpFailure.class,
            failure -> assertThat(failure.stage()).isEqualTo(HttpFailure.Stage.TOO_LARGE));
  }

  @Test
  void headersAreFoundInLowerCaseAndTheFirstOfSeveralCounts() throws Exception {
    HttpResponse answer =
        send(saying(RawServer.answer(500, "X-Request-ID: one\r\nx-request-id: two\r\n", "{}")));

    assertThat(answer.isSuccess()).isFalse();
    assertThat(answer.header("x-request-id")).contains("one");
    assertThat(answer.header("retry-after")).isEmpty();
  }

  // ---- images in an answer

  @Test
  void imagesAreTakenOutAndThoseNobodyTakesAreDeleted() throws Exception {
    HttpResponse answer =
        send(
            saying(
                RawServer.ok(
                    "application/json",
                    "[\"%s\",\"%s\"]".formatted(base64(100_000), base64(90_000)))));

    assertThat(TempImageFiles.in(parent)).hasSize(2);
    ImageFile taken = answer.body().image(answer.body().json().path(1).asText());
    answer.close();
    assertThat(TempImageFiles.in(parent)).hasSize(1);
    assertThat(content(taken)).isEqualTo(picture(90_000));
  }

  @Test
  void imagesThatCameBeforeTheAnswerBrokeOffAreKept() throws Exception {
    HttpResponse answer =
        send(
            saying(
                "HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n{\"data\":[\"%s\",\"%s"
                    .formatted(base64(100_000), base64(90_000))));

    assertThat(answer.body().isInterrupted()).isTrue();
    assertThat(answer.body().interruption()).isNotBlank();
    assertThat(answer.body().isJson()).isFalse();
    List<ImageFile> images = answer.body().completeImages();
    assertThat(images).hasSize(1);
    assertThat(content(images.getFirst())).isEqualTo(picture(100_000));
  }

  @Test
  void imagesThatCameBeforeTheBodyGrewTooLargeAreKept() throws Exception {
    HttpResponse answer =
        send(
            Map.of("IMAGES_GENERATE_MAX_BODY_BYTES", "200000"),
            saying(
                RawServer.ok(
                    "application/json",
                    "[\"%s\",\"%s\"]".formatted(base64(100_000), base64(90_000)))));

    assertThat(answer.body().isInterrupted()).isTrue();
    assertThat(answer.body().interruption()).contains("larger than 200,000 bytes");
    assertThat(content(answer.body().completeImages().getFirst())).isEqualTo(picture(100_000));
  }

  @Test
  void imagesThatCameBeforeTheTextGrewTooLongAreKept() throws Exception {
    HttpResponse answer =
        send(
            saying(
                RawServer.ok(
                    "application/json",
                    "[\"%s\",\"%s\"]".formatted(base64(100_000), "!".repeat(3_000_000)))));

    assertThat(answer.body().interruption())
        .contains("the text of the response, without its images,");
    assertThat(content(answer.body().completeImages().getFirst())).isEqualTo(picture(100_000));
  }

  @Test
  void imagesOfJsonThatEndsTooSoonAreKept() throws Exception {
    HttpResponse answer =
        send(
            saying(
                RawServer.ok(
                    "application/json",
                    " {\"data\":[\"%s\",\"%s".formatted(base64(100_000), base64(90_000)))));

    assertThat(answer.body().isInterrupted()).isTrue();
    assertThat(answer.body().interruption()).isEqualTo("its JSON is not complete");
    assertThat(content(answer.body().completeImages().getFirst())).isEqualTo(picture(100_000));
  }

  @Test
  void thePictureOnAnErrorPageIsNoBoughtImage() throws Exception {
    HttpResponse answer =
        send(
            saying(
                RawServer.ok(
                    "text/html",
                    "<html><img src=\"data:image/png;base64,%s\"></html>"
                        .formatted(base64(100_000)))));

    assertThat(answer.body().isJson()).isFalse();
    assertThat(answer.body().isInterrupted()).isFalse();
  }

  // ---- sent once

  @Test
  void aRedirectedPostIsNotFollowed() throws Exception {
    HttpResponse answer =
        send(
            connection -> {
              while (connection.request() != null) {
                connection.send(RawServer.answer(307, "Location: /v2\r\n", ""));
              }
            });

    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.header("location")).contains("/v2");
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407, 408, 429, 500, 502, 503, 504})
  void noRefusalIsAnsweredWithASecondRequest(int status) throws Exception {
    HttpResponse answer =
        send(
            connection -> {
              while (connection.request() != null) {
                connection.send(
                    RawServer.answer(
                        status,
                        "Retry-After: 0\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                            + "Proxy-Authenticate: Basic realm=\"x\"\r\nSet-Cookie: a=b\r\n",
                        "{}"));
              }
            });

    assertThat(answer.status()).isEqualTo(status);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void theRequestIsWhatWasAskedForAndNamesTheVersion() throws Exception {
    send(saying(RawServer.ok("application/json", "{}")));

    Request request = server.requests().getFirst();
    assertThat(request.line()).isEqualTo("POST /v1 HTTP/1.1");
    assertThat(request.body()).isEqualTo("{\"n\":1}");
    assertThat(request.header("authorization")).isEqualTo("Bearer sk-secret");
    assertThat(request.header("content-type")).startsWith("application/json");
    assertThat(request.header("host")).isEqualTo("127.0.0.1:" + server.port());
    assertThat(request.header("user-agent")).matches("connector-images-generate/[0-9]+\\.[0-9.]+");
    assertThat(request.header("cookie")).isNull();
  }

  @Test
  void noCookieIsKept() throws Exception {
    server =
        closing(
            RawServer.answering(RawServer.answer(200, "Set-Cookie: session=1; Path=/\r\n", "{}")));
    Http http = closing(Network.http(parent));

    for (int i = 0; i < 2; i++) {
      http.send(Network.post(server.uri("/"), "{}"), Deadline.in(Network.LONG)).close();
    }

    assertThat(server.requests()).hasSize(2).allMatch(request -> request.header("cookie") == null);
  }

  // ---- downloads

  private Download download(Map<String, String> settings, String text) throws HttpFailure {
    server = closing(RawServer.start(saying(text)));
    Http http = closing(Network.http(parent, settings));
    return http.download(
        HttpRequest.get(server.uri("/a.png"), Map.of()), false, Deadline.in(Network.LONG));
  }

  @Test
  void aDownloadIsWrittenToAFile() throws Exception {
    Download download = download(Map.of(), RawServer.ok("image/png", "x".repeat(50_000)));

    assertThat(download.status()).isEqualTo(200);
    assertThat(download.location()).isNull();
    assertThat(content(download.file())).hasSize(50_000);
    assertThat(server.requests().getFirst().line()).isEqualTo("GET /a.png HTTP/1.1");
    assertThat(server.requests().getFirst().header("authorization")).isNull();
  }

  @Test
  void aRedirectedDownloadIsHandedBack() throws Exception {
    Download download = download(Map.of(), RawServer.answer(302, "Location: /b\r\n", "moved"));

    assertThat(download).isEqualTo(new Download(302, "/b", null));
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 206, 404, 500})
  void anIncompleteFileIsNotADownload(int status) throws Exception {
    assertThat(download(Map.of(), RawServer.answer(status, "", "x")).file()).isNull();
  }

  @Test
  void aDownloadThatBreaksOffLeavesNothing() {
    assertThatThrownBy(
            () ->
                download(
                    Map.of(),
                    "HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + "x".repeat(200_000)))
        .isInstanceOfSatisfying(
            HttpFailure.class,
            failure -> assertThat(failure.stage()).isEqualTo(HttpFailure.Stage.INTERRUPTED));
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  @Test
  void aDownloadOverTheLimitLeavesNothing() {
    assertThatThrownBy(
            () ->
                download(
                    Map.of("IMAGES_GENERATE_MAX_IMAGE_BYTES", "100000"),
                    RawServer.ok("image/png", "x".repeat(200_000))))
        .isInstanceOfSatisfying(
            HttpFailure.class,
            failure -> assertThat(failure.stage()).isEqualTo(HttpFailure.Stage.TOO_LARGE))
        .hasMessageContaining("IMAGES_GENERATE_MAX_IMAGE_BYTES");
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  @Test
  void aDownloadFromPublicAddressesOnlyDoesNotConnectHere() {
    server = closing(RawServer.answering(RawServer.ok("image/png", "x")));
    Http http = closing(Network.http(parent));

    assertThatThrownBy(
            () ->
                http.download(
                    HttpRequest.get(server.uri("/a.png"), Map.of()),
                    true,
                    Deadline.in(Network.LONG)))
        .isInstanceOfSatisfying(
            HttpFailure.class,
            failure -> assertThat(failure.stage()).isEqualTo(HttpFailure.Stage.FORBIDDEN))
        .hasMessage("127.0.0.1 resolves to 127.0.0.1, which is not allowed");
    assertThat(server.connections()).isZero();
  }
}

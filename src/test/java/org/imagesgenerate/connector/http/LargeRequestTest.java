package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.support.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with images: they are larger than what a socket takes at once. */
class LargeRequestTest {

  private static final long LENGTH = 64L * 1024 * 1024;

  @TempDir Path parent;

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private record Body(long length, Content content) implements RequestBody {
    @Override
    public String contentType() {
      return "application/octet-stream";
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      content.writeTo(out);
    }
  }

  /** Zeros that are never in memory together. The last write has this many. */
  private static RequestBody zeros(long length, int last) {
    return new Body(
        length,
        out -> {
          byte[] some = new byte[16 * 1024];
          for (long left = length - last; left > 0; left -= some.length) {
            out.write(some, 0, (int) Math.min(some.length, left));
          }
          out.write(new byte[last]);
        });
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.purchase(uri, Map.of(), zeros(LENGTH, 0));
  }

  @Test
  void aRejectionBeforeTheEndIsTheResponse() throws Exception {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.head();
                  connection.send(RawServer.answer(413, "", "{\"error\":\"too large\"}"));
                  connection.in().readNBytes(16 * 1024 * 1024);
                });
        Http http = Network.http(parent);
        HttpResponse response = http.send(request(server.uri("/")), Deadline.in(Network.LONG))) {
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.body().json().path("error").asText()).isEqualTo("too large");
    }
  }

  /** The connection is not used again: the rest of the request would be read as the next one. */
  @Test
  void afterSuchARejectionTheNextRequestHasANewConnection() throws Exception {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.head();
                  connection.send(RawServer.answer(413, "", "{}"));
                  connection.in().transferTo(OutputStream.nullOutputStream());
                });
        Http http = Network.http(parent)) {
      http.send(request(server.uri("/")), Deadline.in(Network.LONG)).close();
      http.send(request(server.uri("/")), Deadline.in(Network.LONG)).close();

      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void aConnectionThatBreaksOffBeforeTheEndIsNotSent() throws Exception {
    try (RawServer server = RawServer.start(connection -> connection.head());
        Http http = Network.http(parent)) {
      HttpFailure failure =
          catchThrowableOfType(
              HttpFailure.class,
              () -> http.send(request(server.uri("/")), Deadline.in(Network.LONG)));

      assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    }
  }

  // ---- is it sent?

  @Test
  void afterAnEarlyResponseNoMoreOfTheRequestIsSent() throws Exception {
    AtomicLong received = new AtomicLong();
    CountDownLatch closed = new CountDownLatch(1);
    // the last write does not leave the buffer of the client by itself
    RequestBody body = zeros(1024 * 1024 + 40, 1000);
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.head();
                  connection.send("HTTP/1.1 413 Too Large\r\n");
                  try {
                    byte[] some = new byte[64 * 1024];
                    for (int n = 0; n >= 0; n = connection.in().read(some)) {
                      received.addAndGet(n);
                    }
                  } finally {
                    closed.countDown();
                  }
                });
        Http http = Network.http(parent)) {
      HttpFailure failure =
          catchThrowableOfType(
              HttpFailure.class,
              () ->
                  http.send(
                      HttpRequest.purchase(server.uri("/"), Map.of(), body),
                      Deadline.in(Duration.ofSeconds(1))));

      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
      boolean complete = received.get() == body.length();
      assertThat(failure.stage() == Stage.NOT_SENT).isEqualTo(!complete);
    }
  }

  @Test
  void interimResponsesDoNotEndTheRequest() throws Exception {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.head();
                  connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\n\r\n");
                  connection.in().readNBytes((int) LENGTH);
                  connection.send(RawServer.ok("application/json", "{}"));
                });
        Http http = Network.http(parent);
        HttpResponse response = http.send(request(server.uri("/")), Deadline.in(Network.LONG))) {
      assertThat(response.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 502, 504, 520})
  void aGatewayThatGivesUpBeforeTheEndIsNotSent(int status) throws Exception {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.head();
                  connection.send(RawServer.answer(status, "", "<html>"));
                  connection.in().readNBytes(16 * 1024 * 1024);
                });
        Http http = Network.http(parent)) {
      HttpFailure failure =
          catchThrowableOfType(
              HttpFailure.class,
              () -> http.send(request(server.uri("/")), Deadline.in(Network.LONG)));

      assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
      assertThat(failure).hasMessageContaining("HTTP status " + status);
    }
  }

  /** A purchase that arrives late is paid for, and its response is not waited for. */
  @Test
  void aPurchaseThatIsSentTooSlowlyIsGivenUp() throws Exception {
    AtomicLong clock = new AtomicLong();
    RequestBody slow =
        new Body(
            2,
            out -> {
              out.write(new byte[1]);
              clock.addAndGet(Duration.ofSeconds(121).toNanos());
              out.write(new byte[1]);
            });
    try (RawServer server = RawServer.answering(RawServer.ok("application/json", "{}"));
        Http http = Network.http(parent)) {
      Deadline deadline = Deadline.in(Duration.ofMinutes(4), clock::get);
      HttpFailure failure =
          catchThrowableOfType(
              HttpFailure.class,
              () -> http.send(HttpRequest.purchase(server.uri("/"), Map.of(), slow), deadline));

      assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
      assertThat(failure).hasMessageContaining("pass smaller images");
    }
  }
}

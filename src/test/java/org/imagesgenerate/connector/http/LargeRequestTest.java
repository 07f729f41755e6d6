package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.support.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests with images: they are larger than what a socket takes at once. */
class LargeRequestTest {

  private static final long LENGTH = 64L * 1024 * 1024;

  @TempDir Path parent;

  /** Zeros that are never in memory together. */
  private record Zeros(long length) implements RequestBody {
    @Override
    public String contentType() {
      return "application/octet-stream";
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      byte[] some = new byte[64 * 1024];
      for (long written = 0; written < length; written += some.length) {
        out.write(some);
      }
    }
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.purchase(uri, Map.of(), new Zeros(LENGTH));
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
}

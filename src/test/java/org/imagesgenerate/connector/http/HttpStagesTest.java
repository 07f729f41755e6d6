package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.DnsResolver;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.RawServer.Script;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.TempImageFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far an exchange came decides whether it is tried again: it is told at the socket. */
class HttpStagesTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  /** Far beyond the short budget, far below a hanging machine. */
  private static final Duration SOON = Duration.ofSeconds(8);

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

  private Http http() {
    return closing(Network.http(parent));
  }

  private URI serving(Script script) {
    server = closing(RawServer.start(script));
    return server.uri("/v1/images");
  }

  private static HttpFailure failure(Http http, URI uri, Duration budget) {
    return failure(http, uri, Deadline.in(budget), "{}");
  }

  private static HttpFailure failure(Http http, URI uri, Deadline deadline, String body) {
    HttpFailure failure =
        catchThrowableOfType(
            HttpFailure.class, () -> http.send(Network.post(uri, body), deadline).close());
    assertThat(failure).isNotNull();
    assertThat(failure).hasMessageNotContaining("sk-secret");
    return failure;
  }

  private HttpFailure failure(Script script) {
    return failure(http(), serving(script), Network.LONG);
  }

  /** What a server leads to that takes the request, says this, and goes away. */
  private HttpFailure failureAfter(String said) {
    return failure(
        connection -> {
          connection.request();
          connection.send(said);
        });
  }

  // ---- nothing was sent

  @Test
  void aRefusedConnectionIsNotSent() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }

    HttpFailure failure =
        failure(http(), URI.create("http://127.0.0.1:" + port + "/"), Network.LONG);

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageStartingWith("127.0.0.1:%d: ".formatted(port));
  }

  @Test
  void anUnknownHostIsNotSent() {
    Http http =
        closing(
            Network.http(
                parent,
                Map.of(),
                resolver(
                    host -> {
                      throw new UnknownHostException(host);
                    }),
                1));

    HttpFailure failure = failure(http, URI.create("http://nowhere.example/"), Network.LONG);

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessage("nowhere.example: unknown host nowhere.example");
  }

  @Test
  void aServerWithoutTlsIsNotSent() {
    URI plain = serving(connection -> connection.send("HTTP/1.1 400 Bad\r\n\r\n"));

    HttpFailure failure =
        failure(http(), URI.create("https://127.0.0.1:" + plain.getPort() + "/"), Network.LONG);

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
  }

  @Test
  void anUntrustedCertificateIsNotSent() throws Exception {
    server =
        closing(
            RawServer.startTls(Certificates.shared().server(), connection -> connection.request()));

    HttpFailure failure = failure(http(), server.uri("/"), Network.LONG);

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aForbiddenAddressIsNotEvenConnectedTo() {
    HttpFailure failure = failure(http(), URI.create("http://169.254.169.254/"), Network.LONG);

    assertThat(failure.stage()).isEqualTo(Stage.FORBIDDEN);
    assertThat(failure).hasMessageContaining("169.254.169.254").hasMessageContaining("not allowed");
  }

  /** A listener whose queue is full: to connect to it hangs. */
  private URI blackhole() throws IOException {
    ServerSocket listener = closing(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
    InetSocketAddress address =
        new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    for (int i = 0; i < 20; i++) {
      Socket socket = closing(new Socket());
      try {
        socket.connect(address, 200);
      } catch (SocketTimeoutException full) {
        break;
      }
    }
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  @Test
  void aServerThatDoesNotAcceptIsNotSent() throws IOException {
    URI blackhole = blackhole();
    Http http = http();

    HttpFailure failure = assertTimeoutPreemptively(SOON, () -> failure(http, blackhole, SHORT));

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageContaining("the input timeout of PT0.3S ended");
  }

  @Test
  void aServerThatReadsNothingOfALargeRequestIsNotSent() {
    URI uri = serving(RawServer.Connection::awaitClientWithoutReading);
    Http http = http();
    String large = "\"" + "x".repeat(32 * 1024 * 1024) + "\"";

    HttpFailure failure =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> failure(http, uri, Deadline.in(SHORT), large));

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
  }

  @Test
  void aResetWithinALargeRequestIsNotSent() {
    URI uri =
        serving(
            connection -> {
              connection.in().readNBytes(100);
              connection.reset();
            });
    String large = "\"" + "x".repeat(32 * 1024 * 1024) + "\"";

    HttpFailure failure = failure(http(), uri, Deadline.in(Network.LONG), large);

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
  }

  @Test
  void afterTheDeadlineNothingIsSent() {
    URI uri = serving(RawServer.Connection::request);

    HttpFailure failure = failure(http(), uri, Duration.ZERO);

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(server.connections()).isZero();
  }

  @Test
  void aLookUpThatOutlivesTheDeadlineSendsNothing() {
    AtomicReference<Deadline> deadline = new AtomicReference<>();
    URI uri = serving(RawServer.Connection::request);
    Http http =
        closing(
            Network.http(
                parent,
                Map.of(),
                resolver(
                    host -> {
                      while (!deadline.get().isOver()) {
                        Thread.onSpinWait();
                      }
                      return InetAddress.getAllByName("127.0.0.1");
                    }),
                1));
    deadline.set(Deadline.in(Duration.ofMillis(50)));

    HttpFailure failure =
        failure(http, URI.create("http://slow.example:" + uri.getPort()), deadline.get(), "{}");

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void anErrorBeforeTheRequestIsNotSent() {
    Http http =
        closing(
            Network.http(
                parent,
                Map.of(),
                resolver(
                    host -> {
                      throw new StackOverflowError("deep");
                    }),
                1));

    HttpFailure failure = failure(http, URI.create("http://a.example/"), Network.LONG);

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageContaining("Unexpected StackOverflowError");
  }

  private static DnsResolver resolver(LookUp lookUp) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return lookUp.of(host);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  private interface LookUp {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  // ---- sent, and no answer

  @Test
  void aServerThatReadsAllAndClosesGivesNoAnswer() {
    HttpFailure failure = failure(RawServer.Connection::request);

    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
    assertThat(failure.status()).isZero();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aResetAfterTheRequestGivesNoAnswer() {
    HttpFailure failure =
        failure(
            connection -> {
              connection.request();
              connection.reset();
            });

    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
  }

  @Test
  void bytesThatAreNotHttpAreNotAResponse() {
    HttpFailure failure = failureAfter("SSH-2.0-OpenSSH_9.9\r\n".repeat(50));

    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
  }

  @Test
  void halfAHeadIsNotAResponse() {
    HttpFailure failure = failureAfter("HTTP/1.1 200 OK\r\nContent-Ty");

    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
  }

  // ---- a head without end

  /** A head that goes on and on, after this beginning. */
  private HttpFailure failureOfEndless(String beginning, String more) {
    URI uri =
        serving(
            connection -> {
              connection.request();
              connection.send(beginning);
              while (true) {
                connection.send(more);
              }
            });
    Http http = http();
    return assertTimeoutPreemptively(SOON, () -> failure(http, uri, Network.LONG));
  }

  @ParameterizedTest
  @CsvSource({
    "an endless header, 'HTTP/1.1 200 OK\r\nX: ', xxxxxxxxxx, 0",
    "endless headers, 'HTTP/1.1 200 OK\r\n', 'X: y\r\n', 0",
    "long headers, 'HTTP/1.1 200 OK\r\n', LONG, 0",
    "folded headers, 'HTTP/1.1 200 OK\r\nX: y\r\n', ' z\r\n', 0",
    "an endless status, 'HTTP/1.1 200 ', OKOKOKOKOK, 0",
    "interim heads, '', 'HTTP/1.1 103 Early\r\nLink: y\r\n\r\n', 0",
    "trailers, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n', 'X: y\r\n', 200",
    "a long chunk line, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;', xxxxxxxx, 200"
  })
  void aHeadWithoutEndIsTooLarge(String what, String beginning, String more, int status) {
    String line = more.equals("LONG") ? "X: " + "y".repeat(60_000) + "\r\n" : more;

    HttpFailure failure =
        failureOfEndless(beginning.translateEscapes(), line.translateEscapes().repeat(50));

    assertThat(failure.stage()).as(what).isEqualTo(Stage.TOO_LARGE);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure)
        .hasMessage("the head of the response is larger than 262,144 bytes or 1,000 lines");
  }

  private int statusOf(String head) throws HttpFailure {
    URI uri =
        serving(
            connection -> {
              while (connection.request() != null) {
                connection.send(head + "Content-Length: 2\r\n\r\n{}");
              }
            });
    Http http = http();
    try (HttpResponse first = http.send(Network.post(uri, "{}"), Deadline.in(Network.LONG));
        HttpResponse second = http.send(Network.post(uri, "{}"), Deadline.in(Network.LONG))) {
      assertThat(second.status()).as("every request begins anew").isEqualTo(first.status());
      return first.status();
    }
  }

  @Test
  void aLargeHeadBelowTheLimitIsRead() throws Exception {
    String interim = "HTTP/1.1 103 Early\r\nLink: %s\r\n\r\n".formatted("x".repeat(100_000));

    assertThat(statusOf(interim + "HTTP/1.1 200 OK\r\nX: %s\r\n".formatted("x".repeat(160_000))))
        .isEqualTo(200);
    assertThat(statusOf("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(990))).isEqualTo(200);
  }

  @Test
  void manyChunksAreNotAHead() throws Exception {
    StringBuilder body = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    body.append("1;%s\r\n[\r\n".formatted("x".repeat(200)).repeat(1));
    body.append("2;%s\r\n1,\r\n".formatted("x".repeat(200)).repeat(5000));
    body.append("2\r\n1]\r\n0\r\nX: y\r\n\r\n");
    URI uri =
        serving(
            connection -> {
              connection.request();
              connection.send(body.toString());
              connection.awaitClient();
            });

    try (HttpResponse answer = http().send(Network.post(uri, "{}"), Deadline.in(Network.LONG))) {
      assertThat(answer.body().json()).hasSize(5001);
    }
  }

  @Test
  void anImageThatWasCompleteIsKeptWhateverFollowsIt() throws Exception {
    String image = "iVBORw0KGgo" + "A".repeat(8001);
    String json = "{\"data\":[{\"b64_json\":\"%s\"}]}".formatted(image);
    URI uri =
        serving(
            connection -> {
              connection.request();
              connection.send(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n"
                      .formatted(json.length(), json));
              while (true) {
                connection.send("X: y\r\n".repeat(50));
              }
            });

    try (HttpResponse answer = http().send(Network.post(uri, "{}"), Deadline.in(Network.LONG))) {
      assertThat(answer.body().interruption()).startsWith("the head of the response is larger");
      List<ImageFile> images = answer.body().completeImages();
      assertThat(images).hasSize(1);
      images.forEach(ImageFile::close);
    }
  }

  // ---- no answer, again

  @Test
  void anotherProtocolIsNotAResponse() {
    HttpFailure failure =
        failure(
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n");
              connection.awaitClient();
            });

    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
    assertThat(failure).hasMessageContaining("switch protocols");
  }

  @Test
  void silenceUntilTheDeadlineIsNotAResponse() {
    URI uri =
        serving(
            connection -> {
              connection.request();
              connection.awaitClient();
            });
    Http http = http();

    HttpFailure failure = assertTimeoutPreemptively(SOON, () -> failure(http, uri, SHORT));

    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
    assertThat(failure)
        .hasMessage(
            "the request was sent to 127.0.0.1:%d, but no complete response arrived: the input timeout of PT0.3S ended"
                .formatted(server.port()));
  }

  @Test
  void aDripThatOutlivesTheDeadlineIsNotAResponse() {
    CountDownLatch gone = new CountDownLatch(1);
    URI uri =
        serving(
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{");
              try {
                while (!gone.await(20, TimeUnit.MILLISECONDS)) {
                  connection.send(" ");
                }
              } finally {
                gone.countDown();
              }
            });
    Http http = http();

    HttpFailure failure =
        assertTimeoutPreemptively(SOON, () -> failure(http, uri, Duration.ofSeconds(1)));

    gone.countDown();
    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
    assertThat(failure.status()).isEqualTo(200);
  }

  // ---- an answer that breaks off

  @Test
  void halfABodyIsBrokenOff() {
    HttpFailure failure = failureAfter("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":[");

    assertThat(failure.stage()).isEqualTo(Stage.INTERRUPTED);
    assertThat(failure.status()).isEqualTo(200);
  }

  @Test
  void aResetWithinTheBodyIsBrokenOff() {
    HttpFailure failure =
        failure(
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 429 Slow\r\nContent-Length: 100\r\n\r\n{\"error\":");
              connection.reset();
            });

    assertThat(failure.stage()).isIn(Stage.INTERRUPTED, Stage.NO_RESPONSE);
    assertThat(failure.status()).isIn(429, 0);
  }

  @Test
  void aHugeAnnouncedLengthThatDoesNotComeIsBrokenOff() {
    HttpFailure failure =
        failureAfter("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n{}");

    assertThat(failure.stage()).isEqualTo(Stage.INTERRUPTED);
  }

  @Test
  void brokenChunksAreBrokenOff() {
    HttpFailure failure =
        failureAfter("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n");

    assertThat(failure.stage()).isEqualTo(Stage.INTERRUPTED);
  }

  @Test
  void brokenGzipIsBrokenOff() {
    HttpFailure failure =
        failureAfter(RawServer.answer(200, "Content-Encoding: gzip\r\n", "no gzip"));

    assertThat(failure.stage()).isEqualTo(Stage.INTERRUPTED);
  }

  // ---- too large

  @Test
  void anEndlessBodyIsTooLargeAndReadNoFurther() {
    AtomicInteger blocks = new AtomicInteger();
    URI uri =
        serving(
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"t\":\"");
              while (true) {
                connection.send("x".repeat(100_000));
                blocks.incrementAndGet();
              }
            });
    Http http = closing(Network.http(parent, Map.of("IMAGES_GENERATE_MAX_BODY_BYTES", "1000000")));

    HttpFailure failure = assertTimeoutPreemptively(SOON, () -> failure(http, uri, Network.LONG));

    assertThat(failure.stage()).isEqualTo(Stage.TOO_LARGE);
    assertThat(failure.status()).isEqualTo(200);
    assertThat(failure)
        .hasMessage(
            "the response is larger than 1,000,000 bytes; IMAGES_GENERATE_MAX_BODY_BYTES raises the limit");
    assertThat(blocks.get()).as("blocks of 100 kB until the client was gone").isLessThan(500);
  }

  @Test
  void aBodyOverTheLimitIsTooLargeWhateverItsLengthSays() {
    URI uri =
        serving(
            connection -> {
              connection.request();
              connection.send(RawServer.ok("text/plain", "x".repeat(1001)));
              connection.awaitClient();
            });
    Http http = closing(Network.http(parent, Map.of("IMAGES_GENERATE_MAX_BODY_BYTES", "1000")));

    assertThat(failure(http, uri, Network.LONG).stage()).isEqualTo(Stage.TOO_LARGE);
  }

  // ---- interrupts

  /** Runs an exchange on a thread of the operating system, as the connectors runtime does. */
  private HttpFailure interrupted(Http http, URI uri, Runnable before) throws Exception {
    CompletableFuture<HttpFailure> failure = new CompletableFuture<>();
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread worker =
        Thread.ofPlatform()
            .start(
                () -> {
                  failure.complete(failure(http, uri, Network.LONG));
                  flag.complete(Thread.currentThread().isInterrupted());
                });
    before.run();
    worker.interrupt();
    HttpFailure result = failure.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(flag.get()).as("the thread is still interrupted").isTrue();
    return result;
  }

  @Test
  void anInterruptedWaitForAnAnswerEndsSoonWithItsOutcomeUnknown() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    URI uri =
        serving(
            connection -> {
              connection.request();
              waiting.countDown();
              connection.awaitClient();
            });

    HttpFailure failure = interrupted(http(), uri, () -> await(waiting));

    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
    assertThat(failure).hasMessageContaining("this worker is shutting down");
  }

  @Test
  void anInterruptedReadOfTheBodyEndsSoon() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    URI uri =
        serving(
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
              waiting.countDown();
              connection.awaitClient();
            });

    HttpFailure failure = interrupted(http(), uri, () -> await(waiting));

    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
  }

  @Test
  void anInterruptedConnectSendsNothing() throws Exception {
    URI blackhole = blackhole();

    HttpFailure failure = interrupted(http(), blackhole, () -> {});

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageContaining("this worker is shutting down");
  }

  @Test
  void anInterruptedThreadBeginsNothing() throws Exception {
    URI uri = serving(RawServer.Connection::request);
    Http http = http();
    CompletableFuture<HttpFailure> failure = new CompletableFuture<>();

    Thread.ofPlatform()
        .start(
            () -> {
              Thread.currentThread().interrupt();
              failure.complete(failure(http, uri, Network.LONG));
            });

    assertThat(failure.get(SOON.toSeconds(), TimeUnit.SECONDS).stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(server.connections()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTest {

  private static final String PATH = "/v1/images/generations";
  private static final String BODY =
      "{\"model\":\"dall-e-2\",\"prompt\":\"A dragon\",\"size\":\"256x256\","
          + "\"response_format\":\"b64_json\"}";
  private static final String URL_BODY = BODY.replace("b64_json", "url");

  private final ImagesSimulator simulator = ImagesSimulator.start();
  private final Client client = new Client(simulator, "sk-test");

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  private HttpResponse<byte[]> post() throws Exception {
    return client.post(PATH, BODY);
  }

  private JsonNode postJson() throws Exception {
    return Client.json(post());
  }

  /** The whole answer as it came over the wire, up to the end of the connection. */
  private byte[] raw() throws IOException {
    try (Socket socket = socket()) {
      return socket.getInputStream().readAllBytes();
    }
  }

  /** A connection on which the request was sent. */
  private Socket socket() throws IOException {
    Socket socket = new Socket("127.0.0.1", simulator.uri().getPort());
    socket
        .getOutputStream()
        .write(
            """
            POST %s HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer sk-test\r
            Content-Type: application/json\r
            Content-Length: %d\r
            \r
            %s"""
                .formatted(PATH, BODY.length(), BODY)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  // ---- which request

  @Test
  void faultsHappenInTheirOrderAndOnce() throws Exception {
    simulator.next(Fault.status(503, "busy"), Fault.none(), Fault.empty(502));

    assertThat(post().statusCode()).isEqualTo(503);
    assertThat(post().statusCode()).isEqualTo(200);
    HttpResponse<byte[]> empty = post();
    assertThat(empty.statusCode()).isEqualTo(502);
    assertThat(empty.body()).isEmpty();
    assertThat(empty.headers().firstValue("content-type")).isEmpty();
    assertThat(post().statusCode()).isEqualTo(200);
    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(simulator.requests()).hasSize(4);
  }

  @Test
  void faultsWaitForTheRequestTheyAreMeantFor() throws Exception {
    simulator.nextFor(ReceivedRequest::isDownload, Fault.status(403, "expired"));

    String url = Client.json(client.post(PATH, URL_BODY)).at("/data/0/url").asText();

    assertThat(client.download(url).statusCode()).isEqualTo(403);
    assertThat(client.download(url).statusCode()).isEqualTo(200);
  }

  @Test
  void rulesLastUntilItShallBehave() throws Exception {
    simulator.always(ReceivedRequest::isPurchase, Fault.status(500, "no"));

    assertThat(post().statusCode()).isEqualTo(500);
    assertThat(post().statusCode()).isEqualTo(500);
    simulator.behave();
    assertThat(post().statusCode()).isEqualTo(200);
  }

  @Test
  void workIsBilledBeforeTheAnswerIsLostIfSoAsked() throws Exception {
    simulator.next(
        Fault.closeAfterReading(),
        Fault.closeAfterReading().afterWork(),
        Fault.html(502).afterWork());

    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
    assertThat(simulator.purchases()).isZero();
    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
    assertThat(simulator.purchases()).isEqualTo(1);
    HttpResponse<byte[]> page = post();
    assertThat(page.statusCode()).isEqualTo(502);
    assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void requestsAreRecordedAsTheyCame() throws Exception {
    client.post(PATH + "?a=b%20c&d", BODY);

    ReceivedRequest request = simulator.lastRequest();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo(PATH);
    assertThat(request.query()).containsEntry("a", "b c").containsEntry("d", "");
    assertThat(request.header("Content-Type")).hasValue("application/json");
    assertThat(request.bearer()).hasValue("sk-test");
    assertThat(request.body()).isEqualTo(BODY);
    assertThat(request.json().get("prompt").asText()).isEqualTo("A dragon");
    assertThat(request.carriesKey()).isTrue();
  }

  // ---- the answer

  @Test
  void redirectsLeadElsewhere() throws Exception {
    simulator.next(Fault.redirect(307, "http://127.0.0.1:1/elsewhere"));

    HttpResponse<byte[]> response = post();

    assertThat(response.statusCode()).isEqualTo(307);
    assertThat(response.headers().firstValue("location")).hasValue("http://127.0.0.1:1/elsewhere");
  }

  @Test
  void dataMayBeEmptyNullOrMissing() throws Exception {
    simulator.next(Fault.noData(), Fault.nullData(), Fault.withoutField("data"));

    assertThat(postJson().get("data")).isEmpty();
    assertThat(postJson().get("data").isNull()).isTrue();
    assertThat(postJson().has("data")).isFalse();
  }

  @Test
  void fieldsMayBeNull() throws Exception {
    simulator.next(Fault.nullFields());

    JsonNode json = postJson();

    assertThat(json.get("usage").isNull()).isTrue();
    assertThat(json.at("/data/0/url").isNull()).isTrue();
    assertThat(json.at("/data/0/b64_json").isTextual()).isTrue();
  }

  @Test
  void base64ComesInEveryShape() throws Exception {
    String plain = postJson().at("/data/0/b64_json").asText();
    simulator.next(
        Fault.base64WithLineBreaks(),
        Fault.base64AsDataUri("image/png"),
        Fault.base64Broken(),
        Fault.base64WithoutPadding(),
        Fault.base64Empty(),
        Fault.base64OfNoImage());

    String lines = postJson().at("/data/0/b64_json").asText();
    assertThat(lines.indexOf("\r\n")).isEqualTo(76);
    assertThat(lines.replace("\r\n", "")).isEqualTo(plain);
    assertThat(postJson().at("/data/0/b64_json").asText())
        .isEqualTo("data:image/png;base64," + plain);
    assertThat(postJson().at("/data/0/b64_json").asText()).contains("*");
    assertThat(postJson().at("/data/0/b64_json").asText()).doesNotContain("=");
    assertThat(postJson().at("/data/0/b64_json").asText()).isEmpty();
    assertThat(Client.base64(postJson().at("/data/0/b64_json"))).asString().contains("no image");
  }

  @Test
  void urlsMayBeRelative() throws Exception {
    simulator.next(Fault.relativeUrls());

    assertThat(Client.json(client.post(PATH, URL_BODY)).at("/data/0/url").asText())
        .startsWith("/files/");
  }

  @Test
  void urlsMayLeadToAnotherHost() throws Exception {
    simulator.filesFrom(URI.create("http://198.51.100.7"));

    assertThat(Client.json(client.post(PATH, URL_BODY)).at("/data/0/url").asText())
        .startsWith("http://198.51.100.7/files/");
  }

  @Test
  void bodiesMayBeNoJson() throws Exception {
    simulator.next(Fault.cutJson(), Fault.garbageBody(500), Fault.contentType("text/plain"));

    assertThat(Json.parse(post().body())).isEmpty();
    assertThat(post().body()).hasSize(500);
    HttpResponse<byte[]> mislabelled = post();
    assertThat(mislabelled.headers().firstValue("content-type")).hasValue("text/plain");
    assertThat(Json.parse(mislabelled.body())).isPresent();
  }

  // ---- time

  @Test
  void aRequestCanBeHeldBack() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    simulator.next(Fault.until(latch));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpResponse<byte[]>> held = threads.submit(this::post);
      simulator.awaitRequests(1);
      assertThat(post().statusCode()).isEqualTo(200);
      assertThat(held.isDone()).isFalse();
      latch.countDown();
      assertThat(held.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aDelayIsWaitedBeforeTheAnswer() throws Exception {
    simulator.next(Fault.delay(Duration.ofMillis(50)).and(Fault.status(503, "late")));
    long start = System.nanoTime();

    assertThat(post().statusCode()).isEqualTo(503);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
  }

  @Test
  void aStallLastsUntilTheClientGivesUp() throws Exception {
    simulator.next(Fault.stall(), Fault.stallAfter(3));

    try (Socket socket = socket()) {
      socket.setSoTimeout(50);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    try (Socket socket = socket()) {
      socket.setSoTimeout(60_000);
      String answer = readUntil(socket, "\r\n\r\n{\"c");
      assertThat(answer).startsWith("HTTP/1.1 200");
      socket.setSoTimeout(50);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void dripsComeByteByByte() throws Exception {
    simulator.next(Fault.edit(a -> a.withBody(new byte[20])).and(Fault.drip(Duration.ofMillis(1))));

    assertThat(post().body()).hasSize(20);
  }

  // ---- the wire

  @Test
  void closedBeforeReadingLeavesTheBodyUnread() {
    simulator.next(Fault.closeBeforeReading(), Fault.resetBeforeReading());

    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
    assertThat(simulator.requests())
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.bodyWasRead()).isFalse();
              assertThat(request.body()).isEmpty();
            });
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void closedAfterReadingIsAnEndWithoutAByte() throws Exception {
    simulator.next(Fault.closeAfterReading());

    assertThat(raw()).isEmpty();
    assertThat(simulator.lastRequest().body()).isEqualTo(BODY);
  }

  @Test
  void aResetIsSeenAsSuch() {
    simulator.next(Fault.resetAfterReading());

    assertThatThrownBy(this::raw).isInstanceOf(SocketException.class).hasMessageContaining("reset");
  }

  @Test
  void aTruncatedBodyIsShorterThanPromised() throws Exception {
    simulator.next(Fault.truncate(10), Fault.truncate(10));

    String answer = new String(raw(), StandardCharsets.US_ASCII);
    assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).hasSize(10);
    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void aBodyMayEndInAReset() {
    simulator.next(Fault.resetAfter(10));

    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
  }

  @Test
  void aHalfClosedConnectionStillListens() throws Exception {
    simulator.next(Fault.halfCloseAfter(10));

    try (Socket socket = socket()) {
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200");
      socket.getOutputStream().write("still here".getBytes(StandardCharsets.US_ASCII));
      assertThat(simulator.connections()).isEqualTo(1);
    }
  }

  @Test
  void garbageIsNotHttp() throws Exception {
    simulator.next(Fault.garbage(64), Fault.garbage(64));

    assertThat(raw()).hasSize(64);
    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
  }

  @Test
  void aLengthMayBeAnnouncedThatNeverComes() throws Exception {
    simulator.next(Fault.announcing(9_000_000_000L));

    try (Socket socket = socket()) {
      socket.setSoTimeout(60_000);
      assertThat(readUntil(socket, "\r\n\r\n{")).contains("content-length: 9000000000\r\n");
    }
  }

  @Test
  void aBodyMayNeverEnd() throws Exception {
    simulator.next(Fault.endless("AAAA".repeat(1000).getBytes(StandardCharsets.US_ASCII)));

    try (Socket socket = socket()) {
      assertThat(socket.getInputStream().readNBytes(5_000_000)).hasSize(5_000_000);
    }
  }

  @Test
  void bodiesMayComeInChunksPackedOrWithoutLength() throws Exception {
    byte[] plain = post().body();
    simulator.next(Fault.chunked(1000), Fault.gzip(), Fault.withoutLength());

    HttpResponse<byte[]> chunked = post();
    assertThat(chunked.headers().firstValue("transfer-encoding")).hasValue("chunked");
    assertThat(chunked.body()).hasSameSizeAs(plain);
    HttpResponse<byte[]> packed = post();
    assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .hasSameSizeAs(plain);
    HttpResponse<byte[]> endless = post();
    assertThat(endless.headers().firstValue("content-length")).isEmpty();
    assertThat(endless.body()).hasSameSizeAs(plain);
  }

  @Test
  void aConnectionMayEndAfterAWholeAnswer() throws Exception {
    simulator.next(Fault.closeAfterAnswer());

    String answer = new String(raw(), StandardCharsets.US_ASCII);

    assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("connection: close").endsWith("}");
  }

  // ---- the server

  @Test
  void connectionsAreUsedAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      post();
    }

    assertThat(simulator.connections()).isEqualTo(1);
  }

  @Test
  void hundredsOfRequestsAtOnceAreServed() throws Exception {
    simulator.paintOnce();
    CountDownLatch latch = new CountDownLatch(1);
    simulator.always(ReceivedRequest::isPurchase, Fault.until(latch));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        answers.add(threads.submit(() -> post().body()));
      }
      simulator.awaitRequests(300);
      latch.countDown();
      for (Future<byte[]> answer : answers) {
        assertThat(Json.parse(answer.get())).isPresent();
      }
    }
    assertThat(simulator.purchases()).isEqualTo(300);
    assertThat(simulator.requests()).hasSize(300);
  }

  @Test
  void closingFreesThePortAndEndsStalledRequests() throws Exception {
    simulator.next(Fault.stall());
    try (Socket socket = socket()) {
      simulator.close();
      assertThat(ended(socket)).isTrue();
    }
    assertThatThrownBy(() -> new Socket("127.0.0.1", simulator.uri().getPort()).close())
        .isInstanceOf(IOException.class);
  }

  /** By an end of stream, or by a reset where the server had not yet taken the connection. */
  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      read.append((char) socket.getInputStream().read());
    }
    return read.toString();
  }
}

package org.imagesgenerate.connector.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.RawServer;
import org.imagesgenerate.connector.http.RawServer.Request;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.FakeTime;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;
import org.imagesgenerate.connector.support.TempImageFiles;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A URL that a provider returns is data from outside: it leads only where it may. */
class ImageDownloaderTest {

  private static final Map<String, String> KEY = Map.of("Authorization", "Bearer sk-secret");
  private static final String IMAGE = RawServer.ok("image/png", "picture");

  @TempDir Path parent;

  private final Map<String, String> settings = new HashMap<>();
  private final FakeTime time = new FakeTime();
  private final List<AutoCloseable> resources = new ArrayList<>();
  private Sleeper pause = time;
  private Deadline deadline = time.in(Duration.ofMinutes(2));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  private RawServer answering(String answer) {
    RawServer server = RawServer.answering(answer);
    resources.add(server);
    return server;
  }

  /** Gives these answers one after the other. */
  private RawServer inTurn(String... answers) {
    RawServer server =
        RawServer.start(
            connection -> {
              while (connection.request() != null) {
                synchronized (answers) {
                  connection.send(answers[turn++]);
                }
              }
            });
    resources.add(server);
    return server;
  }

  private int turn;

  private String fetch(URI uri, URI api) {
    Settings all = new Settings(settings::get);
    Http http = new Http(all, new TempImageFolder(parent));
    resources.add(http);
    DeliveryRequest request =
        new DeliveryRequest(ResponseFormat.DOCUMENT, "image", null, null, api, KEY, deadline);
    try (ImageFile file = new ImageDownloader(http, all, pause).download(uri, request);
        InputStream in = file.open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ImagesException failure(URI uri, URI api) {
    ImagesException failure = catchThrowableOfType(ImagesException.class, () -> fetch(uri, api));
    assertThat(failure).isNotNull();
    assertThat(failure).hasMessageNotContaining("sk-secret");
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    return failure;
  }

  private void refused(URI uri, URI api, String reason) {
    ImagesException failure = failure(uri, api);
    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(failure)
        .hasMessageStartingWith("The image could not be downloaded: ")
        .hasMessageContaining(reason);
    assertThat(time.waits()).as("nothing would be otherwise in a moment").isEmpty();
  }

  private static boolean hasKey(Request request) {
    return request.header("authorization") != null;
  }

  // ---- the API's own host

  @Test
  void theApisOwnHostMayBePrivateAndGetsNoKeyUnasked() {
    RawServer own = answering(IMAGE);

    assertThat(fetch(own.uri("/a.png?x=y"), own.uri("/v1/images/generations")))
        .isEqualTo("picture");

    assertThat(own.requests()).hasSize(1);
    assertThat(own.requests().getFirst().line()).isEqualTo("GET /a.png?x=y HTTP/1.1");
    assertThat(hasKey(own.requests().getFirst())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void theApisOwnHostGetsTheKeyIfItAsks(int status) {
    RawServer own = inTurn(RawServer.answer(status, "", "who?"), IMAGE);

    assertThat(fetch(own.uri("/a.png"), own.uri("/v1"))).isEqualTo("picture");

    assertThat(own.requests()).extracting(ImageDownloaderTest::hasKey).containsExactly(false, true);
  }

  @Test
  void aKeyThatIsRefusedIsNotOfferedAgain() {
    RawServer own = answering(RawServer.answer(401, "", "no"));

    refused(own.uri("/a.png"), own.uri("/v1"), "answered with HTTP status 401");

    assertThat(own.requests()).hasSize(2);
  }

  @Test
  void anotherPortOfTheApisHostIsAnotherHost() {
    RawServer own = answering(IMAGE);
    RawServer other = answering(IMAGE);

    refused(other.uri("/a.png"), own.uri("/v1"), "127.0.0.1 resolves to 127.0.0.1");

    assertThat(other.connections()).isZero();
  }

  // ---- other hosts

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"})
  void aPrivateHostIsNotEvenConnectedTo(String host) {
    RawServer inside = answering(IMAGE);
    RawServer own = answering(IMAGE);

    refused(
        URI.create("http://%s:%d/latest/meta-data".formatted(host, inside.port())),
        own.uri("/v1"),
        "IMAGES_GENERATE_DOWNLOAD_HOSTS");

    assertThat(inside.connections()).isZero();
    assertThat(own.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/",
        "http://10.0.0.1/",
        "http://0177.0.0.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://127.1/"
      })
  void addressesInAnyFormAreRefused(String uri) {
    RawServer own = answering(IMAGE);

    refused(URI.create(uri), own.uri("/v1"), "");
  }

  @Test
  void theMetadataServiceIsRefusedEvenAsTheApisOwnHostOrWithTheOperatorsLeave() {
    settings.put("IMAGES_GENERATE_DOWNLOAD_HOSTS", "169.254.169.254");
    URI metadata = URI.create("http://169.254.169.254/a.png");

    refused(metadata, metadata, "not allowed");
    refused(metadata, URI.create("http://127.0.0.1:1/v1"), "not allowed");
  }

  @Test
  void theOperatorMayAllowAHostWhichNeverGetsTheKey() {
    settings.put("IMAGES_GENERATE_DOWNLOAD_HOSTS", "files.example, LOCALHOST");
    RawServer files = answering(RawServer.answer(401, "", "who?"));
    RawServer own = answering(IMAGE);
    URI uri = URI.create("http://localhost:%d/a.png".formatted(files.port()));

    refused(uri, own.uri("/v1"), "localhost answered with HTTP status 401");

    assertThat(files.requests()).hasSize(1).noneMatch(ImageDownloaderTest::hasKey);
  }

  @Test
  void anAllowedHostIsFetchedFrom() {
    settings.put("IMAGES_GENERATE_DOWNLOAD_HOSTS", "localhost");
    RawServer files = answering(IMAGE);
    RawServer own = answering(IMAGE);

    assertThat(
            fetch(URI.create("http://localhost:%d/a.png".formatted(files.port())), own.uri("/v1")))
        .isEqualTo("picture");
    assertThat(own.connections()).isZero();
  }

  // ---- forms of a URL

  @Test
  void httpIsRefusedWhereTheApiIsHttps() {
    RawServer own = answering(IMAGE);
    settings.put("IMAGES_GENERATE_DOWNLOAD_HOSTS", "127.0.0.1");

    refused(
        own.uri("/a.png"),
        URI.create("https://127.0.0.1:%d/v1".formatted(own.port())),
        "its URL is http, but the API is https");

    assertThat(own.connections()).isZero();
  }

  @Test
  void withoutAnApiOnlyHttpsIsFetched() {
    RawServer own = answering(IMAGE);

    refused(own.uri("/a.png"), null, "its URL is http");

    assertThat(own.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://127.0.0.1/a.png",
        "data:image/png;base64,AAAA",
        "jar:http://127.0.0.1/a.jar!/b",
        "a.png",
        "//127.0.0.1/a.png",
        "http:///a.png",
        "http:a.png",
        "http://me:secret@127.0.0.1/a.png"
      })
  void whatIsNotAPlainHttpUrlIsRejected(String uri) {
    refused(URI.create(uri), URI.create("http://127.0.0.1/v1"), "its URL");
  }

  // ---- redirects

  private static String redirect(String location) {
    return RawServer.answer(302, "Location: " + location + "\r\n", "moved");
  }

  @Test
  void aRedirectIsFollowedAndLeavesTheKeyBehind() {
    settings.put("IMAGES_GENERATE_DOWNLOAD_HOSTS", "localhost");
    RawServer files = answering(IMAGE);
    RawServer own =
        inTurn(
            RawServer.answer(401, "", "who?"),
            redirect("http://localhost:" + files.port() + "/b.png"));

    assertThat(fetch(own.uri("/a.png"), own.uri("/v1"))).isEqualTo("picture");

    assertThat(own.requests()).extracting(ImageDownloaderTest::hasKey).containsExactly(false, true);
    assertThat(files.requests()).hasSize(1).noneMatch(ImageDownloaderTest::hasKey);
  }

  @Test
  void aRelativeRedirectStaysOnItsHost() {
    RawServer own = inTurn(redirect("../files/b.png?c=d"), IMAGE);

    assertThat(fetch(own.uri("/v1/a.png"), own.uri("/v1"))).isEqualTo("picture");

    assertThat(own.requests().getLast().line()).isEqualTo("GET /files/b.png?c=d HTTP/1.1");
  }

  @Test
  void eachHopIsHeldAgainstTheSameRules() {
    RawServer inside = answering(IMAGE);
    RawServer own = answering(redirect(inside.uri("/latest/meta-data").toString()));

    refused(own.uri("/a.png"), own.uri("/v1"), "127.0.0.1 resolves to 127.0.0.1");

    assertThat(own.requests()).hasSize(1);
    assertThat(inside.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ftp://a/b", "http://a b/", "http://me@127.0.0.1/", "http:"})
  void aRedirectToSomethingElseIsRefused(String location) {
    RawServer own = answering(redirect(location));

    refused(own.uri("/a.png"), own.uri("/v1"), "");

    assertThat(own.requests()).hasSize(1);
  }

  @Test
  void redirectsWithoutEndEnd() {
    RawServer own = answering(redirect("/again"));

    refused(own.uri("/a.png"), own.uri("/v1"), "redirects too often");

    assertThat(own.requests()).hasSize(6);
  }

  @Test
  void aRedirectToNowhereIsRefused() {
    RawServer own = answering(RawServer.answer(304, "", ""));

    refused(own.uri("/a.png"), own.uri("/v1"), "answered with HTTP status 304");
  }

  // ---- what may pass

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void whatMayPassIsTriedAgain(int status) {
    String busy = RawServer.answer(status, "", "busy");
    RawServer own = inTurn(busy, busy, IMAGE);

    assertThat(fetch(own.uri("/a.png"), own.uri("/v1"))).isEqualTo("picture");

    assertThat(time.waits()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(2));
  }

  @Test
  void aBrokenDownloadIsTriedAgain() {
    RawServer own =
        RawServer.start(
            connection -> {
              connection.request();
              connection.send(
                  turn++ < 2 ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npic" : IMAGE);
            });
    resources.add(own);

    assertThat(fetch(own.uri("/a.png"), own.uri("/v1"))).isEqualTo("picture");

    assertThat(own.requests()).hasSize(3);
  }

  @Test
  void whatDoesNotPassFailsAfterThreeTimes() {
    RawServer own = answering(RawServer.answer(503, "", "busy"));

    ImagesException failure = failure(own.uri("/a.png"), own.uri("/v1"));

    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(failure).hasMessageContaining("127.0.0.1 answered with HTTP status 503");
    assertThat(own.requests()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 400, 404, 410})
  void whatWillNotPassIsNotTriedAgain(int status) {
    RawServer own = answering(RawServer.answer(status, "", ""));

    refused(own.uri("/a.png"), own.uri("/v1"), "answered with HTTP status " + status);

    assertThat(own.requests()).hasSize(1);
  }

  @Test
  void nobodyWaitsLongerThanTheBudget() {
    RawServer own = answering(RawServer.answer(503, "", "busy"));
    deadline = time.in(Duration.ofMillis(2500));

    ImagesException failure = failure(own.uri("/a.png"), own.uri("/v1"));

    assertThat(failure).hasMessageContaining("503");
    assertThat(time.waits()).containsExactly(Duration.ofMillis(500));
    assertThat(own.requests()).hasSize(2);
  }

  @Test
  void aWorkerThatShutsDownDoesNotGoOnWaiting() {
    RawServer own = answering(RawServer.answer(503, "", "busy"));
    pause =
        wait -> {
          throw new InterruptedException();
        };

    ImagesException failure = failure(own.uri("/a.png"), own.uri("/v1"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(failure).hasMessageContaining("this worker is shutting down");
    assertThat(own.requests()).hasSize(1);
  }

  @Test
  void anImageOverTheLimitIsNotTriedAgain() {
    settings.put("IMAGES_GENERATE_MAX_IMAGE_BYTES", "6");
    RawServer own = answering(IMAGE);

    ImagesException failure = failure(own.uri("/a.png"), own.uri("/v1"));

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_TOO_LARGE);
    assertThat(failure.variables()).containsEntry("url", own.uri("/a.png").toString());
    assertThat(failure).hasMessageContaining("IMAGES_GENERATE_MAX_IMAGE_BYTES");
    assertThat(own.requests()).hasSize(1);
  }
}

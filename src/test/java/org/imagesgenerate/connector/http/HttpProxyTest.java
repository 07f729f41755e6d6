package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.RawServer.Connection;
import org.imagesgenerate.connector.http.RawServer.Request;
import org.imagesgenerate.connector.http.RawServer.Script;
import org.imagesgenerate.connector.support.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy of the environment is really used, and it opens no way around the checks. */
class HttpProxyTest {

  private static final String OK = RawServer.ok("application/json", "{\"a\":1}");
  private static final String LOGIN =
      "Basic " + Base64.getEncoder().encodeToString("me:p@ss".getBytes(StandardCharsets.UTF_8));

  @TempDir Path parent;

  private final List<AutoCloseable> resources = new ArrayList<>();
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> names = new HashMap<>(Map.of("proxy.example", "127.0.0.1"));
  private final Queue<String> lookedUp = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }

  private <T extends AutoCloseable> T closing(T resource) {
    resources.add(resource);
    return resource;
  }

  private final DnsResolver resolver =
      new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
          lookedUp.add(host);
          String address = host.matches("[0-9.]+|.*:.*") ? host : names.get(host);
          if (address == null) {
            throw new UnknownHostException(host);
          }
          return InetAddress.getAllByName(address);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
          return host;
        }
      };

  private Http http() {
    return closing(Network.http(parent, settings, resolver, 10));
  }

  private RawServer proxy(Script script) {
    RawServer proxy = closing(RawServer.start(script));
    settings.put("http_proxy", "http://proxy.example:" + proxy.port());
    settings.put("https_proxy", "http://proxy.example:" + proxy.port());
    return proxy;
  }

  private static HttpResponse post(Http http, String uri) throws HttpFailure {
    return http.send(Network.post(URI.create(uri), "{}"), Deadline.in(Network.LONG));
  }

  private static HttpFailure failure(Http http, String uri) {
    return catchThrowableOfType(HttpFailure.class, () -> post(http, uri).close());
  }

  /** A CONNECT proxy: leads every tunnel to one server. */
  private static Script tunnel(RawServer server) {
    return connection -> {
      connection.request();
      tunnel(connection, server);
    };
  }

  private static void tunnel(Connection connection, RawServer server) throws IOException {
    connection.send("HTTP/1.1 200 Connected\r\n\r\n");
    try (Socket target = new Socket("127.0.0.1", server.port())) {
      Thread back = Thread.ofVirtual().start(() -> copy(target, connection));
      connection.in().transferTo(target.getOutputStream());
      back.interrupt();
    }
  }

  private static void copy(Socket from, Connection to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.socket().getOutputStream()) {
      in.transferTo(out);
    } catch (IOException closed) {
      // the end of a tunnel
    }
  }

  /** A client that trusts the certificate of {@code server}. */
  private Http trusting(Certificates certificates) throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLContext.setDefault(certificates.client());
    try {
      return http();
    } finally {
      SSLContext.setDefault(before);
    }
  }

  // ---- plain http

  @Test
  void plainHttpGoesToTheProxyWithTheWholeUrl() throws Exception {
    RawServer proxy = proxy(connection -> serve(connection, OK));

    try (HttpResponse answer = post(http(), "http://api.example/v1?x=y")) {
      assertThat(answer.body().json().path("a").asInt()).isEqualTo(1);
    }

    Request request = proxy.requests().getFirst();
    assertThat(request.line()).isEqualTo("POST http://api.example/v1?x=y HTTP/1.1");
    assertThat(request.header("host")).isEqualTo("api.example");
    assertThat(lookedUp)
        .as("a name that only the proxy knows is left to it")
        .contains("api.example", "proxy.example");
  }

  private static void serve(Connection connection, String answer) throws IOException {
    while (connection.request() != null) {
      connection.send(answer);
    }
  }

  @Test
  void aProxyThatAsksForALoginGetsIt() throws Exception {
    RawServer proxy =
        proxy(
            connection -> {
              for (Request request = connection.request();
                  request != null;
                  request = connection.request()) {
                connection.send(
                    LOGIN.equals(request.header("proxy-authorization"))
                        ? OK
                        : RawServer.answer(
                            407, "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", ""));
              }
            });
    settings.put("http_proxy", "http://me:p%40ss@proxy.example:" + proxy.port());

    try (HttpResponse answer = post(http(), "http://api.example/v1")) {
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void theRuntimesOwnVariablesAreUsed() throws Exception {
    RawServer proxy =
        closing(
            RawServer.start(
                connection -> {
                  for (Request request = connection.request();
                      request != null;
                      request = connection.request()) {
                    connection.send(
                        LOGIN.equals(request.header("proxy-authorization"))
                            ? OK
                            : RawServer.answer(
                                407, "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", ""));
                  }
                }));
    settings.put("CONNECTOR_HTTP_PROXY_HOST", "proxy.example");
    settings.put("CONNECTOR_HTTP_PROXY_PORT", "" + proxy.port());
    settings.put("CONNECTOR_HTTP_PROXY_USER", "me");
    settings.put("CONNECTOR_HTTP_PROXY_PASSWORD", "p@ss");

    post(http(), "http://api.example/v1").close();

    assertThat(proxy.requests().getLast().line()).startsWith("POST http://api.example/v1 ");
  }

  @Test
  void noProxyGoesDirect() throws Exception {
    RawServer server = closing(RawServer.answering(OK));
    RawServer proxy = proxy(connection -> serve(connection, OK));
    names.put("api.example", "127.0.0.1");
    settings.put("no_proxy", "other.example, .example");

    post(http(), "http://api.example:" + server.port() + "/v1").close();

    assertThat(server.requests()).hasSize(1);
    assertThat(proxy.connections()).isZero();
  }

  // ---- https

  @Test
  void httpsGoesThroughATunnel() throws Exception {
    Certificates certificates = Certificates.shared();
    RawServer server =
        closing(RawServer.startTls(certificates.server(), connection -> serve(connection, OK)));
    RawServer proxy = proxy(tunnel(server));

    try (HttpResponse answer = post(trusting(certificates), "https://api.example/v1")) {
      assertThat(answer.status()).isEqualTo(200);
    }

    assertThat(proxy.requests()).hasSize(1);
    assertThat(proxy.requests().getFirst().line()).isEqualTo("CONNECT api.example:443 HTTP/1.1");
    assertThat(proxy.requests().getFirst().headers()).doesNotContainKey("authorization");
    assertThat(server.requests().getFirst().line()).isEqualTo("POST /v1 HTTP/1.1");
    assertThat(server.requests().getFirst().header("authorization")).isEqualTo("Bearer sk-secret");
  }

  @Test
  void aTunnelThatAsksForALoginGetsItAndTheRequestIsSentOnce() throws Exception {
    Certificates certificates = Certificates.shared();
    RawServer server =
        closing(RawServer.startTls(certificates.server(), connection -> serve(connection, OK)));
    RawServer proxy =
        proxy(
            connection -> {
              while (true) {
                Request request = connection.request();
                if (LOGIN.equals(request.header("proxy-authorization"))) {
                  tunnel(connection, server);
                  return;
                }
                connection.send(
                    RawServer.answer(407, "Proxy-Authenticate: Basic realm=\"p\"\r\n", ""));
              }
            });
    settings.put("https_proxy", "me:p%40ss@proxy.example:" + proxy.port());

    post(trusting(certificates), "https://api.example/v1").close();

    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().getFirst().headers()).doesNotContainKey("proxy-authorization");
  }

  @Test
  void aCertificateOfAnotherHostIsNotTrustedThroughATunnel() throws Exception {
    Certificates certificates = Certificates.shared();
    RawServer server =
        closing(RawServer.startTls(certificates.server(), connection -> serve(connection, OK)));
    proxy(tunnel(server));

    HttpFailure failure = failure(trusting(certificates), "https://else.example/v1");

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 407, 502, 504})
  void aRefusedTunnelIsNotSentAndNeverTakenForTheServersAnswer(int status) {
    proxy(connection -> serve(connection, RawServer.answer(status, "", "{}")));

    HttpFailure failure = failure(http(), "https://api.example/v1");

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageContaining("the proxy refused with HTTP status " + status);
  }

  @Test
  void aProxyThatTalksWithoutEndIsNotSent() {
    proxy(
        connection -> {
          connection.request();
          connection.send("HTTP/1.1 200 Connected\r\n");
          while (true) {
            connection.send("X: y\r\n".repeat(50));
          }
        });

    HttpFailure failure = failure(http(), "https://api.example/v1");

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageContaining("the head of the response is larger than");
  }

  @Test
  void aProxyThatIsDownIsNotSent() {
    RawServer proxy = proxy(connection -> serve(connection, OK));
    proxy.close();

    assertThat(failure(http(), "http://api.example/v1").stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure(http(), "https://api.example/v1").stage()).isEqualTo(Stage.NOT_SENT);
  }

  @Test
  void aBrokenVariableIsNamedButItsPasswordIsNot() {
    settings.put("https_proxy", "http://me:very secret@proxy.example:3128");

    HttpFailure failure = failure(http(), "https://api.example/v1");

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageContaining("https_proxy");
    for (Throwable e = failure; e != null; e = e.getCause()) {
      assertThat(e).hasMessageNotContaining("secret");
    }
  }

  // ---- the checks hold

  private HttpFailure download(String uri) {
    Http http = http();
    return catchThrowableOfType(
        HttpFailure.class,
        () ->
            http.download(
                HttpRequest.get(URI.create(uri), Map.of()), true, Deadline.in(Network.LONG)));
  }

  @Test
  void aPrivateHostIsNotAskedForThroughTheProxy() {
    RawServer proxy = proxy(connection -> serve(connection, OK));
    names.put("inside.example", "10.0.0.7");

    for (String host : List.of("inside.example", "10.0.0.7", "127.0.0.1", "0177.0.0.1")) {
      HttpFailure failure = download("https://" + host + "/a.png");
      assertThat(failure.stage()).as(host).isEqualTo(Stage.FORBIDDEN);
      assertThat(failure).hasMessageContaining(host);
    }
    assertThat(proxy.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "metadata.example",
        "metadata.google.internal",
        "Metadata.Google.Internal.",
        "[fd00:ec2::254]",
        "[::ffff:169.254.169.254]",
        "2852039166"
      })
  void aMetadataServiceIsNotAskedForThroughTheProxyAsAnApiEither(String host) {
    RawServer proxy = proxy(connection -> serve(connection, OK));
    names.put("metadata.example", "169.254.169.254");

    for (String scheme : List.of("http", "https")) {
      HttpFailure failure = failure(http(), scheme + "://" + host + "/v1");
      assertThat(failure.stage()).isEqualTo(Stage.FORBIDDEN);
      assertThat(failure).hasMessageNotContaining("Exception");
    }
    assertThat(proxy.connections()).isZero();
  }

  @Test
  void aPrivateApiMayBeAskedForThroughTheProxy() throws Exception {
    RawServer proxy = proxy(connection -> serve(connection, OK));
    names.put("inside.example", "10.0.0.7");

    post(http(), "http://inside.example/v1").close();

    assertThat(proxy.requests()).hasSize(1);
  }

  @Test
  void aHostThatCannotBeCheckedIsNotAskedForThroughTheProxy() {
    RawServer proxy = proxy(connection -> serve(connection, OK));

    HttpFailure failure = download("https://unknown.example/a.png");

    assertThat(failure.stage()).isEqualTo(Stage.FORBIDDEN);
    assertThat(failure).hasMessageContaining("unknown.example cannot be resolved");
    assertThat(proxy.connections()).isZero();
  }

  @Test
  void aPublicHostIsFetchedThroughTheProxyThatMayBePrivate() throws Exception {
    RawServer proxy = proxy(connection -> serve(connection, RawServer.ok("image/png", "x")));
    names.put("files.example", "93.184.216.34");
    Http http = http();

    Http.Download download =
        http.download(
            HttpRequest.get(URI.create("http://files.example/a.png"), Map.of()),
            true,
            Deadline.in(Network.LONG));

    assertThat(download.status()).isEqualTo(200);
    assertThat(proxy.requests().getFirst().line())
        .isEqualTo("GET http://files.example/a.png HTTP/1.1");
  }

  @Test
  void otherPortsOfTheProxysHostAreNotTrusted() throws Exception {
    RawServer inside = closing(RawServer.answering(RawServer.ok("image/png", "x")));
    proxy(connection -> serve(connection, RawServer.ok("image/png", "x")));
    names.put("files.example", "93.184.216.34");
    settings.remove("https_proxy");
    Http http = http();
    http.download(
        HttpRequest.get(URI.create("http://files.example/a.png"), Map.of()),
        true,
        Deadline.in(Network.LONG));

    HttpFailure failure =
        catchThrowableOfType(
            HttpFailure.class,
            () ->
                http.download(
                    HttpRequest.get(
                        URI.create("https://proxy.example:" + inside.port() + "/a.png"), Map.of()),
                    true,
                    Deadline.in(Network.LONG)));

    assertThat(failure.stage()).isEqualTo(Stage.FORBIDDEN);
    assertThat(inside.connections()).isZero();
  }
}

package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.imagesgenerate.connector.support.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The key is in the request's headers and nowhere else. */
class HttpSecretsTest {

  private static final String KEY = "sk-very-secret-0123456789";

  @TempDir Path parent;

  private interface Exchange {
    void run() throws Exception;
  }

  /** What is logged at the finest level meanwhile. */
  private static List<String> logged(Exchange exchange) throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    List<Logger> loggers = List.of(logger("org.apache.hc"), logger("org.imagesgenerate"));
    loggers.forEach(logger -> listen(logger, log));
    try {
      exchange.run();
    } finally {
      loggers.forEach(logger -> leave(logger, log));
    }
    List<String> lines = log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines).as("HttpClient does log at this level").isNotEmpty();
    return lines;
  }

  @Test
  void notEvenTheFinestLogShowsTheKeyOrTheBody() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.ok("application/json", "{}"));
        Http http = Network.http(parent)) {
      HttpRequest call =
          HttpRequest.post(
              server.uri("/v1"),
              Map.of("Authorization", "Bearer " + KEY, "api-key", KEY),
              "{\"prompt\":\"a private dragon\"}".getBytes(StandardCharsets.UTF_8));

      List<String> lines = logged(() -> http.send(call, Deadline.in(Network.LONG)).close());

      assertThat(server.requests().getFirst().header("api-key")).isEqualTo(KEY);
      assertThat(lines).noneMatch(line -> line.contains(KEY) || line.contains("private dragon"));
    }
  }

  @Test
  void noLogAndNoFailureShowsTheLoginAtAProxy() throws Exception {
    String login =
        Base64.getEncoder().encodeToString(("me:" + KEY).getBytes(StandardCharsets.UTF_8));
    try (RawServer proxy =
        RawServer.answering(
            RawServer.answer(407, "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", ""))) {
      Map<String, String> settings =
          Map.of(
              "CONNECTOR_HTTPS_PROXY_HOST",
              "127.0.0.1",
              "CONNECTOR_HTTPS_PROXY_PORT",
              "" + proxy.port(),
              "CONNECTOR_HTTPS_PROXY_USER",
              "me",
              "CONNECTOR_HTTPS_PROXY_PASSWORD",
              KEY);
      try (Http http = Network.http(parent, settings)) {
        AtomicReference<HttpFailure> failure = new AtomicReference<>();

        List<String> lines =
            logged(
                () ->
                    failure.set(
                        catchThrowableOfType(
                            HttpFailure.class,
                            () ->
                                http.send(
                                    Network.post(URI.create("https://93.184.216.34/"), "{}"),
                                    Deadline.in(Network.LONG)))));

        assertThat(proxy.requests())
            .extracting(request -> request.header("proxy-authorization"))
            .contains("Basic " + login);
        assertThat(lines).noneMatch(line -> line.contains(KEY) || line.contains(login));
        assertThat(failure.get()).hasStackTraceContaining("407");
        StringWriter trace = new StringWriter();
        failure.get().printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(KEY, login);
      }
    }
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private static void listen(Logger logger, ListAppender<ILoggingEvent> log) {
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
    logger.addAppender(log);
  }

  private static void leave(Logger logger, ListAppender<ILoggingEvent> log) {
    logger.setLevel(null);
    logger.setAdditive(true);
    logger.detachAppender(log);
  }

  @Test
  void aCallShowsNeitherHeadersNorQueryNorBody() {
    HttpRequest call =
        HttpRequest.post(
            URI.create("https://api.example:8443/v1/images?code=" + KEY),
            Map.of("Authorization", KEY),
            KEY.getBytes(StandardCharsets.UTF_8));

    assertThat(call).hasToString("POST https://api.example:8443/v1/images");
    assertThat(HttpRequest.get(URI.create("http://a/b"), Map.of()).body()).isNull();
  }
}

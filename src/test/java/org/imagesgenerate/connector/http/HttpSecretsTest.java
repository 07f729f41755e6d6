package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The key is in the request's headers and nowhere else. */
class HttpSecretsTest {

  private static final String KEY = "sk-very-secret-0123456789";

  @TempDir Path parent;

  @Test
  void notEvenTheFinestLogShowsTheKeyOrTheBody() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    List<Logger> loggers = List.of(logger("org.apache.hc"), logger("org.imagesgenerate"));
    loggers.forEach(logger -> listen(logger, log));
    try (RawServer server = RawServer.answering(RawServer.ok("application/json", "{}"));
        Http http = Network.http(parent)) {
      Call call =
          Call.post(
              server.uri("/v1"),
              Map.of("Authorization", "Bearer " + KEY, "api-key", KEY),
              "{\"prompt\":\"a private dragon\"}".getBytes(StandardCharsets.UTF_8));
      http.send(call, Deadline.in(Network.LONG)).close();
      assertThat(server.requests().getFirst().header("api-key")).isEqualTo(KEY);
    } finally {
      loggers.forEach(logger -> leave(logger, log));
    }

    List<String> lines = log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines).as("HttpClient does log at this level").isNotEmpty();
    assertThat(lines).noneMatch(line -> line.contains(KEY) || line.contains("private dragon"));
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
    Call call =
        Call.post(
            URI.create("https://api.example:8443/v1/images?code=" + KEY),
            Map.of("Authorization", KEY),
            KEY.getBytes(StandardCharsets.UTF_8));

    assertThat(call).hasToString("POST https://api.example:8443/v1/images");
    assertThat(Call.get(URI.create("http://a/b"), Map.of()).json()).isNull();
  }
}

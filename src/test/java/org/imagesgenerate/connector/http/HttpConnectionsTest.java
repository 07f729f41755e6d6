package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.RawServer.Request;
import org.imagesgenerate.connector.http.RawServer.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections are used again, but never at the price of a lost or repeated request. */
class HttpConnectionsTest {

  private static final String OK = RawServer.ok("application/json", "{}");

  @TempDir Path parent;

  private final List<AutoCloseable> resources = new ArrayList<>();
  private RawServer server;

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

  private Http http(int connections) {
    return closing(Network.http(parent, Map.of(), SystemDefaultDnsResolver.INSTANCE, connections));
  }

  private void serve(Script script) {
    server = closing(RawServer.start(script));
  }

  private int post(Http http, String body) throws HttpFailure {
    try (Answer answer =
        http.send(Network.post(server.uri("/"), body), Deadline.in(Network.LONG))) {
      return answer.status();
    }
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    serve(
        connection -> {
          while (connection.request() != null) {
            connection.say(OK);
          }
        });
    Http http = http(10);

    for (int i = 0; i < 5; i++) {
      assertThat(post(http, "\"%d\"".formatted(i))).isEqualTo(200);
    }

    assertThat(server.connections()).isEqualTo(1);
    assertThat(server.requests()).hasSize(5);
  }

  @Test
  void aConnectionThatTheServerClosedMeanwhileNeitherLosesNorRepeatsARequest() throws Exception {
    serve(
        connection -> {
          connection.request();
          connection.say(OK);
          connection.socket().close();
        });
    Http http = http(10);

    for (int i = 0; i < 20; i++) {
      assertThat(post(http, "\"%d\"".formatted(i))).isEqualTo(200);
    }

    assertThat(server.requests()).extracting(Request::body).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void aConnectionThatTheServerEndsInsteadOfAnsweringIsNotTriedAgain() {
    serve(
        connection -> {
          connection.request();
          connection.say(OK);
          connection.request();
        });
    Http http = http(10);

    assertThat(catchThrowableOfType(HttpFailure.class, () -> post(http, "\"1\""))).isNull();
    HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> post(http, "\"2\""));

    assertThat(failure.stage()).isEqualTo(Stage.NO_ANSWER);
    assertThat(server.requests()).extracting(Request::body).containsExactly("\"1\"", "\"2\"");
  }

  @Test
  void manyAtOnceSendEachRequestOnce() throws Exception {
    serve(
        connection -> {
          while (connection.request() != null) {
            connection.say(OK);
          }
        });
    Http http = http(8);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String body = "\"%d\"".formatted(i);
        answers.add(threads.submit(() -> post(http, body)));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(200);
      }
    }

    assertThat(server.requests()).extracting(Request::body).hasSize(200).doesNotHaveDuplicates();
    assertThat(server.connections()).isLessThanOrEqualTo(8);
  }

  @Test
  void theDeadlineCoversTheWaitForAConnection() throws Exception {
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    serve(
        connection -> {
          connection.request();
          holding.countDown();
          release.await();
          connection.say(OK);
        });
    Http http = http(1);
    CompletableFuture<Integer> first = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> complete(first, http));
    assertThat(holding.await(1, TimeUnit.MINUTES)).isTrue();

    HttpFailure failure =
        catchThrowableOfType(
            HttpFailure.class,
            () ->
                http.send(
                    Network.post(server.uri("/"), "\"second\""),
                    Deadline.in(Duration.ofMillis(200))));

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageContaining("the time budget of PT0.2S ended");
    release.countDown();
    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(200);
    assertThat(server.requests()).extracting(Request::body).containsExactly("\"first\"");
  }

  private void complete(CompletableFuture<Integer> future, Http http) {
    try {
      future.complete(post(http, "\"first\""));
    } catch (HttpFailure e) {
      future.completeExceptionally(e);
    }
  }

  @Test
  void anInterruptEndsTheWaitForAConnection() throws Exception {
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    serve(
        connection -> {
          connection.request();
          holding.countDown();
          release.await();
          connection.say(OK);
        });
    Http http = http(1);
    CompletableFuture<Integer> first = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> complete(first, http));
    assertThat(holding.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<HttpFailure> second = new CompletableFuture<>();
    Thread worker =
        Thread.ofPlatform()
            .start(
                () ->
                    second.complete(
                        catchThrowableOfType(HttpFailure.class, () -> post(http, "\"second\""))));

    worker.interrupt();

    assertThat(second.get(20, TimeUnit.SECONDS).stage()).isEqualTo(Stage.NOT_SENT);
    release.countDown();
    assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(200);
    assertThat(server.requests()).extracting(Request::body).containsExactly("\"first\"");
  }

  /** With a single connection, one that is not given back would be missed at once. */
  @Test
  void everyEndOfAnExchangeGivesItsConnectionBack() throws Exception {
    serve(
        connection -> {
          for (Request request = connection.request();
              request != null;
              request = connection.request()) {
            switch (request.body()) {
              case "\"break\"" -> {
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
                return;
              }
              case "\"large\"" -> connection.say(RawServer.ok("a/b", "x".repeat(5000)));
              case "\"silent\"" -> connection.awaitClient();
              case "" -> connection.say(RawServer.answer(404, "", "x".repeat(5000)));
              default -> connection.say(OK);
            }
          }
        });
    Http http =
        closing(
            Network.http(
                parent,
                Map.of("IMAGES_GENERATE_MAX_BODY_BYTES", "1000"),
                SystemDefaultDnsResolver.INSTANCE,
                1));

    assertThat(post(http, "\"good\"")).isEqualTo(200);
    for (String body : List.of("\"break\"", "\"large\"")) {
      assertThat(catchThrowableOfType(HttpFailure.class, () -> post(http, body))).isNotNull();
      assertThat(post(http, "\"good\"")).isEqualTo(200);
    }
    HttpFailure late =
        catchThrowableOfType(
            HttpFailure.class,
            () ->
                http.send(
                    Network.post(server.uri("/"), "\"silent\""),
                    Deadline.in(Duration.ofMillis(200))));
    assertThat(late.stage()).isEqualTo(Stage.NO_ANSWER);
    assertThat(post(http, "\"good\"")).isEqualTo(200);
    assertThat(
            http.download(Call.get(server.uri("/gone"), Map.of()), false, Deadline.in(Network.LONG))
                .status())
        .isEqualTo(404);
    assertThat(post(http, "\"good\"")).isEqualTo(200);
  }
}

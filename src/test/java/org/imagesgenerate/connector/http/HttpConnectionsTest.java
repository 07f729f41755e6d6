package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.RawServer.Request;
import org.imagesgenerate.connector.http.RawServer.Script;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
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
    try (HttpResponse answer =
        http.send(Network.post(server.uri("/"), body), Deadline.in(Network.LONG))) {
      return answer.status();
    }
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    serve(
        connection -> {
          while (connection.request() != null) {
            connection.send(OK);
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
          connection.send(OK);
          connection.socket().close();
        });
    Http http = http(10);

    for (int i = 0; i < 20; i++) {
      assertThat(post(http, "\"%d\"".formatted(i))).isEqualTo(200);
    }

    assertThat(server.requests()).extracting(Request::body).hasSize(20).doesNotHaveDuplicates();
  }

  /** Some servers announce the end of an idle connection with a 408, which nobody asked for. */
  @Test
  void whatTheServerSentUnaskedIsNotTheResponseToTheNextRequest() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch unasked = new CountDownLatch(1);
    serve(
        connection -> {
          while (connection.request() != null) {
            connection.send(OK);
            if (unasked.getCount() > 0) {
              answered.await();
              connection.send(RawServer.answer(408, "", "{}"));
              unasked.countDown();
            }
          }
        });
    Http http = http(10);

    assertThat(post(http, "\"1\"")).isEqualTo(200);
    answered.countDown();
    assertThat(unasked.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(post(http, "\"2\"")).isEqualTo(200);

    assertThat(server.requests()).extracting(Request::body).containsExactly("\"1\"", "\"2\"");
  }

  @Test
  void whatFollowsAResponseIsNotTheResponseToTheNextRequest() throws Exception {
    serve(
        connection -> {
          while (connection.request() != null) {
            connection.send(OK + RawServer.answer(201, "", "{}"));
          }
        });
    Http http = http(10);

    for (int i = 0; i < 3; i++) {
      assertThat(post(http, "\"%d\"".formatted(i))).isEqualTo(200);
    }

    assertThat(server.requests()).extracting(Request::body).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void aConnectionThatTheServerEndsInsteadOfAnsweringIsNotTriedAgain() {
    serve(
        connection -> {
          connection.request();
          connection.send(OK);
          connection.request();
        });
    Http http = http(10);

    assertThat(catchThrowableOfType(HttpFailure.class, () -> post(http, "\"1\""))).isNull();
    HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> post(http, "\"2\""));

    assertThat(failure.stage()).isEqualTo(Stage.NO_RESPONSE);
    assertThat(server.requests()).extracting(Request::body).containsExactly("\"1\"", "\"2\"");
  }

  @Test
  void manyAtOnceSendEachRequestOnce() throws Exception {
    serve(
        connection -> {
          while (connection.request() != null) {
            connection.send(OK);
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
          connection.send(OK);
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
    assertThat(failure).hasMessageContaining("the input timeout of PT0.2S ended");
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
          connection.send(OK);
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
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
                return;
              }
              case "\"large\"" -> connection.send(RawServer.ok("a/b", "x".repeat(5000)));
              case "\"silent\"" -> connection.awaitClient();
              case "" -> connection.send(RawServer.answer(404, "", "x".repeat(5000)));
              default -> connection.send(OK);
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
    assertThat(late.stage()).isEqualTo(Stage.NO_RESPONSE);
    assertThat(post(http, "\"good\"")).isEqualTo(200);
    assertThat(
            http.download(
                    HttpRequest.get(server.uri("/gone"), Map.of()),
                    false,
                    Deadline.in(Network.LONG))
                .status())
        .isEqualTo(404);
    assertThat(post(http, "\"good\"")).isEqualTo(200);
  }

  // ---- a purchase that would come too late

  /** Two exchanges that hold both connections of {@code http} until {@code release}. */
  private List<CompletableFuture<Integer>> twoSlowExchanges(
      Http http, CountDownLatch holding, CountDownLatch release) throws Exception {
    serve(
        connection -> {
          while (connection.request() != null) {
            holding.countDown();
            release.await();
            connection.send(OK);
          }
        });
    List<CompletableFuture<Integer>> slow =
        List.of(new CompletableFuture<>(), new CompletableFuture<>());
    slow.forEach(future -> Thread.ofVirtual().start(() -> complete(future, http)));
    assertThat(holding.await(1, TimeUnit.MINUTES)).isTrue();
    return slow;
  }

  @Test
  void aPurchaseThatWaitsForAConnectionTooLongIsNotSent() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Http http = http(2);
    var slow = twoSlowExchanges(http, new CountDownLatch(2), release);
    Deadline deadline = Deadline.in(Duration.ofSeconds(2));

    HttpFailure failure =
        catchThrowableOfType(
            HttpFailure.class,
            () -> http.send(Network.purchase(server.uri("/"), "\"late\""), deadline));

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure)
        .hasMessage(
            "127.0.0.1:%d: it waited too long while all 2 connections were in use; raise IMAGES_GENERATE_CONNECTIONS"
                .formatted(server.port()));
    release.countDown();
    for (CompletableFuture<Integer> exchange : slow) {
      assertThat(exchange.get(1, TimeUnit.MINUTES)).isEqualTo(200);
    }
    assertThat(server.requests())
        .extracting(Request::body)
        .containsExactly("\"first\"", "\"first\"");
    assertThat(post(http, "\"next\"")).isEqualTo(200);
  }

  @Test
  void aPollMayWaitForAConnectionUntilItsTimeIsUp() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Http http = http(2);
    twoSlowExchanges(http, new CountDownLatch(2), release);

    HttpFailure failure =
        catchThrowableOfType(
            HttpFailure.class,
            () ->
                http.send(
                    Network.post(server.uri("/"), "\"late\""),
                    Deadline.in(Duration.ofMillis(200))));

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageContaining("IMAGES_GENERATE_CONNECTIONS");
    release.countDown();
  }

  /** Finding the server takes {@code lookUp} of a budget of 40 seconds, by its own clock. */
  private int afterLookUp(HttpRequest call, Duration lookUp) throws HttpFailure {
    AtomicLong now = new AtomicLong();
    DnsResolver slow =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            now.addAndGet(lookUp.toNanos());
            return InetAddress.getAllByName(host);
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    Http http = closing(Network.http(parent, Map.of(), slow, 7));
    try (HttpResponse answer = http.send(call, Deadline.in(Duration.ofSeconds(40), now::get))) {
      return answer.status();
    }
  }

  @Test
  void aPurchaseWhoseConnectionIsReadyTooLateIsNotSent() {
    server = closing(RawServer.answering(OK));

    HttpFailure failure =
        catchThrowableOfType(
            HttpFailure.class,
            () ->
                afterLookUp(Network.purchase(server.uri("/"), "\"late\""), Duration.ofSeconds(11)));

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure)
        .hasMessageContaining("PT30S of the input timeout of PT40S are reserved for the provider")
        .hasMessageContaining("IMAGES_GENERATE_CONNECTIONS (7)");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aPurchaseWithinAQuarterOfItsTimeIsSent() throws Exception {
    server = closing(RawServer.answering(OK));

    assertThat(afterLookUp(Network.purchase(server.uri("/"), "\"a\""), Duration.ofSeconds(9)))
        .isEqualTo(200);
    assertThat(afterLookUp(Network.post(server.uri("/"), "\"b\""), Duration.ofSeconds(39)))
        .as("a poll has no reserve")
        .isEqualTo(200);
  }

  /** A job of 40 seconds waited before its request, for another worker for example. */
  private int afterWait(HttpRequest call, Duration wait) throws HttpFailure {
    AtomicLong now = new AtomicLong();
    Deadline deadline = Deadline.in(Duration.ofSeconds(40), now::get);
    now.addAndGet(wait.toNanos());
    Http http = closing(Network.http(parent));
    try (HttpResponse answer = http.send(call, deadline)) {
      return answer.status();
    }
  }

  @Test
  void aPurchaseOfAJobThatHasLessThanHalfOfItsTimeLeftIsNotSent() {
    server = closing(RawServer.answering(OK));

    HttpFailure failure =
        catchThrowableOfType(
            HttpFailure.class,
            () -> afterWait(Network.purchase(server.uri("/"), "\"late\""), Duration.ofSeconds(21)));

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure)
        .hasMessageContaining("PT20S of the input timeout of PT40S are reserved for the provider");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aPurchaseOfAJobThatHasHalfOfItsTimeLeftIsSent() throws Exception {
    server = closing(RawServer.answering(OK));

    assertThat(afterWait(Network.purchase(server.uri("/"), "\"a\""), Duration.ofSeconds(20)))
        .isEqualTo(200);
    assertThat(afterWait(Network.post(server.uri("/"), "\"b\""), Duration.ofSeconds(39)))
        .as("a poll has no reserve")
        .isEqualTo(200);
  }

  @Test
  void theNumberOfConnectionsIsASetting() {
    assertThat(Http.connections(new Settings(name -> null))).isEqualTo(4096);
    assertThat(Http.connections(new Settings(Map.of("IMAGES_GENERATE_CONNECTIONS", "20")::get)))
        .isEqualTo(20);
    for (String wrong : List.of("0", "-1", "abc", "100001")) {
      assertThatThrownBy(
              () ->
                  Http.connections(new Settings(Map.of("IMAGES_GENERATE_CONNECTIONS", wrong)::get)))
          .hasMessage(
              "IMAGES_GENERATE_CONNECTIONS is \"%s\", but has to be a whole number from 1 to 100000"
                  .formatted(wrong));
    }
  }

  // ---- an Error

  /** Throws once, from within HttpClient: its request executor reads the clock before it sends. */
  private static Deadline failingWithin(Class<?> reader, Error error) {
    AtomicBoolean thrown = new AtomicBoolean();
    return Deadline.in(
        Network.LONG,
        () -> {
          boolean within =
              StackWalker.getInstance()
                  .walk(
                      frames -> frames.anyMatch(it -> it.getClassName().equals(reader.getName())));
          if (within && thrown.compareAndSet(false, true)) {
            throw error;
          }
          return System.nanoTime();
        });
  }

  @Test
  void anErrorWithinAnExchangeEndsNoOtherOne() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Http http = http(3);
    var slow = twoSlowExchanges(http, new CountDownLatch(2), release);

    HttpFailure failure =
        catchThrowableOfType(
            HttpFailure.class,
            () ->
                http.send(
                    Network.purchase(server.uri("/"), "\"unlucky\""),
                    failingWithin(ProgressTrackingExecutor.class, new OutOfMemoryError("test"))));

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(failure).hasMessageContaining("The worker's memory is used up");
    release.countDown();
    for (CompletableFuture<Integer> exchange : slow) {
      assertThat(exchange.get(1, TimeUnit.MINUTES)).isEqualTo(200);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(post(http, "\"next\"")).as("no connection is lost").isEqualTo(200);
    }
  }

  @Test
  void anErrorWhileConnectingLosesNoConnection() throws Exception {
    AtomicBoolean thrown = new AtomicBoolean();
    DnsResolver resolver =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            if (thrown.compareAndSet(false, true)) {
              throw new StackOverflowError();
            }
            return InetAddress.getAllByName(host);
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    server = closing(RawServer.answering(OK));
    Http http = closing(Network.http(parent, Map.of(), resolver, 1));

    HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> post(http, "\"unlucky\""));

    assertThat(failure.stage()).isEqualTo(Stage.NOT_SENT);
    assertThat(post(http, "\"next\"")).isEqualTo(200);
  }
}

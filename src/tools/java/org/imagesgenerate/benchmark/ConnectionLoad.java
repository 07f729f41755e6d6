package org.imagesgenerate.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.http.RawServer;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;

/**
 * Many purchases at once at a slow provider, over a pool of connections. What counts is the last
 * figure: requests that arrived at the provider, and so were paid for, without an answer that came
 * in time.
 */
public final class ConnectionLoad {

  private enum End {
    COMPLETED,
    NOT_SENT,
    LOST
  }

  private final Duration provider;
  private final AtomicInteger arrived = new AtomicInteger();
  private final Map<End, AtomicInteger> ends = new EnumMap<>(End.class);

  private ConnectionLoad(Duration provider) {
    this.provider = provider;
    for (End end : End.values()) {
      ends.put(end, new AtomicInteger());
    }
  }

  private void serve(RawServer.Connection connection) throws IOException, InterruptedException {
    while (connection.request() != null) {
      arrived.incrementAndGet();
      Thread.sleep(provider);
      connection.say(RawServer.ok("application/json", "{\"data\":[]}"));
    }
  }

  private static End send(Http http, URI uri, Duration timeout) {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    try (HttpResponse answer =
        http.send(HttpRequest.purchase(uri, Map.of(), body), Deadline.in(timeout))) {
      return answer.isSuccess() ? End.COMPLETED : End.LOST;
    } catch (HttpFailure e) {
      return e.stage() == HttpFailure.Stage.NOT_SENT ? End.NOT_SENT : End.LOST;
    }
  }

  private void run(Http http, int jobs, Duration timeout) {
    long start = System.nanoTime();
    try (RawServer server = RawServer.start(this::serve);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // closing the threads waits for them, and comes before closing the server
      for (int i = 0; i < jobs; i++) {
        threads.submit(() -> ends.get(send(http, server.uri("/"), timeout)).incrementAndGet());
      }
    }
    System.out.printf(
        "%d jobs in %.1f s: %s, arrived at the provider %d, paid for and lost %d%n",
        jobs,
        (System.nanoTime() - start) / 1e9,
        ends,
        arrived.get(),
        arrived.get() - ends.get(End.COMPLETED).get());
  }

  /**
   * Prints one line.
   *
   * @param arguments a folder to work in, and optionally: jobs, seconds that the provider takes,
   *     seconds of a job's timeout, connections
   */
  public static void main(String[] arguments) throws IOException {
    int[] numbers = {1000, 30, 45, 4096};
    for (int i = 1; i < arguments.length; i++) {
      numbers[i - 1] = Integer.parseInt(arguments[i]);
    }
    Map<String, String> settings = Map.of("IMAGES_GENERATE_CONNECTIONS", "" + numbers[3]);
    try (Http http =
        new Http(new Settings(settings::get), new TempImageFolder(Path.of(arguments[0])))) {
      new ConnectionLoad(Duration.ofSeconds(numbers[1]))
          .run(http, numbers[0], Duration.ofSeconds(numbers[2]));
    }
  }
}

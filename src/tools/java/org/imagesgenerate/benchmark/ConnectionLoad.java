package org.imagesgenerate.benchmark;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.http.RawServer;

/**
 * Many jobs at once at a slow provider, over a pool of connections. What counts is the last figure:
 * requests that arrived at the provider, and so were paid for, without an answer that came in time.
 */
public final class ConnectionLoad {

  private static final String IMAGE =
      "{\"data\":[{\"b64_json\":\"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==\"}]}";

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
      connection.send(RawServer.ok("application/json", IMAGE));
    }
  }

  private static End run(TestWorker worker, long key, URI uri, Duration timeout) {
    Map<String, Object> provider =
        Map.of("type", "openai", "apiKey", "sk-load", "baseUrl", uri.toString());
    Outcome outcome =
        worker.generate(
            key,
            TestWorker.variables(
                "provider",
                provider,
                "model",
                "gpt-image-2",
                "prompt",
                "a lighthouse",
                "timeout",
                timeout.toString()));
    return switch (outcome.code()) {
      case "completed" -> End.COMPLETED;
      case "CONNECTION_FAILED" -> End.NOT_SENT;
      default -> End.LOST;
    };
  }

  private void run(TestWorker worker, int jobs, Duration timeout) {
    long start = System.nanoTime();
    try (RawServer server = RawServer.start(this::serve);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // closing the threads waits for them, and comes before closing the server
      for (int i = 0; i < jobs; i++) {
        long key = i;
        threads.submit(
            () -> ends.get(run(worker, key, server.uri("/"), timeout)).incrementAndGet());
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
   * @param arguments optionally: jobs, seconds that the provider takes, seconds of a job's timeout,
   *     connections
   */
  public static void main(String[] arguments) {
    int[] numbers = {1000, 30, 45, 4096};
    for (int i = 0; i < arguments.length; i++) {
      numbers[i] = Integer.parseInt(arguments[i]);
    }
    Map<String, String> settings = Map.of("IMAGES_GENERATE_CONNECTIONS", "" + numbers[3]);
    new ConnectionLoad(Duration.ofSeconds(numbers[1]))
        .run(new TestWorker(settings), numbers[0], Duration.ofSeconds(numbers[2]));
  }
}

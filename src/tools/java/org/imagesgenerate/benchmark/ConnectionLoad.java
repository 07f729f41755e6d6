package org.imagesgenerate.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.camunda.connector.api.error.ConnectorException;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.http.RawServer;

/**
 * Many jobs at once at a slow provider. The function is called directly, one virtual thread each,
 * and the provider runs in the same process. Printed are the part of the ideal speed, at which
 * every job takes as long as the provider, and the requests that arrived at the provider, and so
 * were paid for, without a response that came in time.
 */
public final class ConnectionLoad {

  private static final String IMAGE =
      "{\"data\":[{\"b64_json\":\"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==\"}]}";

  private static final int WARM_UP = 2000;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private enum End {
    COMPLETED,
    NOT_SENT,
    LOST
  }

  private final TestWorker worker;
  private final OutboundConnectorFunction function;
  private long key = 1;

  private ConnectionLoad(TestWorker worker) {
    this.worker = worker;
    this.function = worker.imagesGenerate();
  }

  private End end(OutboundConnectorContext context) {
    try {
      function.execute(context);
      return End.COMPLETED;
    } catch (ConnectorException e) {
      System.err.println(e.getMessage());
      return e.getErrorCode().equals("CONNECTION_FAILED") ? End.NOT_SENT : End.LOST;
    } catch (Exception e) {
      throw new AssertionError("left unclassified", e);
    }
  }

  private List<OutboundConnectorContext> jobs(int count, RawServer server, Duration timeout) {
    Map<String, Object> variables =
        TestWorker.variables(
            "provider",
            Map.of("type", "openai", "apiKey", "sk-load", "baseUrl", server.uri("/").toString()),
            "model",
            "gpt-image-2",
            "prompt",
            "a lighthouse",
            "timeout",
            timeout.toString());
    List<OutboundConnectorContext> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      jobs.add(worker.context(key++, variables));
    }
    return jobs;
  }

  /** Runs these jobs and returns what was reached, in one line. */
  private String run(int count, int concurrent, Duration provider, Duration timeout) {
    AtomicInteger arrived = new AtomicInteger();
    Map<End, AtomicInteger> ends = new EnumMap<>(End.class);
    for (End end : End.values()) {
      ends.put(end, new AtomicInteger());
    }
    long start;
    long startCpu;
    try (RawServer server =
        RawServer.start(
            connection -> {
              while (connection.request() != null) {
                arrived.incrementAndGet();
                Thread.sleep(provider);
                connection.send(RawServer.ok("application/json", IMAGE));
              }
            })) {
      List<OutboundConnectorContext> jobs = jobs(count, server, timeout);
      start = System.nanoTime();
      startCpu = SYSTEM.getProcessCpuTime();
      try (ExecutorService threads =
          Executors.newFixedThreadPool(concurrent, Thread.ofVirtual().factory())) {
        jobs.forEach(job -> threads.submit(() -> ends.get(end(job)).incrementAndGet()));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return "%d jobs in %.1f s, %.2f of the ideal speed, with %.1f s of CPU: %s, arrived at the provider %d, paid for and lost %d"
        .formatted(
            count,
            seconds,
            provider.toMillis() / 1e3 / seconds,
            (SYSTEM.getProcessCpuTime() - startCpu) / 1e9,
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
    ConnectionLoad load =
        new ConnectionLoad(
            new TestWorker(Map.of("IMAGES_GENERATE_CONNECTIONS", String.valueOf(numbers[3]))));
    load.run(WARM_UP, 20, Duration.ZERO, Duration.ofMinutes(4));
    System.out.println(
        load.run(
            numbers[0],
            numbers[0],
            Duration.ofSeconds(numbers[1]),
            Duration.ofSeconds(numbers[2])));
    // the connector keeps its connections for later jobs
    System.exit(0);
  }
}

package org.imagesgenerate.soak;

import io.camunda.client.CamundaClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The real broker in a process of its own; its data outlive it. */
final class Broker implements Engine {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Options options;
  private final int port = Child.freePort();
  private final Map<String, String> settings;
  private final CamundaClient client;
  private Child process;
  private int restarts;

  Broker(Options options) {
    this.options = options;
    settings =
        Map.ofEntries(
            Map.entry("JAVA_HOME", System.getProperty("java.home")),
            Map.entry("JAVA_OPTS", "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"),
            Map.entry("ZEEBE_BROKER_NETWORK_HOST", "127.0.0.1"),
            Map.entry("ZEEBE_BROKER_NETWORK_ADVERTISEDHOST", "127.0.0.1"),
            Map.entry("ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT", freePort()),
            Map.entry("ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT", freePort()),
            Map.entry("ZEEBE_BROKER_GATEWAY_NETWORK_HOST", "127.0.0.1"),
            Map.entry("ZEEBE_BROKER_GATEWAY_NETWORK_PORT", String.valueOf(port)),
            Map.entry("SERVER_ADDRESS", "127.0.0.1"),
            Map.entry("SERVER_PORT", freePort()),
            Map.entry("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1"),
            Map.entry("MANAGEMENT_SERVER_PORT", freePort()),
            Map.entry("ZEEBE_BROKER_DATA_DIRECTORY", data().toString()),
            Map.entry("ZEEBE_BROKER_DATA_SNAPSHOTPERIOD", "2m"),
            Map.entry("ZEEBE_BROKER_DATA_LOGSEGMENTSIZE", "32MB"),
            Map.entry("ZEEBE_BROKER_EXPERIMENTAL_ROCKSDB_MEMORYLIMIT", "128MB"),
            Map.entry("ZEEBE_LOG_LEVEL", "warn"));
    client = Engine.client(gateway());
  }

  private static String freePort() {
    return String.valueOf(Child.freePort());
  }

  private Path data() {
    return options.folder().resolve("broker-data");
  }

  @Override
  public URI gateway() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public CamundaClient client() {
    return client;
  }

  @Override
  public String description() {
    return "Engine: a broker, killed %d times and started again with its data.".formatted(restarts);
  }

  @Override
  public boolean canRestart() {
    return true;
  }

  @Override
  public int restarts() {
    return restarts;
  }

  @Override
  public void start() throws InterruptedException {
    process =
        Child.start(
            List.of(options.broker().resolve("bin/broker").toString()),
            settings,
            options.folder().resolve("logs/broker.log"));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isUp()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new IllegalStateException("the broker does not start, see logs/broker.log");
      }
      Thread.sleep(250);
    }
  }

  private boolean isUp() {
    try {
      return client
          .newTopologyRequest()
          .requestTimeout(Duration.ofSeconds(2))
          .send()
          .join()
          .getBrokers()
          .stream()
          .flatMap(broker -> broker.getPartitions().stream())
          .anyMatch(partition -> partition.isLeader());
    } catch (RuntimeException notYet) {
      return false;
    }
  }

  @Override
  public void restart() throws InterruptedException {
    process.kill();
    restarts++;
    start();
  }

  @Override
  public void stop() {
    client.close();
    process.stop();
  }
}

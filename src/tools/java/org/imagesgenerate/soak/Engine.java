package org.imagesgenerate.soak;

import io.camunda.client.CamundaClient;
import java.net.URI;
import java.time.Duration;

/** What runs the instances: a broker that can be killed, or the embedded engine. */
interface Engine {

  /** The broker if there is one. */
  static Engine of(Options options) {
    return options.broker() == null ? new EmbeddedEngine() : new Broker(options);
  }

  void start() throws InterruptedException;

  /** Where the gateway listens; plain gRPC. */
  URI gateway();

  CamundaClient client();

  /** As a sentence for the report. */
  String description();

  /** Whether it survives a restart with its data. */
  boolean canRestart();

  /** Killed, and started again with the same data. */
  void restart() throws InterruptedException;

  int restarts();

  void stop();

  /** A client for the harness. */
  static CamundaClient client(URI gateway) {
    return CamundaClient.newClientBuilder()
        .grpcAddress(gateway)
        .preferRestOverGrpc(false)
        .numJobWorkerExecutionThreads(4)
        .defaultRequestTimeout(Duration.ofSeconds(10))
        .build();
  }
}

package org.imagesgenerate.local;

import io.camunda.client.CamundaClient;
import io.camunda.client.api.command.DeployResourceCommandStep1;
import io.camunda.client.api.command.DeployResourceCommandStep1.DeployResourceCommandStep2;
import io.camunda.zeebe.process.test.api.ZeebeTestEngine;
import io.camunda.zeebe.process.test.engine.EngineFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The real Zeebe engine, in memory. Its gateway listens on a free port for as long as it runs, and
 * speaks gRPC only. A timer thread keeps running after {@link #close()}, so a program has to exit
 * explicitly.
 */
public final class LocalEngine implements AutoCloseable {

  private final ZeebeTestEngine engine;
  private final EngineLog log;
  private final CamundaClient client;

  private LocalEngine(ZeebeTestEngine engine) {
    this.engine = engine;
    log = new EngineLog(engine);
    client =
        CamundaClient.newClientBuilder()
            .grpcAddress(gatewayAddress())
            .preferRestOverGrpc(false)
            .withInterceptors(new FailedJobVariables(log))
            .build();
  }

  /** Starts an engine without processes. */
  public static LocalEngine start() {
    ZeebeTestEngine engine = EngineFactory.create();
    engine.start();
    return new LocalEngine(engine);
  }

  /** Where clients reach the gateway; plain text. */
  public URI gatewayAddress() {
    String port = engine.getGatewayAddress().replaceAll(".*:", "");
    return URI.create("http://127.0.0.1:" + port);
  }

  /** A client for everything that this class has no method for. */
  public CamundaClient client() {
    return client;
  }

  EngineLog log() {
    return log;
  }

  /** Deploys processes and forms, as one deployment. */
  public void deploy(List<Path> files) {
    DeployResourceCommandStep1 command = client.newDeployResourceCommand();
    DeployResourceCommandStep2 resources = null;
    for (Path file : files) {
      resources = command.addResourceFile(file.toString());
    }
    if (resources == null) {
      throw new IllegalArgumentException("nothing to deploy");
    }
    resources.send().join();
  }

  /**
   * Deploys one process.
   *
   * @param name a file name that ends in {@code .bpmn}
   */
  public void deploy(String name, String bpmn) {
    client.newDeployResourceCommand().addResourceStringUtf8(bpmn, name).send().join();
  }

  /**
   * Deploys one process together with forms.
   *
   * @param forms content by file name
   */
  public void deploy(String name, String bpmn, Map<String, String> forms) {
    DeployResourceCommandStep2 resources =
        client.newDeployResourceCommand().addResourceStringUtf8(bpmn, name);
    for (Map.Entry<String, String> form : forms.entrySet()) {
      resources = resources.addResourceStringUtf8(form.getValue(), form.getKey());
    }
    resources.send().join();
  }

  /** Deploys one process together with forms. */
  public void deploy(String name, String bpmn, List<Path> forms) {
    DeployResourceCommandStep2 resources =
        client.newDeployResourceCommand().addResourceStringUtf8(bpmn, name);
    for (Path form : forms) {
      resources = resources.addResourceFile(form.toString());
    }
    resources.send().join();
  }

  /**
   * Deploys one process whose tasks call simulated providers, together with forms.
   *
   * @param baseUrls gives the simulator's URL for a provider's type
   */
  public void deploySimulated(UnaryOperator<String> baseUrls, Path process, Path... forms) {
    try {
      String bpmn = SimulatedProcess.read(process, baseUrls).bpmn();
      deploy(process.getFileName().toString(), bpmn, List.of(forms));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts an instance of the newest version of a process. */
  public ProcessRun start(String processId, Map<String, Object> variables) {
    int before = log.size();
    long key =
        client
            .newCreateInstanceCommand()
            .bpmnProcessId(processId)
            .latestVersion()
            .variables(variables)
            .send()
            .join()
            .getProcessInstanceKey();
    return new ProcessRun(this, key, before);
  }

  /** Publishes a message, which is buffered until an instance waits for it. */
  public void publish(String message, String correlationKey, Map<String, Object> variables) {
    client
        .newPublishMessageCommand()
        .messageName(message)
        .correlationKey(correlationKey)
        .timeToLive(Duration.ofMinutes(1))
        .variables(variables)
        .send()
        .join();
  }

  /**
   * Advances the engine's clock: timers fire, back-offs end, and the timeouts of running jobs
   * expire too, after five minutes by default.
   */
  public void increaseTime(Duration time) {
    engine.increaseTime(time);
  }

  @Override
  public void close() {
    client.close();
    engine.stop();
  }
}

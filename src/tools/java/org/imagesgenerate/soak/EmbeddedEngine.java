package org.imagesgenerate.soak;

import io.camunda.client.CamundaClient;
import io.camunda.zeebe.process.test.api.ZeebeTestEngine;
import io.camunda.zeebe.process.test.engine.EngineFactory;
import java.net.URI;

/** The engine in this JVM. It keeps everything in memory, so it cannot be restarted. */
final class EmbeddedEngine implements Engine {

  private final ZeebeTestEngine engine = EngineFactory.create();
  private CamundaClient client;

  @Override
  public void start() {
    engine.start();
    client = Engine.client(gateway());
  }

  @Override
  public URI gateway() {
    return URI.create("http://127.0.0.1:" + engine.getGatewayAddress().replaceAll(".*:", ""));
  }

  @Override
  public CamundaClient client() {
    return client;
  }

  @Override
  public String description() {
    return "Engine: embedded, in memory. It was never restarted, so this run does not show what a broker's crash does.";
  }

  @Override
  public boolean canRestart() {
    return false;
  }

  @Override
  public void restart() {
    throw new UnsupportedOperationException("the embedded engine keeps nothing");
  }

  @Override
  public int restarts() {
    return 0;
  }

  @Override
  public void stop() {
    client.close();
    engine.stop();
  }
}

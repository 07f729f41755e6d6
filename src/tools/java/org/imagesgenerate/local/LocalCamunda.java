package org.imagesgenerate.local;

import io.camunda.connector.api.secret.SecretContext;
import io.camunda.connector.api.secret.SecretProvider;
import io.camunda.connector.runtime.core.document.store.CamundaDocumentStore;
import io.grpc.ClientInterceptor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Camunda in one JVM: the embedded engine, and the real connectors runtime with every connector
 * that is on the class path. It needs no network, no broker and no Docker. Documents are files in a
 * folder. Secrets come from {@link #secrets()}, never from the machine's environment.
 */
public final class LocalCamunda implements AutoCloseable {

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class ConnectorsApplication {}

  private final LocalEngine engine;
  private final FolderDocumentStore documents;
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final ConfigurableApplicationContext runtime;

  private LocalCamunda(
      LocalEngine engine, FolderDocumentStore documents, Map<String, Object> properties) {
    this.engine = engine;
    this.documents = documents;
    runtime =
        new SpringApplicationBuilder(ConnectorsApplication.class)
            .initializers(context -> addBeans((GenericApplicationContext) context))
            .run(arguments(engine, properties));
  }

  /**
   * Starts both.
   *
   * @param documentFolder folder for documents; created if it does not exist
   */
  public static LocalCamunda start(Path documentFolder) {
    return start(LocalEngine.start(), documentFolder);
  }

  /** Starts the connectors runtime for a running engine, which it closes at the end. */
  static LocalCamunda start(LocalEngine engine, Path documentFolder) {
    return start(engine, documentFolder, Map.of());
  }

  /** Starts it with more properties of Spring Boot, or other ones. */
  static LocalCamunda start(
      LocalEngine engine, Path documentFolder, Map<String, Object> properties) {
    FolderDocumentStore documents =
        new FolderDocumentStore(documentFolder, Clock.systemDefaultZone());
    return new LocalCamunda(engine, documents, properties);
  }

  public LocalEngine engine() {
    return engine;
  }

  public FolderDocumentStore documents() {
    return documents;
  }

  /** The value of {@code {{secrets.NAME}}} by name; changes apply from the next job on. */
  public Map<String, String> secrets() {
    return secrets;
  }

  private void addBeans(GenericApplicationContext context) {
    context.registerBean(
        CamundaDocumentStore.class, () -> documents, bean -> bean.setPrimary(true));
    context.registerBean(SecretProvider.class, () -> new MapOfSecrets(secrets));
    context.registerBean(ClientInterceptor.class, () -> new FailedJobVariables(engine.log()));
  }

  /** A property of the running runtime, or null. */
  String property(String name) {
    return runtime.getEnvironment().getProperty(name);
  }

  private static String[] arguments(LocalEngine engine, Map<String, Object> more) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("camunda.client.mode", "self-managed");
    properties.put("camunda.client.grpc-address", engine.gatewayAddress());
    properties.put("camunda.client.prefer-rest-over-grpc", false);
    properties.put("camunda.client.auth.method", "none");
    // as in the official connectors application; the starter alone has one thread
    properties.put("camunda.client.execution-threads", 10);
    properties.put("camunda.client.worker.defaults.max-jobs-active", 32);
    properties.put("camunda.client.worker.defaults.stream-enabled", true);
    properties.put("camunda.connector.polling.enabled", false);
    properties.put("camunda.connector.webhook.enabled", false);
    properties.put("camunda.connector.secretprovider.environment.enabled", false);
    properties.put("spring.main.web-application-type", "none");
    properties.put("spring.main.banner-mode", "off");
    properties.put("spring.jmx.enabled", false);
    properties.putAll(more);
    return properties.entrySet().stream()
        .map(property -> "--" + property.getKey() + "=" + property.getValue())
        .toArray(String[]::new);
  }

  @Override
  public void close() {
    runtime.close();
    engine.close();
  }

  private record MapOfSecrets(Map<String, String> secrets) implements SecretProvider {
    @Override
    public String getSecret(String name, SecretContext context) {
      return secrets.get(name);
    }
  }
}

package org.imagesgenerate.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.client.api.JsonMapper;
import io.camunda.client.impl.response.ActivatedJobImpl;
import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.api.secret.SecretContext;
import io.camunda.connector.api.secret.SecretProvider;
import io.camunda.connector.api.validation.ValidationProvider;
import io.camunda.connector.runtime.OutboundConnectorsAutoConfiguration;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.document.store.InMemoryDocumentStore;
import io.camunda.connector.runtime.core.outbound.DefaultOutboundConnectorFactory;
import io.camunda.connector.runtime.core.outbound.JobHandlerContext;
import io.camunda.connector.runtime.core.outbound.OutboundConnectorFactory;
import io.camunda.connector.runtime.core.validation.ValidationUtil;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.simulator.ImagesSimulator;

/**
 * A program that runs jobs of every provider against the simulator, as the runtime runs them:
 * discovery by its service loader, its object mapper, validation, secrets and documents. {@link
 * RuntimeClassPathTest} starts it on the class path of each runtime. It prints what it found of the
 * template generator and Micrometer, and a line for each job that completed.
 */
public final class EveryProvidersJobs {

  static final String ANNOTATIONS =
      "io.camunda.connector.generator.java.annotation.TemplateProperty";
  static final String DSL = "io.camunda.connector.generator.dsl.Property";
  static final String MICROMETER = "io.micrometer.core.instrument.Metrics";

  private static final String KEY = "sk-test-key-of-the-class-paths";
  private static final String GENERATE = "org.imagesgenerate:images-generate:1";
  private static final String COLLECT = "org.imagesgenerate:images-collect:1";
  private static final List<String> WITH_TASKS = List.of(Provider.WAVESPEED, Provider.RUNWARE);

  private static final SecretProvider SECRETS =
      new SecretProvider() {
        @Override
        public String getSecret(String name, SecretContext context) {
          return name.equals("KEY") ? KEY : null;
        }
      };

  private final DocumentFactory documents = new DocumentFactoryImpl(InMemoryDocumentStore.INSTANCE);
  private final OutboundConnectorsAutoConfiguration runtime =
      new OutboundConnectorsAutoConfiguration();
  private final ObjectMapper mapper = runtime.outboundConnectorObjectMapper(documents);
  private final JsonMapper clientMapper = runtime.jsonMapper();
  private final ValidationProvider validation =
      ValidationUtil.discoverDefaultValidationProviderImplementation();
  private final OutboundConnectorFactory connectors =
      new DefaultOutboundConnectorFactory(
          mapper, validation, List.of(), List.of(), variable -> null);
  private final AtomicLong jobs = new AtomicLong();

  public static void main(String[] arguments) throws Exception {
    System.out.println("annotations " + has(ANNOTATIONS));
    System.out.println("dsl " + has(DSL));
    System.out.println("micrometer " + has(MICROMETER));
    EveryProvidersJobs program = new EveryProvidersJobs();
    // tasks make waits, so the providers do not wait for each other
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> completed = new ArrayList<>();
      for (String type : Provider.TYPES) {
        completed.add(threads.submit(() -> program.runJobs(type)));
      }
      for (Future<List<String>> lines : completed) {
        lines.get().forEach(System.out::println);
      }
    }
  }

  /** What it prints of the jobs when all went well. */
  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (String type : Provider.TYPES) {
      lines.add(type + " generated");
      if (WITH_TASKS.contains(type)) {
        lines.add(type + " collected");
      }
    }
    return lines;
  }

  private static boolean has(String className) {
    try {
      Class.forName(className, false, EveryProvidersJobs.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private List<String> runJobs(String type) throws Exception {
    try (ImagesSimulator simulator =
        type.equals(Provider.AIML_API) ? ImagesSimulator.startAimlApi() : ImagesSimulator.start()) {
      simulator.requireKey(KEY);
      if (type.equals(Provider.OPENAI_COMPATIBLE)) {
        simulator.openAi().compatible();
      }
      Map<String, Object> provider =
          Map.of("type", type, "apiKey", "{{secrets.KEY}}", "baseUrl", simulator.uri().toString());
      Map<String, Object> request =
          Map.of(
              "provider",
              provider,
              "model",
              type.equals(Provider.AIML_API) ? "openai/gpt-image-2" : "gpt-image-2",
              "prompt",
              "a red fox");
      List<String> completed = new ArrayList<>();

      assertCompleted(run(GENERATE, request), type);
      assertThat(simulator.purchases()).isEqualTo(type.equals(Provider.SIMULATION) ? 0 : 1);
      completed.add(type + " generated");

      if (WITH_TASKS.contains(type)) {
        Map<String, Object> submit = new LinkedHashMap<>(request);
        submit.put("delivery", "submit");
        JsonNode task = run(GENERATE, submit).path("task");
        assertCompleted(run(COLLECT, Map.of("provider", provider, "task", task)), type);
        assertThat(simulator.purchases()).isEqualTo(2);
        completed.add(type + " collected");
      }
      return completed;
    }
  }

  private JsonNode run(String jobType, Map<String, Object> variables) throws Exception {
    long key = jobs.incrementAndGet();
    var job =
        GatewayOuterClass.ActivatedJob.newBuilder()
            .setType(jobType)
            .setKey(key)
            .setElementInstanceKey(key)
            .setRetries(3)
            .setTenantId("<default>")
            .setCustomHeaders("{}")
            .setVariables(mapper.writeValueAsString(variables))
            .build();
    return mapper.valueToTree(
        connectors
            .getInstance(jobType)
            .execute(
                new JobHandlerContext(
                    new ActivatedJobImpl(clientMapper, job),
                    SECRETS,
                    validation,
                    documents,
                    mapper)));
  }

  private static void assertCompleted(JsonNode result, String type) {
    assertThat(result.path("status").asText()).isEqualTo("completed");
    assertThat(result.path("provider").asText()).isEqualTo(type);
    assertThat(result.at("/images/0/width").asInt()).isPositive();
    assertThat(result.at("/images/0/document/documentId").asText()).isNotBlank();
  }

  private EveryProvidersJobs() {}
}

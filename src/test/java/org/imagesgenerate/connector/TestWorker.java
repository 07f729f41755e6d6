package org.imagesgenerate.connector;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.client.api.response.ActivatedJob;
import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.api.document.DocumentLinkParameters;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import io.camunda.connector.api.error.ConnectorException;
import io.camunda.connector.api.outbound.JobContext;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import io.camunda.connector.api.secret.SecretContext;
import io.camunda.connector.api.secret.SecretProvider;
import io.camunda.connector.document.jackson.JacksonModuleDocumentSerializer;
import io.camunda.connector.jackson.ConnectorsObjectMapperSupplier;
import io.camunda.connector.runtime.OutboundConnectorsAutoConfiguration;
import io.camunda.connector.runtime.core.document.CamundaDocumentReferenceImpl;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.document.DocumentMetadataImpl;
import io.camunda.connector.runtime.core.document.store.CamundaDocumentStore;
import io.camunda.connector.runtime.core.outbound.JobHandlerContext;
import io.camunda.connector.validation.impl.DefaultValidationProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.simulator.ImagesSimulator;

/**
 * A connectors worker in miniature: the runtime's own binding, secrets and validation around one of
 * our functions, documents in memory, and waits that take no time. A new one is a restarted worker.
 */
public final class TestWorker {

  /** How a job ended: one of the two is null. */
  public record Outcome(JsonNode result, ConnectorException failure) {

    public String code() {
      return failure == null ? result.path("status").asText() : failure.getErrorCode();
    }

    public Object variable(String name) {
      return failure.getErrorVariables() == null ? null : failure.getErrorVariables().get(name);
    }

    public List<String> warnings() {
      List<String> warnings = new ArrayList<>();
      result.path("warnings").forEach(warning -> warnings.add(warning.asText()));
      return warnings;
    }
  }

  private static final DefaultValidationProvider VALIDATION = new DefaultValidationProvider();
  private static final ObjectMapper MAPPER =
      ConnectorsObjectMapperSupplier.getCopy()
          .registerModule(new JacksonModuleDocumentSerializer());

  private static final OutboundConnectorsAutoConfiguration RUNTIME =
      new OutboundConnectorsAutoConfiguration();

  private static final long RUNNING = Long.MIN_VALUE;

  private final Components parts;
  private final Map<String, String> secrets = new HashMap<>();
  private final Map<String, String> headers = new HashMap<>();
  private final List<DocumentCreationRequest> documents = new ArrayList<>();
  private final List<byte[]> contents = new ArrayList<>();
  private final Map<String, DocumentContent> inputs = new ConcurrentHashMap<>();
  private final DocumentFactory store = new DocumentFactoryImpl(new Store());
  private final ObjectMapper binding = RUNTIME.outboundConnectorObjectMapper(store);
  private Function<String, String> links;

  /** Waits take no time, but deadlines see them pass. */
  private final AtomicLong paused = new AtomicLong();

  private String tenant;
  private int failingUploads;
  private volatile Error beforeSending;
  private volatile long heldAt = RUNNING;
  private volatile CountDownLatch uploading;

  /** With the settings of an operator. */
  public TestWorker(Map<String, String> settings) {
    this(settings, new WorkerKillSwitch());
  }

  /** One that can be cut off from everything but the provider. */
  public TestWorker(Map<String, String> settings, WorkerKillSwitch killSwitch) {
    this.parts =
        Components.of(
            new Settings(settings::get),
            wait -> {
              killSwitch.goesOn();
              if (Thread.interrupted()) {
                throw new InterruptedException();
              }
              paused.addAndGet(wait.toNanos());
            },
            this::nanoTime,
            killSwitch::store);
  }

  public TestWorker() {
    this(Map.of());
  }

  private long nanoTime() {
    Error error = beforeSending;
    if (error != null && isSending()) {
      beforeSending = null;
      throw error;
    }
    long held = heldAt;
    return (held == RUNNING ? System.nanoTime() : held) + paused.get();
  }

  /**
   * Stops the clock of deadlines. A request with a short budget is sent then, also on a machine
   * that is busy.
   */
  public void holdClock() {
    heldAt = System.nanoTime();
  }

  /** Lets the clock catch up. */
  public void releaseClock() {
    heldAt = RUNNING;
  }

  /** Whether a request is about to be sent on a connection that is ready. */
  private static boolean isSending() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(it -> it.getClassName().endsWith(".ProgressTrackingExecutor")));
  }

  /** The next request meets this on a connection that is ready, inside the HTTP client. */
  public TestWorker failBeforeSending(Error error) {
    beforeSending = error;
    return this;
  }

  public TestWorker secret(String name, String value) {
    secrets.put(name, value);
    return this;
  }

  public TestWorker header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** From now on jobs come from that physical tenant, as on runtimes that serve several. */
  public TestWorker tenant(String id) {
    tenant = id;
    return this;
  }

  /** The next so many uploads fail. */
  public TestWorker failUploads(int count) {
    failingUploads = count;
    return this;
  }

  /** The next upload begins, and ends only when its thread is interrupted. */
  public CountDownLatch holdUpload() {
    uploading = new CountDownLatch(1);
    return uploading;
  }

  public List<DocumentCreationRequest> documents() {
    return documents;
  }

  /** The bytes of the documents, in the order of their upload. */
  public List<byte[]> contents() {
    return contents;
  }

  public Components parts() {
    return parts;
  }

  /** The bytes of an input document; each call is one read. */
  public interface DocumentContent {
    InputStream open() throws IOException;
  }

  /** Puts a document into the store, and returns it as it stands in a process variable. */
  public Object document(String id, byte[] content) {
    return document(id, () -> new ByteArrayInputStream(content));
  }

  /** The same with a content that is not in memory, or that cannot be read. */
  public Object document(String id, DocumentContent content) {
    inputs.put(id, content);
    DocumentMetadataImpl metadata =
        new DocumentMetadataImpl("text/plain", null, null, id + ".bin", null, null, null);
    return MAPPER.valueToTree(
        store.resolve(new CamundaDocumentReferenceImpl("memory", id, "hash", metadata)));
  }

  /** From now on the store makes links, each from the id of a document. */
  public TestWorker links(Function<String, String> links) {
    this.links = links;
    return this;
  }

  /** Runs Images Edit as the job of one activation. */
  public Outcome edit(long elementInstanceKey, Map<String, Object> variables) {
    return run(new ImagesEditFunction(parts), elementInstanceKey, variables);
  }

  /** Images Generate on this worker. */
  public OutboundConnectorFunction imagesGenerate() {
    return new ImagesGenerateFunction(parts);
  }

  /** Runs Images Generate as the job of one activation. */
  public Outcome generate(long elementInstanceKey, Map<String, Object> variables) {
    return run(imagesGenerate(), elementInstanceKey, variables);
  }

  /** Runs a function as the job of one activation. */
  public Outcome run(
      OutboundConnectorFunction function, long elementInstanceKey, Map<String, Object> variables) {
    try {
      String type = function.getClass().getAnnotation(OutboundConnector.class).type();
      Object result = function.execute(context(type, elementInstanceKey, variables));
      return new Outcome(MAPPER.valueToTree(result), null);
    } catch (ConnectorException e) {
      return new Outcome(null, e);
    } catch (Exception e) {
      throw new AssertionError("left unclassified", e);
    }
  }

  /** The context that the runtime makes of a job. */
  public JobHandlerContext context(long elementInstanceKey, Map<String, Object> variables) {
    return context(null, elementInstanceKey, variables);
  }

  private JobHandlerContext context(
      String type, long elementInstanceKey, Map<String, Object> variables) {
    ActivatedJob job = mock(ActivatedJob.class, withSettings().stubOnly());
    when(job.getType()).thenReturn(type);
    when(job.getVariables()).thenReturn(json(variables));
    when(job.getElementInstanceKey()).thenReturn(elementInstanceKey);
    when(job.getProcessInstanceKey()).thenReturn(elementInstanceKey - 1);
    when(job.getCustomHeaders()).thenReturn(headers);
    when(job.getTenantId()).thenReturn("<default>");
    String id = tenant;
    return new JobHandlerContext(job, new Secrets(secrets), VALIDATION, store, binding) {
      @Override
      public JobContext getJobContext() {
        return id == null ? super.getJobContext() : ofTenant(super.getJobContext(), id);
      }
    };
  }

  /** What {@code JobContext} has from 8.10 on. */
  public interface OfTenant {
    String getPhysicalTenantId();
  }

  private static JobContext ofTenant(JobContext job, String id) {
    return (JobContext)
        Proxy.newProxyInstance(
            TestWorker.class.getClassLoader(),
            new Class<?>[] {JobContext.class, OfTenant.class},
            (proxy, method, arguments) ->
                method.getName().equals("getPhysicalTenantId")
                    ? id
                    : method.invoke(job, arguments));
  }

  private record Secrets(Map<String, String> values) implements SecretProvider {
    @Override
    public String getSecret(String name, SecretContext context) {
      return values.get(name);
    }
  }

  private final class Store implements CamundaDocumentStore {
    @Override
    public synchronized CamundaDocumentReference createDocument(DocumentCreationRequest request) {
      if (uploading != null) {
        holdOn();
      }
      if (failingUploads > 0) {
        failingUploads--;
        throw new IllegalStateException("the store is down");
      }
      try (InputStream in = request.content()) {
        contents.add(in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      documents.add(request);
      return new CamundaDocumentReferenceImpl(
          "memory",
          String.valueOf(documents.size()),
          "hash",
          new DocumentMetadataImpl(
              request.contentType(), null, null, request.fileName(), null, null, null));
    }

    private void holdOn() {
      uploading.countDown();
      uploading = null;
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the upload was interrupted");
      }
    }

    @Override
    public InputStream getDocumentContent(CamundaDocumentReference reference) {
      if (inputs.containsKey(reference.getDocumentId())) {
        try {
          return inputs.get(reference.getDocumentId()).open();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return new ByteArrayInputStream(
          contents.get(Integer.parseInt(reference.getDocumentId()) - 1));
    }

    @Override
    public void deleteDocument(CamundaDocumentReference reference) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String generateLink(
        CamundaDocumentReference reference, DocumentLinkParameters parameters) {
      if (links == null) {
        throw new UnsupportedOperationException();
      }
      return links.apply(reference.getDocumentId());
    }
  }

  private static String json(Map<String, Object> variables) {
    try {
      return MAPPER.writeValueAsString(variables);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The variable error of the next attempt, as the exception handler of connectors 8.8.7 has it.
   */
  public static Map<String, Object> errorVariable(Outcome failed) {
    Map<String, Object> error = new HashMap<>();
    error.put("type", failed.failure().getClass().getName());
    error.put("code", failed.failure().getErrorCode());
    error.put("message", failed.failure().getMessage());
    if (failed.failure().getErrorVariables() != null) {
      error.put("variables", failed.failure().getErrorVariables());
    }
    return error;
  }

  /** The job in its next attempt, with what the failed one left. */
  public static Map<String, Object> again(Map<String, Object> job, Outcome failed) {
    Map<String, Object> again = new HashMap<>(job);
    again.put("error", errorVariable(failed));
    return again;
  }

  /** A job against a simulated server, with more variables by name and value. */
  public static Map<String, Object> job(
      String provider, String key, ImagesSimulator simulator, Object... more) {
    Map<String, Object> job =
        variables(
            "provider",
            Map.of("type", provider, "apiKey", key, "baseUrl", simulator.uri().toString()),
            "model",
            "gpt-image-2",
            "prompt",
            "a lighthouse at dusk");
    job.putAll(variables(more));
    return job;
  }

  /** Variables by name and value, one after the other. */
  public static Map<String, Object> variables(Object... namesAndValues) {
    Map<String, Object> variables = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      variables.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return variables;
  }

  /** ISO-8601 of a short budget. */
  public static String seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000)).toString();
  }
}

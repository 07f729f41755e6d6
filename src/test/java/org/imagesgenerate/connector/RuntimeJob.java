package org.imagesgenerate.connector;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.client.api.JsonMapper;
import io.camunda.client.api.response.ActivatedJob;
import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import io.camunda.connector.api.secret.SecretContext;
import io.camunda.connector.api.secret.SecretProvider;
import io.camunda.connector.api.validation.ValidationProvider;
import io.camunda.connector.runtime.OutboundConnectorsAutoConfiguration;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.document.store.InMemoryDocumentStore;
import io.camunda.connector.runtime.core.outbound.ConnectorResult.ErrorResult;
import io.camunda.connector.runtime.core.outbound.JobHandlerContext;
import io.camunda.connector.runtime.core.secret.SecretProviderAggregator;
import io.camunda.connector.runtime.core.validation.ValidationUtil;
import io.camunda.connector.runtime.outbound.job.OutboundConnectorExceptionHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One job in the connectors runtime, with the runtime's own binding, validation, secrets, object
 * mapper and error handling. Only the engine is left out.
 */
public final class RuntimeJob {

  public static final long ELEMENT_INSTANCE_KEY = 2251799813685300L;

  private static final OutboundConnectorsAutoConfiguration RUNTIME =
      new OutboundConnectorsAutoConfiguration();
  private static final DocumentFactory DOCUMENTS =
      new DocumentFactoryImpl(InMemoryDocumentStore.INSTANCE);
  private static final ObjectMapper MAPPER = RUNTIME.outboundConnectorObjectMapper(DOCUMENTS);
  private static final JsonMapper CLIENT_MAPPER = RUNTIME.jsonMapper();
  private static final ValidationProvider VALIDATION =
      ValidationUtil.discoverDefaultValidationProviderImplementation();

  private final ActivatedJob job = mock(ActivatedJob.class);
  private final Map<String, String> headers = new HashMap<>();
  private final Map<String, String> secrets = new HashMap<>();
  private final SecretProvider secretProvider =
      new SecretProviderAggregator(
          List.of(
              new SecretProvider() {
                @Override
                public String getSecret(String name, SecretContext context) {
                  return secrets.get(name);
                }
              }));

  /**
   * @param variables the job's variables as JSON
   */
  public RuntimeJob(String variables) {
    when(job.getVariables()).thenReturn(variables);
    when(job.getCustomHeaders()).thenReturn(headers);
    when(job.getRetries()).thenReturn(3);
    when(job.getElementInstanceKey()).thenReturn(ELEMENT_INSTANCE_KEY);
    when(job.getTenantId()).thenReturn("<default>");
  }

  public RuntimeJob(JobVariables variables) {
    this(variables.json());
  }

  public RuntimeJob withSecret(String name, String value) {
    secrets.put(name, value);
    return this;
  }

  public RuntimeJob withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** What a connector function is called with. */
  public OutboundConnectorContext context() {
    return new JobHandlerContext(job, secretProvider, VALIDATION, DOCUMENTS, MAPPER);
  }

  public static DocumentFactory documents() {
    return DOCUMENTS;
  }

  /** A document as it stands in a process variable. */
  public static Object asVariable(Document document) {
    return CLIENT_MAPPER.fromJsonAsMap(CLIENT_MAPPER.toJson(document));
  }

  /** What the runtime tells the engine when a connector function throws. The job had 3 retries. */
  public Failed fail(Exception thrown) {
    String backOff = headers.get("retryBackoff");
    ErrorResult result =
        new OutboundConnectorExceptionHandler(secretProvider)
            .manageConnectorJobHandlerException(
                thrown, job, backOff == null ? null : Duration.parse(backOff));
    return new Failed(
        result.exception().getMessage(),
        result.retries(),
        result.retryBackoff(),
        CLIENT_MAPPER.toJson(result.responseValue()));
  }

  /**
   * A failed job, as the engine sees it.
   *
   * @param message of the incident
   * @param retries what is left of 3
   * @param backOff the wait before the next attempt, or null
   * @param variables as JSON: the variable {@code error}, which the error expression sees too
   */
  public record Failed(String message, int retries, Duration backOff, String variables) {

    /** The variable {@code error}: type, message, code, variables. */
    public Map<String, Object> error() {
      Map<String, Object> all = CLIENT_MAPPER.fromJsonAsMap(variables);
      return asMap(all.get("error"));
    }

    public Object code() {
      return error().get("code");
    }

    /** {@code error.variables}; null if the runtime carries none. */
    public Map<String, Object> errorVariables() {
      return asMap(error().get("variables"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
      return (Map<String, Object>) value;
    }
  }
}

package org.imagesgenerate.connector.error;

import io.camunda.connector.api.error.ConnectorException;
import io.camunda.connector.api.error.ConnectorExceptionBuilder;
import io.camunda.connector.api.error.ConnectorInputException;
import io.camunda.connector.api.error.ConnectorRetryException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Turns a failure into the exception that makes the connectors runtime do what the contract says.
 *
 * <p>How SDK 8.8.7 is told: a {@link ConnectorException} whose cause is a {@link
 * ConnectorInputException} ends the retries and keeps code and variables; a plain one counts the
 * job's retries down; a {@link ConnectorRetryException} without retries does so too and names the
 * back-off, but carries no variables, so its message says them.
 */
public final class JobFailure {

  private final String provider;
  private final String model;
  private final Redaction redaction;

  /**
   * @param provider the value of {@code provider.type}, or null when the input could not be read
   * @param model the model asked for, or null
   * @param redaction what must not be seen
   */
  public JobFailure(String provider, String model, Redaction redaction) {
    this.provider = provider;
    this.model = model;
    this.redaction = redaction;
  }

  /**
   * @param failure what went wrong
   * @param backOff the wait before the next attempt, for failures that name one
   */
  public ConnectorException of(ImagesException failure, Duration backOff) {
    String message = redaction.text(failure.getMessage());
    return switch (failure.code().retry()) {
      case NEVER ->
          new ConnectorExceptionBuilder()
              .errorCode(failure.code().name())
              .message(message)
              .errorVariables(variables(failure))
              .cause(new ConnectorInputException(message))
              .build();
      case BY_JOB ->
          new ConnectorExceptionBuilder()
              .errorCode(failure.code().name())
              .message(message)
              .errorVariables(variables(failure))
              .build();
      case AFTER_BACK_OFF ->
          ConnectorRetryException.builder()
              .errorCode(failure.code().name())
              .message(message + spelledOut(failure))
              .backoffDuration(backOff)
              .build();
    };
  }

  private Map<String, Object> variables(ImagesException failure) {
    Map<String, Object> variables = new LinkedHashMap<>();
    if (provider != null) {
      variables.put("provider", provider);
    }
    if (model != null) {
      variables.put("model", redaction.text(model));
    }
    failure.variables().forEach((name, value) -> variables.put(name, redaction.value(value)));
    variables.put("purchase", failure.purchase().text());
    return variables;
  }

  private String spelledOut(ImagesException failure) {
    Map<String, Object> variables = variables(failure);
    return List.of(
            "provider", "model", "httpStatus", "requestId", "providerCode", "purchase", "task")
        .stream()
        .filter(variables::containsKey)
        .map(name -> name + ": " + variables.get(name))
        .collect(Collectors.joining(", ", " [", "]"));
  }
}

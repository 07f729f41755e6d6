package org.imagesgenerate.connector.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.camunda.connector.api.error.ConnectorException;
import io.camunda.connector.api.error.ConnectorExceptionBuilder;
import io.camunda.connector.api.error.ConnectorInputException;
import io.camunda.connector.api.error.ConnectorRetryException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.support.Json;

/**
 * Turns a failure into the exception that makes the connectors runtime do what the contract says.
 *
 * <p>How SDK 8.8.7 is told: a {@link ConnectorException} whose cause is a {@link
 * ConnectorInputException} ends the retries and keeps code and variables; a plain one counts the
 * job's retries down; a {@link ConnectorRetryException} without retries does so too and names the
 * back-off, but carries no variables, so its message says them.
 */
public final class JobFailure {

  /** Less than the 32,000 of the contract: names and separators of a spelled-out failure. */
  private static final int MOST_CHARACTERS = 31_500;

  /** What the next attempt needs as it is; these are short. */
  private static final Set<String> INTACT = Set.of("task", "attempt", "purchase", "httpStatus");

  /** A longer URL is shortened like any text. */
  private static final int LONGEST_URL = 4_000;

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
    Report report = report(failure);
    String message = report.message();
    Map<String, Object> variables = report.variables();
    return switch (failure.code().retry()) {
      case NEVER ->
          new ConnectorExceptionBuilder()
              .errorCode(failure.code().name())
              .message(message)
              .errorVariables(variables)
              .cause(new ConnectorInputException(message))
              .build();
      case BY_JOB ->
          new ConnectorExceptionBuilder()
              .errorCode(failure.code().name())
              .message(message)
              .errorVariables(variables)
              .build();
      case AFTER_BACK_OFF ->
          ConnectorRetryException.builder()
              .errorCode(failure.code().name())
              .message(message + spelledOut(variables))
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

  /** What leaves the connector of a failure. */
  private record Report(String message, Map<String, Object> variables) {

    private int characters() {
      try {
        return Json.MAPPER.writeValueAsString(List.of(message, variables)).length();
      } catch (JsonProcessingException e) {
        return Integer.MAX_VALUE;
      }
    }

    /** A URL without its end gets no image. */
    private static boolean isIntact(String name, Object value) {
      return INTACT.contains(name)
          || name.equals("url") && value.toString().length() <= LONGEST_URL;
    }

    private Report shortened(Shortening by) {
      Map<String, Object> less = new LinkedHashMap<>();
      variables.forEach(
          (name, value) -> less.put(name, isIntact(name, value) ? value : by.value(value)));
      String cut =
          less.keySet().stream()
              .filter(name -> !less.get(name).equals(variables.get(name)))
              .collect(Collectors.joining(", "));
      return new Report(
          by.text(message) + (cut.isEmpty() ? "" : ". Shortened variables: " + by.text(cut)), less);
    }

    private Report onlyIntact() {
      Map<String, Object> less = new LinkedHashMap<>(variables);
      less.entrySet().removeIf(it -> !isIntact(it.getKey(), it.getValue()));
      return new Report(Shortening.STEPS.getLast().text(message), less);
    }
  }

  /**
   * The engine keeps it in a variable, the operator reads it: whatever a provider sent, it fits.
   */
  private Report report(ImagesException failure) {
    // an incident shows the message only, so it starts with the code
    String message = "[%s] %s".formatted(failure.code(), redaction.text(failure.getMessage()));
    Report all = new Report(message, variables(failure));
    return all.characters() <= MOST_CHARACTERS
        ? all
        : Shortening.STEPS.stream()
            .map(all::shortened)
            .filter(it -> it.characters() <= MOST_CHARACTERS)
            .findFirst()
            .orElseGet(all::onlyIntact);
  }

  private static String spelledOut(Map<String, Object> variables) {
    return List.of(
            "provider", "model", "httpStatus", "requestId", "providerCode", "purchase", "task")
        .stream()
        .filter(variables::containsKey)
        .map(name -> name + ": " + variables.get(name))
        .collect(Collectors.joining(", ", " [", "]"));
  }
}

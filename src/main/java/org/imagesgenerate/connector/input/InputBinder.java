package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.camunda.connector.api.error.ConnectorInputException;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import jakarta.validation.ValidationException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.support.Json;

/** Binds job variables, and turns the runtime's errors into one kind of message. */
public final class InputBinder {

  /** A line of the runtime's validation message. */
  private static final Pattern VIOLATION =
      Pattern.compile(" - Property: (.*?): Validation failed\\. Original message: (.*)");

  /**
   * @throws ImagesException INVALID_INPUT that names every field that is wrong
   */
  public static <T> T bind(OutboundConnectorContext context, Class<T> type) {
    try {
      return context.bindVariables(type);
    } catch (RuntimeException e) {
      throw ImagesException.invalidInput(message(e));
    }
  }

  /** The inputs of which nothing but the provider is read. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record ProviderOnly(Provider provider) {}

  /** The provider, where it can be bound, whatever the other variables are. */
  public static Optional<Provider> provider(OutboundConnectorContext context) {
    try {
      return Optional.ofNullable(context.bindVariables(ProviderOnly.class).provider());
    } catch (RuntimeException | Error e) {
      return Optional.empty();
    }
  }

  /**
   * What is known before the variables are bound, so that a failure to bind can name provider and
   * model, and hide the key.
   *
   * @param provider the text of {@code provider.type}, or null
   * @param model or null
   * @param secrets the provider's key, if there is one
   */
  public record JobIdentity(String provider, String model, List<String> secrets) {

    @Override
    public String toString() {
      return "job of " + provider;
    }
  }

  /** The variable {@code error} that an earlier attempt may have left; never null. */
  public static JsonNode earlierError(OutboundConnectorContext context) {
    try {
      return variables(context).path("error");
    } catch (JsonProcessingException | RuntimeException e) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode variables(OutboundConnectorContext context)
      throws JsonProcessingException {
    String json = context.getJobContext().getVariables();
    return Json.MAPPER.readTree(json == null ? "" : json);
  }

  /** Never throws: if the variables cannot be read, binding says why. */
  public static JobIdentity identify(OutboundConnectorContext context) {
    try {
      JsonNode variables = variables(context);
      JsonNode provider = variables.path("provider");
      return new JobIdentity(
          text(provider.path("type")).orElse(null),
          text(variables.path("model")).orElse(null),
          text(provider.path("apiKey")).stream().toList());
    } catch (Throwable e) {
      return new JobIdentity(null, null, List.of());
    }
  }

  private static Optional<String> text(JsonNode node) {
    return Optional.of(node.asText("").strip()).filter(text -> !text.isEmpty());
  }

  private static String message(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonMappingException mapping) {
        return message(mapping);
      }
      if (cause instanceof ValidationException) {
        return violations(Objects.toString(cause.getMessage(), ""));
      }
    }
    return failure instanceof ConnectorInputException && failure.getMessage() != null
        ? failure.getMessage()
        : "The inputs cannot be read: " + failure.getClass().getSimpleName();
  }

  private static String message(JsonMappingException mapping) {
    String field =
        mapping.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    if (mapping instanceof InvalidTypeIdException unknown) {
      String types = String.join(", ", Provider.TYPES);
      return unknown.getTypeId() == null || unknown.getTypeId().isBlank()
          ? "provider.type: is missing; use one of " + types
          : "provider.type: \"%s\" is not known; use one of %s"
              .formatted(unknown.getTypeId(), types);
    }
    if (field.equals("provider")) {
      return "provider: is not a context; set provider.type to one of "
          + String.join(", ", Provider.TYPES);
    }
    return field.isEmpty()
        ? "The inputs cannot be read: they are not a JSON object"
        : field + ": " + mapping.getOriginalMessage();
  }

  private static String violations(String message) {
    String messages =
        Arrays.stream(message.split("\n"))
            .map(VIOLATION::matcher)
            .filter(Matcher::matches)
            .map(line -> line.group(1) + ": " + line.group(2))
            .sorted()
            .collect(Collectors.joining("\n"));
    return messages.isEmpty() ? message : messages;
  }

  private InputBinder() {}
}

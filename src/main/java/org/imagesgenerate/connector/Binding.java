package org.imagesgenerate.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import io.camunda.connector.api.error.ConnectorInputException;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import jakarta.validation.ValidationException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.Provider;

/** Binds job variables, and turns what the runtime says of bad ones into one kind of sentence. */
final class Binding {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A line of the runtime's validation message. */
  private static final Pattern VIOLATION =
      Pattern.compile(" - Property: (.*?): Validation failed\\. Original message: (.*)");

  /**
   * @throws ImagesException INVALID_INPUT that names every field that is wrong
   */
  static <T> T bind(OutboundConnectorContext context, Class<T> type) {
    try {
      return context.bindVariables(type);
    } catch (RuntimeException e) {
      throw ImagesException.invalidInput(sentence(e));
    }
  }

  /**
   * The provider's key before anything is bound, so that not even a message about binding can show
   * it. Empty where the variables cannot be read; binding says why.
   */
  static List<String> key(OutboundConnectorContext context) {
    try {
      String variables = context.getJobContext().getVariables();
      JsonNode key =
          MAPPER.readTree(variables == null ? "" : variables).path("provider").path("apiKey");
      return key.isTextual() ? List.of(key.asText()) : List.of();
    } catch (JsonProcessingException | RuntimeException e) {
      return List.of();
    }
  }

  private static String sentence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonMappingException mapping) {
        return sentence(mapping);
      }
      if (cause instanceof ValidationException) {
        return violations(Objects.toString(cause.getMessage(), ""));
      }
    }
    return failure instanceof ConnectorInputException && failure.getMessage() != null
        ? failure.getMessage()
        : "The inputs cannot be read: " + failure.getClass().getSimpleName();
  }

  private static String sentence(JsonMappingException mapping) {
    String field =
        mapping.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    if (mapping instanceof InvalidTypeIdException unknown) {
      String types = String.join(", ", Provider.TYPES);
      return unknown.getTypeId() == null
          ? "provider.type: is missing; use one of " + types
          : "provider.type: \"%s\" is not known; use one of %s"
              .formatted(unknown.getTypeId(), types);
    }
    if (field.equals("provider")) {
      return "provider: is no context; set provider.type to one of "
          + String.join(", ", Provider.TYPES);
    }
    return field + ": " + mapping.getOriginalMessage();
  }

  private static String violations(String message) {
    String sentences =
        Arrays.stream(message.split("\n"))
            .map(VIOLATION::matcher)
            .filter(Matcher::matches)
            .map(line -> line.group(1) + ": " + line.group(2))
            .sorted()
            .collect(Collectors.joining("\n"));
    return sentences.isEmpty() ? message : sentences;
  }

  private Binding() {}
}

package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import io.camunda.connector.api.document.Document;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads job variables the way the modeler writes them: text where a number is meant, and an empty
 * text where nothing is meant. Every rejection says what would be right; the field's name comes
 * from the place where Jackson stopped.
 */
final class JobText {

  private static final int MAX_QUOTE_LENGTH = 100;
  private static final int LONGEST_NUMBER = 20;
  private static final int DEEPEST_MAP = 100;

  /** The shortest double has 324 digits after the point. */
  private static final int MOST_DIGITS = 1_000;

  /** A text; a number or a boolean becomes its text, blank text means not set. */
  static final class Text extends JsonDeserializer<String> {
    @Override
    public String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode node = parser.readValueAsTree();
      if (node.isNull() || isBlank(node)) {
        return null;
      }
      if (!node.isValueNode()) {
        return reject(context, "is %s, but has to be a text".formatted(kind(node)));
      }
      if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
        return reject(context, "is not a finite number, but has to be a text");
      }
      return node.isNumber() ? plain(node.decimalValue(), context) : node.asText();
    }

    /** A number of ten characters, such as 1e-99999999, may have millions of digits. */
    private static String plain(BigDecimal number, DeserializationContext context)
        throws IOException {
      return Math.abs((long) number.scale()) > MOST_DIGITS
          ? reject(context, "is a number with too many digits, but has to be a text")
          : number.toPlainString();
    }
  }

  /** A whole number, as a number or as its text. */
  static final class WholeNumber extends JsonDeserializer<Integer> {
    @Override
    public Integer deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return whole(parser, context, BigDecimal::intValueExact);
    }
  }

  /** A whole number from 0 up, which may be larger than a number of images ever is. */
  static final class Seed extends JsonDeserializer<Long> {
    @Override
    public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      Long seed = whole(parser, context, BigDecimal::longValueExact);
      return seed != null && seed < 0
          ? reject(
              context, "is %d, but has to be 0 or more; leave it empty for any".formatted(seed))
          : seed;
    }
  }

  private static <T> T whole(
      JsonParser parser, DeserializationContext context, Function<BigDecimal, T> exact)
      throws IOException {
    JsonNode node = parser.readValueAsTree();
    if (node.isNull() || isBlank(node)) {
      return null;
    }
    try {
      if (node.isNumber()) {
        return exact.apply(node.decimalValue());
      }
      if (node.isTextual()) {
        String text = node.asText().strip();
        return text.length() > LONGEST_NUMBER
            ? reject(
                context,
                "is %s, but has to be a whole number of at most %d characters"
                    .formatted(quote(node), LONGEST_NUMBER))
            : exact.apply(new BigDecimal(text));
      }
    } catch (NumberFormatException e) {
      return reject(context, "is %s, but has to be a whole number".formatted(quote(node)));
    } catch (ArithmeticException e) {
      return reject(
          context,
          "is %s, but has to be a whole number (no fraction, not too large)"
              .formatted(quote(node)));
    }
    return reject(context, "is %s, but has to be a whole number".formatted(kind(node)));
  }

  /** An ISO-8601 duration above zero, up to 100 years. */
  static final class IsoDuration extends JsonDeserializer<Duration> {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode node = parser.readValueAsTree();
      if (node.isNull() || isBlank(node)) {
        return null;
      }
      try {
        Duration duration = Duration.parse(node.asText().strip());
        if (duration.compareTo(LONGEST) > 0) {
          return reject(
              context,
              "is %s, but has to be an ISO-8601 duration of at most 100 years"
                  .formatted(quote(node)));
        }
        if (duration.isPositive()) {
          return duration;
        }
      } catch (DateTimeParseException e) {
        // the message below covers this too
      }
      return reject(
          context,
          "is %s, but has to be an ISO-8601 duration above zero, such as PT4M (four minutes) or P30D (thirty days)"
              .formatted(node.isValueNode() ? quote(node) : kind(node)));
    }
  }

  /** A FEEL context, or a JSON object as text. */
  static final class Context extends JsonDeserializer<Map<String, Object>> {
    @Override
    public Map<String, Object> deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode node = parser.readValueAsTree();
      if (node.isNull() || isBlank(node)) {
        return null;
      }
      if (node.isTextual()) {
        node = readObject(node.asText(), parser, context);
      }
      if (!node.isObject()) {
        return reject(
            context, "is %s, but has to be a context, such as ={seed: 7}".formatted(kind(node)));
      }
      if (isDeeper(node, DEEPEST_MAP)) {
        return reject(
            context, "has more than %d levels of nesting; use fewer".formatted(DEEPEST_MAP));
      }
      Map<String, Object> map =
          parser
              .getCodec()
              .readValue(
                  parser.getCodec().treeAsTokens(node),
                  new TypeReference<Map<String, Object>>() {});
      return containsDocument(map)
          ? reject(
              context,
              "contains a document, which no provider can read; pass its base64 text or its link")
          : map;
    }

    private static boolean isDeeper(JsonNode node, int levels) {
      if (node.isContainerNode()) {
        if (levels == 0) {
          return true;
        }
        for (JsonNode item : node) {
          if (isDeeper(item, levels - 1)) {
            return true;
          }
        }
      }
      return false;
    }

    /** The runtime replaces document references by documents, in any map. */
    private static boolean containsDocument(Object value) {
      return switch (value) {
        case null -> false;
        case Map<?, ?> map -> map.values().stream().anyMatch(Context::containsDocument);
        case List<?> list -> list.stream().anyMatch(Context::containsDocument);
        default -> value instanceof Document;
      };
    }

    private static JsonNode readObject(
        String text, JsonParser parser, DeserializationContext context) throws IOException {
      try (JsonParser inner = parser.getCodec().getFactory().createParser(text)) {
        inner.setCodec(parser.getCodec());
        JsonNode node = inner.readValueAsTree();
        if (inner.nextToken() == null) {
          return node;
        }
      } catch (JsonProcessingException e) {
        // the message below covers this too
      }
      return reject(context, "is a text, but has to be a context, such as ={seed: 7}");
    }
  }

  private static boolean isBlank(JsonNode node) {
    return node.isTextual() && node.asText().isBlank();
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "a context";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "a number";
      default -> "a text";
    };
  }

  private static String quote(JsonNode node) {
    String text = node.asText();
    return '"'
        + (text.length() > MAX_QUOTE_LENGTH ? text.substring(0, MAX_QUOTE_LENGTH) + "…" : text)
        + '"';
  }

  private static <T> T reject(DeserializationContext context, String message) throws IOException {
    return context.reportInputMismatch(JobText.class, "%s", message);
  }

  private JobText() {}
}

package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import org.imagesgenerate.connector.http.Http.BodyReader;
import org.imagesgenerate.connector.http.HttpRequest;

/**
 * How to ask a provider's own catalog for the request schema of one model.
 *
 * @param request has the key only if it goes to the API's own host
 * @param ownHost whether it goes to the API's own host, which may be private
 * @param reader finds the schema in the response; empty if it is not there
 */
public record SchemaLookup(
    HttpRequest request, boolean ownHost, BodyReader<Optional<JsonNode>> reader) {

  /** Longest catalog: a thousand models with 10,000 characters each, and as much again. */
  static final int MOST_CHARACTERS = 20_000_000;

  /** Longest entry of one model: four times the longest known one. */
  static final int MOST_CHARACTERS_OF_MODEL = 256_000;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxDocumentLength(MOST_CHARACTERS)
                      .maxNestingDepth(64)
                      .build())
              .build());

  /** The whole document, which is about one model. */
  public static JsonNode whole(InputStream body) throws IOException {
    try (JsonParser parser = parser(body)) {
      parser.nextToken();
      return next(parser).orElseThrow(SchemaLookup::unreadable);
    } catch (JacksonException e) {
      throw unreadable();
    }
  }

  /** The first object of a list that fits. Only one object is in memory at a time. */
  public static Optional<JsonNode> find(InputStream body, Predicate<JsonNode> fits)
      throws IOException {
    try (JsonParser parser = parser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        boolean ofList =
            token == JsonToken.START_OBJECT && parser.getParsingContext().getParent().inArray();
        Optional<JsonNode> found = ofList ? next(parser).filter(fits) : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    } catch (JacksonException e) {
      throw unreadable();
    }
  }

  /** Without Jackson's message, which quotes the response. */
  private static IOException unreadable() {
    return new IOException("it is not JSON, or too long");
  }

  /** As UTF-8: with other encodings the parser would not say how many characters it has read. */
  private static JsonParser parser(InputStream body) throws IOException {
    return MAPPER.getFactory().createParser(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  /** The value that starts here; empty if it is too long, and then it is only skipped. */
  private static Optional<JsonNode> next(JsonParser parser) throws IOException {
    long end = parser.currentLocation().getCharOffset() + MOST_CHARACTERS_OF_MODEL;
    int depth = 0;
    try (TokenBuffer copy = new TokenBuffer(parser)) {
      for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        boolean fits = parser.currentLocation().getCharOffset() <= end;
        if (fits) {
          copy.copyCurrentEvent(parser);
        }
        if (depth == 0) {
          return fits ? Optional.of(MAPPER.readTree(copy.asParser())) : Optional.empty();
        }
      }
    }
    throw unreadable();
  }
}

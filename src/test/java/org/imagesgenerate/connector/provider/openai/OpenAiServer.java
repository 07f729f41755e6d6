package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.RawServer;
import org.imagesgenerate.connector.http.RawServer.Request;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.TestRequests;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;

/** A server with OpenAI's API that says what a test wants it to, and the adapter that asks it. */
final class OpenAiServer implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RawServer server;
  private final Http http;
  private Duration budget = Duration.ofMinutes(2);

  OpenAiServer(Path folder, RawServer.Script script) {
    this(folder, Map.of(), script);
  }

  OpenAiServer(Path folder, Map<String, String> settings, RawServer.Script script) {
    this.server = RawServer.start(script);
    this.http = new Http(new Settings(settings::get), new TempImageFolder(folder));
  }

  /** Gives every request the same answer. */
  static OpenAiServer answering(Path folder, int status, String body) {
    return answering(folder, status, "Content-Type: application/json\r\n", body);
  }

  /** Single quotes in the body stand for double ones. */
  static OpenAiServer answering(Path folder, int status, String headers, String body) {
    String answer = RawServer.answer(status, headers, body.replace('\'', '"'));
    return new OpenAiServer(
        folder,
        connection -> {
          while (connection.request() != null) {
            connection.send(answer);
          }
        });
  }

  OpenAiServer within(Duration shorter) {
    budget = shorter;
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  int port() {
    return server.port();
  }

  /** Asks OpenAI's dialect for {@code gpt-image-2}. */
  GenerationResult generate() {
    return generate("openai", "'model': 'gpt-image-2'");
  }

  /**
   * @param type openai, azure-openai or openai-compatible
   * @param variables in JSON without braces; single quotes stand for double ones
   */
  GenerationResult generate(String type, String variables) {
    return generate(
        "'provider': {'type': '%s', 'apiKey': 'sk-secret-key', 'baseUrl': '%s'}, %s"
            .formatted(type, url(), variables));
  }

  GenerationResult generate(String variables) {
    ImagesGenerateInput input = TestRequests.input("{" + variables + "}");
    GenerationRequest request =
        new GenerationRequest(
            Catalog.builtIn().translate(input),
            TestRequests.PURCHASE_KEY,
            Deadline.in(budget),
            null);
    return new OpenAiApi(dialect(input.provider()), http, InstantSource.fixed(NOW))
        .generate(request);
  }

  static OpenAiDialect dialect(Provider provider) {
    return switch (provider) {
      case Provider.OpenAi it -> new OpenAiDialects.OpenAi(it);
      case Provider.AzureOpenAi it -> new OpenAiDialects.Azure(it);
      case Provider.OpenAiCompatible it -> new OpenAiDialects.Compatible(it);
      default -> throw new IllegalArgumentException(provider.type());
    };
  }

  int requests() {
    return server.requests().size();
  }

  Request request() {
    return server.requests().getLast();
  }

  /** The body of the last request. */
  JsonNode sent() {
    return json(request().body());
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() throws java.io.IOException {
    http.close();
    server.close();
  }
}

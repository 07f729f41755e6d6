package org.imagesgenerate.connector.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.provider.ApiKey;
import org.imagesgenerate.connector.provider.BaseUrl;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.ProviderError;
import org.imagesgenerate.connector.provider.ScriptedServer;
import org.imagesgenerate.connector.provider.ScriptedServer.Reply;
import org.imagesgenerate.connector.provider.TestRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/adding-a-provider.md promises: a server that speaks OpenAI's API is one small class.
 */
class AddingAProviderTest {

  // docs: dialect
  /** Easel, an imaginary provider: its own key header, its own name for the number, and prices. */
  record EaselDialect(String apiKey, String baseUrl) implements OpenAiDialect {

    @Override
    public String displayName() {
      return "Easel";
    }

    @Override
    public URI endpoint(ImageRequest request) {
      String base = BaseUrl.of(baseUrl, "https://api.easel.example");
      return URI.create(BaseUrl.withVersion(base, "/v1") + "/images/generations");
    }

    @Override
    public Map<String, String> headers() {
      return Map.of("X-Easel-Key", ApiKey.header(apiKey));
    }

    @Override
    public void adjust(ObjectNode body, ImageRequest request) {
      if (body.has("n")) {
        body.set("samples", body.remove("n"));
      }
    }

    @Override
    public Optional<ErrorCode> classify(int status, ProviderError error) {
      return status == 418 ? Optional.of(ErrorCode.QUOTA_EXHAUSTED) : Optional.empty();
    }

    @Override
    public Cost cost(JsonNode body) {
      JsonNode price = body.path("price_usd");
      return price.isNumber() ? new Cost(price.decimalValue(), "USD") : null;
    }
  }

  // docs: end

  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  @TempDir Path folder;

  @Test
  void speaksToTheNewServerInItsOwnWords() throws IOException {
    String answer = "{\"data\": [{\"b64_json\": \"%s\"}], \"price_usd\": 0.02}".formatted(PNG);
    try (ScriptedServer server = new ScriptedServer(requests -> Reply.of(200, answer))) {
      GenerationResult generated = generate(server);

      assertThat(generated.images().getFirst().source()).isInstanceOf(Source.Bytes.class);
      assertThat(generated.cost()).isEqualTo(new Cost(new BigDecimal("0.02"), "USD"));
      ScriptedServer.ReceivedRequest requests = server.requests().getFirst();
      assertThat(requests.target()).isEqualTo("/v1/images/generations");
      assertThat(requests.authorization()).isNull();
      assertThat(requests.body().path("samples").asInt()).isEqualTo(2);
      assertThat(requests.body().has("n")).isFalse();
    }
  }

  @Test
  void knowsWhatItsRejectionsMean() throws IOException {
    try (ScriptedServer server = new ScriptedServer(requests -> Reply.of(418, "{}"))) {
      ImagesException failure = catchThrowableOfType(ImagesException.class, () -> generate(server));

      assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA_EXHAUSTED);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    }
  }

  /** Nothing of this had to be written for the new server. */
  @Test
  void isSafeWithMoneyFromTheStart() throws IOException {
    try (ScriptedServer server = new ScriptedServer(requests -> Reply.hangUp())) {
      ImagesException failure = catchThrowableOfType(ImagesException.class, () -> generate(server));

      assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(server.requests()).hasSize(1);
    }
  }

  private GenerationResult generate(ScriptedServer server) {
    GenerationRequest request =
        TestRequests.of(
            "{'provider': {'type': 'openai-compatible', 'baseUrl': 'http://localhost'}, 'model': 'easel-1', 'n': 2}");
    Http http = TestRequests.http(folder);
    EaselDialect dialect = new EaselDialect("a-key", server.url());
    return new OpenAiApi(dialect, http, InstantSource.system()).generate(request);
  }
}

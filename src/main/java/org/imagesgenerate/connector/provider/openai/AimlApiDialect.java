package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.ApiKey;
import org.imagesgenerate.connector.provider.BaseUrl;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.ProviderError;

/**
 * How AI/ML API differs from OpenAI (source of its documentation, commit f14fa72, 2026-08-21). Its
 * older pages document a 201 and its newer ones a 200; every 2xx is a success.
 */
public record AimlApiDialect(Provider.AimlApi provider) implements OpenAiDialect {

  /** The account has credits, but may not use them yet. */
  private static final Set<String> ACCOUNT = Set.of("err_unverified_card");

  @Override
  public String displayName() {
    return provider.displayName();
  }

  @Override
  public URI endpoint(ImageRequest request) {
    String base = BaseUrl.of(provider.baseUrl(), "https://api.aimlapi.com");
    String path = request.rules().path().orElse("/images/generations");
    return URI.create(BaseUrl.withVersion(base, "/v1") + path);
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + ApiKey.header(provider.apiKey()));
  }

  /**
   * A 403 means that the account has run out of credits, unless its code or kind says otherwise.
   */
  @Override
  public Optional<ErrorCode> classify(int status, ProviderError error) {
    if (status != 403) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(error.code(), error.type()).anyMatch(it -> it != null && ACCOUNT.contains(it))
            ? ErrorCode.PERMISSION_DENIED
            : ErrorCode.QUOTA_EXHAUSTED);
  }

  /** The older pages of the flux models call the list of images {@code images}. */
  @Override
  public JsonNode images(JsonNode body) {
    return body.path("data").isArray() ? body.path("data") : body.path("images");
  }

  /** Tokens stand at the top, what they cost below {@code meta}. */
  @Override
  public JsonNode usage(JsonNode body) {
    ObjectNode usage = JsonBodies.object();
    for (JsonNode part : List.of(body.path("usage"), body.path("meta").path("usage"))) {
      if (part instanceof ObjectNode counts) {
        usage.setAll(counts);
      }
    }
    return usage;
  }

  @Override
  public Cost cost(JsonNode body) {
    JsonNode dollars = usage(body).path("usd_spent");
    return Cost.amount(dollars).map(amount -> new Cost(amount, "USD")).orElse(null);
  }
}

package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.ImageSize;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.ApiKey;
import org.imagesgenerate.connector.provider.BaseUrl;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.ProviderError;

/**
 * How AI/ML API differs from OpenAI (source of its documentation, commit f14fa72, 2026-08-21). Its
 * older pages document a 201 and its newer ones a 200; every 2xx is a success.
 */
public record AimlApiDialect(Provider.AimlApi provider) implements OpenAiDialect {

  private static final String B64_JSON = ResponseFormat.B64_JSON.text();

  /** Fields in which "auto" means what the API does anyway, and is not always a word of it. */
  private static final List<String> WITH_DEFAULT =
      List.of("size", "quality", "background", "moderation", "output_format");

  /** The account has credits, but may not use them yet. */
  private static final Set<String> ACCOUNT = Set.of("err_unverified_card");

  /** The note of the table's rows whose fields are called otherwise. */
  private static final String FLUX = "flux";

  @Override
  public String displayName() {
    return provider.displayName();
  }

  @Override
  public URI endpoint(ImageRequest request) {
    String address = BaseUrl.of(provider.baseUrl(), "https://api.aimlapi.com");
    return URI.create(BaseUrl.withVersion(address, "/v1") + "/images/generations");
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + ApiKey.header(provider.apiKey()));
  }

  /**
   * Every model of this API answers with addresses unless told otherwise, and most have no field to
   * tell it: so it goes only to models that are known to have it, and never for documents.
   */
  @Override
  public String responseFormat(ImageRequest request) {
    boolean choice =
        !request.rules().isUnknown()
            && request.rules().responseFormat().values().contains(B64_JSON);
    return choice && request.responseFormat() != ResponseFormat.DOCUMENT
        ? request.responseFormat().text()
        : null;
  }

  @Override
  public void adjust(ObjectNode body, ImageRequest request) {
    WITH_DEFAULT.stream()
        .filter(field -> body.path(field).asText().equalsIgnoreCase(ImageSize.AUTO))
        .forEach(body::remove);
    if (request.rules().wire().equals(FLUX)) {
      JsonNode count = body.remove("n");
      if (count != null && request.rules().mostImages() > 1) {
        body.set("num_images", count);
      }
      Optional.ofNullable(body.remove("size"))
          .flatMap(size -> ImageSize.of(size.asText()))
          .ifPresent(
              size ->
                  body.putObject("image_size")
                      .put("width", size.width())
                      .put("height", size.height()));
    }
  }

  /** A 403 means that the credits are used up, unless its code is about the account. */
  @Override
  public Optional<ErrorCode> classify(int status, ProviderError error) {
    if (status != 403) {
      return Optional.empty();
    }
    return Optional.of(
        error.code() != null && ACCOUNT.contains(error.code())
            ? ErrorCode.PERMISSION_DENIED
            : ErrorCode.QUOTA_EXHAUSTED);
  }

  /** The older pages of the flux models call the list of images {@code images}. */
  @Override
  public JsonNode images(JsonNode body) {
    return body.path("data").isArray() ? body.path("data") : body.path("images");
  }

  @Override
  public JsonNode usage(JsonNode body) {
    return body.path("meta").path("usage");
  }

  @Override
  public Cost cost(JsonNode body) {
    JsonNode dollars = usage(body).path("usd_spent");
    return Cost.amount(dollars).map(amount -> new Cost(amount, "USD")).orElse(null);
  }
}

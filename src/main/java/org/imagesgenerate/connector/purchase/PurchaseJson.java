package org.imagesgenerate.connector.purchase;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Purchase;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.Generated;
import org.imagesgenerate.connector.provider.Generated.Source;
import org.imagesgenerate.connector.provider.Task;

/**
 * What was bought, as JSON for a row of the ledger. Bytes are not in it.
 *
 * @param task the handle, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PurchaseJson(
    List<Image> images,
    String createdAt,
    long providerMillis,
    String requestId,
    Map<String, Object> usage,
    Cost cost,
    Task task,
    List<String> warnings) {

  /**
   * One image: at an address, as document, or with its bytes beside the row.
   *
   * @param bytes how many there are beside the row, or null if there are none
   * @param size of the document
   * @param sha256 of the document
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Image(
      String address,
      Long bytes,
      JsonNode document,
      Long size,
      String sha256,
      ImageFacts facts,
      String revisedPrompt,
      Long seed,
      Boolean nsfw,
      String expiresAt) {

    static Image of(CompletedPurchase.Image kept) {
      Generated.Image image = kept.generated();
      boolean isDocument = kept.document() != null;
      String address = image.source() instanceof Source.Address it ? it.uri().toString() : null;
      return new Image(
          address,
          hasBytes(kept) ? kept.spool().size() : null,
          isDocument ? StoredReference.write(kept.document()) : null,
          isDocument ? kept.spool().size() : null,
          isDocument ? kept.spool().sha256() : null,
          isDocument ? kept.facts() : null,
          image.revisedPrompt(),
          image.seed(),
          image.nsfw(),
          image.expiresAt() == null ? null : image.expiresAt().toString());
    }

    Generated.Image generated(Source source) {
      return new Generated.Image(
          source, revisedPrompt, seed, nsfw, expiresAt == null ? null : Instant.parse(expiresAt));
    }

    Source.Address source() {
      return new Source.Address(URI.create(address));
    }
  }

  /** How a purchase failed. */
  record Failure(ErrorCode code, String message, Purchase purchase, Map<String, Object> variables) {

    static Failure of(ImagesException failure) {
      return new Failure(
          failure.code(), failure.getMessage(), failure.purchase(), failure.variables());
    }

    ImagesException exception() {
      ImagesException exception = ImagesException.of(code, purchase, message);
      for (Map.Entry<String, Object> variable : variables.entrySet()) {
        exception = exception.with(variable.getKey(), variable.getValue());
      }
      return exception;
    }
  }

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Whether its bytes belong beside the row: they are nowhere else. */
  static boolean hasBytes(CompletedPurchase.Image image) {
    return image.generated().source() instanceof Source.Bytes && image.document() == null;
  }

  static PurchaseJson of(CompletedPurchase kept) {
    Generated generated = kept.generated();
    return new PurchaseJson(
        kept.images().stream().map(Image::of).toList(),
        kept.createdAt().toString(),
        kept.providerMillis(),
        generated.requestId(),
        generated.usage(),
        generated.cost(),
        generated.task(),
        generated.warnings());
  }

  static String write(Object value) {
    try {
      return value == null ? null : MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Null stays null. */
  static <T> T read(String text, Class<T> type) throws IOException {
    return text == null ? null : MAPPER.readValue(text, type);
  }
}

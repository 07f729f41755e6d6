package org.imagesgenerate.connector.purchase;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.camunda.connector.api.document.DocumentFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.ImageFile;

/**
 * A purchase as JSON, without the bytes of its images and without a URL that holds the key.
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
    TaskHandle task,
    List<String> warnings) {

  /**
   * One image: at a URL, as document, or with its bytes beside the row.
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

    private static Image of(CompletedPurchase purchase, CompletedPurchase.Image image) {
      GenerationResult.Image generated = image.generated();
      boolean isDocument = image.document() != null;
      URI url = url(purchase, image);
      return new Image(
          url == null ? null : url.toString(),
          hasBytes(purchase, image) ? image.spool().size() : null,
          isDocument ? StoredReference.write(image.document()) : null,
          isDocument ? image.spool().size() : null,
          isDocument ? image.spool().sha256() : null,
          isDocument ? image.facts() : null,
          generated.revisedPrompt(),
          generated.seed(),
          generated.nsfw(),
          generated.expiresAt() == null ? null : generated.expiresAt().toString());
    }

    private Source source(int index, ImageBytes images) throws SQLException, IOException {
      if (document != null) {
        return new Source.Bytes(ImageFile.givenAway(size, sha256));
      }
      if (address != null) {
        return new Source.RemoteUrl(URI.create(address));
      }
      return new Source.Bytes(bytes == null ? null : images.read(index, bytes));
    }

    private GenerationResult.Image generated(Source source) {
      return new GenerationResult.Image(
          source, revisedPrompt, seed, nsfw, expiresAt == null ? null : Instant.parse(expiresAt));
    }
  }

  /** Reads bytes that are kept beside the JSON. */
  interface ImageBytes {
    /** Null if they are not there. */
    ImageFile read(int image, long size) throws SQLException, IOException;
  }

  /** How a purchase failed. */
  record Failure(
      ErrorCode code, String message, PurchaseState purchase, Map<String, Object> variables) {

    static Failure of(ImagesException failure) {
      String message = failure.getMessage();
      Map<String, Object> variables = new LinkedHashMap<>(failure.variables());
      variables.values().removeIf(value -> write(value).length() > MOST_CHARACTERS);
      return new Failure(
          failure.code(),
          message.length() > MOST_CHARACTERS ? message.substring(0, MOST_CHARACTERS) : message,
          failure.purchase(),
          variables);
    }

    ImagesException exception() {
      ImagesException exception = ImagesException.of(code, purchase, message);
      for (Map.Entry<String, Object> variable : variables.entrySet()) {
        exception = exception.with(variable.getKey(), variable.getValue());
      }
      return exception;
    }
  }

  /** Of a failure's message, and of each of its variables. */
  private static final int MOST_CHARACTERS = 4_000;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Null where there is none, or one that must not be written down. */
  private static URI url(CompletedPurchase purchase, CompletedPurchase.Image image) {
    return image.generated().source() instanceof Source.RemoteUrl it
            && !purchase.redaction().finds(it.uri())
        ? it.uri()
        : null;
  }

  /** Whether its bytes belong beside the row: they are nowhere else. */
  static boolean hasBytes(CompletedPurchase purchase, CompletedPurchase.Image image) {
    return image.document() == null && image.spool() != null && url(purchase, image) == null;
  }

  static PurchaseJson of(CompletedPurchase purchase) {
    GenerationResult generated = purchase.generated();
    return new PurchaseJson(
        purchase.images().stream().map(image -> Image.of(purchase, image)).toList(),
        purchase.createdAt().toString(),
        purchase.providerMillis(),
        generated.requestId(),
        generated.usage(),
        generated.cost(),
        task(purchase),
        generated.warnings());
  }

  /** The handle, or null if there is none, or one that must not be written down. */
  static TaskHandle task(CompletedPurchase purchase) {
    TaskHandle task = purchase.generated().task();
    return purchase.redaction().finds(task) ? null : task;
  }

  CompletedPurchase purchase(String attempt, DocumentFactory documents, ImageBytes bytes)
      throws SQLException, IOException {
    List<GenerationResult.Image> generated = new ArrayList<>();
    CompletedPurchase purchase;
    try {
      for (Image image : images) {
        generated.add(image.generated(image.source(generated.size(), bytes)));
      }
      purchase =
          new CompletedPurchase(
              new GenerationResult(generated, requestId, usage, cost, task, warnings),
              Instant.parse(createdAt),
              providerMillis,
              attempt,
              CompletedPurchase.NOTHING_SECRET);
      for (int i = 0; i < images.size(); i++) {
        resolve(images.get(i), purchase.images().get(i), documents);
      }
      return purchase;
    } catch (SQLException | IOException | RuntimeException e) {
      generated.stream()
          .map(GenerationResult.Image::source)
          .filter(source -> source instanceof Source.Bytes read && read.spool() != null)
          .forEach(source -> ((Source.Bytes) source).spool().close());
      throw e;
    }
  }

  private static void resolve(
      Image json, CompletedPurchase.Image image, DocumentFactory documents) {
    if (json.document() != null) {
      image.storedBefore(
          documents.resolve(new StoredReference(json.document())),
          ImageFile.givenAway(json.size(), json.sha256()),
          json.facts());
    }
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

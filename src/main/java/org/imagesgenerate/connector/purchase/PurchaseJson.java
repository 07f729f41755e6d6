package org.imagesgenerate.connector.purchase;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import io.camunda.connector.document.jackson.DocumentReferenceModel.CamundaDocumentMetadataModel;
import io.camunda.connector.document.jackson.DocumentReferenceModel.CamundaDocumentReferenceModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.ImageFile;

/** A purchase as JSON, without the bytes of its images and without a URL that contains the key. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PurchaseJson(
    List<Image> images,
    Instant createdAt,
    long providerMillis,
    String requestId,
    Map<String, Object> usage,
    Map<String, Object> settings,
    Cost cost,
    TaskHandle task,
    List<String> warnings) {

  /** Maximum length of a failure's message, and of each of its variables. */
  private static final int MAX_CHARACTERS = 4_000;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Purchases that an earlier version stored have no settings. */
  PurchaseJson {
    settings = settings == null ? Map.of() : settings;
  }

  /**
   * One image: at a URL, in a document, or with its bytes stored beside the JSON.
   *
   * @param bytes how many bytes are stored beside the JSON, or null
   * @param size of the document
   * @param sha256 of the document
   * @param facts of the document
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Image(
      String id,
      URI url,
      Long bytes,
      CamundaDocumentReferenceModel document,
      Long size,
      String sha256,
      ImageFacts facts,
      String revisedPrompt,
      Long seed,
      Boolean nsfw,
      Instant expiresAt) {

    private static Image of(CompletedPurchase purchase, CompletedPurchase.Image image) {
      GenerationResult.Image generated = image.generated();
      boolean isDocument = image.document() != null;
      return new Image(
          generated.id(),
          storableUrl(purchase, image),
          hasBytes(purchase, image) ? image.file().size() : null,
          isDocument ? reference(image.document()) : null,
          isDocument ? image.file().size() : null,
          isDocument ? image.file().sha256() : null,
          isDocument ? image.facts() : null,
          generated.revisedPrompt(),
          generated.seed(),
          generated.nsfw(),
          generated.expiresAt());
    }

    private GenerationResult.Image generated(int index, ImageBytes images)
        throws SQLException, IOException {
      return new GenerationResult.Image(
          id, source(index, images), revisedPrompt, seed, nsfw, expiresAt);
    }

    private Source source(int index, ImageBytes images) throws SQLException, IOException {
      if (document != null) {
        return new Source.Bytes(ImageFile.givenAway(size, sha256));
      }
      return url == null
          ? new Source.Bytes(bytes == null ? null : images.read(index, bytes))
          : new Source.RemoteUrl(url);
    }
  }

  /**
   * @throws ClassCastException if the document is in none of Camunda's stores
   */
  private static CamundaDocumentReferenceModel reference(Document document) {
    CamundaDocumentReference reference = (CamundaDocumentReference) document.reference();
    return new CamundaDocumentReferenceModel(
        reference.getStoreId(),
        reference.getDocumentId(),
        reference.getContentHash(),
        reference.getMetadata() == null
            ? null
            : new CamundaDocumentMetadataModel(reference.getMetadata()));
  }

  /** Null if there is none, or if it must not be stored. */
  private static URI storableUrl(CompletedPurchase purchase, CompletedPurchase.Image image) {
    return image.generated().source() instanceof Source.RemoteUrl it
            && !purchase.redaction().finds(it.uri())
        ? it.uri()
        : null;
  }

  /** Whether the bytes have to be stored beside the JSON, since they are nowhere else. */
  static boolean hasBytes(CompletedPurchase purchase, CompletedPurchase.Image image) {
    return image.document() == null && image.file() != null && storableUrl(purchase, image) == null;
  }

  static PurchaseJson of(CompletedPurchase purchase) {
    GenerationResult generated = purchase.generated();
    return new PurchaseJson(
        purchase.images().stream().map(image -> Image.of(purchase, image)).toList(),
        purchase.createdAt(),
        purchase.providerMillis(),
        generated.requestId(),
        generated.usage(),
        generated.settings(),
        generated.cost(),
        purchase.redaction().finds(generated.task()) ? null : generated.task(),
        generated.warnings());
  }

  /** Their indexes. */
  List<Integer> imagesWithBytes() {
    return IntStream.range(0, images.size())
        .filter(i -> images.get(i).bytes() != null)
        .boxed()
        .toList();
  }

  /** Reads bytes that are stored beside the JSON. */
  interface ImageBytes {
    ImageFile read(int image, long size) throws SQLException, IOException;
  }

  CompletedPurchase purchase(String attempt, DocumentFactory documents, ImageBytes bytes)
      throws SQLException, IOException {
    List<GenerationResult.Image> generated = new ArrayList<>();
    try {
      for (Image image : images) {
        generated.add(image.generated(generated.size(), bytes));
      }
      CompletedPurchase purchase =
          new CompletedPurchase(
              new GenerationResult(
                  generated, requestId, usage, settings, null, cost, task, warnings),
              createdAt,
              providerMillis,
              attempt,
              CompletedPurchase.NO_SECRETS);
      for (int i = 0; i < images.size(); i++) {
        if (images.get(i).document() != null) {
          CompletedPurchase.Image image = purchase.images().get(i);
          image.setFile(image.file(), images.get(i).facts());
          image.setDocument(documents.resolve(images.get(i).document()));
        }
      }
      return purchase;
    } catch (SQLException | IOException | RuntimeException e) {
      for (GenerationResult.Image image : generated) {
        if (image.source() instanceof Source.Bytes read && read.file() != null) {
          read.file().close();
        }
      }
      throw e;
    }
  }

  /** How a purchase failed. */
  record Failure(
      ErrorCode code, String message, PurchaseState purchase, Map<String, Object> variables) {

    static Failure of(ImagesException failure) {
      String message = failure.getMessage();
      Map<String, Object> variables = new LinkedHashMap<>(failure.variables());
      variables.values().removeIf(value -> write(value).length() > MAX_CHARACTERS);
      return new Failure(
          failure.code(),
          message.substring(0, Math.min(message.length(), MAX_CHARACTERS)),
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

  /** Null stays null. */
  static String write(Object value) {
    try {
      return value == null ? null : MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Null stays null. */
  static <T> T read(String json, Class<T> type) throws IOException {
    return json == null ? null : MAPPER.readValue(json, type);
  }
}

package org.imagesgenerate.connector.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.camunda.connector.api.document.Document;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.error.Urls;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.TaskHandle;

/**
 * What the process gets. Unknown fields are absent.
 *
 * @param status {@code completed}, or {@code submitted} if only the task was returned
 * @param images in the provider's order
 * @param task the handle that Images Collect accepts
 * @param provider the value of {@code provider.type}
 * @param model the id that was sent to the provider
 * @param createdAt ISO-8601
 * @param requestId the provider's id of the exchange
 * @param usage the provider's own counts, camelCase
 * @param settings what the provider states that it used: size, quality, background, outputFormat
 * @param cost what the provider reported, never a guess
 * @param warnings what was left out, changed or delivered differently than requested, and why
 * @param timings in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImagesResult(
    String status,
    List<Image> images,
    TaskHandle task,
    String provider,
    String model,
    String createdAt,
    String requestId,
    Map<String, Object> usage,
    Map<String, Object> settings,
    Cost cost,
    List<String> warnings,
    Timings timings) {

  public static final String COMPLETED = "completed";
  public static final String SUBMITTED = "submitted";

  /** The same without secrets, whatever a provider has repeated of them. */
  @SuppressWarnings("unchecked")
  public ImagesResult masked(Redaction redaction) {
    return new ImagesResult(
        status,
        images.stream().map(image -> image.masked(redaction)).toList(),
        redaction.finds(task) ? null : task,
        provider,
        redaction.text(model),
        createdAt,
        redaction.text(requestId),
        (Map<String, Object>) redaction.value(usage),
        (Map<String, Object>) redaction.value(settings),
        cost,
        warnings.stream().map(redaction::text).map(Urls::withoutQueries).toList(),
        timings);
  }

  /** The same with so little of each text that it fits into a process variable. */
  public ImagesResult fitting() {
    return ResultLimit.fit(this);
  }

  /**
   * One image: a URL, base64 or a document.
   *
   * @param index from 1, as FEEL lists do
   * @param id the provider's id of the image
   * @param mimeType read from the bytes, like all facts after it; absent with a URL
   * @param sha256 lower-case hex
   * @param expiresAt when the URL expires, ISO-8601
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Image(
      int index,
      String id,
      String url,
      @JsonProperty("b64_json") String b64Json,
      Document document,
      String mimeType,
      Integer width,
      Integer height,
      Long sizeInBytes,
      String sha256,
      String revisedPrompt,
      Long seed,
      Boolean nsfw,
      String expiresAt) {

    Image withTexts(UnaryOperator<String> change) {
      return new Image(
          index,
          change.apply(id),
          url,
          b64Json,
          document,
          mimeType,
          width,
          height,
          sizeInBytes,
          sha256,
          change.apply(revisedPrompt),
          seed,
          nsfw,
          expiresAt);
    }

    private Image masked(Redaction redaction) {
      return new Image(
          index,
          redaction.text(id),
          redaction.text(url),
          b64Json,
          document,
          mimeType,
          width,
          height,
          sizeInBytes,
          sha256,
          redaction.text(revisedPrompt),
          seed,
          nsfw,
          expiresAt);
    }

    /** Without the image itself. */
    @Override
    public String toString() {
      return "image %d (%s, %s bytes)".formatted(index, mimeType, sizeInBytes);
    }
  }

  /** Where the time went. */
  public record Timings(long totalMillis, long providerMillis, long deliveryMillis) {}
}

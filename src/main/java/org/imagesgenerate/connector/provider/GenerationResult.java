package org.imagesgenerate.connector.provider;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;

/**
 * What a provider gave.
 *
 * @param images at least one; none if the task was only submitted
 * @param requestId the provider's id of the exchange, or null
 * @param usage the provider's own counts, camelCase; empty if it gave none
 * @param cost what the provider reported, or null
 * @param task the handle, or null for providers without tasks
 * @param warnings what came otherwise than asked
 */
public record GenerationResult(
    List<Image> images,
    String requestId,
    Map<String, Object> usage,
    Cost cost,
    TaskHandle task,
    List<String> warnings) {

  /** Holds at most {@link Limits#MOST_IMAGES}; of the others a warning is left. */
  public GenerationResult {
    if (images.size() > Limits.MOST_IMAGES || images.stream().anyMatch(Image::isLeftOut)) {
      List<Image> kept =
          images.stream().filter(it -> !it.isLeftOut()).limit(Limits.MOST_IMAGES).toList();
      warnings =
          Stream.concat(
                  Stream.of(
                      "the provider sent %d images; a result holds at most %d, so the others were left out"
                          .formatted(images.size(), Limits.MOST_IMAGES)),
                  warnings.stream())
              .toList();
      Set<Image> lost = Collections.newSetFromMap(new IdentityHashMap<>());
      lost.addAll(images);
      kept.forEach(lost::remove);
      lost.forEach(Image::close);
      images = kept;
    }
  }

  /** Nothing yet but the handle of a task. */
  public static GenerationResult submitted(TaskHandle task) {
    return new GenerationResult(List.of(), null, Map.of(), null, task, List.of());
  }

  /**
   * The same without secrets that the provider repeated. Addresses stay as they are: the images are
   * fetched there.
   */
  @SuppressWarnings("unchecked")
  public GenerationResult masked(Redaction redaction) {
    return new GenerationResult(
        images.stream().map(image -> image.masked(redaction)).toList(),
        redaction.text(requestId),
        (Map<String, Object>) redaction.value(usage),
        cost,
        task,
        warnings.stream().map(redaction::text).toList());
  }

  /**
   * One image.
   *
   * @param source its bytes or its address
   * @param revisedPrompt the prompt that the model made of ours, or null
   * @param seed or null
   * @param nsfw what the provider's safety check says, or null if it did not look
   * @param expiresAt when the address ends, or null if nobody says
   */
  public record Image(
      Source source, String revisedPrompt, Long seed, Boolean nsfw, Instant expiresAt) {

    private Image masked(Redaction redaction) {
      return new Image(source, redaction.text(revisedPrompt), seed, nsfw, expiresAt);
    }

    private boolean isLeftOut() {
      return source instanceof Source.Bytes bytes && bytes.spool() == ImageFile.LEFT_OUT;
    }

    private void close() {
      if (source instanceof Source.Bytes bytes) {
        bytes.spool().close();
      }
    }

    /** An image that nothing more is known of. */
    public static Image of(Source source) {
      return new Image(source, null, null, null, null);
    }
  }

  /** Where an image is. */
  public sealed interface Source {
    /** Here. */
    record Bytes(ImageFile spool) implements Source {}

    /** There; absolute, and not yet trusted. */
    record RemoteUrl(URI uri) implements Source {}
  }
}

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
 * The outcome of a purchase.
 *
 * @param images at least one; none if the task was only submitted
 * @param requestId the provider's id of the exchange, or null
 * @param usage the provider's own counts, camelCase; empty if it reported none
 * @param settings what the provider states that it used, camelCase; empty if it states nothing
 * @param providerMillis how long the provider states that it worked, or null
 * @param cost what the provider reported, or null
 * @param task the handle, or null for providers without tasks
 * @param warnings how the outcome differs from the request
 */
public record GenerationResult(
    List<Image> images,
    String requestId,
    Map<String, Object> usage,
    Map<String, Object> settings,
    Long providerMillis,
    Cost cost,
    TaskHandle task,
    List<String> warnings) {

  /** Holds at most {@link Limits#MOST_IMAGES} images; a warning says how many came. */
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
      Set<Image> others = Collections.newSetFromMap(new IdentityHashMap<>());
      others.addAll(images);
      kept.forEach(others::remove);
      others.forEach(Image::discard);
      images = kept;
    }
  }

  /** A result of a provider that states neither its settings nor its time. */
  public GenerationResult(
      List<Image> images,
      String requestId,
      Map<String, Object> usage,
      Cost cost,
      TaskHandle task,
      List<String> warnings) {
    this(images, requestId, usage, Map.of(), null, cost, task, warnings);
  }

  /** Only the handle of a submitted task. */
  public static GenerationResult submitted(TaskHandle task) {
    return new GenerationResult(List.of(), null, Map.of(), null, task, List.of());
  }

  /**
   * The same without secrets that the provider repeated. URLs remain as they are: the images are
   * downloaded from there.
   */
  @SuppressWarnings("unchecked")
  public GenerationResult masked(Redaction redaction) {
    return new GenerationResult(
        images.stream().map(image -> image.masked(redaction)).toList(),
        redaction.text(requestId),
        (Map<String, Object>) redaction.value(usage),
        (Map<String, Object>) redaction.value(settings),
        providerMillis,
        cost,
        task,
        warnings.stream().map(redaction::text).toList());
  }

  /** The same with URLs that expire then, if the provider does not state it. */
  public GenerationResult expiringAt(Instant expiry) {
    return new GenerationResult(
        images.stream().map(image -> image.expiringAt(expiry)).toList(),
        requestId,
        usage,
        settings,
        providerMillis,
        cost,
        task,
        warnings);
  }

  /**
   * One image.
   *
   * @param id the provider's id of the image, or null
   * @param source its bytes or its URL
   * @param revisedPrompt the prompt as the model rewrote it, or null
   * @param seed or null
   * @param nsfw the result of the provider's safety check, or null
   * @param expiresAt when the URL expires, or null if the provider does not state it
   */
  public record Image(
      String id, Source source, String revisedPrompt, Long seed, Boolean nsfw, Instant expiresAt) {

    /** An image of a provider whose images have no ids. */
    public Image(Source source, String revisedPrompt, Long seed, Boolean nsfw, Instant expiresAt) {
      this(null, source, revisedPrompt, seed, nsfw, expiresAt);
    }

    private Image masked(Redaction redaction) {
      return new Image(
          redaction.text(id), source, redaction.text(revisedPrompt), seed, nsfw, expiresAt);
    }

    private Image expiringAt(Instant expiry) {
      return source instanceof Source.RemoteUrl && expiresAt == null
          ? new Image(id, source, revisedPrompt, seed, nsfw, expiry)
          : this;
    }

    private boolean isLeftOut() {
      return source instanceof Source.Bytes bytes && bytes.file() == ImageFile.LEFT_OUT;
    }

    /** An image without metadata. */
    public static Image of(Source source) {
      return new Image(source, null, null, null, null);
    }

    /** Deletes the image's bytes. */
    public void discard() {
      if (source instanceof Source.Bytes bytes) {
        bytes.file().close();
      }
    }
  }

  /** Where an image is. */
  public sealed interface Source {
    /** In a file of this worker. */
    record Bytes(ImageFile file) implements Source {}

    /** At an absolute URL that is not yet trusted. */
    record RemoteUrl(URI uri) implements Source {}
  }
}

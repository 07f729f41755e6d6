package org.imagesgenerate.connector.catalog;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One row of the table: what one model takes at the providers that serve it.
 *
 * @param providers values of {@code provider.type}
 * @param ids the id that goes on the wire, then other names that are taken; {@code *} in the row of
 *     unknown models
 * @param mostImages most images of one request, or {@link Integer#MAX_VALUE}
 * @param shortestPrompt in characters
 * @param longestPrompt in characters, or {@link Integer#MAX_VALUE}
 * @param size which sizes
 * @param quality which qualities
 * @param background which backgrounds
 * @param outputFormat which file formats
 * @param outputCompression whether the field exists
 * @param moderation which moderation levels
 * @param style which styles
 * @param responseFormat {@code url} where the model can answer with addresses, {@code b64_json}
 *     where it can answer with base64
 * @param user which of {@code user} and {@code safety_identifier} exist
 * @param shutdown the day the model's maker ends or ended it
 * @param successor what to use instead
 * @param wire a note for the provider's adapter
 */
public record Model(
    List<String> providers,
    List<String> ids,
    int mostImages,
    int shortestPrompt,
    int longestPrompt,
    Sizes size,
    Choices quality,
    Choices background,
    Choices outputFormat,
    boolean outputCompression,
    Choices moderation,
    Choices style,
    Choices responseFormat,
    Choices user,
    Optional<LocalDate> shutdown,
    Optional<String> successor,
    String wire) {

  private static final String UNKNOWN = "*";

  /** The id that goes on the wire; {@code *} in the row of unknown models. */
  public String id() {
    return ids.getFirst();
  }

  /** Whether this is the row for models without a row of their own. */
  public boolean isUnknown() {
    return id().equals(UNKNOWN);
  }

  /** Whether the model can answer with addresses of its images. */
  public boolean givesUrls() {
    return responseFormat.values().contains("url");
  }

  /** What goes on the wire for the name that the process wrote. */
  public String wireId(String name) {
    return isUnknown()
        ? name
        : ids.stream()
            .filter(id -> id.equalsIgnoreCase(name) && isSnapshot(id))
            .findFirst()
            .orElse(id());
  }

  /** A dated snapshot, such as {@code gpt-image-2-2026-04-21}, is a model of its own to OpenAI. */
  private static boolean isSnapshot(String name) {
    return name.matches(".*-[0-9]{4}-[0-9]{2}-[0-9]{2}");
  }
}

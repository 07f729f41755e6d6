package org.imagesgenerate.connector.catalog;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.metrics.Metric;

/**
 * One entry of the catalog: a model of a provider, or a pattern for models without an entry.
 *
 * @param ids the id that is sent, then other names of the same model; {@code *} stands for any text
 * @param request the fields of its request
 * @param imagesPerRequest how many images one request makes, if it has no field for their number
 * @param offered whether the element template lists it; never a model that has ended
 * @param path of the endpoint, where it is not the provider's usual one
 * @param title the maker's name of it, where the id does not tell
 * @param shutdown the day the model ends or ended
 * @param successor what to use instead
 * @param live whether the fields come from the provider's own catalog, which was asked for a model
 *     without an entry
 */
public record Model(
    List<String> ids,
    RequestSchema request,
    int imagesPerRequest,
    boolean offered,
    Optional<String> path,
    Optional<String> title,
    Optional<LocalDate> shutdown,
    Optional<String> successor,
    boolean live) {

  private static final String ANY = "*";

  /** The id that is sent; a pattern in the entry of unknown models. */
  public String id() {
    return ids.getFirst();
  }

  /** Whether its requests have images to edit. */
  public boolean edits() {
    return request.field("images").isPresent();
  }

  /** Whether this is an entry for models without one of their own. */
  public boolean isUnknown() {
    return id().contains(ANY);
  }

  /** The value of the tag {@code model}: never what a user wrote. */
  public String metricTag() {
    return isUnknown() || live ? Metric.OTHER : id();
  }

  /** Whether an id or another name is this one, in any case. */
  boolean isNamed(String name) {
    return ids.stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Whether a name matches the pattern. */
  boolean matches(String name) {
    return ids.stream()
        .filter(id -> id.contains(ANY))
        .anyMatch(id -> Pattern.matches("(?is)\\Q" + id.replace(ANY, "\\E.*\\Q") + "\\E", name));
  }

  /** Most images of one request, or {@link Integer#MAX_VALUE}. */
  public int mostImagesPerRequest() {
    return request
        .field("n")
        .map(it -> (int) Math.min(Integer.MAX_VALUE, it.maximum()))
        .orElse(imagesPerRequest);
  }

  /** Most images of one job, or {@link Integer#MAX_VALUE}. */
  public int mostImages() {
    int tasks = request.spelling().tasks();
    return tasks > 0 ? tasks : mostImagesPerRequest();
  }

  /** Shortest prompt in characters. */
  public int shortestPrompt() {
    return request.field("prompt").map(FieldSchema::shortest).orElse(1);
  }

  /** Longest prompt in characters, or {@link Integer#MAX_VALUE}. */
  public int longestPrompt() {
    return request.field("prompt").map(FieldSchema::longest).orElse(Integer.MAX_VALUE);
  }

  /** Whether the model can return URLs of its images; assumed of a model without an entry. */
  public boolean givesUrls() {
    return isUnknown()
        || request
            .values("response_format")
            .map(it -> it.values().contains("url"))
            .orElse(request.spelling().deliversUrls());
  }

  /** What is sent for the name that the process wrote. */
  public String wireId(String name) {
    return ids.stream()
        .filter(id -> id.equalsIgnoreCase(name))
        .findFirst()
        .map(id -> isSnapshot(id) ? id : id())
        .orElse(name);
  }

  /** A dated snapshot, such as {@code gpt-image-2-2026-04-21}, is a model of its own to OpenAI. */
  private static boolean isSnapshot(String name) {
    return name.matches(".*-[0-9]{4}-[0-9]{2}-[0-9]{2}");
  }
}

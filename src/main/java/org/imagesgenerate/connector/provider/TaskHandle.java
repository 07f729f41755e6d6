package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.input.Provider;

/**
 * The handle of a provider's tasks: the input of Images Collect, and what the next attempt
 * continues with.
 *
 * @param provider the value of {@code provider.type}
 * @param model the id that went on the wire
 * @param ids the provider's ids, one for each task; never null
 * @param images how many images were requested, all tasks together, or null
 * @param elementInstanceKey the activation that bought it
 * @param request fingerprint of the request that bought it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskHandle(
    String provider,
    String model,
    List<String> ids,
    Integer images,
    Long elementInstanceKey,
    String request) {

  private static final int MOST_IDS = 100;
  private static final int LONGEST_ID = 200;
  private static final int LONGEST_TEXT = 1_000;
  private static final Pattern UUID =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  public TaskHandle {
    ids = ids == null ? List.of() : ids.stream().filter(Objects::nonNull).toList();
  }

  /**
   * What is wrong with a handle that came from a process: each id is polled with the key. Empty for
   * one of ours.
   */
  public Optional<String> problem() {
    if (ids.size() > MOST_IDS) {
      return Optional.of("has %d ids; a task has at most %d".formatted(ids.size(), MOST_IDS));
    }
    if (Provider.RUNWARE.equals(provider)
        && !ids.stream().allMatch(it -> UUID.matcher(it).matches())) {
      return Optional.of("has an id that is not a UUID, as all ids of Runware are");
    }
    return ids.stream().anyMatch(it -> it.length() > LONGEST_ID)
            || isTooLong(provider)
            || isTooLong(model)
            || isTooLong(request)
        ? Optional.of("has a text that is longer than any of a task's")
        : Optional.empty();
  }

  private static boolean isTooLong(String text) {
    return text != null && text.length() > LONGEST_TEXT;
  }

  /** A handle without the number of images. */
  public TaskHandle(
      String provider, String model, List<String> ids, Long elementInstanceKey, String request) {
    this(provider, model, ids, null, elementInstanceKey, request);
  }

  /** Whether it has all ids of another one, and others. */
  boolean hasMoreThan(TaskHandle other) {
    return ids.size() > other.ids.size() && ids.containsAll(other.ids);
  }

  /** The same handle with these ids. */
  public TaskHandle with(List<String> ids) {
    return new TaskHandle(provider, model, ids, images, elementInstanceKey, request);
  }
}

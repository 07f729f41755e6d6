package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;

/**
 * The handle of a provider's task: what Images Collect takes, and what a next attempt goes on with.
 *
 * @param provider the value of {@code provider.type}
 * @param model the id that went on the wire
 * @param ids the provider's ids, one for each task; never null
 * @param images how many images were asked for, all tasks together; null if that does not matter
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

  public TaskHandle {
    ids = ids == null ? List.of() : ids.stream().filter(Objects::nonNull).toList();
  }

  /** A handle that does not say how many images were asked for. */
  public TaskHandle(
      String provider, String model, List<String> ids, Long elementInstanceKey, String request) {
    this(provider, model, ids, null, elementInstanceKey, request);
  }
}

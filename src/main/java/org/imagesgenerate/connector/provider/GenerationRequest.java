package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.support.Deadline;

/**
 * One purchase: what to request, and for which job.
 *
 * @param request the images
 * @param activation the activation of a task that this purchase belongs to
 * @param deadline the end of the job's budget
 * @param earlierError the variable {@code error} that an earlier attempt of the same job may have
 *     left, or null; to be trusted only if it names this activation
 * @param state what is known from other attempts
 */
public record GenerationRequest(
    ImageRequest request,
    PurchaseKey activation,
    Deadline deadline,
    JsonNode earlierError,
    AttemptState state) {

  /** The first attempt. */
  public GenerationRequest(
      ImageRequest request, PurchaseKey activation, Deadline deadline, JsonNode earlierError) {
    this(request, activation, deadline, earlierError, AttemptState.NONE);
  }

  /** The same request, after what other attempts did. */
  public GenerationRequest on(AttemptState state) {
    return new GenerationRequest(request, activation, deadline, earlierError, state);
  }

  /** The handle of this request's tasks. */
  public TaskHandle task(String provider, List<String> ids) {
    return new TaskHandle(
        provider,
        request.model(),
        ids,
        request.count(),
        activation.elementInstanceKey(),
        activation.request());
  }
}

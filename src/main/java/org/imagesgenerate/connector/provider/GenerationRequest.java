package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.support.Deadline;

/**
 * One purchase: what to request, and for which job.
 *
 * @param imageRequest the images, in the fields of the model; null while a task is only collected
 * @param purchaseKey identifies the purchase in all attempts of the job
 * @param deadline the end of the job's budget
 * @param earlierError the variable {@code error} that an earlier attempt of the same job may have
 *     left, or null; to be trusted only if it names this activation
 * @param state what is known from other attempts
 */
public record GenerationRequest(
    ImageRequest imageRequest,
    PurchaseKey purchaseKey,
    Deadline deadline,
    JsonNode earlierError,
    AttemptState state) {

  /** The first attempt. */
  public GenerationRequest(
      ImageRequest imageRequest,
      PurchaseKey purchaseKey,
      Deadline deadline,
      JsonNode earlierError) {
    this(imageRequest, purchaseKey, deadline, earlierError, AttemptState.NONE);
  }

  /** The same request, with what is known from other attempts. */
  public GenerationRequest withState(AttemptState state) {
    return new GenerationRequest(imageRequest, purchaseKey, deadline, earlierError, state);
  }

  /** The handle of this request's tasks. */
  public TaskHandle task(String provider, List<String> ids) {
    return new TaskHandle(
        provider,
        imageRequest.model(),
        ids,
        imageRequest.count(),
        purchaseKey.elementInstanceKey(),
        purchaseKey.fingerprint());
  }
}

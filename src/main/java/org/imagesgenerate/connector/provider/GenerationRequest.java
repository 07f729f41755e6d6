package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.databind.JsonNode;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.support.Deadline;

/**
 * What is to be bought, and for whom.
 *
 * @param request what is asked for
 * @param activation the one activation of a task that this purchase belongs to
 * @param deadline the end of the job's budget
 * @param earlierError what an earlier attempt of the same job left in the variable {@code error},
 *     or null; not to be trusted before it is held against the activation
 * @param state what other attempts left, and where this one leaves its task
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

  /** The same order, after what other attempts did. */
  public GenerationRequest on(AttemptState state) {
    return new GenerationRequest(request, activation, deadline, earlierError, state);
  }
}

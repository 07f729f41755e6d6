package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.databind.JsonNode;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.http.Deadline;

/**
 * What is to be bought, and for whom.
 *
 * @param request what is asked for
 * @param activation the one activation of a task that this purchase belongs to
 * @param deadline the end of the job's budget
 * @param earlierError what an earlier attempt of the same job left in the variable {@code error},
 *     or null; not to be trusted before it is held against the activation
 * @param trace what other attempts left, and where this one leaves its task
 */
public record Order(
    ImageRequest request,
    Activation activation,
    Deadline deadline,
    JsonNode earlierError,
    AttemptState trace) {

  /** Without a trace of other attempts. */
  public Order(
      ImageRequest request, Activation activation, Deadline deadline, JsonNode earlierError) {
    this(request, activation, deadline, earlierError, AttemptState.NONE);
  }

  /** The same, on the trace of other attempts. */
  public Order on(AttemptState trace) {
    return new Order(request, activation, deadline, earlierError, trace);
  }
}

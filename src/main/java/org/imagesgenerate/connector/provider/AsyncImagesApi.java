package org.imagesgenerate.connector.provider;

import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.support.Deadline;

/**
 * An API that makes images in tasks which can be polled. That makes it safe: whatever happens after
 * the submit, the next attempt continues with the same task.
 */
public interface AsyncImagesApi extends ImagesApi {

  /**
   * The API itself. It is the same for every request, since a task is collected without its
   * request.
   */
  Origin origin();

  @Override
  default Origin origin(ImageRequest request) {
    return origin();
  }

  /**
   * Buys, and returns the handle without waiting for images.
   *
   * @throws org.imagesgenerate.connector.error.ImagesException with the contract's code; carries
   *     the variable {@code task} as soon as there is a task to poll
   */
  TaskHandle submit(GenerationRequest generation);

  /**
   * Waits for the images of a task, and buys nothing.
   *
   * @throws org.imagesgenerate.connector.error.ImagesException TASK_PENDING with the variable
   *     {@code task} if the deadline ends first
   */
  GenerationResult collect(TaskHandle task, Deadline deadline);
}

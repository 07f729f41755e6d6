package org.imagesgenerate.simulator;

import java.util.List;
import java.util.Optional;

/**
 * What a provider would bill.
 *
 * @param task the task's id where the API has tasks, or empty
 * @param images how many were made
 * @param inputImages of an edit, in the order of the request; empty for a generation
 */
public record SimulatedPurchase(
    String api,
    String model,
    String prompt,
    int images,
    String task,
    List<ReceivedImage> inputImages,
    Optional<ReceivedImage> mask) {

  /** A generation. */
  public SimulatedPurchase(String api, String model, String prompt, int images, String task) {
    this(api, model, prompt, images, task, InputImages.NONE);
  }

  SimulatedPurchase(
      String api, String model, String prompt, int images, String task, InputImages inputs) {
    this(api, model, prompt, images, task, inputs.images(), inputs.mask());
  }
}

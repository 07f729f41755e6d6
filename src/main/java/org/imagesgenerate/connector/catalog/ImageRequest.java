package org.imagesgenerate.connector.catalog;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ResponseFormat;

/**
 * What is left of the input after the check: the fields of the model's request, and what the
 * adapters add to them.
 *
 * @param rules the model's entry in the catalog
 * @param model the id that is sent
 * @param prompt what the images must show
 * @param n as the process wrote it, or null
 * @param requests the fields of each request, in the model's own words: one request, unless several
 *     images are several tasks
 * @param extraBody merged last into the provider's request
 * @param providerOptions what only this provider knows
 * @param submit true: return the task instead of waiting for its images
 * @param webhookUrl where the provider reports completion of a submitted task, or null
 * @param inputImages the images to edit, or none
 * @param warnings what was left out, changed or is in doubt
 */
public record ImageRequest(
    Model rules,
    String model,
    String prompt,
    Integer n,
    List<Map<String, Object>> requests,
    ResponseFormat responseFormat,
    Map<String, Object> extraBody,
    Map<String, Object> providerOptions,
    boolean submit,
    URI webhookUrl,
    InputImages inputImages,
    List<String> warnings) {

  /** The same request with the images to edit. */
  public ImageRequest with(InputImages inputImages) {
    return new ImageRequest(
        rules,
        model,
        prompt,
        n,
        requests,
        responseFormat,
        extraBody,
        providerOptions,
        submit,
        webhookUrl,
        inputImages,
        warnings);
  }

  /** Whether this edits images, instead of making new ones. */
  public boolean isEdit() {
    return rules.edits();
  }

  /** How many images are requested. */
  public int count() {
    return n == null ? 1 : n;
  }

  /** The fields of the first request: the only one where the provider has no tasks. */
  public Map<String, Object> fields() {
    return requests.getFirst();
  }

  /** A field of the first request, or null. */
  public Object field(String name) {
    return fields().get(name);
  }

  /** Says nothing that a user wrote. */
  @Override
  public String toString() {
    return count() + " of " + model;
  }
}

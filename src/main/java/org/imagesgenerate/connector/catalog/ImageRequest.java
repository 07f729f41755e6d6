package org.imagesgenerate.connector.catalog;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.input.ResponseFormat;

/**
 * What is left of the input after the check: only fields that the model has, only values it takes.
 * Null means that nothing was asked for, so that nothing is sent.
 *
 * @param rules the model's row
 * @param model the id that goes on the wire
 * @param prompt what the images shall show
 * @param n as the process wrote it, or null
 * @param size {@code auto} or {@code WxH}, or null
 * @param outputCompression 0 to 100, or null
 * @param extraBody merged last into the provider's request
 * @param providerOptions what only this provider knows
 * @param submit true: hand back the task instead of waiting for its images
 * @param webhookUrl where the provider reports completion of a submitted task, or null
 * @param warnings what was left out or is in doubt
 */
public record ImageRequest(
    Model rules,
    String model,
    String prompt,
    Integer n,
    String size,
    String quality,
    String style,
    String background,
    String outputFormat,
    Integer outputCompression,
    String moderation,
    String user,
    String safetyIdentifier,
    ResponseFormat responseFormat,
    Map<String, Object> extraBody,
    Map<String, Object> providerOptions,
    boolean submit,
    URI webhookUrl,
    List<String> warnings) {

  /** How many images are asked for. */
  public int count() {
    return n == null ? 1 : n;
  }

  /** Says nothing that a user wrote. */
  @Override
  public String toString() {
    return count() + " of " + model;
  }
}

package org.imagesgenerate.simulator;

/**
 * An input image of a request, without its bytes.
 *
 * @param field where it stood: a form field such as {@code image[]}, or a path in JSON such as
 *     {@code inputs.referenceImages[0]}
 * @param reference the URL or id that the request named it by; empty if it came with its bytes
 * @param fileName as it was declared, or empty
 * @param declaredType media type as it was declared, or empty
 * @param type media type of the bytes; empty if they are not a PNG, JPEG, WebP or GIF, or were
 *     never seen
 * @param size in bytes
 * @param sha256 in lower-case hex; empty if the bytes were never seen
 * @param alpha whether it is a PNG or WebP with transparency
 * @param coloured whether pixels are known to be other than black, white or grey
 */
public record ReceivedImage(
    String field,
    String reference,
    String fileName,
    String declaredType,
    String type,
    long size,
    String sha256,
    int width,
    int height,
    boolean alpha,
    boolean coloured) {

  /** A URL on another server, which the simulator does not fetch. */
  static ReceivedImage unseen(String url) {
    return new ReceivedImage("", url, "", "", "", 0, "", 0, 0, false, false);
  }

  ReceivedImage at(String place) {
    return named(place, reference, fileName, declaredType);
  }

  ReceivedImage from(String urlOrId) {
    return named("", urlOrId, "", "");
  }

  ReceivedImage declared(String name, String mediaType) {
    return named(field, reference, name, mediaType);
  }

  private ReceivedImage named(String place, String from, String name, String mediaType) {
    return new ReceivedImage(
        place, from, name, mediaType, type, size, sha256, width, height, alpha, coloured);
  }

  /** Whether its bytes were seen, and are not an image that any of the APIs takes. */
  boolean isBroken() {
    return !sha256.isEmpty() && type.isEmpty();
  }

  boolean hasSizeOf(ReceivedImage other) {
    return width == other.width && height == other.height;
  }

  /** As OpenAI's sizes: {@code 1024x1024}. */
  public String dimensions() {
    return width + "x" + height;
  }
}

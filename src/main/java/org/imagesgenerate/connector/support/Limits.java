package org.imagesgenerate.connector.support;

/**
 * How much is read.
 *
 * @param bodyBytes longest body of an answer, images included
 * @param imageBytes largest single image
 */
public record Limits(long bodyBytes, long imageBytes) {

  public static final String BODY_SETTING = "IMAGES_GENERATE_MAX_BODY_BYTES";
  public static final String IMAGE_SETTING = "IMAGES_GENERATE_MAX_IMAGE_BYTES";

  /** Most images of one response, and of one result. */
  public static final int MOST_IMAGES = 100;

  /** Longest part of a body that is not an image; it is held in memory. */
  public static final int TEXT_BYTES = 2 * 1024 * 1024;

  /** Twenty 4K images fit into the defaults. */
  public static final Limits DEFAULT = Limits.of(new Settings(name -> null));

  /** The operator's limits: IMAGES_GENERATE_MAX_BODY_BYTES, IMAGES_GENERATE_MAX_IMAGE_BYTES. */
  public static Limits of(Settings settings) {
    return new Limits(
        settings.number(Setting.MAX_BODY_BYTES), settings.number(Setting.MAX_IMAGE_BYTES));
  }
}

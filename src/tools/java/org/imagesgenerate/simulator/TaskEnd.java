package org.imagesgenerate.simulator;

/**
 * How a task of WaveSpeedAI or Runware ends.
 *
 * @param images how many of the ordered images come, or -1 for all
 * @param flagged whether the first image is marked as not safe for work
 * @param error the error's code where the API has codes, or the text; empty when all is well
 */
public record TaskEnd(Kind kind, int images, String error, boolean flagged) {

  /** The error of a task whose output a safety system rejected. */
  static final String CONTENT = "nsfwContentDetected";

  /** The error of a task with an input image that the provider cannot fetch. */
  static final String UNREACHABLE = "media URL not reachable";

  /** What becomes of it. */
  public enum Kind {
    DONE,
    FAILED,
    LATE,
    NEVER
  }

  /** All images. */
  public static TaskEnd done() {
    return new TaskEnd(Kind.DONE, -1, "", false);
  }

  /** All images, and the first of them marked as not safe for work. */
  public static TaskEnd nsfw() {
    return new TaskEnd(Kind.DONE, -1, "", true);
  }

  /** Only some images, and without any word about the others. */
  public static TaskEnd some(int images) {
    return new TaskEnd(Kind.DONE, images, "", false);
  }

  /** Only some images, and beside them an error. */
  public static TaskEnd someThenFailed(int images, String error) {
    return new TaskEnd(Kind.DONE, images, error, false);
  }

  /** No image. Nothing is billed. */
  public static TaskEnd failed(String error) {
    return new TaskEnd(Kind.FAILED, 0, error, false);
  }

  /** All images, but only when it is asked for: waiting within the submit is in vain. */
  public static TaskEnd late() {
    return new TaskEnd(Kind.LATE, -1, "", false);
  }

  /** It runs and runs. It is billed, since it may still bring images. */
  public static TaskEnd never() {
    return new TaskEnd(Kind.NEVER, -1, "", false);
  }

  boolean bringsImages() {
    return kind == Kind.DONE || kind == Kind.LATE;
  }

  int images(int ordered) {
    return images < 0 ? ordered : Math.min(images, ordered);
  }
}

package org.imagesgenerate.connector.provider.runware;

import java.time.Duration;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.GenerationResult;

/** What one submit or one poll says about a task. */
sealed interface TaskState {

  /** It ended with images. */
  record Succeeded(GenerationResult result) implements TaskState {}

  /**
   * It ended without images.
   *
   * @param unreadable whether there are images, but none can be read: another poll may bring them
   */
  record Failed(ImagesException failure, boolean unreadable) implements TaskState {}

  /**
   * Runware has it, and it has not ended.
   *
   * @param endedImages how many of its images succeeded or failed
   * @param processing how many more Runware lists as in progress
   */
  record Running(int endedImages, int processing) implements TaskState {}

  /**
   * Runware has no such task.
   *
   * @param certain false for an empty response, which may also mean a task in progress
   */
  record NotFound(boolean certain) implements TaskState {}

  /**
   * No response, or one that does not tell.
   *
   * @param retryAfter the wait that the server asks for, or null
   * @param rejection how Runware itself rejected the poll, or null if Runware did not respond
   */
  record Indeterminate(Duration retryAfter, ImagesException rejection) implements TaskState {}
}

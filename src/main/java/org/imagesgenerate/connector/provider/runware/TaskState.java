package org.imagesgenerate.connector.provider.runware;

import java.time.Duration;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.GenerationResult;

/** What one submit of a task, or one question for it, brought. */
sealed interface TaskState {

  /** It is over, and these are its images. */
  record Succeeded(GenerationResult generated) implements TaskState {}

  /**
   * It is over without images.
   *
   * @param isSpoiled whether there are images and none can be read: another answer may bring them
   */
  record Failed(ImagesException failure, boolean isSpoiled) implements TaskState {}

  /**
   * Runware has it.
   *
   * @param ended how many images came or failed
   * @param processing how many more are said to be under way
   */
  record Running(int ended, int processing) implements TaskState {}

  /**
   * Runware says nothing about it.
   *
   * @param certain whether it says that there is no such task; an empty answer may also be one that
   *     is running
   */
  record Unknown(boolean certain) implements TaskState {}

  /**
   * Nobody can tell: no answer, or none about the task.
   *
   * @param pause what the server asks for before the next question, or null
   * @param hint whether Runware itself spoke, so that it may have been the task's end all the same
   */
  record Indeterminate(Duration pause, boolean hint) implements TaskState {

    /** No answer, or not Runware's. */
    static Indeterminate after(Duration pause) {
      return new Indeterminate(pause, false);
    }
  }

  /** Whether it is clear that Runware has, or had, the task. */
  default boolean isClear() {
    return this instanceof Succeeded || this instanceof Failed || this instanceof Running;
  }
}

package org.imagesgenerate.connector.provider.runware;

import java.time.Duration;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.Generated;

/** What one submit of a task, or one question for it, brought. */
sealed interface Look {

  /** It is over, and these are its images. */
  record Over(Generated generated) implements Look {}

  /**
   * It is over without images.
   *
   * @param isSpoiled whether there are images and none can be read: another answer may bring them
   */
  record Failed(ImagesException failure, boolean isSpoiled) implements Look {}

  /**
   * Runware has it.
   *
   * @param ended how many images came or failed
   * @param processing how many more are said to be under way
   */
  record Running(int ended, int processing) implements Look {}

  /**
   * Runware says nothing about it.
   *
   * @param certain whether it says that there is no such task; an empty answer may also be one that
   *     is running
   */
  record Unknown(boolean certain) implements Look {}

  /**
   * Nobody can tell: no answer, or none about the task.
   *
   * @param pause what the server asks for before the next question, or null
   * @param hint whether Runware itself spoke, so that it may have been the task's end all the same
   */
  record Unclear(Duration pause, boolean hint) implements Look {

    /** No answer, or not Runware's. */
    static Unclear after(Duration pause) {
      return new Unclear(pause, false);
    }
  }

  /** Whether it is clear that Runware has, or had, the task. */
  default boolean isClear() {
    return this instanceof Over || this instanceof Failed || this instanceof Running;
  }
}

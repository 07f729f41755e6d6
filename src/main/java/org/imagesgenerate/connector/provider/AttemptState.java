package org.imagesgenerate.connector.provider;

/**
 * What other attempts at the same purchase left behind, and where this one leaves what it learns:
 * on the same worker, or on whatever worker where there is a shared ledger.
 */
public interface AttemptState {

  /** A first attempt that nobody else will ask about. */
  AttemptState NONE =
      new AttemptState() {
        @Override
        public boolean hasBegun() {
          return false;
        }

        @Override
        public TaskHandle task() {
          return null;
        }

        @Override
        public void saveTask(TaskHandle task) {
          // nobody to tell
        }
      };

  /** Whether an earlier attempt may have asked the provider already. */
  boolean hasBegun();

  /** The handle that an earlier attempt left, or null. */
  TaskHandle task();

  /** To be called as soon as a task's handle is known, and before anything waits for the task. */
  void saveTask(TaskHandle task);
}

package org.imagesgenerate.connector.provider;

/**
 * What other attempts at the same purchase left behind, on whatever worker, and where this one
 * leaves what it learns. Without a shared ledger there is nothing to find, and nothing is kept.
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
        public Task task() {
          return null;
        }

        @Override
        public void found(Task task) {
          // nobody to tell
        }
      };

  /** Whether an earlier attempt may have asked the provider already. */
  boolean hasBegun();

  /** The handle that an earlier attempt left, or null. */
  Task task();

  /** To be called as soon as a task's handle is known, and before anything waits for the task. */
  void found(Task task);
}

package org.imagesgenerate.connector.provider;

/**
 * What is known from other attempts at the same purchase, and where this one saves its task: on
 * this worker, or with the shared ledger on every worker.
 */
public interface AttemptState {

  /** A first attempt, and the last one too. */
  AttemptState NONE =
      new AttemptState() {
        @Override
        public boolean mayHaveSent() {
          return false;
        }

        @Override
        public TaskHandle task() {
          return null;
        }

        @Override
        public void saveTask(TaskHandle task) {
          // no other attempt will need it
        }
      };

  /** Whether an earlier attempt may have sent a request already. */
  boolean mayHaveSent();

  /** The handle that an earlier attempt saved, or null. */
  TaskHandle task();

  /** Call this as soon as the handle is known, and before waiting for the task. */
  void saveTask(TaskHandle task);
}

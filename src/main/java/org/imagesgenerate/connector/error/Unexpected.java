package org.imagesgenerate.connector.error;

/** Says in plain words what nobody foresaw, an {@code Error} of the JVM too. */
public final class Unexpected {

  /** The type, never the message of what was thrown, which could hold anything. */
  public static String sentence(Throwable thrown) {
    return thrown instanceof OutOfMemoryError
        ? "The worker's memory is used up; raise its heap (-Xmx) or lower the number of jobs that run at once (camunda.client.worker.defaults.max-jobs-active)"
        : "Unexpected " + thrown.getClass().getSimpleName() + " in the connector";
  }

  private Unexpected() {}
}

package org.imagesgenerate.connector.metrics;

/** Where measurements go. */
interface Recorder {

  void add(Metric metric, double amount, String... values);

  void time(Metric metric, long nanos, String... values);

  /** Micrometer's global registry, or nothing if the runtime does not have Micrometer. */
  static Recorder ofRuntime() {
    try {
      return new MicrometerRecorder();
    } catch (LinkageError e) {
      return new Nothing();
    }
  }

  /** Records nothing. */
  final class Nothing implements Recorder {
    @Override
    public void add(Metric metric, double amount, String... values) {
      // Micrometer is not on the class path
    }

    @Override
    public void time(Metric metric, long nanos, String... values) {
      // Micrometer is not on the class path
    }
  }
}

package org.imagesgenerate.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the workers hold, from the last kill until after the end. */
final class Leaks {

  /**
   * A worker's heap after a full collection may grow by this from the first to the last reading.
   */
  private static final long HEAP_KILOBYTES = 8 * 1024;

  /** The ledger's connections, eight at most, may have been fewer at the first reading. */
  private static final int DESCRIPTORS = 10;

  /** Threads of Java's own, one for each core at most, which start when they are first needed. */
  private static final String COMMON_POOL = "ForkJoinPool.co";

  final Map<String, List<Reading>> readings = new TreeMap<>();
  final List<String> found = new ArrayList<>();

  void take(List<Worker> workers, int ends) {
    for (Worker worker : workers) {
      Reading reading = worker.read(ends);
      readings.computeIfAbsent(worker.name(), any -> new ArrayList<>()).add(reading);
      System.out.println("worker " + worker.name() + ": " + reading);
    }
  }

  /** Compares the last reading, when the workers are idle, with the first. */
  void judge() {
    readings.forEach(
        (worker, all) -> {
          Reading first = all.getFirst();
          Reading last = all.getLast();
          List<String> before = ours(first.threads());
          List<String> after = ours(last.threads());
          expect(worker, "threads " + more(before, after), before.size(), after.size(), 0);
          expect(worker, "descriptors", first.descriptors(), last.descriptors(), DESCRIPTORS);
          expect(worker, "sockets", first.sockets(), last.sockets(), DESCRIPTORS);
          expect(worker, "KB of heap", first.heapKilobytes(), last.heapKilobytes(), HEAP_KILOBYTES);
          // of the purchases that are remembered; two images at most
          expect(worker, "temporary images", 2 * Worker.KEPT, last.temporaryImages(), 0);
        });
  }

  /** After the workers' orderly end. */
  void judgeLeftovers(List<Worker> workers, int connections) {
    for (Worker worker : workers) {
      expect(worker.name(), "folders left behind", 0, worker.leftovers().size(), 0);
    }
    expect("all", "connections to the providers", 0, connections, 0);
  }

  private static List<String> ours(List<String> threads) {
    return threads.stream().filter(name -> !name.startsWith(COMMON_POOL)).toList();
  }

  private static List<String> more(List<String> before, List<String> after) {
    List<String> more = new ArrayList<>(after);
    before.forEach(more::remove);
    return more;
  }

  private void expect(String worker, String what, long first, long last, long more) {
    if (last > first + more) {
      found.add("worker %s: %s: %d, and %d in the end".formatted(worker, what, first, last));
    }
  }
}

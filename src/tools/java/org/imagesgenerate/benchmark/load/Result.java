package org.imagesgenerate.benchmark.load;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.imagesgenerate.benchmark.Figures;

/**
 * What one side did with a batch.
 *
 * @param jobsPerSecond with the engine, the provider and this program on the same machine
 * @param cpuMillis of the worker's process, for each job
 * @param allocatedKilobytes in the worker, for each job
 * @param addedMillis what half of the jobs took, from the start of the instance to its end, less
 *     the provider's time
 * @param heapMegabytes the most that was left in the worker's heap after a garbage collection; 0 if
 *     there was none
 * @param failure why there is no result, or null
 */
record Result(
    double jobsPerSecond,
    double cpuMillis,
    double allocatedKilobytes,
    double addedMillis,
    double heapMegabytes,
    String failure) {

  static Result failed(String failure) {
    return new Result(0, 0, 0, 0, 0, failure);
  }

  boolean isFailed() {
    return failure != null;
  }

  /** Of several rounds; a failure in one of them is the result. */
  static Result median(List<Result> rounds) {
    return rounds.stream()
        .filter(Result::isFailed)
        .findFirst()
        .orElseGet(
            () ->
                new Result(
                    median(rounds, Result::jobsPerSecond),
                    median(rounds, Result::cpuMillis),
                    median(rounds, Result::allocatedKilobytes),
                    median(rounds, Result::addedMillis),
                    median(rounds, Result::heapMegabytes),
                    null));
  }

  private static double median(List<Result> rounds, ToDoubleFunction<Result> figure) {
    return Figures.median(rounds.stream().mapToDouble(figure).boxed().toList());
  }
}

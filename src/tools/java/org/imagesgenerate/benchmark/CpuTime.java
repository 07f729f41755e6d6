package org.imagesgenerate.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The CPU time of an operation, with that of the garbage collector. Other programs on the machine
 * change the time that JMH measures, but hardly this.
 */
public final class CpuTime implements InternalProfiler {

  static final String NAME = "cpu.micros";

  private long start;

  private static long nanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  @Override
  public String getDescription() {
    return "CPU time of an operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    start = nanos();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double micros = (nanos() - start) / 1e3 / result.getMetadata().getAllOps();
    return List.of(new ScalarResult(NAME, micros, "us/op", AggregationPolicy.AVG));
  }
}

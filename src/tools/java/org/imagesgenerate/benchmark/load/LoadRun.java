package org.imagesgenerate.benchmark.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.imagesgenerate.benchmark.Figures;
import org.imagesgenerate.local.LocalEngine;
import org.imagesgenerate.local.ProcessRun;

/** Engine, worker and provider, each in a process of its own; the engine is in this one. */
final class LoadRun implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final List<String> TOO_LARGE =
      List.of("EXCEEDED_BATCH_RECORD_SIZE", "RESOURCE_EXHAUSTED");
  private static final long BYTES_OF_KILOBYTE = 1024;

  /** The worker ended or does not answer: it has to be replaced. */
  private static final class WorkerEndedException extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final Path folder;
  private final LocalEngine engine = LocalEngine.start();
  private final ChildJvm provider;
  private final int port;
  private ChildJvm worker;
  private int workers;

  /**
   * @param folder for logs
   */
  LoadRun(Path folder, List<Side> sides) throws InterruptedException {
    this.folder = folder;
    for (Side side : sides) {
      engine.deploy(side.processId() + ".bpmn", side.process());
    }
    provider =
        ChildJvm.start(
            LoadProvider.class, List.of("-Xmx512m"), List.of(), folder.resolve("provider.log"));
    port =
        provider
            .answer(PATIENCE)
            .map(Integer::parseInt)
            .orElseThrow(() -> new IllegalStateException("the provider does not start"));
    startWorker();
  }

  private void startWorker() throws InterruptedException {
    worker =
        ChildJvm.start(
            LoadWorker.class,
            List.of(
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + folder,
                "--enable-native-access=ALL-UNNAMED",
                "-Dsun.misc.unsafe.memory.access=allow"),
            LoadWorker.arguments(engine.gatewayAddress()),
            folder.resolve("worker-" + ++workers + ".log"));
    worker
        .answer(PATIENCE)
        .orElseThrow(() -> new IllegalStateException("the worker does not start"));
  }

  /** Runs the jobs of a batch, or says why that is not possible. */
  Result run(Side side, Batch batch) throws InterruptedException {
    try {
      read();
      Optional<String> failure = tryOne(side, batch.withJobs(1, 1));
      return failure.isPresent() ? Result.failed(failure.get()) : measure(side, batch);
    } catch (WorkerEndedException e) {
      worker.close();
      startWorker();
      return Result.failed("the worker ran out of memory");
    }
  }

  private LoadWorker.Reading read() throws WorkerEndedException, InterruptedException {
    worker.ask("read");
    String json = worker.answer(PATIENCE).orElseThrow(WorkerEndedException::new);
    try {
      return JSON.readValue(json, LoadWorker.Reading.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the worker does not answer with a reading: " + json, e);
    }
  }

  /**
   * Runs one job alone, because one that cannot end would hold up its whole batch. It also is the
   * first one, for which classes are loaded and connections made.
   */
  private Optional<String> tryOne(Side side, Batch batch)
      throws WorkerEndedException, InterruptedException {
    ProcessRun instance = engine.start(side.processId(), variables(batch));
    List<String> failures = new ArrayList<>();
    long start = System.nanoTime();
    while (!instance.stopsWithin(LOOK)) {
      failures.addAll(read().failures());
      if (!failures.isEmpty() || System.nanoTime() - start > PATIENCE.toNanos()) {
        break;
      }
    }
    if (instance.ended()) {
      return hasImages(instance, batch)
          ? Optional.empty()
          : Optional.of("the job completes, but the process gets no image");
    }
    failures.addAll(read().failures());
    engine.client().newCancelInstanceCommand(instance.key()).send().join();
    return Optional.of(failures.isEmpty() ? "it does not end" : reason(failures.getFirst()));
  }

  private static boolean hasImages(ProcessRun instance, Batch batch) {
    JsonNode result = instance.variable(batch.megabytes() == 0 ? "imageUrl" : "images");
    return result.isArray()
        ? !result.isEmpty() && result.valueStream().noneMatch(JsonNode::isNull)
        : result.isTextual() || result.isObject();
  }

  /** What the engine says about results that it cannot take, in short. */
  private static String reason(String failure) {
    return TOO_LARGE.stream()
        .filter(failure::contains)
        .findFirst()
        .map(code -> "variable too large (%s)".formatted(code))
        .orElse(failure);
  }

  private Result measure(Side side, Batch batch) throws WorkerEndedException, InterruptedException {
    Map<String, Object> variables = variables(batch);
    AtomicInteger started = new AtomicInteger();
    List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    LoadWorker.Reading before = read();
    long start = System.nanoTime();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> loops = new ArrayList<>();
      for (int i = 0; i < batch.inFlight(); i++) {
        loops.add(
            clients.submit(
                () -> {
                  while (started.getAndIncrement() < batch.jobs()) {
                    millis.add(runOne(side, variables));
                  }
                }));
      }
      await(loops);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    LoadWorker.Reading after = read();
    if (millis.size() < batch.jobs()) {
      return Result.failed(
          "%d of %d jobs did not end%s"
              .formatted(
                  batch.jobs() - millis.size(),
                  batch.jobs(),
                  after.failures().stream().findFirst().map(it -> ": " + reason(it)).orElse("")));
    }
    return new Result(
        batch.jobs() / seconds,
        (after.cpuNanos() - before.cpuNanos()) / 1e6 / batch.jobs(),
        (double) (after.allocatedBytes() - before.allocatedBytes())
            / BYTES_OF_KILOBYTE
            / batch.jobs(),
        Figures.median(millis) - batch.provider().toMillis(),
        (double) after.heapBytes() / BYTES_OF_KILOBYTE / BYTES_OF_KILOBYTE,
        null);
  }

  /** Waits for all; if the worker ended, for none of them any longer. */
  private void await(List<Future<?>> loops) throws WorkerEndedException, InterruptedException {
    for (Future<?> loop : loops) {
      while (!isOver(loop)) {
        if (!worker.isAlive()) {
          loops.forEach(it -> it.cancel(true));
          throw new WorkerEndedException();
        }
      }
    }
  }

  private static boolean isOver(Future<?> loop) throws InterruptedException {
    try {
      loop.get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException running) {
      return false;
    } catch (ExecutionException failed) {
      // the jobs that are missing at the end tell of it
      return true;
    }
  }

  private double runOne(Side side, Map<String, Object> variables) {
    long start = System.nanoTime();
    engine
        .client()
        .newCreateInstanceCommand()
        .bpmnProcessId(side.processId())
        .latestVersion()
        .variables(variables)
        .withResult()
        .fetchVariables("n")
        .requestTimeout(PATIENCE)
        .send()
        .join();
    return (System.nanoTime() - start) / 1e6;
  }

  private Map<String, Object> variables(Batch batch) {
    return Map.of(
        "baseUrl",
        LoadProvider.url(port, batch).toString(),
        "n",
        batch.images(),
        "format",
        batch.megabytes() == 0 ? "url" : "document");
  }

  @Override
  public void close() {
    worker.close();
    provider.close();
    engine.close();
  }
}

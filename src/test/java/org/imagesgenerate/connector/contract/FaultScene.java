package org.imagesgenerate.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.DocumentContent;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.contract.FaultMatrix.Way;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.SimulatedResponse;

/**
 * One provider with its server and its worker, at which one fault after the other happens. Each job
 * is the first of a new activation. Not thread-safe.
 */
final class FaultScene implements AutoCloseable {

  private static final Runnable NOTHING = () -> {};
  private static final AtomicLong ACTIVATIONS = new AtomicLong(1000);

  /** A model of WaveSpeedAI that returns URLs only. */
  private static final String NO_BASE64 = "some/model";

  /** Enough for a loaded machine to send a request, and short enough to wait for its end. */
  private static final double SHORT_BUDGET = 0.6;

  /** The beginning of the id and the file name of each document to edit. */
  static final String DOCUMENT = "private-photo-";

  private final Api api;
  private final Operation operation;
  private final String key;
  private final UnaryOperator<SimulatedResponse> echo;
  private final ImagesSimulator simulator;
  private final Path temporary;
  private final Map<String, TestWorker> workers = new ConcurrentHashMap<>();
  private final Map<String, String> settings = new HashMap<>();
  private volatile DocumentContent input;
  private Map<String, Object> job;
  private TestWorker worker;
  private TestWorker next;
  private String format;
  private long elementInstanceKey;
  private int boughtBefore;
  private int requestsBefore;
  private boolean twice;
  private Runnable repair = NOTHING;

  FaultScene(Api api, Operation operation) {
    this(api, operation, Api.KEY, null);
  }

  /**
   * @param echo changes every answer that a fault gives; null for no change
   */
  FaultScene(Api api, Operation operation, String key, UnaryOperator<SimulatedResponse> echo) {
    this.api = api;
    this.operation = operation;
    this.key = key;
    this.echo = echo;
    this.simulator = api.start().requireKey(key);
    simulator.waveSpeed().register(NO_BASE64);
    try {
      temporary = Files.createTempDirectory("fault-scene-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A job of a new activation, and no fault. */
  void begin(String responseFormat) {
    simulator.behave();
    simulator.filesFrom(simulator.uri());
    simulator.waveSpeed().pollsNeeded(2);
    simulator.runware().pollsNeeded(2);
    settings.clear();
    format = responseFormat;
    elementInstanceKey = ACTIVATIONS.incrementAndGet();
    next = null;
    twice = false;
    repair = NOTHING;
    input(Api.INPUT);
    boughtBefore = simulator.purchases();
    requestsBefore = simulator.requests().size();
    job = api.job(simulator, "model", model(), "response_format", responseFormat);
    baseUrl(simulator.uri().toString());
    if (!model().equals(NO_BASE64)) {
      job.put("size", "1024x1024");
    }
  }

  /** A model that returns images in this form; the newer ones of OpenAI return no URLs. */
  private String model() {
    return switch (api) {
      case OPENAI, AZURE_V1, AZURE_CLASSIC -> format.equals("url") ? "dall-e-3" : "gpt-image-2";
      case COMPATIBLE -> "some-model";
      case WAVESPEED -> format.equals("document") ? NO_BASE64 : "gpt-image-2";
      default -> "gpt-image-2";
    };
  }

  Api api() {
    return api;
  }

  Operation operation() {
    return operation;
  }

  private boolean uploads() {
    return api == Api.WAVESPEED && operation == Operation.EDIT;
  }

  /** Runs the scene's task; for an edit with the scene's document. */
  private Outcome run(TestWorker worker, long elementInstanceKey, Map<String, Object> job) {
    Map<String, Object> all = new HashMap<>(job);
    if (operation == Operation.EDIT) {
      all.put("images", worker.document(DOCUMENT + elementInstanceKey, () -> input.open()));
    }
    return api.run(operation, worker, elementInstanceKey, all);
  }

  ImagesSimulator simulator() {
    return simulator;
  }

  String format() {
    return format;
  }

  Way way() {
    return Way.of(api, format);
  }

  // ---- what a fault needs

  void job(String name, Object value) {
    job.put(name, value);
  }

  /** What is in the document of an edit. */
  void input(byte[] content) {
    input = () -> new ByteArrayInputStream(content);
  }

  void input(DocumentContent content) {
    input = content;
  }

  /** A document that is as it should be when the fault is over. */
  void wrongInput(DocumentContent content) {
    input(content);
    repairedBy(() -> input(Api.INPUT));
  }

  void shortBudget() {
    job.put("timeout", TestWorker.seconds(SHORT_BUDGET));
  }

  void baseUrl(String url) {
    job.put("provider", api.provider(url, key));
  }

  private Fault echoing(Fault fault) {
    return echo == null ? fault : fault.and(Fault.edit(echo));
  }

  /** Everything that no fault is for is changed as the answers of faults are. */
  void echoEverything() {
    simulator.always(request -> !request.isDownload(), Fault.edit(echo));
  }

  /** A fault for the request that buys. */
  void onPurchase(Fault fault) {
    if (api == Api.RUNWARE) {
      // it is asked for the task first, and then its archive; a fault may come before the body
      simulator.next(Fault.none(), Fault.none());
    }
    if (uploads()) {
      simulator.next(Fault.none());
    }
    simulator.next(echoing(fault));
  }

  /** A fault for the request that has the images, before it was read. */
  void onInput(Fault fault) {
    if (api == Api.RUNWARE) {
      simulator.next(Fault.none(), Fault.none());
    }
    simulator.next(echoing(fault));
  }

  /** Faults for the first polls of a task. */
  void onPolls(int count, Fault fault) {
    for (int i = 0; i < count; i++) {
      simulator.nextFor(this::asks, echoing(fault));
    }
  }

  void onEveryPoll(Fault fault) {
    simulator.always(this::asks, echoing(fault));
  }

  /** A fault for each answer that may hold images. */
  void onImages(Fault fault) {
    simulator.always(it -> api.hasTasks() ? asks(it) : it.isPurchase(), echoing(fault));
  }

  void onEveryDownload(Fault fault) {
    simulator.always(ReceivedRequest::isDownload, fault);
  }

  void onDownloads(int count, Fault fault) {
    for (int i = 0; i < count; i++) {
      simulator.nextFor(ReceivedRequest::isDownload, fault);
    }
  }

  void setting(String name, String value) {
    settings.put(name, value);
  }

  /** The worker's temporary folder is missing. */
  void withoutTemporaryFolder() {
    Path folder = temporary.resolve("missing");
    setting("java.io.tmpdir", folder.toString());
    deleteAll(folder);
    repairedBy(() -> createFolder(folder));
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path folder) {
    try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The worker has one connection, and another job uses it. */
  void withoutFreeConnection() {
    setting("IMAGES_GENERATE_CONNECTIONS", "1");
    shortBudget();
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    Fault refusal = Fault.answer(Faults.own(api, 401, "invalidApiKey"));
    simulator.next(
        exchange -> {
          taken.countDown();
          Fault.until(free).and(refusal).interfere(exchange);
        });
    TestWorker busy = worker();
    Map<String, Object> other = new HashMap<>(job);
    other.remove("timeout");
    CompletableFuture<Outcome> outcome =
        CompletableFuture.supplyAsync(
            () -> run(busy, ACTIVATIONS.incrementAndGet(), other), Thread::startVirtualThread);
    repairedBy(
        () -> {
          free.countDown();
          assertThat(outcome.join().code()).isEqualTo("AUTHENTICATION_FAILED");
        });
    try {
      assertThat(taken.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void filesFrom(String url) {
    simulator.filesFrom(URI.create(url));
  }

  /** The next attempt is one of a worker that knows nothing of this one. */
  void nextElsewhere() {
    next = new TestWorker();
  }

  /** As before, on a worker with a setting. */
  void nextElsewhere(String name, String value) {
    next = new TestWorker(Map.of(name, value));
  }

  /** Ends a fault that is not the server's. May run more than once. */
  void repairedBy(Runnable how) {
    repair = how;
  }

  /** The first attempt has a copy of itself beside it. */
  void twice() {
    twice = true;
  }

  TestWorker worker() {
    worker =
        workers.computeIfAbsent(settings.toString(), key -> new TestWorker(Map.copyOf(settings)));
    return worker;
  }

  /** A poll of the task that was bought, not the lookup before it. */
  private boolean asks(ReceivedRequest request) {
    return !request.isDownload() && !request.isPurchase() && !isUpload(request) && bought() > 0;
  }

  private static boolean isUpload(ReceivedRequest request) {
    return request.path().endsWith("/media/upload/binary");
  }

  // ---- the attempts

  Outcome first() {
    TestWorker first = worker();
    if (!twice) {
      return run(first, elementInstanceKey, job);
    }
    CompletableFuture<Outcome> copy =
        CompletableFuture.supplyAsync(() -> run(first, elementInstanceKey, job));
    Outcome outcome = run(first, elementInstanceKey, job);
    assertThat(copy.join().code()).isEqualTo(outcome.code());
    return outcome;
  }

  /** The next attempt, after the fault is gone, with what the runtime left in a variable. */
  Outcome next(Outcome failed) {
    return run(next == null ? worker : next, elementInstanceKey, faultless(failed));
  }

  /** The same job on the same worker, after the fault is gone; the variable error is lost. */
  Outcome sameJobAgain() {
    return run(worker, elementInstanceKey, faultless(null));
  }

  /** What an operator allows who adds retries to the incident of that failure; with the fault. */
  Outcome allowed(Outcome failed) {
    return run(worker(), elementInstanceKey, TestWorker.again(job, failed));
  }

  /** The same attempt once more, after the fault is gone. */
  Outcome allowedAgain(Outcome failed) {
    return run(worker, elementInstanceKey, faultless(failed));
  }

  private Map<String, Object> faultless(Outcome failed) {
    simulator.behave();
    worker.releaseClock();
    repair.run();
    Stream.of(worker, next).filter(Objects::nonNull).forEach(it -> it.failUploads(0));
    Map<String, Object> again = new HashMap<>(job);
    again.put("provider", api.provider(simulator.uri().toString(), key));
    again.remove("timeout");
    if (failed != null && failed.failure() != null) {
      again.put("error", TestWorker.errorVariable(failed));
    }
    return again;
  }

  /** How many requests came for this job that may buy. */
  int purchaseRequests() {
    return (int)
        simulator.requests().stream()
            .skip(requestsBefore)
            .filter(ReceivedRequest::isPurchase)
            .count();
  }

  int bought() {
    return simulator.purchases() - boughtBefore;
  }

  /** What the worker was given to store is not needed any more. */
  void end() {
    repair.run();
    workers.values().forEach(TestWorker::releaseClock);
    workers.values().forEach(it -> it.failUploads(0).contents().clear());
    workers.values().forEach(it -> it.documents().clear());
  }

  @Override
  public void close() {
    simulator.close();
    deleteAll(temporary);
  }
}

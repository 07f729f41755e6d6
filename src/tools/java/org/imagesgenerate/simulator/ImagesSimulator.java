package org.imagesgenerate.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.imagesgenerate.connector.error.ErrorCode;

/**
 * The image providers on a free port of this machine: as strict as the real ones, with real
 * pictures, a bill, and any misbehaviour on request.
 *
 * <p>By default it accepts every key that is not blank, and everything that the real providers
 * would take. It is safe for many threads.
 */
public final class ImagesSimulator implements AutoCloseable {

  private record Plan(Predicate<ReceivedRequest> which, Fault fault) {}

  private record FailingPurchases(
      Predicate<ReceivedRequest> which, ErrorCode code, AtomicInteger left) {}

  private final Studio studio = new Studio();
  private final OpenAiSimulation openAi = new OpenAiSimulation(studio);
  private final WaveSpeedSimulation waveSpeed = new WaveSpeedSimulation(studio);
  private final RunwareSimulation runware = new RunwareSimulation(studio);
  private final AimlApiSimulation aimlApi = new AimlApiSimulation(studio);
  private final boolean asAimlApi;
  private final List<Simulation> simulations;
  private final List<ReceivedRequest> requests = new ArrayList<>();
  private final ConcurrentLinkedQueue<Plan> upcoming = new ConcurrentLinkedQueue<>();
  private final List<Plan> rules = new CopyOnWriteArrayList<>();
  private final List<FailingPurchases> failing = new CopyOnWriteArrayList<>();
  private final WireServer server;

  private ImagesSimulator(int port, boolean asAimlApi) {
    this.asAimlApi = asAimlApi;
    simulations = asAimlApi ? List.of(aimlApi) : List.of(openAi, waveSpeed, runware);
    try {
      server = new WireServer(port, this::receive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    studio.address(server.uri());
  }

  /** Starts OpenAI with Azure, WaveSpeedAI and Runware, all at one URL. */
  public static ImagesSimulator start() {
    return new ImagesSimulator(0, false);
  }

  /** Starts AI/ML API, which has OpenAI's path and therefore needs its own server. */
  public static ImagesSimulator startAimlApi() {
    return new ImagesSimulator(0, true);
  }

  /** The URL, such as {@code http://127.0.0.1:4711}: put the API's path behind it. */
  public URI uri() {
    return server.uri();
  }

  public OpenAiSimulation openAi() {
    return openAi;
  }

  public WaveSpeedSimulation waveSpeed() {
    return waveSpeed;
  }

  public RunwareSimulation runware() {
    return runware;
  }

  public AimlApiSimulation aimlApi() {
    return aimlApi;
  }

  // ---- what it does

  /** From now on only this key is taken. */
  public ImagesSimulator requireKey(String key) {
    studio.onlyKey(key);
    return this;
  }

  /** From now on no key is asked for. */
  public ImagesSimulator withoutKey() {
    studio.anyoneMayCall();
    return this;
  }

  /**
   * From now on ended and unknown models are rejected as the real APIs do. Without it, models that
   * have ended are served, and so are unknown ones, with the loosest rules.
   */
  public ImagesSimulator modelsOfToday() {
    openAi.retire().knownModelsOnly().anyDeployment();
    waveSpeed.retire("openai/dall-e-2", "openai/dall-e-3", "openai/gpt-image-1");
    runware.openAiModelsOfToday();
    aimlApi.retire("dall-e-2", "dall-e-3", "openai/gpt-image-1");
    return this;
  }

  /**
   * The next purchases fail with this code, as if their prompts had requested it with the words
   * {@code simulate CODE}.
   */
  public ImagesSimulator failPurchases(
      Predicate<ReceivedRequest> which, ErrorCode code, int purchases) {
    failing.add(new FailingPurchases(which, code, new AtomicInteger(purchases)));
    return this;
  }

  /** One fault for each of the upcoming requests, of whatever kind, in this order. */
  public ImagesSimulator next(Fault... faults) {
    return nextFor(request -> true, faults);
  }

  /**
   * One fault for each of the upcoming requests that fit; the others pass unharmed.
   *
   * @param which may look at the body, which reads it: then a fault can no longer come before that
   */
  public ImagesSimulator nextFor(Predicate<ReceivedRequest> which, Fault... faults) {
    for (Fault fault : faults) {
      upcoming.add(new Plan(which, fault));
    }
    return this;
  }

  /** A fault for all requests that fit, if {@link #next} has none for them. */
  public ImagesSimulator always(Predicate<ReceivedRequest> which, Fault fault) {
    rules.add(new Plan(which, fault));
    return this;
  }

  /** Forgets all faults that did not happen yet, and those of {@link #always}. */
  public ImagesSimulator behave() {
    failing.clear();
    upcoming.clear();
    rules.clear();
    return this;
  }

  /** For load tests: every size and format is painted once and then given again and again. */
  public ImagesSimulator paintOnce() {
    studio.pictures().paintOnce();
    return this;
  }

  /** From now on images get URLs below this base URL, which may lead anywhere. */
  public ImagesSimulator filesFrom(URI address) {
    studio.filesFrom(address);
    return this;
  }

  /**
   * From now on requests may name input images by URLs that begin so, such as links of a document
   * store. Those on this machine are fetched; of others nothing is known but the URL.
   */
  public ImagesSimulator allowInputUrls(String prefix) {
    studio.inputs().allow(prefix);
    return this;
  }

  // ---- what it saw

  /** All requests so far, in the order of their arrival, those that failed among them. */
  public List<ReceivedRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  public List<ReceivedRequest> requests(Predicate<ReceivedRequest> which) {
    return requests().stream().filter(which).toList();
  }

  /**
   * Waits until so many requests have arrived since the start, answered or not.
   *
   * @throws IllegalStateException when that takes longer than a minute
   */
  public void awaitRequests(int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    synchronized (requests) {
      while (requests.size() < count) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new IllegalStateException("Only %d requests came".formatted(requests.size()));
        }
        requests.wait(left);
      }
    }
  }

  /** What came last. */
  public ReceivedRequest lastRequest() {
    return requests().getLast();
  }

  /** How many times a provider would bill: once for a request, or for a task where there are. */
  public int purchases() {
    return studio.bill().size();
  }

  /** How many images that were. */
  public int imagesBought() {
    return studio.bill().stream().mapToInt(SimulatedPurchase::images).sum();
  }

  /** The purchases one by one. */
  public List<SimulatedPurchase> bill() {
    return studio.bill();
  }

  /** Faults that still wait for their request. */
  public int faultsLeft() {
    return upcoming.size();
  }

  /** Connections that clients hold open. */
  public int connections() {
    return server.connections();
  }

  // ---- inside

  private Exchange receive(ReceivedRequest request) {
    synchronized (requests) {
      requests.add(request);
      requests.notifyAll();
    }
    Optional<Plan> plan = plan(request);
    if (plan.isPresent()) {
      Exchange exchange = new Exchange(request, this::work);
      plan.get().fault().interfere(exchange);
      return exchange;
    }
    ReceivedRequest asked = request.isPurchase() ? withRequestedFailure(request) : request;
    Exchange exchange = new Exchange(asked, this::work);
    (asked.isPurchase()
            ? RequestedFailure.fault(asked, asAimlApi)
            : RequestedFailure.download(asked))
        .ifPresent(fault -> fault.interfere(exchange));
    return exchange;
  }

  private ReceivedRequest withRequestedFailure(ReceivedRequest request) {
    return failing.stream()
        .filter(it -> it.which().test(request) && it.left().getAndDecrement() > 0)
        .findFirst()
        .map(it -> RequestedFailure.withWords(request, it.code()))
        .orElse(request);
  }

  private Optional<Plan> plan(ReceivedRequest request) {
    for (Plan plan : upcoming) {
      if (plan.which().test(request) && upcoming.remove(plan)) {
        return Optional.of(plan);
      }
    }
    return rules.stream().filter(plan -> plan.which().test(request)).findFirst();
  }

  private SimulatedResponse work(ReceivedRequest request) {
    if (request.isDownload()) {
      return studio.shelf().serve(request);
    }
    return simulations.stream()
        .flatMap(simulation -> simulation.answer(request).stream())
        .findFirst()
        .orElseGet(() -> SimulatedResponse.empty(404));
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      studio.shelf().close();
    }
  }

  /** Starts it for a look around: {@code java … ImagesSimulator [port [aimlapi]]}. */
  public static void main(String[] arguments) throws InterruptedException {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
    boolean asAimlApi = List.of(arguments).contains("aimlapi");
    try (ImagesSimulator simulator = new ImagesSimulator(port, asAimlApi).modelsOfToday()) {
      System.out.println("Images simulator on " + simulator.uri() + ", any key will do");
      Thread.currentThread().join();
    }
  }
}

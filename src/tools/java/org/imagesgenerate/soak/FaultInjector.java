package org.imagesgenerate.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.imagesgenerate.simulator.AimlApiErrors;
import org.imagesgenerate.simulator.Exchange;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.RunwareSimulation;
import org.imagesgenerate.simulator.SimulatedResponse;
import org.imagesgenerate.simulator.TaskEnd;
import org.imagesgenerate.simulator.WaveSpeedSimulation;

/**
 * Injects faults into some requests, and records which of them destroyed what was bought. The fault
 * depends on the seed, on what is requested and on how often it was requested before.
 */
final class FaultInjector implements Fault {

  /** What a fault does to images that were bought. */
  private enum Effect {
    NONE,
    /** The response is lost; if the task can be polled, nothing is lost. */
    LOSES_THE_RESPONSE,
    /** The response arrives, but its images cannot be read. */
    CORRUPTS_THE_RESPONSE
  }

  private record InjectedFault(String name, Effect effect, Fault fault) {}

  /**
   * A request that may buy.
   *
   * @param fault its name, or null
   * @param loses whether the response did not arrive completely
   */
  record Attempt(Instant at, String fault, boolean loses) {

    /** Whether the response began, so that the reader noticed its early end. */
    boolean breaksOff() {
      return loses && fault.equals(BREAKS_OFF);
    }
  }

  private static final String BREAKS_OFF = "end in the middle of the response";

  private static final SimulatedResponse OVERLOADED =
      OpenAiErrors.error(503, "server_error", "overloaded", null, "Overloaded.");

  private final ImagesSimulator simulator;
  private final boolean isAimlApi;
  private final int percent;
  private final long seed;
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
  private final Map<String, List<Attempt>> attempts = new ConcurrentHashMap<>();
  private final Map<String, String> corrupted = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();

  /**
   * @param isAimlApi whether the simulator is that of AI/ML API
   */
  FaultInjector(ImagesSimulator simulator, boolean isAimlApi, Options options) {
    this.simulator = simulator;
    this.isAimlApi = isAimlApi;
    this.percent = options.faults();
    this.seed = options.seed();
  }

  /** How often each fault happened, and under "requests …" how many requests there were. */
  Map<String, AtomicLong> counts() {
    return counts;
  }

  /** Whether a request with this key has arrived. */
  boolean knows(String key) {
    return keys.contains(key);
  }

  /** The requests that may have bought for a prompt. */
  List<Attempt> attempts(String prompt) {
    return attempts.getOrDefault(prompt, List.of());
  }

  /** The fault that corrupted the images of a prompt or of a task, or null. */
  String corrupted(String promptOrTask) {
    return corrupted.get(promptOrTask);
  }

  @Override
  public void interfere(Exchange exchange) {
    ReceivedRequest request = exchange.request();
    if (request.isDownload()) {
      maybeInject(exchange, "downloads", request.path(), downloads());
    } else if (request.isPurchase()) {
      String prompt = prompt(request);
      String provider = provider(request);
      request.bearer().or(() -> request.header("api-key")).ifPresent(keys::add);
      attempts.computeIfAbsent(prompt, any -> new CopyOnWriteArrayList<>());
      maybeInject(exchange, "purchases", prompt, purchases(provider));
    } else {
      maybeInject(exchange, "polls", task(request), polls(provider(request)));
    }
  }

  private void maybeInject(
      Exchange exchange, String kind, String subject, List<InjectedFault> faults) {
    count("requests: " + kind);
    int before =
        requests.computeIfAbsent(kind + subject, any -> new AtomicInteger()).getAndIncrement();
    SplittableRandom random =
        new SplittableRandom(seed * 1_000_003 + (kind + subject).hashCode() * 31L + before);
    random.nextLong();
    if (random.nextInt(100) >= percent) {
      record(kind, subject, null, false);
      return;
    }
    InjectedFault injected = faults.get(random.nextInt(faults.size()));
    count("fault: " + kind + ", " + injected.name());
    // recorded before the response is sent, so before its effects
    record(kind, subject, injected.name(), injected.effect() == Effect.LOSES_THE_RESPONSE);
    if (injected.effect() == Effect.CORRUPTS_THE_RESPONSE) {
      corrupt(exchange, subject, injected);
    } else {
      injected.fault().interfere(exchange);
    }
  }

  private void record(String kind, String subject, String fault, boolean loses) {
    if (kind.equals("purchases")) {
      attempts.get(subject).add(new Attempt(Instant.now(), fault, loses));
    }
  }

  /**
   * Without an effect, such as bad base64 in a response with URLs, a fault explains no lost image.
   */
  private void corrupt(Exchange exchange, String subject, InjectedFault injected) {
    byte[] whole = exchange.answer().body();
    injected.fault().interfere(exchange);
    if (!Arrays.equals(whole, exchange.answer().body())) {
      corrupted.put(subject, injected.name());
    }
  }

  private void count(String what) {
    counts.computeIfAbsent(what, any -> new AtomicLong()).incrementAndGet();
  }

  private static String prompt(ReceivedRequest request) {
    JsonNode json = request.json();
    return json.isArray() ? json.findPath("positivePrompt").asText() : json.path("prompt").asText();
  }

  private static String task(ReceivedRequest request) {
    return request.method().equals("GET")
        ? request.path().replaceFirst(".*/predictions/", "").replaceFirst("/result$", "")
        : request.json().findPath("taskUUID").asText();
  }

  private String provider(ReceivedRequest request) {
    if (isAimlApi) {
      return "aiml-api";
    }
    if (request.path().startsWith("/api/v3/")) {
      return "wavespeed";
    }
    return request.path().endsWith("/images/generations") ? "openai" : "runware";
  }

  // ---- what can happen

  private static InjectedFault harmless(String name, Fault fault) {
    return new InjectedFault(name, Effect.NONE, fault);
  }

  private static InjectedFault loses(String name, Fault fault) {
    return new InjectedFault(name, Effect.LOSES_THE_RESPONSE, fault);
  }

  private static InjectedFault corrupts(String name, Fault fault) {
    return new InjectedFault(name, Effect.CORRUPTS_THE_RESPONSE, fault);
  }

  private static Fault slow() {
    return exchange ->
        Fault.delay(Duration.ofMillis(500 + Math.floorMod(exchange.request().hashCode(), 2_500)))
            .interfere(exchange);
  }

  private List<InjectedFault> purchases(String provider) {
    List<InjectedFault> faults = new ArrayList<>();
    faults.add(harmless("429", Fault.answer(tooFast(provider))));
    faults.add(harmless("503 with the provider's body", Fault.answer(overloaded(provider))));
    faults.add(harmless("502 before the work", Fault.html(502)));
    faults.add(harmless("reset before the work", Fault.resetAfterReading()));
    faults.add(harmless("slow", slow()));
    faults.add(loses("502 after the work", Fault.html(502).afterWork()));
    faults.add(loses("reset after the work", Fault.resetAfterReading().afterWork()));
    faults.add(loses(BREAKS_OFF, Fault.truncate(60).afterWork()));
    faults.add(corrupts("bad base64", Fault.base64Broken()));
    faults.add(corrupts("no image in the response", Fault.noData()));
    switch (provider) {
      case "openai" ->
          faults.add(
              harmless(
                  "content policy",
                  Fault.answer(OpenAiErrors.moderationBlocked("input", "violence"))));
      case "wavespeed" ->
          faults.add(
              harmless(
                  "task fails", e -> simulator.waveSpeed().nextTask(TaskEnd.failed("no luck"))));
      case "runware" ->
          faults.add(
              harmless(
                  "task fails",
                  e -> simulator.runware().nextTask(TaskEnd.failed("providerError"))));
      default -> {}
    }
    return faults;
  }

  private List<InjectedFault> polls(String provider) {
    return List.of(
        harmless("429", Fault.answer(tooFast(provider))),
        harmless("503 with the provider's body", Fault.answer(overloaded(provider))),
        harmless("502", Fault.html(502)),
        harmless("reset", Fault.resetAfterReading()),
        harmless(BREAKS_OFF, Fault.truncate(60)),
        harmless("slow", slow()),
        corrupts("bad base64", Fault.base64Broken()));
  }

  private static List<InjectedFault> downloads() {
    return List.of(
        harmless("404", Fault.empty(404)),
        harmless("503", Fault.html(503)),
        harmless("reset", Fault.resetBeforeReading()),
        harmless("end in the middle of the image", Fault.truncate(500)),
        harmless("slow", slow()));
  }

  private static SimulatedResponse tooFast(String provider) {
    return switch (provider) {
      case "aiml-api" -> AimlApiErrors.tooManyRequests();
      case "wavespeed" -> WaveSpeedSimulation.error(429, "too many requests");
      case "runware" -> RunwareSimulation.error(429, "rateLimitExceeded", "");
      default -> OpenAiErrors.rateLimitExceeded(Duration.ofSeconds(1));
    };
  }

  private static SimulatedResponse overloaded(String provider) {
    return switch (provider) {
      case "aiml-api" -> AimlApiErrors.error(503, "Overloaded.");
      case "wavespeed" -> WaveSpeedSimulation.error(503, "overloaded");
      case "runware" -> RunwareSimulation.error(503, "serviceUnavailable", "");
      default -> OVERLOADED;
    };
  }
}

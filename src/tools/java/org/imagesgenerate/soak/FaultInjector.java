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
 * Some requests meet a fault, and it is written down which ones destroyed what was bought. A
 * request's fault hangs on the seed, on what is asked for and on how often it was asked before.
 */
final class FaultInjector implements Fault {

  /** Whether a fault can keep the customer from images that were bought. */
  private enum Harm {
    NONE,
    /** The answer is lost; where a task can be asked for it again, nothing is. */
    LOSES_THE_ANSWER,
    /** The answer comes, and what should be images is none. */
    SPOILS_THE_ANSWER
  }

  private record Trick(String name, Harm harm, Fault fault) {}

  /**
   * A request that may buy.
   *
   * @param fault its name, or null
   * @param loses whether the answer did not arrive whole
   */
  record Attempt(Instant at, String fault, boolean loses) {

    /** Whether the answer began, so that its end was missed by who read it. */
    boolean breaksOff() {
      return loses && fault.equals(BREAKS_OFF);
    }
  }

  private static final String BREAKS_OFF = "end in the middle of the answer";

  private static final SimulatedResponse OVERLOADED =
      OpenAiErrors.error(503, "server_error", "overloaded", null, "Overloaded.");

  private final ImagesSimulator simulator;
  private final boolean isAimlApi;
  private final int faults;
  private final long seed;
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Map<String, List<Attempt>> attempts = new ConcurrentHashMap<>();
  private final Map<String, String> spoiled = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();

  /**
   * @param isAimlApi whether the simulator is that of AI/ML API
   */
  FaultInjector(ImagesSimulator simulator, boolean isAimlApi, Options options) {
    this.simulator = simulator;
    this.isAimlApi = isAimlApi;
    this.faults = options.faults();
    this.seed = options.seed();
  }

  /** How often each fault happened, and under "requests …" how many requests there were. */
  Map<String, AtomicLong> counts() {
    return counts;
  }

  /** Whether somebody with this key has asked for images. */
  boolean knows(String key) {
    return keys.contains(key);
  }

  /** The requests that may have bought for a prompt. */
  List<Attempt> attempts(String prompt) {
    return attempts.getOrDefault(prompt, List.of());
  }

  /** The fault that spoiled the images of a prompt or of a task, or null. */
  String spoiled(String promptOrTask) {
    return spoiled.get(promptOrTask);
  }

  @Override
  public void interfere(Exchange exchange) {
    ReceivedRequest request = exchange.request();
    if (request.isDownload()) {
      meet(exchange, "downloads", request.path(), downloads());
    } else if (request.isPurchase()) {
      String prompt = prompt(request);
      String provider = provider(request);
      request.bearer().or(() -> request.header("api-key")).ifPresent(keys::add);
      attempts.computeIfAbsent(prompt, any -> new CopyOnWriteArrayList<>());
      meet(exchange, "purchases", prompt, purchases(provider));
    } else {
      meet(exchange, "polls", task(request), polls(provider(request)));
    }
  }

  private void meet(Exchange exchange, String kind, String subject, List<Trick> tricks) {
    count("requests: " + kind);
    int before =
        asked.computeIfAbsent(kind + subject, any -> new AtomicInteger()).getAndIncrement();
    SplittableRandom random =
        new SplittableRandom(seed * 1_000_003 + (kind + subject).hashCode() * 31L + before);
    random.nextLong();
    if (random.nextInt(100) >= faults) {
      note(kind, subject, null, false);
      return;
    }
    Trick trick = tricks.get(random.nextInt(tricks.size()));
    count("fault: " + kind + ", " + trick.name());
    // before the answer leaves: whatever comes of it comes later
    note(kind, subject, trick.name(), trick.harm() == Harm.LOSES_THE_ANSWER);
    if (trick.harm() == Harm.SPOILS_THE_ANSWER) {
      spoil(exchange, subject, trick);
    } else {
      trick.fault().interfere(exchange);
    }
  }

  private void note(String kind, String subject, String fault, boolean loses) {
    if (kind.equals("purchases")) {
      attempts.get(subject).add(new Attempt(Instant.now(), fault, loses));
    }
  }

  /** A fault that has nothing to spoil, such as bad base64 where there are URLs, is no excuse. */
  private void spoil(Exchange exchange, String subject, Trick trick) {
    byte[] whole = exchange.answer().body();
    trick.fault().interfere(exchange);
    if (!Arrays.equals(whole, exchange.answer().body())) {
      spoiled.put(subject, trick.name());
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

  private static Trick harmless(String name, Fault fault) {
    return new Trick(name, Harm.NONE, fault);
  }

  private static Trick loses(String name, Fault fault) {
    return new Trick(name, Harm.LOSES_THE_ANSWER, fault);
  }

  private static Trick spoils(String name, Fault fault) {
    return new Trick(name, Harm.SPOILS_THE_ANSWER, fault);
  }

  private static Fault slow() {
    return exchange ->
        Fault.delay(Duration.ofMillis(500 + Math.floorMod(exchange.request().hashCode(), 2_500)))
            .interfere(exchange);
  }

  private List<Trick> purchases(String provider) {
    List<Trick> tricks = new ArrayList<>();
    tricks.add(harmless("429", Fault.answer(tooFast(provider))));
    tricks.add(harmless("503 with the provider's body", Fault.answer(overloaded(provider))));
    tricks.add(harmless("502 before the work", Fault.html(502)));
    tricks.add(harmless("reset before the work", Fault.resetAfterReading()));
    tricks.add(harmless("slow", slow()));
    tricks.add(loses("502 after the work", Fault.html(502).afterWork()));
    tricks.add(loses("reset after the work", Fault.resetAfterReading().afterWork()));
    tricks.add(loses(BREAKS_OFF, Fault.truncate(60).afterWork()));
    tricks.add(spoils("bad base64", Fault.base64Broken()));
    tricks.add(spoils("no image in the answer", Fault.noData()));
    switch (provider) {
      case "openai" ->
          tricks.add(
              harmless(
                  "content policy",
                  Fault.answer(OpenAiErrors.moderationBlocked("input", "violence"))));
      case "wavespeed" ->
          tricks.add(
              harmless(
                  "task fails", e -> simulator.waveSpeed().nextTask(TaskEnd.failed("no luck"))));
      case "runware" ->
          tricks.add(
              harmless(
                  "task fails",
                  e -> simulator.runware().nextTask(TaskEnd.failed("providerError"))));
      default -> {}
    }
    return tricks;
  }

  private List<Trick> polls(String provider) {
    return List.of(
        harmless("429", Fault.answer(tooFast(provider))),
        harmless("503 with the provider's body", Fault.answer(overloaded(provider))),
        harmless("502", Fault.html(502)),
        harmless("reset", Fault.resetAfterReading()),
        harmless(BREAKS_OFF, Fault.truncate(60)),
        harmless("slow", slow()),
        spoils("bad base64", Fault.base64Broken()));
  }

  private static List<Trick> downloads() {
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

package org.imagesgenerate.playground;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.imagesgenerate.connector.SentRequests.Sent;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;

/** A simulated server for every provider that has one. */
final class Simulators implements AutoCloseable {

  /** The value of every secret. */
  static final String KEY = "sk-made-up-by-the-playground";

  private static final byte[] NO_BODY = {};

  private final ImagesSimulator most = ImagesSimulator.start().requireKey(KEY).modelsOfToday();
  private final ImagesSimulator aimlApi =
      ImagesSimulator.startAimlApi().requireKey(KEY).modelsOfToday();
  private final ImagesSimulator compatible = ImagesSimulator.start().withoutKey();
  private final Map<String, ImagesSimulator> byProvider;
  private final Map<ReceivedRequest, Sent> sent = new ConcurrentHashMap<>();

  Simulators() {
    compatible.openAi().compatible();
    byProvider =
        Map.of(
            "openai", most,
            "azure-openai", most,
            "wavespeed", most,
            "runware", most,
            "aiml-api", aimlApi,
            "openai-compatible", compatible);
  }

  /** The server that simulates the provider. */
  ImagesSimulator of(String provider) {
    return byProvider.get(provider);
  }

  /** Forgets what was to fail. */
  void behave() {
    Stream.of(most, aimlApi, compatible).forEach(ImagesSimulator::behave);
  }

  /** The base URL of the simulated provider, or null if it needs no server. */
  String baseUrl(String provider) {
    ImagesSimulator simulator = byProvider.get(provider);
    return simulator == null ? null : simulator.uri().toString();
  }

  /** All requests so far. */
  List<Sent> requests() {
    return Stream.of(most, aimlApi, compatible)
        .flatMap(it -> it.requests().stream())
        .map(this::sent)
        .toList();
  }

  /** The same object for the same request, as soon as its body is there. */
  private Sent sent(ReceivedRequest request) {
    return request.bodyWasRead()
        ? sent.computeIfAbsent(request, it -> new Sent(it.toString(), it.bodyBytes()))
        : new Sent(request.toString(), NO_BODY);
  }

  @Override
  public void close() {
    most.close();
    aimlApi.close();
    compatible.close();
  }
}

package org.imagesgenerate.connector.contract;

import static org.imagesgenerate.connector.TestWorker.variables;

import java.util.HashMap;
import java.util.Map;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.simulator.AimlApiErrors;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.RunwareSimulation;
import org.imagesgenerate.simulator.SimulatedResponse;
import org.imagesgenerate.simulator.TestImages;
import org.imagesgenerate.simulator.WaveSpeedSimulation;

/** A provider in the contract test: how it is reached, how it refuses, and what it can not do. */
enum Api {
  OPENAI("openai"),
  AZURE_V1("azure-openai"),
  AZURE_CLASSIC("azure-openai"),
  COMPATIBLE("openai-compatible"),
  AIML_API("aiml-api"),
  WAVESPEED("wavespeed"),
  RUNWARE("runware"),
  SIMULATION("simulation");

  static final String KEY = "sk-test-0123456789abcdef";

  private final String type;

  Api(String type) {
    this.type = type;
  }

  String type() {
    return type;
  }

  /** Everything but the simulation, which has no server and no key. */
  boolean hasServer() {
    return this != SIMULATION;
  }

  /** Tasks that can be asked for. */
  boolean hasTasks() {
    return this == WAVESPEED || this == RUNWARE;
  }

  /** Whether an image is recovered although the answer to its purchase was lost. */
  boolean findsLostAnswers() {
    return this == RUNWARE;
  }

  /** Whether gpt-image-2 gives URLs here. */
  boolean givesUrls() {
    return this == AIML_API || this == WAVESPEED || this == RUNWARE || this == SIMULATION;
  }

  /** Whether a model that edits gives URLs here. */
  boolean editsToUrls() {
    return givesUrls() || this == COMPATIBLE;
  }

  /** Whether our rules for gpt-image-2 are applied. */
  boolean hasRules() {
    return this != COMPATIBLE && this != SIMULATION;
  }

  boolean severalImages() {
    return this != AIML_API;
  }

  ImagesSimulator start() {
    ImagesSimulator simulator =
        this == AIML_API ? ImagesSimulator.startAimlApi() : ImagesSimulator.start();
    if (this == COMPATIBLE) {
      simulator.openAi().compatible();
    }
    return simulator.requireKey(KEY).paintOnce();
  }

  Map<String, Object> provider(ImagesSimulator simulator) {
    return provider(simulator.uri().toString(), KEY);
  }

  Map<String, Object> provider(String address, String key) {
    Map<String, Object> provider = new HashMap<>(Map.of("type", type));
    if (hasServer()) {
      provider.put("baseUrl", address);
      provider.put("apiKey", key);
    }
    if (this == AZURE_CLASSIC) {
      provider.put("apiVersion", "2025-04-01-preview");
    }
    return provider;
  }

  Map<String, Object> job(ImagesSimulator simulator, Object... more) {
    Map<String, Object> job =
        variables(
            "provider", provider(simulator), "model", "gpt-image-2", "prompt", "a red lighthouse");
    job.putAll(variables(more));
    return job;
  }

  /** An image to edit: a square PNG. */
  static final byte[] INPUT = TestImages.png(64, 64);

  /** Runs a job of this operation; for an edit with an input image, unless the job has its own. */
  Outcome run(Operation operation, TestWorker worker, long key, Map<String, Object> job) {
    if (operation == Operation.GENERATE) {
      return worker.generate(key, job);
    }
    Map<String, Object> edit = new HashMap<>(job);
    edit.computeIfAbsent("images", it -> worker.document("input", INPUT));
    return worker.edit(key, edit);
  }

  /** A request that may buy. */
  static boolean buys(ReceivedRequest request) {
    return request.isPurchase();
  }

  Fault outOfMoney() {
    return Fault.answer(
        switch (this) {
          case AIML_API -> AimlApiErrors.outOfCredits();
          case WAVESPEED -> WaveSpeedSimulation.error(402, "insufficient balance");
          case RUNWARE -> RunwareSimulation.error(402, "insufficientCredits", "");
          default -> OpenAiErrors.insufficientQuota();
        });
  }

  /** A rejected prompt, or null if the API has no error code for it. */
  Fault promptRejected() {
    return switch (this) {
      case AIML_API, WAVESPEED -> null;
      case RUNWARE ->
          Fault.answer(RunwareSimulation.error(400, "contentPolicyViolation", "positivePrompt"));
      case AZURE_V1, AZURE_CLASSIC -> Fault.answer(OpenAiErrors.azureResponsibleAiViolation());
      default -> Fault.answer(OpenAiErrors.moderationBlocked("input", "violence"));
    };
  }

  /** The provider itself says that it did not do the work. */
  Fault overloaded() {
    return Fault.answer(
        switch (this) {
          case AIML_API -> AimlApiErrors.underMaintenance();
          case WAVESPEED -> WaveSpeedSimulation.error(503, "service unavailable");
          case RUNWARE -> RunwareSimulation.error(503, "providerUnavailable", "");
          default -> OpenAiErrors.overloaded();
        });
  }

  Fault accountBlocked() {
    SimulatedResponse answer =
        switch (this) {
          case WAVESPEED -> WaveSpeedSimulation.error(403, "content policy: account blocked");
          case RUNWARE -> RunwareSimulation.error(403, "forbidden", "");
          case AZURE_V1, AZURE_CLASSIC -> OpenAiErrors.azureResourceBlocked();
          default -> OpenAiErrors.organizationNotVerified("gpt-image-2");
        };
    return Fault.answer(answer);
  }

  /** A parameter that the provider refuses although we let it through. */
  Fault parameterRejected() {
    return Fault.answer(
        switch (this) {
          case AIML_API -> AimlApiErrors.validation("size: Invalid enum value");
          case WAVESPEED -> WaveSpeedSimulation.error(400, "invalid size");
          case RUNWARE -> RunwareSimulation.error(400, "invalidWidth", "width");
          default -> OpenAiErrors.invalidValue("size", "Invalid size");
        });
  }
}

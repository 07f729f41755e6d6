package org.imagesgenerate.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.contract.FaultMatrix.Column;
import org.imagesgenerate.connector.contract.FaultMatrix.Way;
import org.imagesgenerate.simulator.AimlApiErrors;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.imagesgenerate.simulator.RunwareSimulation;
import org.imagesgenerate.simulator.SimulatedResponse;
import org.imagesgenerate.simulator.TaskEnd;
import org.imagesgenerate.simulator.WaveSpeedSimulation;

/** How each fault of the matrix is brought about. */
final class Faults {

  private static final String PRIVATE = "http://10.255.255.1:9";
  private static final String IMAGE_LIMIT = "IMAGES_GENERATE_MAX_IMAGE_BYTES";
  private static final String BODY_LIMIT = "IMAGES_GENERATE_MAX_BODY_BYTES";
  private static final Duration DRIP = Duration.ofMillis(20);

  private static final String LARGE_HEADER = "a".repeat(300 * 1024);
  private static final int MANY_HEADERS = 1001;
  private static final int MANY_IMAGES = 101;
  private static final String LONG_PROMPT = "a lighthouse ".repeat(60_000);

  private static final Map<String, Consumer<FaultScene>> ALL = new HashMap<>();

  static {
    connecting();
    losing();
    nonsense();
    pictures();
    refusing();
    trouble();
    tasks();
    urls();
    afterwards();
    inputs();
    uploads();
  }

  /** Brings the fault about for the scene's next job. */
  static void arm(String id, FaultScene scene) {
    ALL.get(id).accept(scene);
  }

  static boolean knows(String id) {
    return ALL.containsKey(id);
  }

  static int count() {
    return ALL.size();
  }

  private static void fault(String id, Consumer<FaultScene> how) {
    ALL.put(id, how);
  }

  /** A fault of the answer to the purchase. */
  private static void answer(String id, Fault fault) {
    fault(id, scene -> scene.onPurchase(fault));
  }

  private static void connecting() {
    fault("refused", scene -> scene.baseUrl("http://127.0.0.1:" + freePort()));
    fault("unresolvable", scene -> scene.baseUrl("http://unknown.invalid"));
    fault("tls", scene -> scene.baseUrl("https" + scene.simulator().uri().toString().substring(4)));
    fault("metadata", scene -> scene.baseUrl("http://169.254.169.254"));
    fault("no-connection", FaultScene::withoutFreeConnection);
    fault("no-folder", FaultScene::withoutTemporaryFolder);
    fault(
        "no-memory",
        scene -> scene.worker().failBeforeSending(new OutOfMemoryError("Java heap space")));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void losing() {
    answer("reset-early", Fault.resetBeforeReading());
    answer("close-idle", Fault.closeAfterReading());
    answer("close-worked", Fault.closeAfterReading().afterWork());
    answer("reset-worked", Fault.resetAfterReading().afterWork());
    tooSlow("silence", Fault.stall());
    tooSlow("silent-body", Fault.stallAfter(0));
    tooSlow("drip", Fault.drip(DRIP));
    answer("no-http", Fault.garbage(300).afterWork());
    answer("truncated", Fault.truncate(30).afterWork());
    answer("reset-body", Fault.resetAfter(30).afterWork());
    answer("broken-chunks", Fault.brokenChunks().afterWork());
    answer("broken-gzip", Fault.edit(it -> it.with("content-encoding", "gzip")));
    answer("cut-json", Fault.cutJson());
    answer("large-head", Fault.edit(it -> it.with("x-large", LARGE_HEADER)));
    answer("many-heads", Fault.edit(Faults::manyHeaders));
    tooSlow("wrong-length", Fault.announcing(100_000_000));
  }

  /** From here on the job's time passes. */
  private static Fault releasing(FaultScene scene) {
    TestWorker worker = scene.worker();
    return exchange -> worker.releaseClock();
  }

  private static SimulatedResponse manyHeaders(SimulatedResponse answer) {
    SimulatedResponse changed = answer;
    for (int i = 0; i < MANY_HEADERS; i++) {
      changed = changed.with("x-" + i, "a");
    }
    return changed;
  }

  private static void tooSlow(String id, Fault fault) {
    fault(
        id,
        scene -> {
          scene.shortBudget();
          scene.worker().holdClock();
          scene.onPurchase(releasing(scene).and(fault.afterWork()));
        });
  }

  private static void nonsense() {
    answer("html", Fault.html(200).afterWork());
    answer("garbage", Fault.garbageBody(500));
    answer("empty", Fault.empty(200).afterWork());
    answer(
        "empty-list",
        Fault.answer(SimulatedResponse.text(200, "application/json", "[]")).afterWork());
    answer("null-data", Fault.nullData());
    fault("no-data", scene -> scene.onImages(Fault.noData()));
    fault("error-200", scene -> scene.onPurchase(Fault.answer(outOfMoney(scene.api(), 200))));
    fault(
        "null-fields",
        scene -> scene.onImages(scene.api().hasTasks() ? Fault.none() : Fault.nullFields()));
  }

  private static SimulatedResponse outOfMoney(Api api, int status) {
    return switch (api) {
      case WAVESPEED -> WaveSpeedSimulation.error(402, "insufficient balance").withStatus(status);
      case RUNWARE -> RunwareSimulation.error(status, "insufficientCredits", "");
      default -> OpenAiErrors.insufficientQuota().withStatus(status);
    };
  }

  private static void pictures() {
    fault("bad-base64", scene -> scene.onImages(Fault.base64Broken()));
    fault(
        "once-bad-base64",
        scene -> {
          AtomicBoolean once = new AtomicBoolean();
          scene.onImages(Fault.editJson(json -> breakOne(json, once)));
        });
    fault("no-base64", scene -> scene.onImages(Fault.base64Empty()));
    fault("no-picture", scene -> scene.onImages(Fault.base64OfNoImage()));
    fault("image-too-large", scene -> scene.setting(IMAGE_LIMIT, "500"));
    fault("body-too-large", scene -> scene.setting(BODY_LIMIT, "6000"));
    fault(
        "one-broken",
        scene -> {
          scene.job("n", 2);
          AtomicReference<JsonNode> broken = new AtomicReference<>();
          scene.onImages(
              Fault.editJson(
                  json -> {
                    // where each image is a task of its own, all answers about one of them
                    broken.compareAndSet(null, json.at("/data/id"));
                    if (broken.get().equals(json.at("/data/id"))) {
                      breakOne(json, new AtomicBoolean());
                    }
                  }));
        });
    fault("one-missing", Faults::oneMissing);
    fault("many-images", scene -> scene.onImages(Fault.editJson(Faults::repeatImages)));
    fault("large-result", scene -> scene.onImages(Fault.editJson(Faults::addLongPrompts)));
  }

  /** The first base64. */
  private static void breakOne(JsonNode node, AtomicBoolean done) {
    for (String field : new String[] {"b64_json", "imageBase64Data"}) {
      if (node.path(field).isTextual() && done.compareAndSet(false, true)) {
        ((ObjectNode) node).put(field, "*" + node.get(field).asText());
      }
    }
    JsonNode outputs = node.path("outputs");
    if (outputs.path(0).isTextual() && done.compareAndSet(false, true)) {
      ((ArrayNode) outputs).set(0, "*" + outputs.get(0).asText());
    }
    node.forEach(child -> breakOne(child, done));
  }

  private static void repeatImages(ObjectNode json) {
    JsonNode data = json.path("data");
    ArrayNode images = (ArrayNode) (data.isArray() ? data : data.path("outputs"));
    if (!images.isEmpty()) {
      while (images.size() < MANY_IMAGES) {
        images.add(images.get(0).deepCopy());
      }
    }
  }

  private static void addLongPrompts(ObjectNode json) {
    json.path("data").forEach(it -> ((ObjectNode) it).put("revised_prompt", LONG_PROMPT));
  }

  private static void oneMissing(FaultScene scene) {
    scene.job("n", 2);
    if (scene.way() == Way.URL && Column.of(scene.api()) == Column.OPENAI) {
      scene.job("model", "dall-e-2");
    }
    switch (scene.api()) {
      case WAVESPEED -> scene.simulator().waveSpeed().nextTask(TaskEnd.failed("a part broke"));
      case RUNWARE -> scene.simulator().runware().nextTask(TaskEnd.some(1));
      default -> scene.onPurchase(Fault.editJson(json -> ((ArrayNode) json.get("data")).remove(1)));
    }
  }

  private static void refusing() {
    for (int status : new int[] {301, 302, 307}) {
      answer("moved-" + status, Fault.redirect(status, "http://127.0.0.1:9/elsewhere"));
    }
    fault("parameter", scene -> scene.onPurchase(scene.api().parameterRejected()));
    fault("prompt-rejected", scene -> scene.onPurchase(scene.api().promptRejected()));
    fault("output-rejected", Faults::outputRejected);
    fault("key", scene -> scene.onPurchase(Fault.answer(own(scene.api(), 401, "invalidApiKey"))));
    answer("money", Fault.status(402, "pay first"));
    fault("account", scene -> scene.onPurchase(scene.api().accountBlocked()));
    answer("account-plain", Fault.html(403));
    fault("model", scene -> scene.onPurchase(Fault.answer(noModel(scene.api()))));
    answer("bad-url", Fault.html(404));
    answer("408", Fault.html(408).afterWork());
    answer("409", Fault.html(409).afterWork());
    answer("413", Fault.html(413));
    answer("422", Fault.status(422, "size is wrong"));
    rate("rate", it -> it);
    rate("rate-millis", it -> it.with("retry-after-ms", "2500").with("retry-after", "3"));
    rate("rate-seconds", it -> it.with("retry-after", "7"));
    rate("rate-date", it -> it.with("retry-after", inAMinute()));
    answer("rate-plain", Fault.html(429));
    fault("quota-429", scene -> scene.onPurchase(Fault.answer(outOfMoney(scene.api(), 429))));
    fault("quota-400", scene -> scene.onPurchase(Fault.answer(spendLimit(scene.api()))));
  }

  private static String inAMinute() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1));
  }

  private static void rate(String id, java.util.function.UnaryOperator<SimulatedResponse> change) {
    fault(
        id,
        scene -> scene.onPurchase(Fault.answer(change.apply(own(scene.api(), 429, "rateLimit")))));
  }

  private static SimulatedResponse spendLimit(Api api) {
    return api == Api.RUNWARE
        ? RunwareSimulation.error(400, "insufficientBalance", "")
        : OpenAiErrors.billingHardLimitReached();
  }

  private static void outputRejected(FaultScene scene) {
    switch (scene.api()) {
      case WAVESPEED ->
          scene.onEveryPoll(
              Fault.editJson(
                  json ->
                      ((ObjectNode) json.get("data"))
                          .put("status", "failed")
                          .put("code", 1200)
                          .put("error", "content")));
      case RUNWARE -> scene.simulator().runware().nextTask(TaskEnd.failed("nsfwContentDetected"));
      default ->
          scene.onPurchase(
              Fault.answer(OpenAiErrors.moderationBlocked("output", "violence")).afterWork());
    }
  }

  private static SimulatedResponse noModel(Api api) {
    return switch (api) {
      case AIML_API -> AimlApiErrors.modelNotFound("gone");
      case WAVESPEED -> WaveSpeedSimulation.error(404, "model not found");
      case RUNWARE -> RunwareSimulation.error(400, "invalidModel", "model");
      case AZURE_V1, AZURE_CLASSIC -> OpenAiErrors.azureDeploymentNotFound();
      default -> OpenAiErrors.modelDoesNotExist("gone");
    };
  }

  /** A refusal in the provider's own words. */
  static SimulatedResponse own(Api api, int status, String code) {
    return switch (api) {
      case AIML_API -> AimlApiErrors.error(status, "no");
      case WAVESPEED -> WaveSpeedSimulation.error(status, "no");
      case RUNWARE -> RunwareSimulation.error(status, code, "");
      case AZURE_V1, AZURE_CLASSIC -> OpenAiErrors.azure(status, "" + status, "no");
      default -> OpenAiErrors.error(status, "some_error", null, null, "no");
    };
  }

  private static void trouble() {
    fault(
        "500-own",
        scene -> scene.onPurchase(Fault.answer(own(scene.api(), 500, "internalServerError"))));
    fault(
        "503-own",
        scene -> scene.onPurchase(Fault.answer(own(scene.api(), 503, "noAvailableServer"))));
    fault(
        "504-own",
        scene ->
            scene.onPurchase(Fault.answer(own(scene.api(), 504, "timeoutProvider")).afterWork()));
    answer("500-empty", Fault.empty(500).afterWork());
    for (int status : new int[] {500, 502, 503, 504, 520, 522, 524}) {
      answer("" + status, Fault.html(status).afterWork());
    }
    answer("524-idle", Fault.html(524));
  }

  private static void tasks() {
    fault("task-failed", scene -> end(scene, "a part broke", "inferenceError"));
    fault("task-cancelled", scene -> end(scene, "cancelled: by hand", "cancelled"));
    fault("task-prompt", scene -> end(scene, "", "promptBlocked"));
    fault(
        "task-gone",
        scene ->
            scene.onEveryPoll(
                Fault.answer(
                    scene.api() == Api.RUNWARE
                        ? RunwareSimulation.error(404, "taskNotFound", "taskUUID")
                        : WaveSpeedSimulation.error(404, "task not found"))));
    fault(
        "poll-500",
        scene -> scene.onPolls(3, Fault.answer(own(scene.api(), 500, "internalServerError"))));
    fault("poll-502", scene -> scene.onPolls(3, Fault.html(502)));
    fault(
        "poll-429",
        scene -> scene.onPolls(3, Fault.answer(own(scene.api(), 429, "rateLimitExceeded"))));
    fault("poll-reset", scene -> scene.onPolls(3, Fault.resetAfterReading()));
    fault(
        "poll-401",
        scene -> scene.onEveryPoll(Fault.answer(own(scene.api(), 401, "invalidApiKey"))));
    fault("poll-html", scene -> scene.onEveryPoll(Fault.html(200)));
    fault("poll-down", scene -> scene.onEveryPoll(Fault.html(503)));
    fault(
        "poll-silence",
        scene -> {
          // the first wait takes a second of the budget, but none of the clock
          scene.job("timeout", "PT1.4S");
          scene.worker().holdClock();
          scene.onEveryPoll(releasing(scene).and(Fault.stall()));
        });
    fault("too-long", Faults::tooLong);
    fault(
        "too-long-moved",
        scene -> {
          tooLong(scene);
          scene.nextElsewhere();
        });
  }

  private static void end(FaultScene scene, String waveSpeed, String runware) {
    if (scene.api() == Api.RUNWARE) {
      scene.simulator().runware().nextTask(TaskEnd.failed(runware));
    } else {
      scene.simulator().waveSpeed().nextTask(TaskEnd.failed(waveSpeed));
    }
  }

  private static void tooLong(FaultScene scene) {
    scene.job("timeout", "PT20S");
    scene.simulator().waveSpeed().pollsNeeded(10);
    scene.simulator().runware().pollsNeeded(10);
  }

  private static void urls() {
    fault("url-404", scene -> scene.onEveryDownload(Fault.html(404)));
    fault("url-403", scene -> scene.onEveryDownload(Fault.html(403)));
    fault("url-503", scene -> scene.onEveryDownload(Fault.html(503)));
    fault("url-503-twice", scene -> scene.onDownloads(2, Fault.html(503)));
    fault("url-reset", scene -> scene.onEveryDownload(Fault.resetAfterReading()));
    fault("url-reset-once", scene -> scene.onDownloads(1, Fault.resetAfter(500)));
    slowDownload("url-silence", Fault.stall());
    slowDownload("url-drip", Fault.drip(DRIP));
    fault("url-private", scene -> scene.filesFrom(PRIVATE));
    fault(
        "url-redirected", scene -> scene.onEveryDownload(Fault.redirect(302, PRIVATE + "/a.png")));
    fault("url-html", scene -> scene.onEveryDownload(Fault.html(200)));
    fault("url-empty", scene -> scene.onEveryDownload(Fault.empty(200)));
    fault("url-too-large", scene -> scene.setting(IMAGE_LIMIT, "500"));
    fault("url-invalid", scene -> scene.onImages(Fault.editUrls(url -> "http://[broken")));
    fault("url-unread", scene -> scene.onEveryDownload(Fault.html(404)));
  }

  private static void slowDownload(String id, Fault fault) {
    fault(
        id,
        scene -> {
          // one wait between two polls of a task
          scene.job("timeout", scene.api().hasTasks() ? "PT3.2S" : "PT0.6S");
          scene.worker().holdClock();
          scene.onEveryDownload(releasing(scene).and(fault));
        });
  }

  private static void afterwards() {
    fault("store-twice", scene -> scene.worker().failUploads(2));
    fault("store-down", scene -> scene.worker().failUploads(1000));
    fault(
        "store-moved",
        scene -> {
          scene.worker().failUploads(1000);
          scene.nextElsewhere();
        });
    fault("lost-result", scene -> {});
    fault("lost-worker", FaultScene::nextElsewhere);
    fault("second-copy", FaultScene::twice);
  }

  private static void inputs() {
    fault("input-unread", scene -> scene.wrongInput(Faults::gone));
    fault(
        "input-breaks",
        scene ->
            scene.wrongInput(
                () ->
                    new SequenceInputStream(
                        new ByteArrayInputStream(Api.INPUT), new BrokenStream())));
    fault("input-wrong", scene -> scene.wrongInput(() -> new ByteArrayInputStream(new byte[500])));
    fault(
        "input-deleted",
        scene -> {
          scene.onPurchase(Fault.html(429));
          assertThat(scene.first().code()).isEqualTo("RATE_LIMITED");
          scene.wrongInput(Faults::gone);
        });
    fault(
        "input-deleted-bought",
        scene -> {
          scene.worker().failUploads(1000);
          AtomicBoolean read = new AtomicBoolean();
          scene.input(() -> read.getAndSet(true) ? gone() : new ByteArrayInputStream(Api.INPUT));
        });
    fault(
        "input-early",
        scene -> {
          scene.input(padded(2));
          scene.onInput(
              Fault.answer(SimulatedResponse.text(413, "text/html", "<html>too large</html>"))
                  .and(Fault.answerBeforeReading()));
        });
    fault(
        "input-cut",
        scene -> {
          scene.input(padded(5));
          scene.onInput(Fault.resetBeforeReading());
        });
  }

  private static InputStream gone() throws IOException {
    throw new IOException("404 of the store");
  }

  /** An image that is larger than what a system's buffers take of a request. */
  private static byte[] padded(int megabytes) {
    return Arrays.copyOf(Api.INPUT, megabytes * 1024 * 1024);
  }

  private static final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("broken off");
    }
  }

  private static void uploads() {
    fault("upload-503", scene -> scene.onInput(Fault.answer(own(scene.api(), 503, ""))));
    fault("upload-502", scene -> scene.onInput(Fault.html(502)));
    fault("upload-lost", scene -> scene.onInput(Fault.resetAfterReading()));
    fault(
        "upload-silence",
        scene -> {
          scene.shortBudget();
          scene.worker().holdClock();
          scene.onInput(releasing(scene).and(Fault.stall()));
        });
    fault("upload-html", scene -> scene.onInput(Fault.html(200)));
    fault("upload-413", scene -> scene.onInput(Fault.html(413)));
  }

  private Faults() {}
}

package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.imagesgenerate.connector.catalog.PublishedSchemas;

/** WaveSpeedAI v3: a task is submitted, then asked for until it is done. */
public final class WaveSpeedSimulation implements Simulation {

  /** The secret that signs webhooks. */
  public static final String WEBHOOK_SECRET = "whsec_testsecret";

  private static final PublishedSchemas SCHEMAS = PublishedSchemas.of("wavespeed");
  private static final PublishedSchemas EDITS = PublishedSchemas.of("wavespeed-edits");
  private static final PublishedSchemas LIVE = PublishedSchemas.of("wavespeed-live");
  private static final String ROOT = "/api/v3/";
  private static final String PREDICTIONS = ROOT + "predictions/";

  private final Studio studio;
  private final Set<String> retired = ConcurrentHashMap.newKeySet();
  private final Map<String, WaveSpeedModel> models = new ConcurrentHashMap<>(WaveSpeedModel.all());
  private final Map<String, WaveSpeedTask> tasks = new ConcurrentHashMap<>();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final Queue<TaskEnd> ends = new ConcurrentLinkedQueue<>();
  private final AtomicLong count = new AtomicLong();
  private volatile int looksNeeded = 2;
  private volatile boolean dataUris;

  WaveSpeedSimulation(Studio studio) {
    this.studio = studio;
  }

  /** How the next tasks end, one after the other; without it they are done. */
  public WaveSpeedSimulation nextTask(TaskEnd... upcoming) {
    ends.addAll(List.of(upcoming));
    return this;
  }

  /** How often a task is asked for until it is done: 1 for at once, 2 if not said. */
  public WaveSpeedSimulation pollsNeeded(int polls) {
    looksNeeded = polls;
    return this;
  }

  /** From now on base64 outputs are data URIs. */
  public WaveSpeedSimulation base64AsDataUri() {
    dataUris = true;
    return this;
  }

  /** Adds a model that takes anything. */
  public WaveSpeedSimulation register(String path) {
    models.put(path, WaveSpeedModel.loose(path));
    return this;
  }

  /** From now on these models are gone. */
  public WaveSpeedSimulation retire(String... paths) {
    models.keySet().removeAll(Set.of(paths));
    retired.addAll(List.of(paths));
    return this;
  }

  /** The ids of all tasks, in the order of their submit. */
  public List<String> tasks() {
    return List.copyOf(order);
  }

  @Override
  public Optional<SimulatedResponse> answer(ReceivedRequest request) {
    String path = request.path();
    if (!path.startsWith(ROOT)) {
      return Optional.empty();
    }
    if (!studio.takes(request.bearer())) {
      return Optional.of(error(401, "Unauthorized"));
    }
    return Optional.of(
        switch (request.method() + " " + path) {
          case "GET /api/v3/webhook/secret" ->
              envelope(Json.object().put("secret", WEBHOOK_SECRET));
          case "GET /api/v3/models" -> envelope(catalog());
          case "POST /api/v3" + ReceivedRequest.UPLOAD -> upload(request);
          case "POST /api/v3/model/pricing" ->
              envelope(Json.object().put("unit_price", 0.02).put("currency", "USD"));
          default -> request.method().equals("POST") ? submit(request) : result(request);
        });
  }

  /** Models that the connector's catalog does not have, and those that edit. */
  private static ArrayNode catalog() {
    ArrayNode models = Json.object().arrayNode();
    LIVE.models().forEach(id -> models.add(model(id, "text-to-image", LIVE)));
    EDITS.models().forEach(id -> models.add(model(id, "image-to-image", EDITS)));
    return models;
  }

  private static ObjectNode model(String id, String type, PublishedSchemas schemas) {
    ObjectNode model = Json.object().put("model_id", id).put("type", type);
    ArrayNode list = model.putObject("api_schema").putArray("api_schemas");
    list.addObject().put("type", "model_price");
    ObjectNode run = list.addObject().put("type", "model_run");
    run.set("request_schema", schemas.schema(id).orElseThrow());
    return model;
  }

  /** Takes a file, for nothing. */
  private SimulatedResponse upload(ReceivedRequest request) {
    List<MultipartForm.Field> fields =
        request
            .form()
            .filter(it -> it.error().isEmpty())
            .map(MultipartForm::fields)
            .orElse(List.of());
    if (fields.size() != 1
        || !fields.get(0).name().equals("file")
        || fields.get(0).file().isEmpty()) {
      return error(400, "one field file with a file is required");
    }
    ReceivedImage file = fields.get(0).file().get();
    if (file.type().isEmpty() || !file.declaredType().equals(file.type())) {
      return error(400, "not an image of type " + file.declaredType());
    }
    return envelope(
        Json.object()
            .put("type", "image")
            .put("download_url", studio.url(file, request.takeUpload().orElseThrow()))
            .put("filename", file.fileName())
            .put("size", file.size()));
  }

  private SimulatedResponse submit(ReceivedRequest request) {
    String path = request.path().substring(ROOT.length());
    WaveSpeedModel model = models.get(path);
    if (request.form().isPresent()) {
      return error(400, "expected application/json");
    }
    JsonNode inputs = request.json();
    List<InputImages.Named> named = inputs.isObject() ? InputImages.named(inputs) : List.of();
    boolean edit =
        EDITS.schema(path).isPresent() && (!named.isEmpty() || SCHEMAS.schema(path).isEmpty());
    PublishedSchemas schemas = LIVE.schema(path).isPresent() ? LIVE : edit ? EDITS : SCHEMAS;
    boolean published =
        model == null && !retired.contains(path) && schemas.schema(path).isPresent();
    if (model == null && !published) {
      return error(404, "product not found");
    }
    Optional<String> rejection =
        published
            ? schemas.violations(path, inputs).stream()
                .map(PublishedSchemas.Violation::message)
                .findFirst()
            : broken(inputs, model);
    if (rejection.isPresent()) {
      return error(400, rejection.get());
    }
    for (InputImages.Named it : named) {
      if (!ReachableImages.isUrl(it.value().asText())) {
        return SimulatedResponse.json(
            400, Json.object().put("code", 1402).put("message", it.field() + " is not a URL"));
      }
    }
    Function<String, Optional<ReceivedImage>> finder = studio.inputs().of(request);
    InputImages images =
        InputImages.of(named, url -> finder.apply(url).filter(image -> !image.isBroken()));
    boolean unreachable = images.images().size() + images.mask().stream().count() < named.size();
    TaskEnd end =
        (unreachable ? Optional.of(TaskEnd.failed(TaskEnd.UNREACHABLE)) : Optional.<TaskEnd>empty())
            .or(() -> RequestedFailure.taskEnd(inputs.get("prompt").asText()))
            .or(() -> Optional.ofNullable(ends.poll()))
            .orElseGet(TaskEnd::done);
    String id = "%032x".formatted(count.incrementAndGet());
    Optional<URI> webhook = Optional.ofNullable(request.query().get("webhook")).map(URI::create);
    WaveSpeedTask task = new WaveSpeedTask(id, path, inputs, images, end, looksNeeded, webhook);
    tasks.put(id, task);
    order.add(id);
    if (end.kind() != TaskEnd.Kind.FAILED) {
      studio.bill(
          new SimulatedPurchase(
              "wavespeed",
              path,
              inputs.get("prompt").asText(),
              end.images(task.ordered()),
              id,
              images));
    }
    boolean waits = inputs.path("enable_sync_mode").asBoolean();
    return waits ? waited(task, end.kind()) : describe(task);
  }

  private SimulatedResponse waited(WaveSpeedTask task, TaskEnd.Kind kind) {
    if (kind == TaskEnd.Kind.LATE || kind == TaskEnd.Kind.NEVER) {
      task.look();
      ObjectNode data = task.describe(studio, dataUris);
      data.put("status", "processing").put("code", 5004).put("error", "Sync mode timed out");
      return envelope(data);
    }
    task.finish();
    return describe(task);
  }

  private static Optional<String> broken(JsonNode inputs, WaveSpeedModel model) {
    if (!inputs.path("prompt").isTextual() || inputs.get("prompt").asText().isBlank()) {
      return Optional.of("prompt is required");
    }
    for (Iterator<String> names = inputs.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      List<String> values = model.inputs().get(name);
      if (values == null && !model.inputs().isEmpty()) {
        return Optional.of(name + " is not an input of " + model.path());
      }
      String value = inputs.get(name).asText();
      if (values != null && !values.isEmpty() && !values.contains(value)) {
        return Optional.of("%s: '%s' is none of %s".formatted(name, value, values));
      }
      if (name.startsWith("enable_") && !inputs.get(name).isBoolean()) {
        return Optional.of(name + " is no boolean");
      }
    }
    return Optional.empty();
  }

  private SimulatedResponse result(ReceivedRequest request) {
    String path = request.path();
    if (!path.startsWith(PREDICTIONS)) {
      return error(404, "not found");
    }
    String id = path.substring(PREDICTIONS.length()).replaceFirst("/result$", "");
    WaveSpeedTask task = tasks.get(id);
    if (task == null) {
      return error(404, "task not found");
    }
    task.look();
    return describe(task);
  }

  /**
   * Ends the task and reports it to the webhook of its submit, signed.
   *
   * @return the receiver's status
   * @throws IllegalStateException when the submit named no webhook, or one that leaves this machine
   */
  public int deliverWebhook(String id) throws IOException, InterruptedException {
    WaveSpeedTask task = tasks.get(id);
    task.finish();
    byte[] body = Json.bytes(task.describe(studio, dataUris));
    String time = Long.toString(Instant.now().getEpochSecond());
    return Webhook.post(
        task.webhook(),
        body,
        Map.of(
            "webhook-id", id,
            "webhook-timestamp", time,
            "webhook-signature", "v3," + sign(WEBHOOK_SECRET, id, time, body)));
  }

  /** The signature: HMAC-SHA256 over id, time and body; the key is the secret's own text. */
  static String sign(String secret, String id, String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = secret.replaceFirst("^whsec_", "").getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private SimulatedResponse describe(WaveSpeedTask task) {
    return envelope(task.describe(studio, dataUris));
  }

  private static SimulatedResponse envelope(JsonNode data) {
    ObjectNode body = Json.object().put("code", 200).put("message", "success");
    body.set("data", data);
    return SimulatedResponse.json(200, body);
  }

  /** Any error in WaveSpeedAI's form. */
  public static SimulatedResponse error(int status, String message) {
    return SimulatedResponse.json(
        status, Json.object().put("code", status).put("message", message));
  }
}

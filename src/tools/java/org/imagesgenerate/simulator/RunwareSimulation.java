package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.imagesgenerate.connector.catalog.PublishedSchemas;

/** Runware: one URL; a request is an array of tasks, a response holds data and errors. */
public final class RunwareSimulation implements Simulation {

  private static final PublishedSchemas SCHEMAS = PublishedSchemas.of("runware");
  private static final PublishedSchemas EDITS = PublishedSchemas.of("runware-edits");
  private static final PublishedSchemas LIVE = PublishedSchemas.of("runware-live");

  /** Of the schema service, which has a host of its own and asks for no key. */
  private static final String RESOLVE = "/resolve/";

  private static final Set<String> OPENAI_ENDED = Set.of("openai:2@2", "openai:2@3", "openai:1@1");

  private final Studio studio;
  private final Set<String> retired = ConcurrentHashMap.newKeySet();
  private final Map<String, RunwareModel> models = new ConcurrentHashMap<>(RunwareModel.all());
  private final Map<String, RunwareTask> tasks = new ConcurrentHashMap<>();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final Queue<TaskEnd> ends = new ConcurrentLinkedQueue<>();
  private volatile int looksNeeded = 2;
  private volatile boolean knownModelsOnly;
  private volatile boolean openAiModelsOfToday;
  private volatile boolean retention = true;

  RunwareSimulation(Studio studio) {
    this.studio = studio;
  }

  /** How the next tasks end, one after the other; without it they are done. */
  public RunwareSimulation nextTask(TaskEnd... upcoming) {
    ends.addAll(List.of(upcoming));
    return this;
  }

  /** How often an async task is asked for until it is done: 1 for at once, 2 if not said. */
  public RunwareSimulation pollsNeeded(int polls) {
    looksNeeded = polls;
    return this;
  }

  /** Refuses model ids that are not in the list; else they are served with the loosest rules. */
  public RunwareSimulation knownModelsOnly() {
    knownModelsOnly = true;
    return this;
  }

  /** From now on these models are gone, and all others that are not in the list. */
  public RunwareSimulation retire(String... ids) {
    List.of(ids).forEach(models::remove);
    retired.addAll(List.of(ids));
    return knownModelsOnly();
  }

  /**
   * From now on OpenAI's models that are not in the list, or have ended, are gone. Of others
   * Runware has too many for a list.
   */
  RunwareSimulation openAiModelsOfToday() {
    models.keySet().removeAll(OPENAI_ENDED);
    openAiModelsOfToday = true;
    return this;
  }

  /** From now on getTaskDetails knows nothing: an account may have chosen that nothing is kept. */
  public RunwareSimulation withoutRetention() {
    retention = false;
    return this;
  }

  /** The UUIDs of all tasks that were taken on, in their order. */
  public List<String> tasks() {
    return List.copyOf(order);
  }

  @Override
  public Optional<SimulatedResponse> answer(ReceivedRequest request) {
    if (request.path().startsWith(RESOLVE) && request.method().equals("GET")) {
      return Optional.of(schema(request.path().substring(RESOLVE.length())));
    }
    if (!request.path().equals("/v1") && !request.path().equals("/v1/")) {
      return Optional.empty();
    }
    JsonNode body = request.json();
    if (!request.method().equals("POST") || !body.isArray() || body.isEmpty()) {
      return Optional.of(refuse(RunwareRejection.invalid("payload"), Json.object()));
    }
    JsonNode first = body.get(0);
    boolean own = first.path("taskType").asText().equals("authentication");
    Optional<String> key = own ? Optional.of(first.path("apiKey").asText()) : request.bearer();
    if (!studio.takes(key)) {
      ObjectNode authentication = Json.object().put("taskType", "authentication");
      return Optional.of(
          refuse(new RunwareRejection(401, "invalidApiKey", "apiKey"), authentication));
    }
    Reply reply = new Reply();
    RunwareImages images = new RunwareImages(studio.inputs(), request);
    for (JsonNode task : body) {
      if (task != first || !own) {
        serve(task, images, reply);
      }
    }
    return Optional.of(reply.answer());
  }

  /** The answer while it grows. */
  private static final class Reply {

    private final ArrayNode data = Json.object().arrayNode();
    private final ArrayNode errors = Json.object().arrayNode();
    private int status = 400;

    void refuse(RunwareRejection rejection, JsonNode task) {
      status = rejection.status();
      errors.add(rejection.describe(task));
    }

    SimulatedResponse answer() {
      ObjectNode body = Json.object();
      if (!data.isEmpty()) {
        body.set("data", data);
      }
      if (!errors.isEmpty()) {
        body.set("errors", errors);
      }
      return SimulatedResponse.json(data.isEmpty() && !errors.isEmpty() ? status : 200, body);
    }
  }

  private void serve(JsonNode task, RunwareImages images, Reply reply) {
    String uuid = task.path("taskUUID").asText();
    if (!RunwareRules.UUID_V4.matcher(uuid).matches()) {
      reply.refuse(
          task.has("taskUUID")
              ? RunwareRejection.invalid("taskUUID")
              : RunwareRejection.missing("taskUUID"),
          task);
      return;
    }
    switch (task.path("taskType").asText()) {
      case "imageInference" -> infer(task, uuid, images, reply);
      case "imageUpload" -> upload(task, uuid, images, reply);
      case "getResponse" -> respond(task, uuid, reply);
      case "getTaskDetails" -> details(task, uuid, reply);
      default -> reply.refuse(RunwareRejection.invalid("taskType"), task);
    }
  }

  /** Of models that the connector's catalog does not have, and those that edit. */
  private static SimulatedResponse schema(String encoded) {
    String air = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    return LIVE.schema(air)
        .or(() -> EDITS.schema(air))
        .map(schema -> Json.object().<ObjectNode>set("requestSchema", schema))
        .map(body -> SimulatedResponse.json(200, body.putNull("responseSchema")))
        .orElseGet(() -> SimulatedResponse.empty(404));
  }

  private static void upload(JsonNode task, String uuid, RunwareImages images, Reply reply) {
    UUID id = UUID.randomUUID();
    images
        .upload(task, id)
        .ifPresentOrElse(
            it -> reply.refuse(it, task),
            () ->
                reply
                    .data
                    .addObject()
                    .put("taskType", "imageUpload")
                    .put("taskUUID", uuid)
                    .put("imageUUID", id.toString()));
  }

  private void infer(JsonNode task, String uuid, RunwareImages images, Reply reply) {
    String air = task.path("model").asText();
    RunwareModel model = models.get(air);
    boolean edit =
        EDITS.schema(air).isPresent() && (task.has("inputs") || SCHEMAS.schema(air).isEmpty());
    PublishedSchemas schemas = LIVE.schema(air).isPresent() ? LIVE : edit ? EDITS : SCHEMAS;
    boolean published =
        model == null
            && !retired.contains(air)
            && !(openAiModelsOfToday && OPENAI_ENDED.contains(air))
            && schemas.schema(air).isPresent();
    if (model == null
        && !published
        && (knownModelsOnly
            || openAiModelsOfToday && air.startsWith("openai:")
            || !air.matches("[^:@\\s]+:[^:@\\s]+@[^:@\\s]+"))) {
      reply.refuse(
          air.isEmpty() ? RunwareRejection.missing("model") : RunwareRejection.invalid("model"),
          task);
      return;
    }
    model = model == null ? RunwareModel.loose(air) : model;
    Optional<RunwareRejection> rejection =
        (published ? violation(schemas, air, task) : new RunwareRules(task, model).broken())
            .or(() -> images.broken(task));
    if (rejection.isPresent()) {
      reply.refuse(rejection.get(), task);
      return;
    }
    Optional<RunwareTask> taken = take(task, uuid, model, images.of(task));
    if (taken.isEmpty()) {
      reply.refuse(new RunwareRejection(400, "duplicateTaskUUID", "taskUUID"), task);
    } else if (taken.get().isAsync()) {
      reply.data.add(Json.object().put("taskType", "imageInference").put("taskUUID", uuid));
    } else if (taken.get().outlastsWaiting()) {
      reply.refuse(new RunwareRejection(504, "timeoutProvider", ""), task);
    } else {
      taken.get().finish();
      reply.data.addAll(taken.get().ready(studio));
      reply.errors.addAll(taken.get().errors());
    }
  }

  /** What the model's published schema says against the task. */
  private static Optional<RunwareRejection> violation(
      PublishedSchemas schemas, String air, JsonNode task) {
    return schemas.violations(air, task).stream()
        .map(
            it ->
                switch (it.keyword()) {
                  case "additionalProperties" -> RunwareRejection.unsupported(it.field());
                  case "required" -> RunwareRejection.missing(it.field());
                  default -> RunwareRejection.invalid(it.field());
                })
        .findFirst();
  }

  /** Remembers and bills the task, or gives nothing when its UUID was used before. */
  private synchronized Optional<RunwareTask> take(
      JsonNode task, String uuid, RunwareModel model, InputImages inputs) {
    if (tasks.containsKey(uuid)) {
      return Optional.empty();
    }
    TaskEnd end =
        RequestedFailure.taskEnd(task.path("positivePrompt").asText())
            .or(() -> Optional.ofNullable(ends.poll()))
            .orElseGet(TaskEnd::done);
    RunwareTask taken = new RunwareTask(task, model, inputs, end, looksNeeded);
    tasks.put(uuid, taken);
    order.add(uuid);
    if (end.kind() != TaskEnd.Kind.FAILED) {
      String prompt = task.path("positivePrompt").asText();
      int images = end.images(taken.ordered());
      studio.bill(new SimulatedPurchase("runware", model.air(), prompt, images, uuid, inputs));
    }
    return Optional.of(taken);
  }

  private void respond(JsonNode task, String uuid, Reply reply) {
    RunwareTask asked = tasks.get(uuid);
    if (asked == null) {
      reply.refuse(RunwareRejection.invalid("taskUUID"), task);
      return;
    }
    asked.look();
    List<ObjectNode> ready = asked.ready(studio);
    ready.forEach(image -> reply.data.add(image.deepCopy().put("status", "success")));
    asked.errors().forEach(error -> reply.errors.add(error.put("status", "error")));
    for (int missing = ready.size(); missing < asked.ordered() && !asked.isOver(); missing++) {
      reply.data.add(
          Json.object()
              .put("taskType", "imageInference")
              .put("taskUUID", uuid)
              .put("status", "processing"));
    }
  }

  /** The request and the whole answer of a task that is over. */
  private void details(JsonNode task, String uuid, Reply reply) {
    RunwareTask asked = tasks.get(uuid);
    if (asked == null || !asked.isOver() || !retention) {
      reply.refuse(new RunwareRejection(404, "taskNotFound", "taskUUID"), task);
      return;
    }
    ObjectNode item = reply.data.addObject();
    item.put("taskType", "getTaskDetails").put("taskUUID", uuid);
    item.putArray("request").add(asked.request());
    ObjectNode response = item.putObject("response");
    if (!asked.ready(studio).isEmpty()) {
      response.putArray("data").addAll(asked.ready(studio));
    }
    if (!asked.errors().isEmpty()) {
      response.putArray("errors").addAll(asked.errors());
    }
  }

  /**
   * Ends the task and reports each of its images to its webhook.
   *
   * @return the receiver's last status
   * @throws IllegalStateException when the task named no webhook, or one that leaves this machine
   */
  public int deliverWebhook(String uuid) throws IOException, InterruptedException {
    RunwareTask task = tasks.get(uuid);
    task.finish();
    Optional<URI> target =
        Optional.ofNullable(task.request().get("webhookURL")).map(url -> URI.create(url.asText()));
    int status = 0;
    for (ObjectNode image : task.ready(studio)) {
      ObjectNode body = Json.object();
      body.putArray("data").add(image);
      status = Webhook.post(target, Json.bytes(body), Map.of());
    }
    return status;
  }

  /**
   * Any error of the whole request.
   *
   * @param parameter may be empty
   */
  public static SimulatedResponse error(int status, String code, String parameter) {
    return refuse(new RunwareRejection(status, code, parameter), Json.object());
  }

  private static SimulatedResponse refuse(RunwareRejection rejection, JsonNode task) {
    Reply reply = new Reply();
    reply.refuse(rejection, task);
    return reply.answer();
  }
}

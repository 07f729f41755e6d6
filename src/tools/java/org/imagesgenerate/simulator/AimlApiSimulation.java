package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.imagesgenerate.connector.catalog.PublishedSchemas;

/** AI/ML API: OpenAI's URL and request, but other models, responses and errors. */
public final class AimlApiSimulation implements Simulation {

  private final Studio studio;
  private static final PublishedSchemas SCHEMAS = PublishedSchemas.of("aiml-api");

  private final Set<String> retired = ConcurrentHashMap.newKeySet();
  private final Map<String, AimlApiModel> models = new ConcurrentHashMap<>(AimlApiModel.all());
  private volatile int success = 200;

  AimlApiSimulation(Studio studio) {
    this.studio = studio;
  }

  /** From now on success is a 201, as it was until 2025. */
  public AimlApiSimulation answerCreated() {
    success = 201;
    return this;
  }

  /** Adds a model that takes anything. */
  public AimlApiSimulation register(String id) {
    models.put(id, AimlApiModel.loose(id));
    return this;
  }

  /** From now on these models are gone. */
  public AimlApiSimulation retire(String... ids) {
    models.keySet().removeAll(Set.of(ids));
    retired.addAll(List.of(ids));
    return this;
  }

  @Override
  public Optional<SimulatedResponse> answer(ReceivedRequest request) {
    String path = request.path();
    boolean mine = path.matches("(/v1)?/images/generations(/with-url)?");
    if (!mine || !request.method().equals("POST")) {
      return Optional.of(AimlApiErrors.error(404, "Cannot " + request.method() + " " + path));
    }
    if (!studio.takes(request.bearer())) {
      return Optional.of(AimlApiErrors.noValidKey());
    }
    JsonNode body = request.json();
    String id = body.path("model").asText();
    boolean published =
        !models.containsKey(id) && !retired.contains(id) && SCHEMAS.schema(id).isPresent();
    if (!published && !models.containsKey(id)) {
      return Optional.of(AimlApiErrors.modelNotFound(id));
    }
    AimlApiModel model = published ? AimlApiModel.loose(id) : models.get(id);
    Optional<String> rejection =
        published
            ? SCHEMAS.violations(id, body).stream()
                .map(PublishedSchemas.Violation::message)
                .findFirst()
            : broken(body, model);
    return rejection.map(AimlApiErrors::validation).or(() -> Optional.of(make(body, model)));
  }

  private static Optional<String> broken(JsonNode body, AimlApiModel model) {
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      List<String> values = model.values().get(name);
      if (values == null && !model.isLoose()) {
        return Optional.of("Unrecognized key '" + name + "'");
      }
      String value = body.get(name).asText();
      if (values != null && !values.isEmpty() && !values.contains(value)) {
        return Optional.of(
            "Invalid enum value. Expected one of %s, received '%s'".formatted(values, value));
      }
    }
    String prompt = body.path("prompt").asText("");
    if (prompt.isEmpty() || prompt.length() > model.promptLimit()) {
      return Optional.of("prompt must have 1 to " + model.promptLimit() + " characters");
    }
    for (String count : List.of("n", "num_images")) {
      int value = body.path(count).asInt(1);
      if (body.has(count) && !body.get(count).isIntegralNumber()) {
        return Optional.of(count + " must be a number");
      }
      if (value < 1 || value > model.maximumN()) {
        return Optional.of(count + " must be 1 to " + model.maximumN());
      }
    }
    int compression = body.path("output_compression").asInt(100);
    return compression < 0 || compression > 100
        ? Optional.of("output_compression must be 0 to 100")
        : Optional.empty();
  }

  private SimulatedResponse make(JsonNode body, AimlApiModel model) {
    int n = Math.max(body.path("n").asInt(1), body.path("num_images").asInt(1));
    String prompt = body.path("prompt").asText();
    studio.bill(new SimulatedPurchase("aimlapi", model.id(), prompt, n, ""));
    boolean asUrl =
        RequestedFailure.needsUrl(prompt)
            || !body.path("response_format").asText().equals("b64_json");
    ObjectNode answer = Json.object().put("created", Instant.now().getEpochSecond());
    ArrayNode data = answer.putArray("data");
    for (int index = 1; index <= n; index++) {
      Pictures.Picture picture = picture(body, model, prompt, index);
      ObjectNode item = data.addObject();
      item.put("url", asUrl ? studio.url(picture) : null);
      item.put("b64_json", asUrl ? null : studio.base64(picture));
    }
    answer
        .putObject("meta")
        .putObject("usage")
        .put("credits_used", 42_000 * n)
        .put("usd_spent", 0.021 * n);
    return SimulatedResponse.json(success, answer);
  }

  private static Pictures.Picture picture(
      JsonNode body, AimlApiModel model, String prompt, int index) {
    String size = body.path("size").asText("");
    JsonNode own = body.path("image_size");
    int width = own.path("width").asInt(1024);
    int height = own.path("height").asInt(1024);
    if (size.matches("\\d+x\\d+")) {
      width = Integer.parseInt(size.substring(0, size.indexOf('x')));
      height = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    }
    boolean transparent = body.path("background").asText().equals("transparent");
    String format = body.path("output_format").asText("png");
    long variation = Pictures.variation(body.path("seed"), index);
    return new Pictures.Picture(prompt, model.id(), width, height, variation, transparent, format);
  }
}

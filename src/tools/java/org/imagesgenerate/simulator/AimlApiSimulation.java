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
import java.util.function.Function;
import org.imagesgenerate.connector.catalog.PublishedSchemas;

/** AI/ML API: OpenAI's URL and request, but other models, responses and errors. */
public final class AimlApiSimulation implements Simulation {

  private static final PublishedSchemas SCHEMAS = PublishedSchemas.of("aiml-api");
  private static final PublishedSchemas EDITS = PublishedSchemas.of("aiml-api-edits");

  private final Studio studio;

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
    boolean edit = path.matches("(/v1)?/images/edits");
    boolean mine = edit || path.matches("(/v1)?/images/generations(/with-url)?");
    if (!mine || !request.method().equals("POST")) {
      return Optional.of(AimlApiErrors.error(404, "Cannot " + request.method() + " " + path));
    }
    if (!studio.takes(request.bearer())) {
      return Optional.of(AimlApiErrors.noValidKey());
    }
    return Optional.of(edit ? edit(request) : generate(request));
  }

  /** Of files: only the GPT models do it. */
  private SimulatedResponse edit(ReceivedRequest request) {
    if (request.form().isEmpty()) {
      return AimlApiErrors.validation("Expected multipart/form-data");
    }
    MultipartForm form = request.form().get();
    Optional<OpenAiFiles.Rejection> unreadable = OpenAiFiles.unreadable(form);
    if (unreadable.isPresent()) {
      return AimlApiErrors.validation(unreadable.get().message());
    }
    JsonNode body = OpenAiRules.typed(form.texts());
    String id = body.path("model").asText();
    Optional<AimlApiModel> model =
        Optional.ofNullable(models.get(id)).flatMap(AimlApiModel::editing);
    if (model.isEmpty()) {
      return AimlApiErrors.modelNotFound(id);
    }
    return new OpenAiFiles(form, false)
        .broken()
        .map(it -> it.param() + ": " + it.message())
        .or(() -> broken(body, model.get()))
        .map(AimlApiErrors::validation)
        .orElseGet(() -> make(body, model.get(), InputImages.of(form)));
  }

  private SimulatedResponse generate(ReceivedRequest request) {
    if (request.form().isPresent()) {
      return AimlApiErrors.validation("Expected application/json");
    }
    JsonNode body = request.json();
    String id = body.path("model").asText();
    List<InputImages.Named> named = body.isObject() ? InputImages.named(body) : List.of();
    boolean edits = EDITS.schema(id).isPresent();
    PublishedSchemas schemas =
        edits && (!named.isEmpty() || SCHEMAS.schema(id).isEmpty()) ? EDITS : SCHEMAS;
    boolean published =
        !models.containsKey(id) && !retired.contains(id) && schemas.schema(id).isPresent();
    if (!published && !models.containsKey(id)) {
      return AimlApiErrors.modelNotFound(id);
    }
    AimlApiModel model = published ? AimlApiModel.loose(id) : models.get(id);
    Function<String, Optional<ReceivedImage>> images = studio.inputs().of(request);
    Optional<String> rejection =
        published
            ? schemas.violations(id, body).stream()
                .map(PublishedSchemas.Violation::message)
                .findFirst()
            : broken(body, model);
    return rejection
        .or(() -> named.stream().flatMap(it -> broken(it, images).stream()).findFirst())
        .map(AimlApiErrors::validation)
        .orElseGet(() -> make(body, model, InputImages.of(named, images)));
  }

  /** An input image is a URL, or a data URI in base64. */
  private static Optional<String> broken(
      InputImages.Named named, Function<String, Optional<ReceivedImage>> images) {
    String text = named.value().asText();
    if (!ReachableImages.isUrl(text) && !text.startsWith("data:")) {
      return Optional.of(named.field() + " is neither a URL nor a data URI");
    }
    Optional<ReceivedImage> image = images.apply(text);
    boolean wrong =
        image.isEmpty()
            || image.get().isBroken()
            || text.startsWith("data:") && !image.get().declaredType().equals(image.get().type());
    return wrong ? Optional.of(named.field() + " is not a reachable image") : Optional.empty();
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

  private SimulatedResponse make(JsonNode body, AimlApiModel model, InputImages inputs) {
    int n = Math.max(body.path("n").asInt(1), body.path("num_images").asInt(1));
    String prompt = body.path("prompt").asText();
    studio.bill(new SimulatedPurchase("aimlapi", model.id(), prompt, n, "", inputs));
    boolean asUrl =
        RequestedFailure.needsUrl(prompt)
            || !body.path("response_format").asText().equals("b64_json");
    ObjectNode answer = Json.object().put("created", Instant.now().getEpochSecond());
    ArrayNode data = answer.putArray("data");
    for (int index = 1; index <= n; index++) {
      Pictures.Picture picture = picture(body, model, inputs, index);
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
      JsonNode body, AimlApiModel model, InputImages inputs, int index) {
    String prompt = body.path("prompt").asText();
    String size = body.path("size").asText("");
    JsonNode own = body.path("image_size");
    int width = own.path("width").asInt(inputs.width(1024));
    int height = own.path("height").asInt(inputs.height(1024));
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

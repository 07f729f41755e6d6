package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** OpenAI's images API, the two URLs of Azure, and on request a compatible server. */
public final class OpenAiSimulation implements Simulation {

  private static final String EDITS = "/images/edits";
  private static final String OPERATIONS = "/images/(?:generations|edits)";
  private static final Pattern AZURE_CLASSIC =
      Pattern.compile("/openai/deployments/([^/]+)" + OPERATIONS);
  private static final Pattern PATH = Pattern.compile("(/openai/v1|/v1|)" + OPERATIONS);

  private final Studio studio;
  private final Map<String, OpenAiModel> models = new ConcurrentHashMap<>(OpenAiModel.all());
  private final Set<String> retired = ConcurrentHashMap.newKeySet();
  private volatile boolean knownModelsOnly;
  private volatile boolean anyDeployment;
  private volatile boolean compatible;

  OpenAiSimulation(Studio studio) {
    this.studio = studio;
  }

  /** Adds or replaces a model; under the name of an Azure deployment it is that deployment. */
  public OpenAiSimulation register(OpenAiModel model) {
    models.put(model.id(), model);
    return this;
  }

  /** From now on a name is an Azure deployment of a known model. */
  public OpenAiSimulation deploy(String deployment, String model) {
    return register(models.get(model).named(deployment));
  }

  /** From now on these models, or all that are really retired, answer as gone. */
  public OpenAiSimulation retire(String... ids) {
    retired.addAll(ids.length == 0 ? OpenAiModel.RETIRED : Set.of(ids));
    return this;
  }

  /** Refuses names that are not in the list; else they are served with the loosest rules. */
  public OpenAiSimulation knownModelsOnly() {
    knownModelsOnly = true;
    return this;
  }

  /** From now on Azure has a deployment of every name: customers choose the names. */
  OpenAiSimulation anyDeployment() {
    anyDeployment = true;
    return this;
  }

  /** From now on gpt-image-2 takes a transparent background, as it did for some weeks. */
  public OpenAiSimulation transparentOnGptImage2() {
    OpenAiModel model = models.get("gpt-image-2");
    return register(model.withBackgrounds(models.get("gpt-image-1").backgrounds()));
  }

  /**
   * From now on {@code /v1} behaves as small servers do: no key needed, any model or none, any
   * size, fields that it does not know are passed over, URLs unless base64 is asked for.
   */
  public OpenAiSimulation compatible() {
    compatible = true;
    return this;
  }

  @Override
  public Optional<SimulatedResponse> answer(ReceivedRequest request) {
    Matcher classic = AZURE_CLASSIC.matcher(request.path());
    if (classic.matches()) {
      return Optional.of(azureClassic(request, decode(classic.group(1))));
    }
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      return Optional.empty();
    }
    return switch (path.group(1)) {
      case "/openai/v1" -> Optional.of(azure(request));
      case "/v1" -> Optional.of(openAi(request));
      // compatible servers are found with and without the version in front
      default -> compatible ? Optional.of(openAi(request)) : Optional.empty();
    };
  }

  private SimulatedResponse openAi(ReceivedRequest request) {
    if (!compatible && !studio.takes(request.bearer())) {
      return request.bearer().map(OpenAiErrors::invalidApiKey).orElseGet(OpenAiErrors::noApiKey);
    }
    return make(request, Optional.empty());
  }

  private SimulatedResponse azure(ReceivedRequest request) {
    if (!studio.takes(request.header("api-key").or(request::bearer))) {
      return OpenAiErrors.azureKeyRefused();
    }
    return make(request, azureDeployment(request)).with("apim-request-id", "apim-0");
  }

  /** On this path the model of the body is the name of a deployment. */
  private static Optional<String> azureDeployment(ReceivedRequest request) {
    return Optional.of(request.json().path("model").asText("")).filter(it -> !it.isEmpty());
  }

  private SimulatedResponse azureClassic(ReceivedRequest request, String deployment) {
    if (!studio.takes(request.header("api-key").or(request::bearer))) {
      return OpenAiErrors.azureKeyRefused();
    }
    if (!request.query().containsKey("api-version")) {
      return OpenAiErrors.azure(404, "404", "Resource not found");
    }
    if (!models.containsKey(deployment) && knownModelsOnly && !anyDeployment) {
      return OpenAiErrors.azureDeploymentNotFound();
    }
    return make(request, Optional.of(deployment)).with("apim-request-id", "apim-0");
  }

  private SimulatedResponse make(ReceivedRequest request, Optional<String> deployment) {
    if (!request.method().equals("POST")) {
      String message = "Not allowed to " + request.method() + " here.";
      return OpenAiErrors.error(
          405, "invalid_request_error", "unsupported_method", "method", message);
    }
    boolean edit = request.path().endsWith(EDITS);
    String type = request.header("content-type").orElse("none");
    if (!type.startsWith(edit ? "multipart/form-data" : "application/json")) {
      return OpenAiErrors.rejected("unsupported_content_type", null, "Not supported: " + type);
    }
    JsonNode body = edit ? OpenAiRules.typed(request.form().get().texts()) : request.json();
    if (!body.isObject()) {
      return OpenAiErrors.rejected(null, null, "We could not parse the JSON body of your request.");
    }
    Optional<SimulatedResponse> unreadable =
        request.form().flatMap(OpenAiFiles::unreadable).map(OpenAiFiles.Rejection::openAi);
    if (unreadable.isPresent()) {
      return unreadable.get();
    }
    String id = deployment.orElse(body.path("model").asText(""));
    if (id.isEmpty() && !compatible) {
      return OpenAiErrors.rejected(
          "missing_required_parameter", "model", "Missing required parameter: 'model'.");
    }
    boolean served =
        deployment.isPresent() && anyDeployment
            || !retired.contains(id) && (!knownModelsOnly || models.containsKey(id));
    if (!served) {
      return OpenAiErrors.modelDoesNotExist(id);
    }
    OpenAiModel model = models.getOrDefault(id, OpenAiModel.unknown(id));
    if (edit) {
      return edit(request.form().get(), body, model);
    }
    return compatible
        ? compatible(body, model, InputImages.NONE)
        : new OpenAiRules(model, body)
            .broken()
            .orElseGet(() -> make(body, model, InputImages.NONE));
  }

  private SimulatedResponse edit(MultipartForm form, JsonNode body, OpenAiModel model) {
    InputImages inputs = InputImages.of(form);
    if (compatible) {
      return inputs.isEmpty()
          ? SimulatedResponse.json(400, Json.object().put("detail", "image is missing"))
          : compatible(body, model, inputs);
    }
    Optional<OpenAiModel> editing = model.editing();
    if (editing.isEmpty()) {
      return OpenAiErrors.invalidValue(
          "model", "The model '" + model.id() + "' does not edit images.");
    }
    return new OpenAiFiles(form, model.editsOneSquare())
        .broken()
        .map(OpenAiFiles.Rejection::openAi)
        .or(() -> new OpenAiRules(editing.get(), body).broken())
        .orElseGet(() -> make(body, model, inputs));
  }

  private SimulatedResponse compatible(JsonNode body, OpenAiModel model, InputImages inputs) {
    if (body.path("prompt").asText("").isBlank()) {
      ObjectNode detail = Json.object().put("detail", "prompt is missing");
      return SimulatedResponse.json(400, detail);
    }
    return make(body, model, inputs);
  }

  private SimulatedResponse make(JsonNode body, OpenAiModel model, InputImages inputs) {
    OpenAiJob job = OpenAiJob.of(body, model, inputs);
    studio.bill(new SimulatedPurchase("openai", model.id(), job.prompt(), job.n(), "", inputs));
    boolean asUrl =
        compatible
            ? !job.responseFormat().equals("b64_json")
            : !model.isGpt() && !job.responseFormat().equals("b64_json");
    ObjectNode answer = Json.object().put("created", Instant.now().getEpochSecond());
    ArrayNode data = answer.putArray("data");
    for (int index = 1; index <= job.n(); index++) {
      ObjectNode item = data.addObject();
      if (model.id().equals("dall-e-3")) {
        item.put("revised_prompt", "A detailed picture: " + job.prompt());
      }
      if (asUrl || RequestedFailure.needsUrl(job.prompt())) {
        item.put("url", studio.url(job.picture(index)));
      } else {
        item.put("b64_json", studio.base64(job.picture(index)));
      }
    }
    if (model.isGpt() && !compatible) {
      job.describe(answer);
    }
    return withHeaders(
        body.path("stream").asBoolean()
            ? streamed(answer, inputs.isEmpty() ? "image_generation" : "image_edit")
            : SimulatedResponse.json(200, answer));
  }

  /** Only the last event of a stream: a server may leave out partial images. */
  private static SimulatedResponse streamed(ObjectNode answer, String kind) {
    ObjectNode event = answer.deepCopy();
    event.remove("data");
    event.put("type", kind + ".completed");
    event.set("b64_json", answer.at("/data/0/b64_json"));
    return SimulatedResponse.text(
        200,
        "text/event-stream; charset=utf-8",
        "event: %s.completed\ndata: %s\n\n".formatted(kind, event));
  }

  private static SimulatedResponse withHeaders(SimulatedResponse answer) {
    return OpenAiErrors.withRequestId(answer)
        .with("openai-organization", "simulated")
        .with("openai-processing-ms", "12")
        .with("openai-version", "2020-10-01")
        .with("x-ratelimit-limit-requests", "250")
        .with("x-ratelimit-remaining-requests", "249")
        .with("x-ratelimit-reset-requests", "1s");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}

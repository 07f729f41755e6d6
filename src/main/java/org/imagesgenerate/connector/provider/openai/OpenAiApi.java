package org.imagesgenerate.connector.provider.openai;

import static org.imagesgenerate.connector.provider.JsonBodies.put;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.http.MultipartBody;
import org.imagesgenerate.connector.http.RequestBody;
import org.imagesgenerate.connector.http.ResponseBody;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.provider.DataUri;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.InputImageFields;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.ProviderError;
import org.imagesgenerate.connector.provider.ProviderErrors;

/**
 * {@code POST /images/generations} and {@code /images/edits}: one request, one response. Request
 * and response as in OpenAI's API reference and the types of npm openai 7.55.0 (2026-11-10). The
 * request is sent once and never again: OpenAI documents no idempotency for it.
 */
public final class OpenAiApi implements ImagesApi {

  private static final List<String> SETTINGS =
      List.of("size", "quality", "background", "output_format");

  private final OpenAiDialect dialect;
  private final Http http;
  private final InstantSource clock;
  private final ProviderErrors errors;

  public OpenAiApi(OpenAiDialect dialect, Http http, InstantSource clock) {
    this.dialect = dialect;
    this.http = http;
    this.clock = clock;
    this.errors =
        new ProviderErrors(
            dialect.displayName(),
            "the usage page",
            OpenAiCodes::meaning,
            dialect::classify,
            clock);
  }

  @Override
  public Origin origin(ImageRequest request) {
    return new Origin(dialect.endpoint(request), dialect.headers());
  }

  /** There is no option beside the request's own fields. */
  @Override
  public List<String> warnings(ImageRequest request) {
    return request.providerOptions().keySet().stream()
        .sorted()
        .map(
            name ->
                "providerOptions.%s was left out: %s has none; fields of the request go into extraBody"
                    .formatted(name, dialect.displayName()))
        .toList();
  }

  @Override
  public GenerationResult generate(GenerationRequest generation) {
    ImageRequest request = generation.imageRequest();
    Origin origin = origin(request);
    HttpRequest call =
        HttpRequest.purchase(origin.uri(), origin.headers(), content(request, origin.uri()));
    try (HttpResponse response = http.send(call, generation.deadline())) {
      return read(response, request, call.uri());
    } catch (HttpFailure e) {
      throw errors.of(e, generation.deadline());
    }
  }

  /** A form where the API takes files, JSON elsewhere. */
  private RequestBody content(ImageRequest request, URI uri) {
    return uri.getPath().endsWith(OpenAiDialects.EDITS)
        ? form(request)
        : JsonBodies.body(body(request));
  }

  /** One file is {@code image}, several are {@code image[]} (API reference, 2026-08-21). */
  private MultipartBody form(ImageRequest request) {
    MultipartBody form = new MultipartBody();
    fields(request).properties().stream()
        .filter(it -> !it.getValue().isNull())
        .forEach(it -> form.text(it.getKey(), formText(it.getValue())));
    List<InputImage> images = request.inputImages().images();
    images.forEach(it -> form.image(images.size() == 1 ? "image" : "image[]", it));
    if (request.rules().request().field("mask").isPresent()) {
      request.inputImages().mask().ifPresent(it -> form.image("mask", it));
    }
    return form;
  }

  private static String formText(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  ObjectNode body(ImageRequest request) {
    ObjectNode body = InputImageFields.of(request, image -> new POJONode(new DataUri(image)));
    JsonBodies.merge(body, fields(request));
    return body;
  }

  private ObjectNode fields(ImageRequest request) {
    ObjectNode body = JsonBodies.object();
    put(body, "model", request.model());
    JsonBodies.merge(body, request.fields());
    dialect.adjust(body, request);
    JsonBodies.merge(body, request.extraBody());
    return body;
  }

  private GenerationResult read(HttpResponse response, ImageRequest request, URI uri) {
    try {
      return result(response, request, uri);
    } catch (ImagesException e) {
      throw e.with("contentFilter", ContentFilter.found(response.body().json()));
    }
  }

  private GenerationResult result(HttpResponse response, ImageRequest request, URI uri) {
    String requestId = requestId(response);
    ProviderError error = OpenAiErrorParser.parse(response).in(requestId);
    if (!response.isSuccess()) {
      throw errors.rejected(response.status(), response, error, request);
    }
    OpenAiImages read = OpenAiImages.read(response, dialect, uri, clock.instant());
    if (read.images().isEmpty()) {
      throw errors.known(error).isPresent()
          ? errors.rejected(response.status(), response, error, request)
          : withoutImages(response, read.warnings(), requestId);
    }
    List<String> warnings = new ArrayList<>(read.warnings());
    if (error.message() != null && !error.message().isBlank()) {
      warnings.add("the response has images and an error: " + error.message());
    }
    if (read.images().size() != request.count()) {
      warnings.add("received %d of %d images".formatted(read.images().size(), request.count()));
    }
    JsonNode json = response.body().json();
    return new GenerationResult(
        read.images(),
        requestId,
        JsonBodies.camelCase(dialect.usage(json)),
        settings(json),
        null,
        dialect.cost(json),
        null,
        warnings);
  }

  /** What the response states beside its images; {@code auto} is resolved there. */
  private static Map<String, Object> settings(JsonNode json) {
    ObjectNode stated = JsonBodies.object();
    SETTINGS.forEach(name -> put(stated, name, JsonBodies.text(json, name)));
    return JsonBodies.camelCase(stated);
  }

  private String requestId(HttpResponse response) {
    return dialect.requestIdHeaders().stream()
        .map(name -> response.header(name).orElse(null))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private ImagesException withoutImages(
      HttpResponse response, List<String> problems, String requestId) {
    ResponseBody body = response.body();
    PurchaseState purchase =
        dialect.cost(body.json()) == null ? PurchaseState.UNKNOWN : PurchaseState.MADE;
    boolean readable = body.isEmpty() || body.isJson() && problems.isEmpty();
    String quote = body.isEmpty() ? "the body is empty" : "\"" + body.quote() + "\"";
    return errors.unusable(
        readable ? ErrorCode.NO_IMAGE : ErrorCode.RESPONSE_INVALID,
        purchase,
        response,
        requestId,
        problems.isEmpty() ? quote : String.join("; ", problems));
  }
}

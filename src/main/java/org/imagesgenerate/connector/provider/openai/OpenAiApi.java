package org.imagesgenerate.connector.provider.openai;

import static org.imagesgenerate.connector.provider.JsonBodies.put;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * {@code POST /images/generations}: one request, one answer. Request and response as in OpenAI's
 * API reference and the types of npm openai 7.55.0 (2026-11-10). The request is sent once and never
 * again: OpenAI documents no idempotency for it.
 */
public final class OpenAiApi implements ImagesApi {

  private final OpenAiDialect dialect;
  private final Http http;
  private final InstantSource clock;
  private final OpenAiErrorMapper refusals;

  public OpenAiApi(OpenAiDialect dialect, Http http, InstantSource clock) {
    this.dialect = dialect;
    this.http = http;
    this.clock = clock;
    this.refusals = new OpenAiErrorMapper(dialect, clock);
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
  public GenerationResult generate(GenerationRequest order) {
    ImageRequest request = order.request();
    Origin origin = origin(request);
    HttpRequest call =
        HttpRequest.purchase(origin.uri(), origin.headers(), JsonBodies.bytes(body(request)));
    try (HttpResponse answer = http.send(call, order.deadline())) {
      return read(answer, request, call.uri());
    } catch (HttpFailure e) {
      throw refusals.of(e, request);
    }
  }

  private ObjectNode body(ImageRequest request) {
    ObjectNode body = JsonBodies.object();
    put(body, "model", request.model());
    put(body, "prompt", request.prompt());
    put(body, "n", request.n());
    put(body, "size", request.size());
    put(body, "quality", request.quality());
    put(body, "style", request.style());
    put(body, "background", request.background());
    put(body, "output_format", request.outputFormat());
    put(body, "output_compression", request.outputCompression());
    put(body, "moderation", request.moderation());
    put(body, "user", request.user());
    put(body, "safety_identifier", request.safetyIdentifier());
    put(body, "response_format", dialect.responseFormat(request));
    dialect.adjust(body, request);
    JsonBodies.merge(body, request.extraBody());
    return body;
  }

  private String requestId(HttpResponse answer) {
    return dialect.requestIdHeaders().stream()
        .map(name -> answer.header(name).orElse(null))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private GenerationResult read(HttpResponse answer, ImageRequest request, URI uri) {
    String requestId = requestId(answer);
    if (!answer.isSuccess()) {
      throw refusals.of(answer, request, requestId);
    }
    OpenAiImages found = OpenAiImages.in(answer, dialect, uri, clock.instant());
    List<Image> images = found.images();
    List<String> warnings = new ArrayList<>(found.warnings());
    if (images.isEmpty()) {
      throw refusals.isRefusal(answer)
          ? refusals.of(answer, request, requestId)
          : nothing(answer, warnings, requestId);
    }
    if (images.size() != request.count()) {
      warnings.add("%d of %d images came".formatted(images.size(), request.count()));
    }
    JsonNode json = answer.body().json();
    return new GenerationResult(
        images,
        requestId,
        JsonBodies.camelCase(dialect.usage(json)),
        dialect.cost(json),
        null,
        warnings);
  }

  private ImagesException nothing(HttpResponse answer, List<String> problems, String requestId) {
    if (answer.body().isEmpty()) {
      return noImage(answer, requestId, "an empty body");
    }
    if (!answer.body().isJson()) {
      return invalid(answer, requestId, "it is no JSON: \"" + answer.body().quote() + "\"");
    }
    return problems.isEmpty()
        ? noImage(answer, requestId, "\"" + answer.body().quote() + "\"")
        : invalid(answer, requestId, String.join("; ", problems));
  }

  private ImagesException noImage(HttpResponse answer, String requestId, String said) {
    return unreadable(
        ErrorCode.NO_IMAGE,
        "%s reported success, but sent no image: %s".formatted(dialect.displayName(), said),
        answer,
        requestId);
  }

  private ImagesException invalid(HttpResponse answer, String requestId, String problem) {
    return unreadable(
        ErrorCode.RESPONSE_INVALID,
        "%s reported success, but its answer cannot be read: %s"
            .formatted(dialect.displayName(), problem),
        answer,
        requestId);
  }

  private ImagesException unreadable(
      ErrorCode code, String message, HttpResponse answer, String requestId) {
    PurchaseState purchase =
        dialect.cost(answer.body().json()) == null ? PurchaseState.UNKNOWN : PurchaseState.MADE;
    return ImagesException.of(code, purchase, message)
        .with("httpStatus", answer.status())
        .with("requestId", requestId);
  }
}

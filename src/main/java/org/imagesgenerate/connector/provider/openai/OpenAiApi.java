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
import org.imagesgenerate.connector.error.Purchase;
import org.imagesgenerate.connector.http.Answer;
import org.imagesgenerate.connector.http.Body.UnreadableImage;
import org.imagesgenerate.connector.http.Call;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.provider.Generated;
import org.imagesgenerate.connector.provider.Generated.Image;
import org.imagesgenerate.connector.provider.Generated.Source;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.Order;

/**
 * {@code POST /images/generations}: one request, one answer. Request and response as in OpenAI's
 * API reference and the types of npm openai 7.55.0 (2026-11-10). The request is sent once and never
 * again: OpenAI documents no idempotency for it.
 */
public final class OpenAiApi implements ImagesApi {

  private final OpenAiDialect dialect;
  private final Http http;
  private final OpenAiRefusals refusals;

  public OpenAiApi(OpenAiDialect dialect, Http http, InstantSource clock) {
    this.dialect = dialect;
    this.http = http;
    this.refusals = new OpenAiRefusals(dialect, clock);
  }

  @Override
  public Origin origin(ImageRequest request) {
    return new Origin(dialect.endpoint(request), dialect.headers());
  }

  @Override
  public Generated generate(Order order) {
    ImageRequest request = order.request();
    Origin origin = origin(request);
    Call call = Call.post(origin.uri(), origin.headers(), JsonBodies.bytes(body(request)));
    try (Answer answer = http.send(call, order.deadline())) {
      String requestId = requestId(answer);
      if (!answer.isSuccess() || refusals.isRefusal(answer)) {
        throw refusals.of(answer, request, requestId);
      }
      return read(answer, request, call.uri(), requestId);
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

  private String requestId(Answer answer) {
    return dialect.requestIdHeaders().stream()
        .map(name -> answer.header(name).orElse(null))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private Generated read(Answer answer, ImageRequest request, URI uri, String requestId) {
    JsonNode json = answer.body().json();
    List<String> warnings = new ArrayList<>();
    List<Image> images;
    if (answer.body().brokenOff()) {
      images = complete(answer, warnings);
    } else if (answer.body().isEmpty()) {
      throw noImage(answer, requestId, "an empty body");
    } else if (!answer.body().isJson()) {
      throw invalid(answer, requestId, "it is no JSON: \"" + answer.body().quote() + "\"");
    } else {
      images = images(answer, uri, requestId, warnings);
    }
    if (images.size() != request.count()) {
      warnings.add("%d of %d images came".formatted(images.size(), request.count()));
    }
    return new Generated(
        images,
        requestId,
        JsonBodies.camelCase(dialect.usage(json)),
        dialect.cost(json),
        null,
        warnings);
  }

  private List<Image> complete(Answer answer, List<String> warnings) {
    warnings.add(
        "the answer broke off, but the images that had come by then were kept: "
            + answer.body().interruption());
    return answer.body().completeImages().stream()
        .map(spool -> Image.of(new Source.Bytes(spool)))
        .toList();
  }

  private List<Image> images(Answer answer, URI uri, String requestId, List<String> warnings) {
    List<Image> images = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (JsonNode item : dialect.images(answer.body().json())) {
      try {
        Source source = source(answer, item, uri);
        if (source != null) {
          images.add(new Image(source, JsonBodies.text(item, "revised_prompt"), null, null, null));
        }
      } catch (UnreadableImage | IllegalArgumentException e) {
        problems.add("an image cannot be read: " + e.getMessage());
      }
    }
    if (images.isEmpty() && !problems.isEmpty()) {
      throw invalid(answer, requestId, String.join("; ", problems));
    }
    if (images.isEmpty()) {
      throw noImage(answer, requestId, "\"" + answer.body().quote() + "\"");
    }
    warnings.addAll(problems);
    return images;
  }

  /** Base64 or an address, absolute or relative to the request's; null where there is neither. */
  private static Source source(Answer answer, JsonNode item, URI uri) throws UnreadableImage {
    String base64 = JsonBodies.text(item, "b64_json");
    if (base64 != null) {
      return new Source.Bytes(answer.body().image(base64));
    }
    String url = JsonBodies.text(item, "url");
    if (url == null) {
      return null;
    }
    return url.startsWith("data:") || url.startsWith("image:")
        ? new Source.Bytes(answer.body().image(url))
        : new Source.Address(uri.resolve(url));
  }

  private ImagesException noImage(Answer answer, String requestId, String said) {
    return unreadable(
        ErrorCode.NO_IMAGE,
        "%s reported success, but sent no image: %s".formatted(dialect.displayName(), said),
        answer,
        requestId);
  }

  private ImagesException invalid(Answer answer, String requestId, String problem) {
    return unreadable(
        ErrorCode.RESPONSE_INVALID,
        "%s reported success, but its answer cannot be read: %s"
            .formatted(dialect.displayName(), problem),
        answer,
        requestId);
  }

  private ImagesException unreadable(
      ErrorCode code, String message, Answer answer, String requestId) {
    Purchase purchase =
        dialect.cost(answer.body().json()) == null ? Purchase.UNKNOWN : Purchase.MADE;
    return ImagesException.of(code, purchase, message)
        .with("httpStatus", answer.status())
        .with("requestId", requestId);
  }
}

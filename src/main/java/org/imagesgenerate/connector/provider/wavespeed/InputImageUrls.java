package org.imagesgenerate.connector.provider.wavespeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Urls;
import org.imagesgenerate.connector.http.AddressPolicy;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.http.MultipartBody;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.provider.HttpStatusMapping;
import org.imagesgenerate.connector.provider.ImagesApi.Origin;
import org.imagesgenerate.connector.provider.InputImageFields;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.ProviderError;
import org.imagesgenerate.connector.provider.ProviderErrors;
import org.imagesgenerate.connector.support.Deadline;

/**
 * The URLs at which WaveSpeedAI fetches the images to edit: it documents no other form of input. An
 * image has its document's own link, if the store makes one that WaveSpeedAI may reach; otherwise
 * it is uploaded, which costs nothing.
 *
 * <p>Unverified: two versions of the documentation contradict each other (2025-09 to 2026-11). The
 * connector uploads to the path of the newer version. If the response is 404, it uploads to the
 * path of the older one. The URL in the response is {@code download_url} (newer) or {@code url}
 * (older).
 */
final class InputImageUrls {

  /** A task may wait in a queue longer than the job waits for it. */
  private static final Duration LINK_OUTLIVES_JOB = Duration.ofHours(1);

  /** Reserved for the task: a submit is sent only while half of the job's budget is left. */
  private static final int PERCENT_FOR_THE_TASK = 60;

  private static final String PATH = "/media/upload/binary";
  private static final String OLDER_PATH = "/upload";

  private final Origin origin;
  private final Http http;
  private final ProviderErrors errors;

  InputImageUrls(Origin origin, Http http, ProviderErrors errors) {
    this.origin = origin;
    this.http = http;
    this.errors = errors;
  }

  /**
   * The fields that hold the images, for all tasks of the request; empty if it has none.
   *
   * @throws ImagesException if an upload failed; nothing was bought
   */
  ObjectNode fields(ImageRequest request, Deadline deadline) {
    Duration reserved = deadline.budget().multipliedBy(PERCENT_FOR_THE_TASK).dividedBy(100);
    Deadline uploads = deadline.atMost(deadline.left().minus(reserved));
    return InputImageFields.of(
        request,
        image ->
            TextNode.valueOf(
                link(image, deadline)
                    .map(URI::toString)
                    .orElseGet(() -> upload(PATH, image, request, uploads, deadline))));
  }

  /** Empty if the image cannot be read: a store may sign a link to a deleted document. */
  private static Optional<URI> link(InputImage image, Deadline deadline) {
    return image.unreadable() != null
        ? Optional.empty()
        : image
            .link()
            .apply(deadline.budget().plus(LINK_OUTLIVES_JOB))
            .filter(AddressPolicy::mayBePublic);
  }

  private String upload(
      String path, InputImage image, ImageRequest request, Deadline uploads, Deadline deadline) {
    URI uri = URI.create(origin.uri() + path);
    MultipartBody body = new MultipartBody().image("file", image);
    try (HttpResponse response =
        http.send(HttpRequest.post(uri, origin.headers(), body), uploads)) {
      int status = WaveSpeedClient.status(response);
      if (status == 404 && !path.equals(OLDER_PATH)) {
        return upload(OLDER_PATH, image, request, uploads, deadline);
      }
      if (status >= 300) {
        throw rejected(image, request, status, response);
      }
      JsonNode data = response.body().json().path("data");
      return Stream.of("download_url", "url")
          .map(field -> JsonBodies.text(data, field))
          .filter(it -> it != null && Urls.isHttp(it))
          .findFirst()
          .orElseThrow(
              () ->
                  errors.unusable(
                      ErrorCode.RESPONSE_INVALID,
                      PurchaseState.NONE,
                      response,
                      null,
                      "the upload of %s has no URL: \"%s\""
                          .formatted(image.field(), response.body().quote())));
    } catch (HttpFailure e) {
      throw failed(image, e, uploads, deadline);
    }
  }

  private ImagesException rejected(
      InputImage image, ImageRequest request, int status, HttpResponse response) {
    ProviderError said = WaveSpeedClient.error(response);
    ProviderError error =
        new ProviderError(
            said.own(),
            said.code(),
            said.type(),
            image.field(),
            said.message(),
            said.requestId(),
            ProviderError.Rejected.IMAGE);
    return errors.rejected(
        withoutPurchase(errors.code(status, error)),
        PurchaseState.NONE,
        response,
        error,
        request.model(),
        request.rules());
  }

  /** An upload buys nothing, so no failure of it leaves an unknown outcome. */
  private static ErrorCode withoutPurchase(ErrorCode code) {
    return switch (code) {
      case OUTCOME_UNKNOWN -> ErrorCode.PROVIDER_UNAVAILABLE;
      case MODEL_UNAVAILABLE -> ErrorCode.REQUEST_REJECTED;
      default -> code;
    };
  }

  private ImagesException failed(
      InputImage image, HttpFailure failure, Deadline uploads, Deadline deadline) {
    if (failure.stage() == Stage.FORBIDDEN) {
      return errors.of(failure, deadline);
    }
    int status = failure.status();
    String reason =
        uploads.isOver()
            ? "ran out of time: %d %% of the input timeout of %s are reserved for the task; raise timeout"
                .formatted(PERCENT_FOR_THE_TASK, deadline.budget())
            : "failed: " + failure.getMessage();
    return errors
        .of(
            uploads.isOver() ? ErrorCode.CONNECTION_FAILED : code(failure),
            PurchaseState.NONE,
            null,
            ": the upload of %s %s".formatted(image.field(), reason))
        .with("httpStatus", status == 0 ? null : status)
        .causedBy(failure);
  }

  private static ErrorCode code(HttpFailure failure) {
    if (failure.status() >= 300) {
      return withoutPurchase(HttpStatusMapping.of(failure.status(), false));
    }
    return switch (failure.stage()) {
      case NOT_SENT -> ErrorCode.CONNECTION_FAILED;
      case TOO_LARGE -> ErrorCode.RESPONSE_TOO_LARGE;
      default -> ErrorCode.PROVIDER_UNAVAILABLE;
    };
  }
}

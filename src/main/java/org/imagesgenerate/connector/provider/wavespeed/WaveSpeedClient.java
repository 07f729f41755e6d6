package org.imagesgenerate.connector.provider.wavespeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.ApiKey;
import org.imagesgenerate.connector.provider.BaseUrl;
import org.imagesgenerate.connector.provider.HttpStatusMapping;
import org.imagesgenerate.connector.provider.ImagesApi.Origin;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.ProviderError;
import org.imagesgenerate.connector.provider.ProviderErrors;
import org.imagesgenerate.connector.support.Deadline;

/** The two requests of the API: submit a task, poll for its result. */
final class WaveSpeedClient {

  /** Error codes page (2025). */
  private static final Map<String, ErrorCode> CODES =
      Map.of(
          "1200", ErrorCode.CONTENT_POLICY,
          "1400", ErrorCode.REQUEST_REJECTED,
          "1401", ErrorCode.REQUEST_REJECTED,
          "1402", ErrorCode.REQUEST_REJECTED);

  private final String base;
  private final Map<String, String> headers;
  private final Http http;
  private final ProviderErrors errors;

  WaveSpeedClient(Provider.WaveSpeed provider, Http http, InstantSource clock) {
    this.base =
        BaseUrl.withVersion(BaseUrl.of(provider.baseUrl(), "https://api.wavespeed.ai"), "/api/v3");
    this.headers = Map.of("Authorization", "Bearer " + ApiKey.header(provider.apiKey()));
    this.http = http;
    this.errors =
        new ProviderErrors(
                provider.displayName(), "the list of predictions", WaveSpeedClient::meaning, clock)
            .nextStep(
                ErrorCode.AUTHENTICATION_FAILED,
                "Check provider.apiKey, and that the account was topped up once.");
  }

  /** The meaning of an error code, of a response or of a task. */
  static Optional<ErrorCode> meaning(String code) {
    return Optional.ofNullable(CODES.get(code));
  }

  ProviderErrors errors() {
    return errors;
  }

  Origin origin() {
    return new Origin(URI.create(base), headers);
  }

  /** Where tasks of this model are submitted: the model is the path. */
  URI url(ImageRequest request) {
    List<String> segments =
        Arrays.asList(request.model().replaceAll("^/++|(?<!/)/++$", "").split("/"));
    if (segments.stream().anyMatch(it -> it.isBlank() || it.equals(".") || it.equals(".."))) {
      throw ImagesException.invalidInput(
          "model: \"%s\" is not a model path; use one such as openai/gpt-image-2/text-to-image"
              .formatted(request.model()));
    }
    String path = segments.stream().map(BaseUrl::encode).collect(Collectors.joining("/"));
    String webhook =
        request.webhookUrl() == null
            ? ""
            : "?webhook=" + BaseUrl.encode(request.webhookUrl().toString());
    return URI.create(base + "/" + path + webhook);
  }

  /**
   * Submits one task, once.
   *
   * @param images the fields that hold the images to edit
   * @param index which of the request's tasks, from 0
   * @throws ImagesException if the response has neither a task nor its image
   */
  WaveSpeedTask submit(ImageRequest request, ObjectNode images, int index, Deadline deadline) {
    HttpRequest call =
        HttpRequest.purchase(
            url(request), headers, WaveSpeedRequest.of(request, images).bodies().get(index));
    try (HttpResponse response = http.send(call, deadline)) {
      Optional<Prediction> named = Prediction.of(response.body());
      if (named.isEmpty()
          && response.isSuccess()
          && response.body().isInterrupted()
          && !request.submit()) {
        WaveSpeedTask task = new WaveSpeedTask(null, null, errors);
        task.keepCompleteImages(response.body());
        return task;
      }
      Prediction prediction = named.orElseThrow(() -> rejected(response, request));
      WaveSpeedTask task = task(prediction.id(), prediction.resultUrl());
      if (!prediction.outlivesItsSubmit()) {
        task.update(prediction, response.body());
      }
      return task;
    } catch (HttpFailure e) {
      throw errors.of(e, deadline);
    }
  }

  private ImagesException rejected(HttpResponse response, ImageRequest request) {
    int status = status(response);
    if (status < 300) {
      return errors.unusable(
          ErrorCode.RESPONSE_INVALID,
          PurchaseState.UNKNOWN,
          response,
          null,
          "it names no task: \"" + response.body().quote() + "\"");
    }
    return errors.rejected(status, response, error(response), request);
  }

  /** The HTTP status, or an error's status that the body of a success states. */
  static int status(HttpResponse response) {
    int stated = response.body().json().path("code").asInt();
    boolean statusInBody = response.isSuccess() && stated >= 400 && stated < 600;
    return statusInBody ? stated : response.status();
  }

  /** The envelope {@code {code, message, data}}; its code may just repeat the status. */
  static ProviderError error(HttpResponse response) {
    JsonNode json = response.body().json();
    if (!json.has("code") || !(json.has("message") || json.has("data"))) {
      return ProviderError.unreadable();
    }
    int code = json.path("code").asInt();
    return ProviderError.of(
        code == 0 || code == response.status() ? null : "" + code,
        null,
        JsonBodies.text(json, "message"));
  }

  /** A task by its id, polled at the URL that the documentation names. */
  WaveSpeedTask task(String id) {
    return task(id, null);
  }

  private WaveSpeedTask task(String id, String stated) {
    URI standard = URI.create("%s/predictions/%s/result".formatted(base, id));
    return new WaveSpeedTask(id, onOwnHost(stated).orElse(standard), errors);
  }

  /** The URL that the API states, if it is on the API's own host: the key is sent there. */
  private Optional<URI> onOwnHost(String stated) {
    URI api = URI.create(base);
    try {
      return Optional.ofNullable(stated)
          .map(URI::create)
          .filter(
              it ->
                  api.getScheme().equalsIgnoreCase(it.getScheme())
                      && api.getAuthority().equalsIgnoreCase(it.getAuthority()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Polls a task once.
   *
   * @return the wait that the API asks for
   * @throws ImagesException if every further poll would fail in the same way. Never with a code
   *     that has a back-off: those carry no variables, and the handle would be lost
   */
  Duration poll(WaveSpeedTask task, Deadline deadline) {
    try (HttpResponse response = http.send(HttpRequest.get(task.url, headers), deadline)) {
      Optional<Prediction> prediction = Prediction.of(response.body());
      if (response.isSuccess() && prediction.isPresent()) {
        task.update(prediction.get(), response.body());
      } else if (mayPass(response)) {
        task.pollFailed("HTTP status " + response.status());
      } else {
        ImagesException meaning = invalidPoll(response, task.id);
        if (ProviderErrors.isAboutAccount(meaning.code())) {
          throw meaning;
        }
        task.invalidResponse(meaning);
      }
      Duration wait = errors.wait(response);
      return wait == null ? Duration.ZERO : wait;
    } catch (HttpFailure e) {
      if (e.stage() == Stage.TOO_LARGE && e.status() < 300) {
        throw errors.of(e, deadline);
      }
      task.pollFailed(e.getMessage());
      return Duration.ZERO;
    }
  }

  private static boolean mayPass(HttpResponse response) {
    int status = response.status();
    return status >= 500
        || status == 429
        || status == 408
        || status == 425
        || response.isSuccess() && response.body().isInterrupted();
  }

  private ImagesException invalidPoll(HttpResponse response, String id) {
    int status = response.status();
    ErrorCode meaning = HttpStatusMapping.of(status, true);
    boolean gone = meaning == ErrorCode.MODEL_UNAVAILABLE;
    ErrorCode code =
        gone
            ? ErrorCode.TASK_FAILED
            : ProviderErrors.isAboutAccount(meaning) ? meaning : ErrorCode.RESPONSE_INVALID;
    String details =
        " (%s, HTTP status %d: \"%s\")"
            .formatted(
                (gone ? "task %s is unknown or expired" : "poll of task %s").formatted(id),
                status,
                response.body().quote());
    return errors.of(code, PurchaseState.UNKNOWN, null, details).with("httpStatus", status);
  }
}

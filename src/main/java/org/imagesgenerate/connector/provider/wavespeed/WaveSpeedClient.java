package org.imagesgenerate.connector.provider.wavespeed;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
import org.imagesgenerate.connector.support.Deadline;

/** The two calls of the API: submit a task, ask for its result. */
final class WaveSpeedClient {

  private final String base;
  private final Map<String, String> headers;
  private final Http http;
  private final InstantSource clock;
  private final WaveSpeedErrorMapper refusals;

  WaveSpeedClient(Provider.WaveSpeed provider, Http http, InstantSource clock) {
    this.base =
        BaseUrl.withVersion(BaseUrl.of(provider.baseUrl(), "https://api.wavespeed.ai"), "/api/v3");
    this.headers = Map.of("Authorization", "Bearer " + ApiKey.header(provider.apiKey()));
    this.http = http;
    this.clock = clock;
    this.refusals = new WaveSpeedErrorMapper(clock);
  }

  URI base() {
    return URI.create(base);
  }

  Map<String, String> headers() {
    return headers;
  }

  /** Where tasks of this model are submitted: the model is the path. */
  URI address(ImageRequest request) {
    List<String> segments =
        Arrays.asList(request.model().replaceAll("^/++|(?<!/)/++$", "").split("/"));
    if (segments.stream().anyMatch(it -> it.isBlank() || it.equals(".") || it.equals(".."))) {
      throw ImagesException.invalidInput(
          "model: \"%s\" is no model path; use one such as openai/gpt-image-2/text-to-image"
              .formatted(request.model()));
    }
    String path = segments.stream().map(WaveSpeedClient::encode).collect(Collectors.joining("/"));
    String webhook =
        request.webhookUrl() == null ? "" : "?webhook=" + encode(request.webhookUrl().toString());
    return URI.create(base + "/" + path + webhook);
  }

  /**
   * Submits one task, once.
   *
   * @param task which one, from 0 on
   * @throws ImagesException if no answer names the task, or brings its image
   */
  WaveSpeedTask submit(ImageRequest request, int task, Deadline deadline) {
    HttpRequest call =
        HttpRequest.purchase(
            address(request), headers, WaveSpeedRequest.of(request).bodies().get(task));
    try (HttpResponse answer = http.send(call, deadline)) {
      Optional<Prediction> said = Prediction.of(answer.body());
      if (said.isEmpty() && answer.isSuccess() && answer.body().brokenOff() && !request.submit()) {
        return WaveSpeedTask.brokenOff(answer.body());
      }
      Prediction prediction = said.orElseThrow(() -> refusals.ofSubmit(answer, request));
      WaveSpeedTask running = running(prediction.id(), prediction.resultAddress());
      if (!prediction.outlivesItsSubmit()) {
        running.hear(prediction, answer.body());
      }
      return running;
    } catch (HttpFailure e) {
      throw refusals.ofSubmit(e);
    }
  }

  /** A task by its id, asked for at the address that the documentation names. */
  WaveSpeedTask running(String id) {
    return running(id, null);
  }

  private WaveSpeedTask running(String id, String named) {
    URI standard = URI.create("%s/predictions/%s/result".formatted(base, id));
    return new WaveSpeedTask(id, own(named).orElse(standard));
  }

  /** The address that the API names, if it is on the API's own host: the key goes there. */
  private Optional<URI> own(String named) {
    try {
      return Optional.ofNullable(named)
          .map(URI::create)
          .filter(
              it ->
                  base().getScheme().equalsIgnoreCase(it.getScheme())
                      && base().getAuthority().equalsIgnoreCase(it.getAuthority()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Asks for a task once.
   *
   * @return the wait that the API wishes
   * @throws ImagesException if every further question would end alike
   */
  Duration ask(WaveSpeedTask task, Deadline deadline) {
    try (HttpResponse answer = http.send(HttpRequest.get(task.address(), headers), deadline)) {
      Optional<Prediction> prediction = Prediction.of(answer.body());
      if (answer.isSuccess() && prediction.isPresent()) {
        task.hear(prediction.get(), answer.body());
      } else if (mayPass(answer)) {
        task.troubled("HTTP status " + answer.status());
      } else {
        ImagesException meaning = refusals.ofQuestion(answer, task.id());
        if (WaveSpeedErrorMapper.ACCOUNT.contains(meaning.code())) {
          throw meaning;
        }
        task.strange(meaning);
      }
      return answer.retryAfter(clock.instant()).orElse(Duration.ZERO);
    } catch (HttpFailure e) {
      if (e.stage() == Stage.TOO_LARGE) {
        throw ImagesException.of(
                ErrorCode.RESPONSE_TOO_LARGE,
                PurchaseState.UNKNOWN,
                "The answer about task %s is too large to read: %s"
                    .formatted(task.id(), e.getMessage()))
            .causedBy(e);
      }
      task.troubled(e.getMessage());
      return Duration.ZERO;
    }
  }

  private static boolean mayPass(HttpResponse answer) {
    int status = answer.status();
    return status >= 500
        || status == 429
        || status == 408
        || status == 425
        || answer.isSuccess() && answer.body().brokenOff();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

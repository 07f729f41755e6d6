package org.imagesgenerate.connector.delivery;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.Http.Download;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;

/**
 * Downloads images from the URLs that providers return. Such a URL is untrusted: it may point only
 * to the API's own host and port, to public addresses, or to hosts that the operator allows, and
 * use http only if the API does. The same rules apply to each redirect. The key is sent to the
 * API's own host only, and only after that has responded 401 or 403.
 */
public final class ImageDownloader {

  /** Hosts that may have a private address. */
  public static final String HOSTS_SETTING = "IMAGES_GENERATE_DOWNLOAD_HOSTS";

  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(2));
  private static final int MAX_REDIRECTS = 5;

  private final Http http;
  private final Sleeper sleeper;
  private final List<String> allowed;

  /**
   * @param settings {@link #HOSTS_SETTING}, separated by commas
   */
  public ImageDownloader(Http http, Settings settings, Sleeper sleeper) {
    this.http = http;
    this.sleeper = sleeper;
    this.allowed =
        settings.list(HOSTS_SETTING).stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * Downloads, and retries temporary failures, since a download buys nothing.
   *
   * @throws ImagesException DOWNLOAD_FAILED, or RESPONSE_TOO_LARGE
   */
  ImageFile download(URI uri, DeliveryRequest request) {
    for (Duration wait : WAITS) {
      try {
        return follow(uri, request);
      } catch (TemporaryFailure e) {
        sleep(wait, request.deadline(), e);
        Metric.RETRIES.add(1, "download");
      }
    }
    try {
      return follow(uri, request);
    } catch (TemporaryFailure e) {
      throw failed(e.getMessage());
    }
  }

  /** A failure that may be gone in a moment. */
  private static final class TemporaryFailure extends Exception {
    TemporaryFailure(String message) {
      super(message, null, false, false);
    }
  }

  private void sleep(Duration wait, Deadline deadline, TemporaryFailure reason) {
    if (deadline.left().compareTo(wait) <= 0) {
      throw failed(reason.getMessage());
    }
    try {
      sleeper.pause(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("this worker is shutting down");
    }
  }

  private ImageFile follow(URI uri, DeliveryRequest request) throws TemporaryFailure {
    URI at = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      Download download = get(at, request);
      if (download.file() != null) {
        return download.file();
      }
      if (download.status() < 300 || download.status() >= 400 || download.location() == null) {
        throw failed("%s answered with HTTP status %d".formatted(at.getHost(), download.status()));
      }
      at = redirected(at, download.location());
    }
    throw failed("%s redirects too often".formatted(uri.getHost()));
  }

  private static URI redirected(URI from, String location) {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw failed("%s redirects to an invalid URL".formatted(from.getHost()));
    }
  }

  private Download get(URI uri, DeliveryRequest request) throws TemporaryFailure {
    check(uri, request.api());
    boolean isOwn = isOwn(uri, request.api());
    boolean isPublicOnly = !isOwn && !isAllowed(uri);
    Download download = get(uri, Map.of(), isPublicOnly, request.deadline());
    if (isOwn && (download.status() == 401 || download.status() == 403)) {
      download = get(uri, request.apiHeaders(), false, request.deadline());
    }
    if (download.status() >= 500 || download.status() == 429 || download.status() == 408) {
      throw new TemporaryFailure(
          "%s answered with HTTP status %d".formatted(uri.getHost(), download.status()));
    }
    return download;
  }

  private Download get(URI uri, Map<String, String> headers, boolean publicOnly, Deadline deadline)
      throws TemporaryFailure {
    try {
      return http.download(HttpRequest.get(uri, headers), publicOnly, deadline);
    } catch (HttpFailure e) {
      if (e.stage() == Stage.TOO_LARGE) {
        throw ImagesException.of(
                ErrorCode.RESPONSE_TOO_LARGE,
                PurchaseState.MADE,
                "The image is too large: %s. You have been billed. Download the image from the variable url before it expires, or raise the setting for later jobs."
                    .formatted(e.getMessage()))
            .with("url", uri.toString());
      }
      if (e.stage() == Stage.FORBIDDEN) {
        throw failed(e.getMessage() + allowHint());
      }
      throw new TemporaryFailure(e.getMessage());
    }
  }

  private static void check(URI uri, URI api) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean plainApi = api != null && api.getScheme().equalsIgnoreCase("http");
    if (!scheme.equals("https") && !(scheme.equals("http") && plainApi)) {
      throw failed(
          plainApi || !scheme.equals("http")
              ? "its URL is neither http nor https"
              : "its URL is http, but the API is https");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw failed("its URL has no host, or contains a user name");
    }
  }

  private static String allowHint() {
    return "; to allow it, the operator adds its host to " + HOSTS_SETTING;
  }

  private static boolean isOwn(URI uri, URI api) {
    return api != null
        && uri.getHost() != null
        && uri.getHost().equalsIgnoreCase(api.getHost())
        && port(uri) == port(api)
        && uri.getScheme().equalsIgnoreCase(api.getScheme());
  }

  private boolean isAllowed(URI uri) {
    return uri.getHost() != null && allowed.contains(uri.getHost().toLowerCase(Locale.ROOT));
  }

  private static int port(URI uri) {
    return uri.getPort() > 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private static ImagesException failed(String reason) {
    return ImagesException.of(
        ErrorCode.DOWNLOAD_FAILED,
        PurchaseState.MADE,
        "The image could not be downloaded: %s. You have been billed. The next attempt downloads it again and buys nothing more."
            .formatted(reason));
  }
}

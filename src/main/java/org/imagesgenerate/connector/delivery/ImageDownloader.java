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
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;

/**
 * Fetches images from the addresses that providers return. An address is data from outside, so it
 * may lead only to the API's own host and port, to public addresses, or to hosts that the operator
 * allows; http only where the API itself is http. Each redirect is held against the same rules. The
 * key goes to the API's own host only, and only if that asks for it.
 */
public final class ImageDownloader {

  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(2));
  private static final int MOST_REDIRECTS = 5;

  private final Http http;
  private final Sleeper pause;
  private final List<String> allowed;

  /**
   * @param settings IMAGES_GENERATE_DOWNLOAD_HOSTS: hosts that may be private, parted by commas
   */
  public ImageDownloader(Http http, Settings settings, Sleeper pause) {
    this.http = http;
    this.pause = pause;
    this.allowed =
        settings.list("IMAGES_GENERATE_DOWNLOAD_HOSTS").stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .toList();
  }

  /**
   * Fetches; tries again what may pass, since a download buys nothing.
   *
   * @throws ImagesException DOWNLOAD_FAILED, or RESPONSE_TOO_LARGE
   */
  ImageFile fetch(URI uri, DeliveryRequest order) {
    for (Duration wait : WAITS) {
      try {
        return follow(uri, order);
      } catch (Passing e) {
        rest(wait, order.deadline(), e);
      }
    }
    try {
      return follow(uri, order);
    } catch (Passing e) {
      throw failed(e.getMessage());
    }
  }

  /** What may be otherwise in a moment. */
  private static final class Passing extends Exception {
    Passing(String message) {
      super(message, null, false, false);
    }
  }

  private void rest(Duration wait, Deadline deadline, Passing reason) {
    if (deadline.left().compareTo(wait) <= 0) {
      throw failed(reason.getMessage());
    }
    try {
      pause.pause(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("this worker is shutting down");
    }
  }

  private ImageFile follow(URI uri, DeliveryRequest order) throws Passing {
    URI at = uri;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      Download download = get(at, order);
      if (download.file() != null) {
        return download.file();
      }
      if (download.status() < 300 || download.status() >= 400 || download.location() == null) {
        throw failed("%s answered with HTTP status %d".formatted(at.getHost(), download.status()));
      }
      at = redirected(at, download.location());
    }
    throw failed("%s redirects without end".formatted(uri.getHost()));
  }

  private static URI redirected(URI from, String location) {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw failed("%s redirects to something that is no address".formatted(from.getHost()));
    }
  }

  private Download get(URI uri, DeliveryRequest order) throws Passing {
    check(uri, order.api());
    boolean own = isOwn(uri, order.api());
    boolean publicOnly = !own && !isAllowed(uri);
    Download download = get(uri, Map.of(), publicOnly, order.deadline());
    if (own && (download.status() == 401 || download.status() == 403)) {
      download = get(uri, order.apiHeaders(), false, order.deadline());
    }
    if (download.status() >= 500 || download.status() == 429 || download.status() == 408) {
      throw new Passing(
          "%s answered with HTTP status %d".formatted(uri.getHost(), download.status()));
    }
    return download;
  }

  private Download get(URI uri, Map<String, String> headers, boolean publicOnly, Deadline deadline)
      throws Passing {
    try {
      return http.download(HttpRequest.get(uri, headers), publicOnly, deadline);
    } catch (HttpFailure e) {
      if (e.stage() == Stage.TOO_LARGE) {
        throw ImagesException.of(
                ErrorCode.RESPONSE_TOO_LARGE,
                PurchaseState.MADE,
                "The image was bought, but " + e.getMessage())
            .with("url", uri.toString());
      }
      if (e.stage() == Stage.FORBIDDEN) {
        throw failed(e.getMessage() + allowHint());
      }
      throw new Passing(e.getMessage());
    }
  }

  private static void check(URI uri, URI api) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean plainApi = api != null && api.getScheme().equalsIgnoreCase("http");
    if (!scheme.equals("https") && !(scheme.equals("http") && plainApi)) {
      throw failed(
          plainApi || !scheme.equals("http")
              ? "its address is neither http nor https"
              : "its address is http, while the API is https");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw failed("its address has no host, or a user in it");
    }
  }

  private static String allowHint() {
    return "; if it is to be trusted, the operator adds its host to IMAGES_GENERATE_DOWNLOAD_HOSTS";
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
        "The image was bought, but could not be fetched: " + reason);
  }
}

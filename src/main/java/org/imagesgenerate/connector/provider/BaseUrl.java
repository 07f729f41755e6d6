package org.imagesgenerate.connector.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Urls;

/** The URL where an API begins, from the input of a process developer. */
public final class BaseUrl {

  /**
   * Host alone, or host and path, with or without a trailing slash.
   *
   * @param text the input, or null
   * @param usual the provider's public URL
   * @return without a trailing slash
   * @throws ImagesException INVALID_INPUT if the text is not an http or https URL
   */
  public static String of(String text, String usual) {
    String url = text == null ? usual : text.strip();
    try {
      URI uri = new URI(url);
      boolean http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null) {
        return withoutTrailingSlashes(url);
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    throw ImagesException.invalidInput(
        "provider.baseUrl: \"%s\" is not a URL; use one such as %s, without user, query and fragment"
            .formatted(shown(url), usual));
  }

  private static String withoutTrailingSlashes(String url) {
    int end = url.length();
    while (end > 0 && url.charAt(end - 1) == '/') {
      end--;
    }
    return url.substring(0, end);
  }

  /** Without a query, which may be secret; nothing at all if there may be a login. */
  private static String shown(String url) {
    return url.contains("@") ? "…@…" : Urls.withoutQuery(url);
  }

  /** The URL with a prefix such as {@code /v1}, unless it ends with that or another version. */
  public static String withVersion(String url, String prefix) {
    return URI.create(url).getPath().matches(".*/v[0-9]+") ? url : url + prefix;
  }

  /** A text as one segment of a path, or as a value of a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private BaseUrl() {}
}

package org.imagesgenerate.connector.provider;

import java.net.URI;
import java.net.URISyntaxException;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Urls;

/** The address where an API begins, from what a process developer wrote. */
public final class BaseUrl {

  /**
   * Host alone, or host and path, with or without a trailing slash.
   *
   * @param text the input, or null
   * @param usual the provider's public address
   * @return without a trailing slash
   * @throws ImagesException INVALID_INPUT if the text is no http or https address
   */
  public static String of(String text, String usual) {
    String address = text == null ? usual : text.strip();
    try {
      URI uri = new URI(address);
      boolean http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null) {
        return withoutTrailingSlashes(address);
      }
    } catch (URISyntaxException e) {
      // falls through to the one sentence for all that is wrong
    }
    throw ImagesException.invalidInput(
        "provider.baseUrl: \"%s\" is not an address; use one such as %s, without user, query and fragment"
            .formatted(shown(address), usual));
  }

  private static String withoutTrailingSlashes(String address) {
    int end = address.length();
    while (end > 0 && address.charAt(end - 1) == '/') {
      end--;
    }
    return address.substring(0, end);
  }

  /** Without what may be secret: a login, which leaves nothing that is safe to show, or a query. */
  private static String shown(String address) {
    return address.contains("@") ? "…@…" : Urls.withoutQuery(address);
  }

  /** The address with a prefix such as {@code /v1}, unless it ends in it or in another version. */
  public static String withVersion(String address, String prefix) {
    return URI.create(address).getPath().matches(".*/v[0-9]+") ? address : address + prefix;
  }

  private BaseUrl() {}
}

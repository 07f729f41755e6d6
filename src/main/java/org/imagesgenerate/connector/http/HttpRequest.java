package org.imagesgenerate.connector.http;

import java.net.URI;
import java.util.Map;

/**
 * One request.
 *
 * @param method GET or POST
 * @param uri absolute, http or https
 * @param headers to be sent unchanged
 * @param json the body, or null
 * @param purchase whether it may cost money: it is not sent if its connection comes too late
 */
public record HttpRequest(
    String method, URI uri, Map<String, String> headers, byte[] json, boolean purchase) {

  public static HttpRequest get(URI uri, Map<String, String> headers) {
    return new HttpRequest("GET", uri, headers, null, false);
  }

  /** A POST that does not cost money. */
  public static HttpRequest post(URI uri, Map<String, String> headers, byte[] json) {
    return new HttpRequest("POST", uri, headers, json, false);
  }

  /** A POST that may cost money. */
  public static HttpRequest purchase(URI uri, Map<String, String> headers, byte[] json) {
    return new HttpRequest("POST", uri, headers, json, true);
  }

  /** Without headers and query, because they may contain keys. */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
  }
}

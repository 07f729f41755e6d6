package org.imagesgenerate.connector.http;

import java.net.URI;
import java.util.Map;

/**
 * One request.
 *
 * @param method GET or POST
 * @param uri absolute, http or https
 * @param headers to be sent unchanged
 * @param body or null
 * @param purchase whether it may cost money: it is not sent if its connection comes too late
 */
public record HttpRequest(
    String method, URI uri, Map<String, String> headers, RequestBody body, boolean purchase) {

  public static HttpRequest get(URI uri, Map<String, String> headers) {
    return new HttpRequest("GET", uri, headers, null, false);
  }

  /** A POST that does not cost money. */
  public static HttpRequest post(URI uri, Map<String, String> headers, RequestBody body) {
    return new HttpRequest("POST", uri, headers, body, false);
  }

  /** A POST of JSON that does not cost money. */
  public static HttpRequest post(URI uri, Map<String, String> headers, byte[] json) {
    return post(uri, headers, RequestBody.json(json));
  }

  /** A POST that may cost money. */
  public static HttpRequest purchase(URI uri, Map<String, String> headers, RequestBody body) {
    return new HttpRequest("POST", uri, headers, body, true);
  }

  /** A POST of JSON that may cost money. */
  public static HttpRequest purchase(URI uri, Map<String, String> headers, byte[] json) {
    return purchase(uri, headers, RequestBody.json(json));
  }

  /** Without headers and query, because they may contain keys. */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
  }
}

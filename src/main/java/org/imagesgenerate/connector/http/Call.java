package org.imagesgenerate.connector.http;

import java.net.URI;
import java.util.Map;

/**
 * One request.
 *
 * @param method GET or POST
 * @param uri absolute, http or https
 * @param headers sent as they are
 * @param json the body, or null
 */
public record Call(String method, URI uri, Map<String, String> headers, byte[] json) {

  public static Call get(URI uri, Map<String, String> headers) {
    return new Call("GET", uri, headers, null);
  }

  public static Call post(URI uri, Map<String, String> headers, byte[] json) {
    return new Call("POST", uri, headers, json);
  }

  /** Headers hold keys, and the query may: neither is shown. */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
  }
}

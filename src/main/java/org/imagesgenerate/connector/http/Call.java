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
 * @param purchase whether it may cost money: it does not leave if its connection comes too late
 */
public record Call(
    String method, URI uri, Map<String, String> headers, byte[] json, boolean purchase) {

  public static Call get(URI uri, Map<String, String> headers) {
    return new Call("GET", uri, headers, null, false);
  }

  /** A question that is posted. */
  public static Call post(URI uri, Map<String, String> headers, byte[] json) {
    return new Call("POST", uri, headers, json, false);
  }

  /** A request that buys something. */
  public static Call purchase(URI uri, Map<String, String> headers, byte[] json) {
    return new Call("POST", uri, headers, json, true);
  }

  /** Headers hold keys, and the query may: neither is shown. */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
  }
}

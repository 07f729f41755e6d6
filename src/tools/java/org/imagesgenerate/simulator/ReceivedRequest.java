package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request as it came over the wire. */
public final class ReceivedRequest {

  /** Reads the body off the wire; called once at most. */
  interface BodySource {
    byte[] read() throws IOException;
  }

  private final String method;
  private final String target;
  private final Map<String, List<String>> headers;
  private final BodySource source;
  private byte[] body;
  private boolean over;

  /**
   * @param headers names in lower case
   */
  ReceivedRequest(
      String method, String target, Map<String, List<String>> headers, BodySource source) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.source = source;
  }

  public String method() {
    return method;
  }

  /** Path and query, as sent. */
  public String target() {
    return target;
  }

  /** The path as sent, without query. */
  public String path() {
    int end = target.indexOf('?');
    return end < 0 ? target : target.substring(0, end);
  }

  /** The decoded query; of several values with one name the last. */
  public Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    int start = target.indexOf('?');
    if (start >= 0) {
      for (String pair : target.substring(start + 1).split("&")) {
        String[] parts = pair.split("=", 2);
        query.put(decode(parts[0]), parts.length < 2 ? "" : decode(parts[1]));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** All headers, names in lower case. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The first value of a header; the name's case does not matter. */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.stream().findFirst();
  }

  /** Whether the whole body has been read off the wire. */
  public synchronized boolean bodyWasRead() {
    return body != null;
  }

  /**
   * The body; while the request is under way this reads it, later it gives what was read.
   *
   * @throws UncheckedIOException when the client went away within the body
   */
  public synchronized byte[] bodyBytes() {
    if (body == null && over) {
      return new byte[0];
    }
    if (body == null) {
      try {
        body = source.read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return body.clone();
  }

  /** The connection is done with this request: what was not read by now never will be. */
  synchronized void end() {
    over = true;
  }

  /** The body as text; empty when it was never read, see {@link Fault#closeBeforeReading()}. */
  public String body() {
    return new String(bodyBytes(), StandardCharsets.UTF_8);
  }

  /** The same request with another body. */
  ReceivedRequest withBody(byte[] other) {
    return new ReceivedRequest(method, target, headers, other::clone);
  }

  /** The body as JSON; a missing node when it is none. */
  public JsonNode json() {
    return Json.parse(bodyBytes()).orElse(MissingNode.getInstance());
  }

  /** The token of {@code Authorization: Bearer}. */
  public Optional<String> bearer() {
    return header("authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip());
  }

  /** Whether any known form of an API key came along; downloads should have none. */
  public boolean carriesKey() {
    return header("authorization").isPresent()
        || header("api-key").isPresent()
        || header("x-api-key").isPresent();
  }

  /** A fetch of an image by its URL. */
  public boolean isDownload() {
    return path().startsWith(Shelf.PATH);
  }

  /** A request that may make images: not a poll for a result, not a download. */
  public boolean isPurchase() {
    if (!method.equals("POST")) {
      return false;
    }
    JsonNode json = json();
    if (!json.isArray()) {
      return !path().endsWith("/pricing");
    }
    for (JsonNode task : json) {
      if (task.path("taskType").asText().equals("imageInference")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}

package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** A request as it came over the wire. */
public final class ReceivedRequest {

  /** Opens the body on the wire; called once at most. */
  interface BodySource {
    InputStream open() throws IOException;
  }

  /**
   * A body as it is kept: texts, and of images what {@link ReceivedImage} says.
   *
   * @param text with a checksum in the place of each image
   * @param images of JSON, by the text that stands for them
   * @param form null if the body is none
   */
  private record Body(byte[] text, Map<String, ReceivedImage> images, MultipartForm form) {}

  /** The path of WaveSpeedAI that takes files. */
  static final String UPLOAD = "/media/upload/binary";

  private static final Body NO_BODY = new Body(new byte[0], Map.of(), null);

  private final String method;
  private final String target;
  private final Map<String, List<String>> headers;
  private final BodySource source;
  private final Lock lock = new ReentrantLock();
  private final AtomicReference<Path> upload = new AtomicReference<>();
  private volatile Body body;
  private volatile boolean over;

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
  public boolean bodyWasRead() {
    return body != null;
  }

  /**
   * The body, with a checksum in the place of each image that came as a file or in base64; while
   * the request is under way this reads it, later it gives what was read.
   *
   * @throws UncheckedIOException when the client went away within the body
   */
  public byte[] bodyBytes() {
    return read().text().clone();
  }

  /** A monitor would keep its thread's carrier for as long as a body takes to arrive. */
  private Body read() {
    lock.lock();
    try {
      if (body == null && over) {
        return NO_BODY;
      }
      if (body == null) {
        body = read(source.open());
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  private Body read(InputStream in) throws IOException {
    String type = header("content-type").orElse("");
    if (type.startsWith("multipart/")) {
      try (OutputStream files = isUpload(path()) ? uploadFile() : OutputStream.nullOutputStream()) {
        MultipartReader.Result result = MultipartReader.read(in, type, files);
        in.transferTo(OutputStream.nullOutputStream());
        return new Body(result.text(), Map.of(), result.form());
      }
    }
    if (type.startsWith("application/json")) {
      JsonImageReader.Result result = JsonImageReader.read(in);
      return new Body(result.text(), result.images(), null);
    }
    return new Body(in.readAllBytes(), Map.of(), null);
  }

  private OutputStream uploadFile() throws IOException {
    upload.set(Files.createTempFile("simulator-upload-", ""));
    return Files.newOutputStream(upload.get());
  }

  /** The connection is done with this request: what was not read by now never will be. */
  void end() {
    over = true;
    takeUpload().ifPresent(file -> file.toFile().delete());
  }

  /** The uploaded file. The caller must delete it. */
  Optional<Path> takeUpload() {
    return Optional.ofNullable(upload.getAndSet(null));
  }

  /** The body as text; empty when it was never read, see {@link Fault#closeBeforeReading()}. */
  public String body() {
    return new String(bodyBytes(), StandardCharsets.UTF_8);
  }

  /** The same request with other fields, and the same files. */
  ReceivedRequest with(JsonNode other) {
    Body same = read();
    ReceivedRequest changed = new ReceivedRequest(method, target, headers, source);
    MultipartForm form = same.form() == null ? null : same.form().with(other);
    changed.body = new Body(Json.bytes(other), same.images(), form);
    return changed;
  }

  /** The body as JSON, and the texts of a form as a JSON object; else a missing node. */
  public JsonNode json() {
    Body read = read();
    return read.form() != null
        ? read.form().texts()
        : Json.parse(read.text()).orElse(MissingNode.getInstance());
  }

  /** The body as a form, if it is one. */
  Optional<MultipartForm> form() {
    return Optional.ofNullable(read().form());
  }

  /** The image that a text in the JSON of {@link #json()} stands for, if it does. */
  Optional<ReceivedImage> image(String text) {
    return Optional.ofNullable(read().images().get(text));
  }

  /** The images whose bytes came with this request, in its order, without the mask. */
  public List<ReceivedImage> inputImages() {
    return ownImages().images();
  }

  /** The mask, if its bytes came with this request. */
  public Optional<ReceivedImage> mask() {
    return ownImages().mask();
  }

  private InputImages ownImages() {
    if (form().isPresent()) {
      return InputImages.of(form().get());
    }
    List<InputImages.Named> named = new ArrayList<>();
    JsonNode json = json();
    (json.isArray() ? json : Json.object().arrayNode().add(json))
        .forEach(task -> named.addAll(InputImages.named(task)));
    return InputImages.of(named, this::image);
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
    return json.isArray()
        ? hasTask(json, "imageInference")
        : !path().endsWith("/pricing") && !isUpload(path());
  }

  /** A request that makes input images available, and costs nothing. */
  public boolean isUpload() {
    return isUpload(path()) || hasTask(json(), "imageUpload") && !isPurchase();
  }

  private static boolean isUpload(String path) {
    return path.endsWith(UPLOAD);
  }

  private static boolean hasTask(JsonNode json, String type) {
    for (JsonNode task : json) {
      if (task.path("taskType").asText().equals(type)) {
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

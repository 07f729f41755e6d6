package org.imagesgenerate.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/** The input images that requests may name by a URL or an id. */
final class ReachableImages {

  private final Studio studio;
  private final Map<String, Supplier<ReceivedImage>> byId = new ConcurrentHashMap<>();
  private final List<String> allowed = new CopyOnWriteArrayList<>();

  ReachableImages(Studio studio) {
    this.studio = studio;
  }

  void put(String id, Supplier<ReceivedImage> image) {
    byId.put(id, image);
  }

  void allow(String prefix) {
    allowed.add(prefix);
  }

  static boolean isUrl(String text) {
    return text.matches("https?://[^/\\s]+(/\\S*)?");
  }

  /** Finds what a text of a request stands for: an image in base64, a URL or an id. */
  Function<String, Optional<ReceivedImage>> of(ReceivedRequest request) {
    Map<String, Optional<ReceivedImage>> found = new HashMap<>();
    return text -> {
      if (!found.containsKey(text)) {
        found.put(text, find(request, text));
      }
      return found.get(text);
    };
  }

  private Optional<ReceivedImage> find(ReceivedRequest request, String text) {
    return request
        .image(text)
        .or(() -> Optional.ofNullable(byId.get(text)).map(it -> it.get().from(text)))
        .or(() -> isUrl(text) ? fetch(text) : Optional.empty());
  }

  private Optional<ReceivedImage> fetch(String url) {
    Optional<String> own = studio.pathOfFile(url);
    if (own.isPresent()) {
      return studio.shelf().find(own.get()).map(it -> it.from(url));
    }
    if (allowed.stream().noneMatch(url::startsWith)) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(url);
      return uri.getHost().matches("localhost|127\\..*|\\[::1]")
          ? download(uri)
          : Optional.of(ReceivedImage.unseen(url));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<ReceivedImage> download(URI uri)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        ImageMeter meter = new ImageMeter();
        body.transferTo(meter);
        return response.statusCode() == 200
            ? Optional.of(meter.image().from(uri.toString()))
            : Optional.empty();
      }
    }
  }
}

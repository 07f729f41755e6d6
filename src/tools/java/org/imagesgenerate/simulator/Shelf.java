package org.imagesgenerate.simulator;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The images that are fetched by URL. They are painted when they are fetched. */
final class Shelf {

  static final String PATH = "/files/";

  private final Map<String, Pictures.Picture> files = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();
  private final Pictures pictures;

  Shelf(Pictures pictures) {
    this.pictures = pictures;
  }

  /** Puts an image on the shelf and gives its URL. */
  String put(URI base, Pictures.Picture picture) {
    String name =
        "%016x.%s".formatted(count.incrementAndGet() * 0x9E3779B97F4A7C15L, picture.extension());
    files.put(name, picture);
    return base + PATH + name;
  }

  SimulatedResponse serve(ReceivedRequest request) {
    Pictures.Picture picture = files.get(request.path().substring(PATH.length()));
    return picture == null
        ? SimulatedResponse.text(404, "application/xml", "<Error><Code>NoSuchKey</Code></Error>")
        : SimulatedResponse.of(200, picture.mediaType(), pictures.paint(picture));
  }
}

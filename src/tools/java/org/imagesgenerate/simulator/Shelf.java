package org.imagesgenerate.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The images that are fetched by URL: those made here are painted then, those uploaded are files.
 */
final class Shelf implements AutoCloseable {

  static final String PATH = "/files/";

  private record Upload(ReceivedImage image, Path file) {}

  private final Map<String, Pictures.Picture> files = new ConcurrentHashMap<>();
  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();
  private final Pictures pictures;

  Shelf(Pictures pictures) {
    this.pictures = pictures;
  }

  /** Puts an image on the shelf and gives its URL. */
  String put(URI base, Pictures.Picture picture) {
    String name = name(picture.extension());
    files.put(name, picture);
    return base + PATH + name;
  }

  /** Puts an uploaded file on the shelf, which deletes it in the end, and gives its URL. */
  String put(URI base, ReceivedImage image, Path file) {
    String name = name(image.type().substring("image/".length()));
    uploads.put(name, new Upload(image, file));
    return base + PATH + name;
  }

  private String name(String extension) {
    return "%016x.%s".formatted(count.incrementAndGet() * 0x9E3779B97F4A7C15L, extension);
  }

  /** What is at a URL of this shelf. */
  Optional<ReceivedImage> find(String path) {
    String name = path.substring(PATH.length());
    return Optional.ofNullable(uploads.get(name))
        .map(Upload::image)
        .or(
            () ->
                Optional.ofNullable(files.get(name)).map(it -> ImageMeter.of(pictures.paint(it))));
  }

  SimulatedResponse serve(ReceivedRequest request) {
    String name = request.path().substring(PATH.length());
    Upload upload = uploads.get(name);
    Pictures.Picture picture = files.get(name);
    if (upload != null) {
      return SimulatedResponse.of(200, upload.image().type(), read(upload.file()));
    }
    return picture == null
        ? SimulatedResponse.text(404, "application/xml", "<Error><Code>NoSuchKey</Code></Error>")
        : SimulatedResponse.of(200, picture.mediaType(), pictures.paint(picture));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    uploads.values().forEach(it -> it.file().toFile().delete());
  }
}

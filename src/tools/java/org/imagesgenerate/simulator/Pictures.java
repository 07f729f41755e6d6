package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.provider.simulation.PlaceholderImage;

/** Paints the simulated images, if requested each form of them only once. */
final class Pictures {

  /**
   * @param format png, jpeg, webp, gif or svg
   */
  record Picture(
      String prompt,
      String model,
      int width,
      int height,
      long variation,
      boolean transparent,
      String format) {

    String extension() {
      return format.equals("jpeg") ? "jpg" : format;
    }

    String mediaType() {
      return format.equals("svg") ? "image/svg+xml" : "image/" + format;
    }
  }

  /** Which picture of the prompt an image is: without a seed, each index is another. */
  static long variation(JsonNode seed, int index) {
    return seed.isNumber() ? seed.asLong() + index - 1 : -index;
  }

  private final Map<Picture, byte[]> painted = new ConcurrentHashMap<>();
  private volatile boolean once;

  /** From now on one image serves all pictures of a size and format, whatever their prompt. */
  void paintOnce() {
    once = true;
  }

  byte[] paint(Picture picture) {
    if (!once) {
      return bytes(picture);
    }
    Picture any =
        new Picture(
            "For load tests",
            "any",
            picture.width(),
            picture.height(),
            1,
            picture.transparent(),
            picture.format());
    return painted.computeIfAbsent(any, Pictures::bytes);
  }

  private static byte[] bytes(Picture picture) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      boolean webp = picture.format().equals("webp");
      PlaceholderImage.of(
              picture.prompt(),
              picture.model(),
              picture.width(),
              picture.height(),
              picture.variation(),
              picture.transparent(),
              null)
          .writeTo(out, webp ? "gif" : picture.format());
      return webp
          ? WebpEncoder.encode(ImageIO.read(new ByteArrayInputStream(out.toByteArray())))
          : out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

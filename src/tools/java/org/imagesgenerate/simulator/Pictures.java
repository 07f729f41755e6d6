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

/** Paints the simulated images, on wish each form of them only once. */
final class Pictures {

  /**
   * @param format png, jpeg, webp, gif or svg
   */
  record Order(
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

  private final Map<Order, byte[]> painted = new ConcurrentHashMap<>();
  private volatile boolean once;

  /** From now on one picture serves all orders of a size and format, whatever their prompt. */
  void paintOnce() {
    once = true;
  }

  byte[] paint(Order order) {
    if (!once) {
      return bytes(order);
    }
    Order any =
        new Order(
            "For load tests",
            "any",
            order.width(),
            order.height(),
            1,
            order.transparent(),
            order.format());
    return painted.computeIfAbsent(any, Pictures::bytes);
  }

  private static byte[] bytes(Order order) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      boolean webp = order.format().equals("webp");
      PlaceholderImage.of(
              order.prompt(),
              order.model(),
              order.width(),
              order.height(),
              order.variation(),
              order.transparent(),
              null)
          .writeTo(out, webp ? "gif" : order.format());
      return webp
          ? WebpEncoder.encode(ImageIO.read(new ByteArrayInputStream(out.toByteArray())))
          : out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.imagesgenerate.modeler;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * An animated PNG that repeats for ever (PNG specification, third edition, 11.3.6): the first
 * picture, and then of each picture the rectangle that differs from the one before. It keeps all
 * colours, and programs that know only PNG show the first picture.
 */
final class AnimatedPng {

  private record Frame(Rectangle place, List<byte[]> data, Duration shown) {}

  private final List<Frame> frames = new ArrayList<>();
  private BufferedImage last;

  /**
   * Adds a picture.
   *
   * @param png of the same size as the others
   * @param shown how long it is shown
   */
  void add(byte[] png, Duration shown) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    BufferedImage picture =
        new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_INT_RGB);
    picture.createGraphics().drawImage(read, 0, 0, null);
    Rectangle place =
        last == null
            ? new Rectangle(picture.getWidth(), picture.getHeight())
            : difference(last, picture);
    if (place.isEmpty()) {
      Frame same = frames.removeLast();
      frames.add(new Frame(same.place, same.data, same.shown.plus(shown)));
    } else {
      frames.add(new Frame(place, compressed(picture, place), shown));
      last = picture;
    }
  }

  private static Rectangle difference(BufferedImage one, BufferedImage other) {
    Rectangle place = new Rectangle(-1, -1);
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        if (one.getRGB(x, y) != other.getRGB(x, y)) {
          place.add(new Rectangle(x, y, 1, 1));
        }
      }
    }
    return place;
  }

  private static List<byte[]> compressed(BufferedImage picture, Rectangle place)
      throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture.getSubimage(place.x, place.y, place.width, place.height), "png", png);
    return PngChunk.read(png.toByteArray()).stream()
        .filter(chunk -> chunk.type().equals("IDAT"))
        .map(PngChunk::content)
        .toList();
  }

  byte[] encode() {
    List<PngChunk> chunks = new ArrayList<>();
    chunks.add(
        new PngChunk(
            "IHDR",
            ByteBuffer.allocate(13)
                .putInt(last.getWidth())
                .putInt(last.getHeight())
                .put((byte) 8) // bits for each of
                .put((byte) 2) // red, green and blue
                .array()));
    chunks.add(
        new PngChunk("acTL", ByteBuffer.allocate(8).putInt(frames.size()).putInt(0).array()));
    int sequence = 0;
    for (Frame frame : frames) {
      chunks.add(
          new PngChunk(
              "fcTL",
              ByteBuffer.allocate(26)
                  .putInt(sequence++)
                  .putInt(frame.place.width)
                  .putInt(frame.place.height)
                  .putInt(frame.place.x)
                  .putInt(frame.place.y)
                  .putShort((short) frame.shown.toMillis())
                  .putShort((short) 1000)
                  .array()));
      for (byte[] data : frame.data) {
        chunks.add(
            frame == frames.getFirst()
                ? new PngChunk("IDAT", data)
                : new PngChunk(
                    "fdAT",
                    ByteBuffer.allocate(4 + data.length).putInt(sequence++).put(data).array()));
      }
    }
    chunks.add(new PngChunk("IEND", new byte[0]));
    return PngChunk.write(chunks);
  }
}

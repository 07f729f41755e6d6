package org.imagesgenerate.connector.provider.simulation;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStreamImpl;
import org.imagesgenerate.connector.catalog.ImageSize;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.image.InputImage;

/**
 * An input image, decoded at a reduced resolution so that it needs a limited amount of heap, and
 * scaled and cropped to the size of a result.
 */
final class InputPicture {

  /** The maximum number of pixels that are decoded: 1920x1080, or 1448x1448. */
  static final int MAX_PIXELS = 2 * 1024 * 1024;

  /** For a larger image, one row or the decoder's native memory would be too large. */
  private static final int MAX_EDGE = 65_535;

  private static final long MAX_INPUT_PIXELS = 64_000_000;

  private final BufferedImage image;
  private final int width;
  private final int height;

  /** Rows that were read last. */
  private final int[][] rows = new int[2][];

  private final int[] numbers = {-1, -1};

  private InputPicture(BufferedImage image) {
    this.image = image;
    width = image.getWidth();
    height = image.getHeight();
  }

  /** Whether the JDK has a decoder for the format, and the image is not too large. */
  static boolean isSupported(ImageFacts facts) {
    return !facts.mimeType().equals("image/webp")
        && Math.max(facts.width(), facts.height()) <= MAX_EDGE
        && (long) facts.width() * facts.height() <= MAX_INPUT_PIXELS;
  }

  /** The size of the decoded image. */
  static ImageSize size(ImageFacts facts, int maxPixels) {
    int step = step(facts, maxPixels);
    return new ImageSize((facts.width() + step - 1) / step, (facts.height() + step - 1) / step);
  }

  /** Every nth pixel is decoded, in both directions; this is n. */
  private static int step(ImageFacts facts, int maxPixels) {
    int step = 1;
    while ((long) ((facts.width() + step - 1) / step) * ((facts.height() + step - 1) / step)
        > maxPixels) {
      step++;
    }
    return step;
  }

  /**
   * Decodes an image.
   *
   * @throws IOException if it cannot be decoded
   * @throws ImagesException if its bytes are missing
   */
  static InputPicture read(InputImage input, int maxPixels) throws IOException {
    if (input.unreadable() != null) {
      throw input.unreadable();
    }
    ImageReader reader = ImageIO.getImageReadersByMIMEType(input.facts().mimeType()).next();
    try (Bytes bytes = new Bytes(input)) {
      reader.setInput(bytes, true, true);
      ImageReadParam part = reader.getDefaultReadParam();
      int step = step(input.facts(), maxPixels);
      part.setSourceSubsampling(step, step, 0, 0);
      return new InputPicture(reader.read(0, part));
    } catch (RuntimeException e) {
      throw new IIOException("the JDK's decoder failed", e);
    } finally {
      reader.dispose();
    }
  }

  /** The JDK's own streams would keep everything that was read, in the heap or in another file. */
  private static final class Bytes extends ImageInputStreamImpl {

    private final InputImage input;
    private InputStream in;
    private long position;

    private Bytes(InputImage input) {
      this.input = input;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (in == null || position > streamPos) {
        closeInput();
        in = new BufferedInputStream(input.open());
        position = 0;
      }
      if (streamPos > input.size()) {
        return -1;
      }
      in.skipNBytes(streamPos - position);
      bitOffset = 0;
      int count = in.read(bytes, offset, length);
      streamPos += Math.max(0, count);
      position = streamPos;
      return count;
    }

    private void closeInput() throws IOException {
      if (in != null) {
        in.close();
      }
    }

    @Override
    public void close() throws IOException {
      super.close();
      closeInput();
    }
  }

  boolean hasAlpha() {
    return image.getColorModel().hasAlpha();
  }

  /**
   * Reads a row of the picture, scaled and cropped so that it covers an area.
   *
   * @param areaWidth in pixels of the result
   * @param areaHeight in pixels of the result
   * @param row for red, green, blue (each multiplied by alpha, up to 255) and alpha (up to 1)
   * @param from the first pixel of the row
   */
  void cover(int y, int areaWidth, int areaHeight, float[] row, int from) {
    // source pixels for each pixel of the result
    float scale = Math.min((float) width / areaWidth, (float) height / areaHeight);
    float left = (width - areaWidth * scale) / 2;
    float top = (height - areaHeight * scale) / 2;
    int samples = (int) Math.ceil(scale - 0.001f);
    float weight = 1f / (samples * samples);
    for (int i = 0; i < samples; i++) {
      float sourceY = position(top + (y + (i + 0.5f) / samples) * scale, height);
      float down = sourceY - (int) sourceY;
      int[] upper = row((int) sourceY);
      int[] lower = down == 0 ? upper : row((int) sourceY + 1);
      for (int x = 0; x < areaWidth * samples; x++) {
        float sourceX = position(left + (x + 0.5f) / samples * scale, width);
        float right = sourceX - (int) sourceX;
        int at = 4 * (from + x / samples);
        int column = (int) sourceX;
        int next = right == 0 ? column : column + 1;
        add(upper[column], weight * (1 - down) * (1 - right), row, at);
        add(upper[next], weight * (1 - down) * right, row, at);
        add(lower[column], weight * down * (1 - right), row, at);
        add(lower[next], weight * down * right, row, at);
      }
    }
  }

  /** The position relative to the centers of the pixels, from 0 to length - 1. */
  private static float position(float edge, int length) {
    return Math.max(0, Math.min(length - 1, edge - 0.5f));
  }

  private static void add(int argb, float weight, float[] row, int at) {
    if (weight > 0) {
      float alpha = (argb >>> 24) / 255f * weight;
      row[at] += (argb >> 16 & 0xFF) * alpha;
      row[at + 1] += (argb >> 8 & 0xFF) * alpha;
      row[at + 2] += (argb & 0xFF) * alpha;
      row[at + 3] += alpha;
    }
  }

  private int[] row(int y) {
    int slot = y % 2;
    if (numbers[slot] != y) {
      rows[slot] = isGray() ? grays(y) : image.getRGB(0, y, width, 1, rows[slot], 0, width);
      numbers[slot] = y;
    }
    return rows[slot];
  }

  private boolean isGray() {
    return image.getColorModel().getNumColorComponents() == 1
        && !(image.getColorModel() instanceof IndexColorModel);
  }

  /** Read without the JDK's conversion, which treats such grays as linear and brightens them. */
  private int[] grays(int y) {
    int[] row = new int[width];
    int shift = image.getSampleModel().getSampleSize(0) - 8;
    for (int x = 0; x < width; x++) {
      int gray = image.getRaster().getSample(x, y, 0) >> shift;
      int alpha = hasAlpha() ? image.getRaster().getSample(x, y, 1) >> shift : 255;
      row[x] = alpha << 24 | gray * 0x010101;
    }
    return row;
  }
}

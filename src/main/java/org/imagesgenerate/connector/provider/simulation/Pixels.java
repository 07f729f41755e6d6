package org.imagesgenerate.connector.provider.simulation;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * What looks like all pixels of a picture, and is one row: the one that was read last. Pictures are
 * written row by row, so that one takes no more heap the larger it is.
 */
final class Pixels extends DataBuffer {

  /** A picture that is painted from top to bottom. */
  @FunctionalInterface
  interface Rows {
    /**
     * Paints a row.
     *
     * @param row zeros, for red, green, blue (each multiplied by alpha) and alpha of each pixel
     * @param cover for {@link Layer}
     * @param alpha whether pixels may be transparent
     */
    void paint(int y, float[] row, float[] cover, boolean alpha);
  }

  /** How many reds, greens and blues there are if there are few. */
  private static final int[] LEVELS = {6, 7, 6};

  private static final int FEW = 6 * 7 * 6;

  /** How far pixels are moved to hide that there are few colours, in 16ths. */
  private static final int[] DITHER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};

  private final Rows rows;
  private final int width;
  private final boolean alpha;
  private final int bands;
  private final float[] row;
  private final float[] cover;
  private final int[] values;
  private int painted = -1;

  private Pixels(Rows rows, int width, int height, boolean alpha, int bands) {
    super(TYPE_BYTE, bands * width * height);
    this.rows = rows;
    this.width = width;
    this.alpha = alpha;
    this.bands = bands;
    row = new float[4 * width];
    cover = new float[width + 2];
    values = new int[bands * width];
  }

  /**
   * Writes a picture.
   *
   * @param out is left open
   * @param format {@code png}, {@code jpeg} or {@code gif}
   * @param alpha whether pixels may be transparent; never in a JPEG
   */
  static void write(
      Rows rows, int width, int height, boolean alpha, OutputStream out, String format)
      throws IOException {
    boolean seeThrough = alpha && !format.equals("jpeg");
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    // straight to the stream: ImageIO itself would use a temporary file, unless a switch for the
    // whole Java process is turned
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(image(rows, width, height, seeThrough, format.equals("gif")));
    } finally {
      writer.dispose();
    }
  }

  /**
   * @param few whether there are no more colours than a byte can name
   */
  private static BufferedImage image(Rows rows, int width, int height, boolean alpha, boolean few) {
    int bands = few ? 1 : alpha ? 4 : 3;
    var model =
        new PixelInterleavedSampleModel(
            TYPE_BYTE, width, height, bands, bands * width, IntStream.range(0, bands).toArray());
    var pixels = new Pixels(rows, width, height, alpha, bands);
    ColorModel colours = few ? fewColours(alpha) : allColours(alpha);
    return new BufferedImage(
        colours, Raster.createWritableRaster(model, pixels, null), false, null);
  }

  private static ColorModel allColours(boolean alpha) {
    int transparency = alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE;
    ColorSpace space = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    return new ComponentColorModel(space, alpha, false, transparency, TYPE_BYTE);
  }

  private static ColorModel fewColours(boolean alpha) {
    int[] palette = new int[FEW + 1];
    for (int i = 0; i < FEW; i++) {
      palette[i] = i / 42 * 51 << 16 | i / 6 % 7 * 255 / 6 << 8 | i % 6 * 51;
    }
    return new IndexColorModel(8, FEW + 1, palette, 0, false, alpha ? FEW : -1, TYPE_BYTE);
  }

  @Override
  public int getElem(int bank, int i) {
    int y = i / values.length;
    if (y != painted) {
      paint(y);
      painted = y;
    }
    return values[i - y * values.length];
  }

  @Override
  public void setElem(int bank, int i, int value) {
    throw new UnsupportedOperationException();
  }

  private void paint(int y) {
    Arrays.fill(row, 0);
    rows.paint(y, row, cover, alpha);
    for (int x = 0; x < width; x++) {
      float seen = row[4 * x + 3];
      float strength = seen > 0 ? 1 / seen : 0;
      int few = 0;
      for (int band = 0; band < 3; band++) {
        float value = row[4 * x + band] * strength;
        if (bands == 1) {
          int dither = DITHER[y % 4 * 4 + x % 4];
          few =
              few * LEVELS[band] + (int) (value / 255 * (LEVELS[band] - 1) + dither / 16f + 0.03f);
        } else {
          values[bands * x + band] = (int) (value + 0.5f);
        }
      }
      if (bands == 1) {
        values[x] = seen < 0.5f ? FEW : few;
      } else if (alpha) {
        values[4 * x + 3] = (int) (seen * 255 + 0.5f);
      }
    }
  }
}

package org.imagesgenerate.connector.provider.simulation;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture of a prompt: its text on a panel, before two colours that differ from prompt to prompt
 * and from image to image. Below the prompt stand the model, the size and that all is simulated.
 *
 * <p>The same arguments give the same bytes. A pixel is one byte while the picture is written: 8 MB
 * for 3840x2160. No font of the machine is used, see {@link PixelFont}.
 */
public final class PlaceholderImage {

  /** The longest edge that is painted, in pixels. */
  public static final int MAX_EDGE = 8192;

  /** The most pixels that are painted: two pictures of 3840x2160. */
  public static final int MAX_PIXELS = 2 * 3840 * 2160;

  // what a pixel's byte means: nothing, an ink, a shade between the two colours, or the same shade
  // seen through the panel. There are so many shades that no step between two of them shows.
  private static final int NOTHING = 0;
  private static final int INK = 1;
  private static final int PALE_INK = 2;
  private static final int BACKDROP = 3;
  private static final int SHADES = 126;
  private static final int PANEL = BACKDROP + SHADES;
  private static final double PANEL_WHITENESS = 0.86;

  /** The value of {@link IndexColorModel} for "no byte is transparent". */
  private static final int OPAQUE = -1;

  /** Neighbouring multiples of it lie far from each other on a circle, such as that of colours. */
  private static final double GOLDEN_RATIO = 0.6180339887498949;

  private final Layout layout;
  private final boolean transparent;
  private final int[] palette;

  private PlaceholderImage(Layout layout, boolean transparent, int[] palette) {
    this.layout = layout;
    this.transparent = transparent;
    this.palette = palette;
  }

  /**
   * Plans a picture.
   *
   * @param prompt any text; text that does not fit is cut and ends with three dots
   * @param model named at the foot of the picture
   * @param width in pixels
   * @param height in pixels
   * @param index the image's number within its request
   * @param transparent whether the two colours behind the panel are omitted; a JPEG, which has no
   *     transparency, is white there
   * @throws IllegalArgumentException when an edge is not within 1 and {@link #MAX_EDGE}, or there
   *     are more than {@link #MAX_PIXELS}
   */
  public static PlaceholderImage of(
      String prompt, String model, int width, int height, int index, boolean transparent) {
    if (Math.min(width, height) < 1
        || Math.max(width, height) > MAX_EDGE
        || width * height > MAX_PIXELS) {
      throw new IllegalArgumentException("Cannot paint " + width + "x" + height + " pixels");
    }
    String caption = model + " " + width + "x" + height + " simulated #" + index;
    Layout layout = Layout.of(prompt, caption, width, height);
    return new PlaceholderImage(
        layout, transparent, palette(prompt.hashCode() / 0x1p32 + index * GOLDEN_RATIO));
  }

  /**
   * Writes the picture.
   *
   * @param out is flushed and left open
   * @param format {@code png}, {@code jpeg}, {@code gif} or {@code svg}
   * @throws IllegalArgumentException for any other format; nothing has been written then
   */
  public void writeTo(OutputStream out, String format) throws IOException {
    switch (format) {
      case "png", "gif" -> writePixels(out, format, transparent ? NOTHING : OPAQUE);
      case "jpeg" -> writePixels(out, format, OPAQUE);
      case "svg" -> out.write(svg().getBytes(StandardCharsets.UTF_8));
      default -> throw new IllegalArgumentException("Cannot paint the format " + format);
    }
    out.flush();
  }

  private void writePixels(OutputStream out, String format, int seeThrough) throws IOException {
    var colours =
        new IndexColorModel(8, palette.length, palette, 0, false, seeThrough, DataBuffer.TYPE_BYTE);
    var image =
        new BufferedImage(
            layout.width(), layout.height(), BufferedImage.TYPE_BYTE_INDEXED, colours);
    paint(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    // straight to the stream: ImageIO itself would use a temporary file, unless a switch for the
    // whole Java process is turned
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(image);
    } finally {
      writer.dispose();
    }
  }

  private void paint(byte[] pixels) {
    int width = layout.width();
    int height = layout.height();
    // a shade is the sum of one share for the column and one for the row, in 65536ths
    int[] columns = new int[width];
    Arrays.setAll(columns, x -> (int) ((SHADES << 15) * (long) x / width));
    for (int y = 0, at = 0; y < height; y++) {
      int row = (int) ((SHADES << 15) * (long) y / height);
      int inset = layout.panelInset(y);
      for (int x = 0; x < width; x++, at++) {
        int shade = columns[x] + row >> 16;
        boolean panel = x >= inset && x < width - inset;
        pixels[at] = (byte) (panel ? PANEL + shade : transparent ? NOTHING : BACKDROP + shade);
      }
    }
    write(layout.prompt(), INK, pixels);
    write(layout.caption(), PALE_INK, pixels);
  }

  private void write(Layout.Text text, int ink, byte[] pixels) {
    int top = text.top();
    for (String line : text.lines()) {
      int left = text.left(line, layout.width());
      for (int codePoint : line.codePoints().toArray()) {
        int[] dots = PixelFont.dots(codePoint);
        for (int y = 0; y < text.lineHeight(); y++) {
          stamp(dots[y / text.scale()], text.scale(), left, top + y, ink, pixels);
        }
        left += PixelFont.ADVANCE * text.scale();
      }
      top += text.lineHeight();
    }
  }

  private void stamp(int dots, int scale, int left, int y, int ink, byte[] pixels) {
    for (int column = 0; column < PixelFont.ADVANCE - 1; column++) {
      int from = Math.max(0, left + column * scale);
      int to = Math.min(layout.width(), left + (column + 1) * scale);
      if ((dots & 0x10 >> column) != 0 && from < to && y < layout.height()) {
        int row = y * layout.width();
        Arrays.fill(pixels, row + from, row + to, (byte) ink);
      }
    }
  }

  private static int[] palette(double hue) {
    int[] palette = new int[PANEL + SHADES];
    palette[NOTHING] = 0xFFFFFF;
    palette[INK] = 0x1F2430;
    palette[PALE_INK] = 0x5B6272;
    for (int shade = 0; shade < SHADES; shade++) {
      double angle = hue + 0.28 * shade / SHADES;
      for (int channel = 0; channel < 3; channel++) {
        double value = 150 + 80 * StrictMath.cos(2 * Math.PI * (angle - channel / 3.0));
        double paled = value + (255 - value) * PANEL_WHITENESS;
        palette[BACKDROP + shade] |= (int) value << 16 - 8 * channel;
        palette[PANEL + shade] |= (int) paled << 16 - 8 * channel;
      }
    }
    return palette;
  }

  private String svg() {
    int width = layout.width();
    int height = layout.height();
    int margin = layout.margin();
    StringBuilder svg = new StringBuilder();
    append(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">",
        width,
        height,
        width,
        height);
    if (!transparent) {
      append(
          svg,
          """
          <defs><linearGradient id="backdrop" x1="0" y1="0" x2="1" y2="1">\
          <stop offset="0" stop-color="#%06x"/><stop offset="1" stop-color="#%06x"/>\
          </linearGradient></defs>
          <rect width="100%%" height="100%%" fill="url(#backdrop)"/>""",
          palette[BACKDROP],
          palette[PANEL - 1]);
    }
    append(
        svg,
        """
        <rect x="%d" y="%d" width="%d" height="%d" rx="%d" fill="#ffffff" fill-opacity="%s"/>""",
        margin,
        margin,
        width - 2 * margin,
        height - 2 * margin,
        layout.radius(),
        PANEL_WHITENESS);
    write(layout.prompt(), INK, svg);
    write(layout.caption(), PALE_INK, svg);
    return svg.append("</svg>\n").toString();
  }

  private void write(Layout.Text text, int ink, StringBuilder svg) {
    int baseline = text.top() + 9 * text.scale();
    for (String line : text.lines()) {
      append(
          svg,
          """
          <text x="%d" y="%d" font-family="monospace" font-size="%d" text-anchor="middle" \
          fill="#%06x">%s</text>""",
          layout.width() / 2,
          baseline,
          10 * text.scale(),
          palette[ink],
          escape(line));
      baseline += text.lineHeight();
    }
  }

  /** One line; the machine's language must not choose the digits. */
  private static void append(StringBuilder svg, String line, Object... values) {
    svg.append(String.format(Locale.ROOT, line, values)).append('\n');
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

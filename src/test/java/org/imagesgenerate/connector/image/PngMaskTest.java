package org.imagesgenerate.connector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngMaskTest {

  private static final int[] CHANNELS = {1, 0, 3, 1, 2, 0, 4};

  private final Random random = new Random(17);

  @ParameterizedTest
  @CsvSource({
    "0, 1", "0, 2", "0, 4", "0, 8", "0, 16", "2, 8", "2, 16", "3, 1", "3, 2", "3, 4", "3, 8",
    "4, 8", "4, 16", "6, 8", "6, 16"
  })
  void isWhiteWhereTheMaskIsTransparentAsTheJdkReadsIt(int type, int depth) throws IOException {
    for (int i = 0; i < 20; i++) {
      int width = 1 + random.nextInt(40);
      int height = 1 + random.nextInt(40);
      byte[] mask = randomMask(type, depth, width, height);

      assertThat(hasAlpha(mask)).isTrue();
      BufferedImage read = ImageIO.read(new ByteArrayInputStream(mask));
      BufferedImage gray = ImageIO.read(new ByteArrayInputStream(converted(mask)));
      boolean ignored = type == 0 && depth < 8;
      assertThat(gray.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
      assertThat(gray.getWidth()).isEqualTo(width);
      assertThat(gray.getHeight()).isEqualTo(height);
      for (int at = 0; at < width * height; at++) {
        int x = at % width;
        int y = at / width;
        int alpha = ignored ? keyedAlpha(read, x, y) : read.getRGB(x, y) >>> 24;
        assertThat(gray.getRaster().getSample(x, y, 0)).isEqualTo(255 - alpha);
      }
    }
  }

  /** The transparent colour is that of the first pixel; the JDK ignores it below 8 bits. */
  private static int keyedAlpha(BufferedImage read, int x, int y) {
    return read.getRaster().getSample(x, y, 0) == read.getRaster().getSample(0, 0, 0) ? 0 : 255;
  }

  @Test
  void aGrayColourThatIsTransparentIsWhite() throws IOException {
    // 4 bits a pixel; only the last 4 bits of the transparent colour count
    byte[] mask = png(3, 1, 4, 0, 0, rows(0, 0x5A, 0x50), "tRNS", new byte[] {0x7F, 0x15});

    BufferedImage gray = ImageIO.read(new ByteArrayInputStream(converted(mask)));

    assertThat(gray.getRaster().getPixels(0, 0, 3, 1, (int[]) null)).containsExactly(255, 0, 255);
  }

  @ParameterizedTest
  @CsvSource({"0, 8", "2, 16", "3, 2"})
  void withoutTransparencyThereIsNoMask(int type, int depth) throws IOException {
    byte[] opaque = png(1, 1, depth, type, 0, new byte[20], "PLTE", new byte[6]);

    assertThat(hasAlpha(opaque)).isFalse();
    assertThatThrownBy(() -> converted(opaque))
        .isInstanceOf(IOException.class)
        .hasMessage("has no alpha channel; make the pixels that may change transparent");
  }

  @Test
  void transparencyAfterThePixelsIsNone() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(head(1, 1, 8, 0, 0));
    chunk(png, "IDAT", compressed(new byte[2]));
    chunk(png, "tRNS", new byte[2]);
    chunk(png, "IEND", new byte[0]);

    assertThat(hasAlpha(png.toByteArray())).isFalse();
  }

  @Test
  void anInterlacedMaskIsRejectedWithWhatToDo() throws IOException {
    byte[] interlaced = png(1, 1, 8, 6, 1, new byte[5]);

    assertThat(hasAlpha(interlaced)).isTrue();
    assertThatThrownBy(() -> converted(interlaced))
        .isInstanceOf(IOException.class)
        .hasMessage("is interlaced; save it without interlacing");
  }

  @ParameterizedTest
  @CsvSource({"65536, 1", "2147483647, 2147483647", "65535, 15260"})
  void moreThanFitsIntoTheBoundsIsRejected(int width, int height) throws IOException {
    byte[] bomb = png(width, height, 16, 6, 0, new byte[5]);

    assertThatThrownBy(() -> converted(bomb))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("%,d×%,d pixels", width, height)
        .hasMessageContaining("65,535");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 8, 6",
    "1, -1, 8, 6",
    "1, 1, 4, 6",
    "1, 1, 16, 3",
    "1, 1, 0, 0",
    "1, 1, 8, 5",
    "1, 1, 8, -1"
  })
  void aHeaderThatNoPngHasIsRejected(int width, int height, int depth, int type)
      throws IOException {
    byte[] png = png(width, height, depth, type, 0, new byte[5]);

    assertThatThrownBy(() -> hasAlpha(png))
        .isInstanceOf(IOException.class)
        .hasMessage("is damaged: its header is invalid");
  }

  @Test
  void aCutOrChangedFileIsRejectedWhereverItIs() throws IOException {
    byte[] mask = randomMask(6, 8, 5, 5);

    for (int at = 0; at < mask.length; at++) {
      byte[] cut = Arrays.copyOf(mask, at);
      byte[] changed = mask.clone();
      changed[at] ^= (byte) (1 + random.nextInt(255));
      for (byte[] hostile : new byte[][] {cut, changed}) {
        assertThatThrownBy(() -> converted(hostile))
            .isInstanceOf(IOException.class)
            .hasMessageMatching("is (not a PNG|incomplete|damaged).*");
      }
    }
  }

  @Test
  void damageWithRightChecksumsIsRejected() throws IOException {
    byte[] fewRows = png(1, 3, 8, 4, 0, new byte[6]);
    byte[] unknownFilter = png(1, 1, 8, 4, 0, new byte[] {5, 0, 0});
    byte[] shortKey = png(1, 1, 8, 2, 0, new byte[4], "tRNS", new byte[2]);
    byte[] longPalette = png(1, 1, 8, 3, 0, new byte[2], "tRNS", new byte[257]);
    byte[] noPixels = concat(head(1, 1, 8, 6, 0), chunk("IEND"));
    byte[] noName = concat(head(1, 1, 8, 6, 0), chunk("\u0000AAA"));

    assertThatThrownBy(() -> converted(fewRows)).hasMessageStartingWith("is incomplete");
    assertThatThrownBy(() -> converted(unknownFilter)).hasMessageContaining("unknown filter");
    assertThatThrownBy(() -> converted(shortKey)).hasMessageContaining("colour is invalid");
    assertThatThrownBy(() -> converted(longPalette)).hasMessageContaining("tRNS is too long");
    assertThatThrownBy(() -> converted(noPixels)).hasMessageContaining("no pixels");
    assertThatThrownBy(() -> converted(noName)).hasMessageContaining("without a valid name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GIF89a, no PNG", "\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF\0", ""})
  void anotherFormatIsRejected(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> hasAlpha(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("is (not a PNG|incomplete.*)");
  }

  @Test
  void aMaskOfAHundredMegapixelsTakesLessThanAMegabyte() throws IOException {
    int width = 20_000;
    int height = 5_000;
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(head(width, height, 8, 4, 0));
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(data)) {
      byte[] row = new byte[1 + 2 * width];
      for (int x = 0; x < width; x++) {
        row[2 + 2 * x] = (byte) (x < 100 ? 0 : 255);
      }
      for (int y = 0; y < height; y++) {
        out.write(row);
      }
    }
    chunk(png, "IDAT", data.toByteArray());
    chunk(png, "IEND", new byte[0]);
    byte[] mask = png.toByteArray();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] written = {0};
    OutputStream count =
        new OutputStream() {
          @Override
          public void write(int b) {
            written[0]++;
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            written[0] += length;
          }
        };

    long before = threads.getCurrentThreadAllocatedBytes();
    PngMask.whiteWhereTransparent(new ByteArrayInputStream(mask), count);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    assertThat(written[0]).isBetween(10_000L, 1_000_000L);
  }

  @Test
  void theStreamsStayOpen() throws IOException {
    boolean[] closed = {false};
    InputStream in =
        new ByteArrayInputStream(randomMask(4, 8, 3, 3)) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };

    PngMask.whiteWhereTransparent(in, out);

    assertThat(closed[0]).isFalse();
  }

  /** With every filter, pixels in several chunks, and what other chunks a program may write. */
  private byte[] randomMask(int type, int depth, int width, int height) throws IOException {
    byte[] raw = new byte[height * (width * CHANNELS[type] * depth + 7 >> 3)];
    random.nextBytes(raw);
    byte[] palette = new byte[3 << Math.min(8, depth)];
    random.nextBytes(palette);
    byte[] transparency =
        switch (type) {
          case 3 -> new byte[1 + random.nextInt(palette.length / 3)];
          // the transparent colour is that of the first pixel
          case 0 ->
              depth == 16
                  ? Arrays.copyOf(raw, 2)
                  : new byte[] {0, (byte) ((raw[0] & 0xFF) >> 8 - depth)};
          case 2 ->
              depth == 16 ? Arrays.copyOf(raw, 6) : new byte[] {0, raw[0], 0, raw[1], 0, raw[2]};
          default -> new byte[0];
        };
    if (type == 3) {
      random.nextBytes(transparency);
    }
    byte[] rows = filtered(raw, height, Math.max(1, CHANNELS[type] * depth / 8));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(head(width, height, depth, type, 0));
    chunk(png, "tEXt", "Comment\0made by a test".getBytes(StandardCharsets.ISO_8859_1));
    if (type == 3) {
      chunk(png, "PLTE", palette);
    }
    if (transparency.length > 0) {
      chunk(png, "tRNS", transparency);
    }
    byte[] data = compressed(rows);
    int half = random.nextInt(data.length);
    chunk(png, "IDAT", Arrays.copyOf(data, half));
    chunk(png, "IDAT", new byte[0]);
    chunk(png, "IDAT", Arrays.copyOfRange(data, half, data.length));
    chunk(png, "tIME", new byte[] {7, (byte) 0xD0, 1, 1, 1, 1, 1});
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** Filters rows as the specification says, each with another filter. */
  private static byte[] filtered(byte[] raw, int height, int pixel) {
    int length = raw.length / height;
    byte[] rows = new byte[raw.length + height];
    for (int i = 0; i < raw.length; i++) {
      int y = i / length;
      int x = i % length;
      int a = x < pixel ? 0 : raw[i - pixel] & 0xFF;
      int b = y == 0 ? 0 : raw[i - length] & 0xFF;
      int c = x < pixel || y == 0 ? 0 : raw[i - length - pixel] & 0xFF;
      int p = a + b - c;
      int paeth = Math.abs(p - a) <= Math.abs(p - b) && Math.abs(p - a) <= Math.abs(p - c) ? a : 0;
      if (paeth != a || Math.abs(p - a) > Math.min(Math.abs(p - b), Math.abs(p - c))) {
        paeth = Math.abs(p - b) <= Math.abs(p - c) ? b : c;
      }
      int[] predicted = {0, a, b, (a + b) / 2, paeth};
      rows[y * (length + 1)] = (byte) (y % 5);
      rows[y * (length + 1) + 1 + x] = (byte) (raw[i] - predicted[y % 5]);
    }
    return rows;
  }

  private static byte[] rows(int... bytes) {
    byte[] rows = new byte[bytes.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (byte) bytes[i];
    }
    return rows;
  }

  private static byte[] png(
      int width, int height, int depth, int type, int interlace, byte[] rows, Object... chunk)
      throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(head(width, height, depth, type, interlace));
    if (chunk.length > 0) {
      chunk(png, (String) chunk[0], (byte[]) chunk[1]);
    }
    chunk(png, "IDAT", compressed(rows));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static byte[] head(int width, int height, int depth, int type, int interlace)
      throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(ByteBuffer.allocate(8).putLong(0x89504E470D0A1A0AL).array());
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) depth).put((byte) type).put(12, (byte) interlace);
    chunk(png, "IHDR", header.array());
    return png.toByteArray();
  }

  private static byte[] chunk(String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    chunk(out, name, new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(OutputStream png, String name, byte[] data) throws IOException {
    byte[] named = concat(name.getBytes(StandardCharsets.ISO_8859_1), data);
    CRC32 crc = new CRC32();
    crc.update(named);
    DataOutputStream out = new DataOutputStream(png);
    out.writeInt(data.length);
    out.write(named);
    out.writeInt((int) crc.getValue());
  }

  private static byte[] compressed(byte[] rows) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(data)) {
      out.write(rows);
    }
    return data.toByteArray();
  }

  private static byte[] concat(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  private static boolean hasAlpha(byte[] png) throws IOException {
    return PngMask.hasAlpha(new ByteArrayInputStream(png));
  }

  private static byte[] converted(byte[] png) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PngMask.whiteWhereTransparent(new ByteArrayInputStream(png), out);
    return out.toByteArray();
  }
}

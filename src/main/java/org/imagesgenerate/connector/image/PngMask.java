package org.imagesgenerate.connector.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * A mask: a PNG (W3C, third edition) whose transparent pixels may change. It is read row by row,
 * because it may be larger than the heap.
 */
public final class PngMask {

  /** The mask cannot be used. The message continues a sentence about it, such as "is not a PNG". */
  public static final class DamagedException extends IOException {
    private DamagedException(String message) {
      super(message);
    }
  }

  /** Bounds the memory: two rows of at most 512 KB each. */
  private static final int MAX_WIDTH = 65_535;

  /** Bounds the time: a file of a few megabytes may have a thousand times as many pixels. */
  private static final long MAX_PIXELS = 1_000_000_000;

  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int HEADER_BYTES = 13;
  private static final int CHUNK_BYTES = 32 * 1024;
  private static final int GRAY = 0;
  private static final int COLOUR = 2;
  private static final int PALETTE = 3;
  private static final int GRAY_ALPHA = 4;
  private static final int COLOUR_ALPHA = 6;

  private final DataInputStream in;
  private final CRC32 crc = new CRC32();
  private String chunk;
  private int remaining;

  private int width;
  private int height;
  private int depth;
  private int type;
  private int channels;
  private boolean interlaced;

  /** The data of the chunk tRNS, or null. */
  private byte[] transparency;

  private PngMask(InputStream png) {
    in = new DataInputStream(new BufferedInputStream(png));
  }

  /**
   * Whether an image has an alpha channel or transparent colours.
   *
   * @param png is left open
   * @throws DamagedException if it is not a PNG, or damaged before its pixels
   */
  public static boolean hasAlpha(InputStream png) throws IOException {
    PngMask mask = new PngMask(png);
    return explained(
        () -> {
          mask.readHead();
          return mask.hasAlpha();
        });
  }

  /**
   * Writes a mask as some models expect it: an opaque gray PNG of the same size, white where the
   * mask is transparent, black where it is opaque, and gray between.
   *
   * @param png is left open
   * @param out is flushed and left open
   * @throws DamagedException if the mask cannot be read; a part may have been written
   */
  public static void whiteWhereTransparent(InputStream png, OutputStream out) throws IOException {
    PngMask mask = new PngMask(png);
    explained(
        () -> {
          mask.readHead();
          mask.requireReadable();
          mask.convert(new DataOutputStream(out));
          out.flush();
          return null;
        });
  }

  @FunctionalInterface
  private interface Reading<T> {
    T get() throws IOException;
  }

  private static <T> T explained(Reading<T> reading) throws IOException {
    try {
      return reading.get();
    } catch (EOFException e) {
      throw new DamagedException("is incomplete: its data ends early");
    } catch (ZipException e) {
      throw new DamagedException("is damaged: its pixels cannot be decompressed");
    }
  }

  // the chunks of the file

  /** Goes to the next chunk. */
  private void next() throws IOException {
    if (chunk != null) {
      finish();
    }
    remaining = in.readInt();
    byte[] name = new byte[4];
    in.readFully(name);
    chunk = new String(name, StandardCharsets.ISO_8859_1);
    if (remaining < 0 || !chunk.matches("[A-Za-z]{4}")) {
      throw new DamagedException("is damaged: it has a chunk without a valid name or length");
    }
    crc.reset();
    crc.update(name);
  }

  /** Reads the rest of the chunk and its checksum. */
  private void finish() throws IOException {
    byte[] skipped = new byte[Math.min(CHUNK_BYTES, remaining)];
    while (remaining > 0) {
      read(skipped, 0, skipped.length);
    }
    if (in.readInt() != (int) crc.getValue()) {
      throw new DamagedException(
          "is damaged: the checksum of its chunk %s is wrong".formatted(chunk));
    }
  }

  private int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, Math.min(length, remaining));
    if (count < 0) {
      throw new EOFException();
    }
    crc.update(bytes, offset, count);
    remaining -= count;
    return count;
  }

  private byte[] data(int most) throws IOException {
    if (remaining > most) {
      throw new DamagedException("is damaged: its chunk %s is too long".formatted(chunk));
    }
    byte[] data = new byte[remaining];
    for (int at = 0; at < data.length; ) {
      at += read(data, at, data.length - at);
    }
    return data;
  }

  /** The data of all chunks IDAT: compressed rows. */
  private final class CompressedRows extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (remaining == 0 && chunk.equals("IDAT")) {
        next();
      }
      return chunk.equals("IDAT") ? PngMask.this.read(bytes, offset, length) : -1;
    }
  }

  /** Reads all chunks before the pixels. */
  private void readHead() throws IOException {
    if (in.readLong() != SIGNATURE) {
      throw new DamagedException("is not a PNG");
    }
    next();
    if (!chunk.equals("IHDR") || remaining != HEADER_BYTES) {
      throw new DamagedException("is damaged: it does not start with its size");
    }
    ByteBuffer header = ByteBuffer.wrap(data(HEADER_BYTES));
    width = header.getInt();
    height = header.getInt();
    depth = header.get();
    type = header.get();
    boolean isKnown = header.get() == 0 && header.get() == 0;
    interlaced = header.get() != 0;
    channels =
        switch (type) {
          case GRAY, PALETTE -> 1;
          case GRAY_ALPHA -> 2;
          case COLOUR -> 3;
          case COLOUR_ALPHA -> 4;
          default -> 0;
        };
    Set<Integer> depths =
        switch (type) {
          case GRAY -> Set.of(1, 2, 4, 8, 16);
          case PALETTE -> Set.of(1, 2, 4, 8);
          default -> Set.of(8, 16);
        };
    if (!isKnown || channels == 0 || !depths.contains(depth) || width <= 0 || height <= 0) {
      throw new DamagedException("is damaged: its header is invalid");
    }
    for (next(); !chunk.equals("IDAT"); next()) {
      if (chunk.equals("IEND")) {
        throw new DamagedException("is damaged: it has no pixels");
      }
      if (chunk.equals("tRNS")) {
        transparency = data(256);
      }
    }
  }

  private boolean hasAlpha() {
    return type == GRAY_ALPHA || type == COLOUR_ALPHA || transparency != null;
  }

  private void requireReadable() throws IOException {
    if (!hasAlpha()) {
      throw new DamagedException(
          "has no alpha channel; make the pixels that may change transparent");
    }
    if (interlaced) {
      throw new DamagedException("is interlaced; save it without interlacing");
    }
    if (width > MAX_WIDTH || (long) width * height > MAX_PIXELS) {
      throw new DamagedException(
          "has %,d×%,d pixels; at most %,d in a row and %,d in all are accepted"
              .formatted(width, height, MAX_WIDTH, MAX_PIXELS));
    }
    boolean isKey = type == GRAY || type == COLOUR;
    if (isKey && transparency.length != 2 * channels) {
      throw new DamagedException("is damaged: its transparent colour is invalid");
    }
  }

  // rows and pixels

  private void convert(DataOutputStream out) throws IOException {
    out.writeLong(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).putInt(width).putInt(height);
    write(out, "IHDR", header.put((byte) 8).array(), HEADER_BYTES);
    OutputStream chunks =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            PngMask.write(out, "IDAT", bytes, length);
          }
        };
    // closing them frees native memory; the file's own streams stay open
    try (var rows = new DataInputStream(new InflaterInputStream(new CompressedRows()));
        var gray = new DeflaterOutputStream(new BufferedOutputStream(chunks, CHUNK_BYTES))) {
      convert(rows, gray);
    }
    while (!chunk.equals("IEND")) {
      next();
    }
    finish();
    write(out, "IEND", new byte[0], 0);
  }

  private static void write(DataOutputStream out, String name, byte[] data, int length)
      throws IOException {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.ISO_8859_1));
    crc.update(data, 0, length);
    out.writeInt(length);
    out.writeBytes(name);
    out.write(data, 0, length);
    out.writeInt((int) crc.getValue());
  }

  private void convert(DataInputStream rows, OutputStream gray) throws IOException {
    byte[] row = new byte[(width * channels * depth + 7) / 8];
    byte[] above = new byte[row.length];
    byte[] converted = new byte[1 + width];
    for (int y = 0; y < height; y++) {
      int filter = rows.readUnsignedByte();
      rows.readFully(row);
      unfilter(filter, row, above, Math.max(1, channels * depth / 8));
      for (int x = 0; x < width; x++) {
        converted[1 + x] = (byte) (255 - alpha(row, x));
      }
      gray.write(converted);
      byte[] done = row;
      row = above;
      above = done;
    }
    // reading past the last pixel checks the checksum of all pixels
    rows.read();
  }

  /** Each byte was written as its difference from what its neighbours predict. */
  private static void unfilter(int filter, byte[] row, byte[] above, int pixel) throws IOException {
    if (filter < 0 || filter > 4) {
      throw new DamagedException("is damaged: it has a row with an unknown filter");
    }
    for (int i = 0; filter > 0 && i < row.length; i++) {
      int left = i < pixel ? 0 : row[i - pixel] & 0xFF;
      int up = above[i] & 0xFF;
      row[i] +=
          (byte)
              switch (filter) {
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) / 2;
                default -> paeth(left, up, i < pixel ? 0 : above[i - pixel] & 0xFF);
              };
    }
  }

  private static int paeth(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }

  /** From 0, transparent, to 255. */
  private int alpha(byte[] row, int x) {
    int last = sample(row, x * channels + channels - 1);
    return switch (type) {
      case PALETTE -> last < transparency.length ? transparency[last] & 0xFF : 255;
      case GRAY, COLOUR -> isTransparentColour(row, x) ? 0 : 255;
      default -> depth == 8 ? last : (last * 255 + 32_767) / 65_535;
    };
  }

  private boolean isTransparentColour(byte[] row, int x) {
    for (int i = 0; i < channels; i++) {
      int colour = (transparency[2 * i] & 0xFF) << 8 | transparency[2 * i + 1] & 0xFF;
      if (sample(row, x * channels + i) != (colour & (1 << depth) - 1)) {
        return false;
      }
    }
    return true;
  }

  private int sample(byte[] row, int index) {
    return switch (depth) {
      case 8 -> row[index] & 0xFF;
      case 16 -> (row[2 * index] & 0xFF) << 8 | row[2 * index + 1] & 0xFF;
      default -> {
        int bit = index * depth;
        yield row[bit / 8] >> 8 - depth - bit % 8 & (1 << depth) - 1;
      }
    };
  }
}

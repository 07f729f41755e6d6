package org.imagesgenerate.connector.image;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Formats that few servers send: BMP, TIFF (6.0), AVIF and HEIF (ISO/IEC 23008-12), JPEG XL. Their
 * signatures are so short that a text can begin with one, so the header has to be valid, too.
 */
final class RareFormats {

  private static final Set<Integer> BITMAP_HEADERS = Set.of(12, 16, 40, 52, 56, 64, 108, 124);
  private static final Set<Integer> BITMAP_DEPTHS = Set.of(0, 1, 2, 4, 8, 16, 24, 32);
  private static final int BITMAP_HEAD = 30;

  private static final int TIFF_WIDTH = 256;
  private static final int TIFF_HEIGHT = 257;
  private static final int TIFF_SHORT = 3;
  private static final int TIFF_LONG = 4;

  private static final int BRAND_END = 12;
  private static final Map<String, String> BRANDS =
      Map.of("avif", "avif", "avis", "avif", "heic", "heif", "heix", "heif", "mif1", "heif");
  private static final int MOST_BOXES = 1000;
  private static final int META = 0x6d657461;
  private static final int IPRP = 0x69707270;
  private static final int IPCO = 0x6970636f;
  private static final int ISPE = 0x69737065;

  private static final String JPEG_XL = "\0\0\0\fJXL \r\n\u0087\n\0\0\0\u0014ftypjxl ";

  /** The header is invalid. */
  private static final class Nonsense extends IOException {}

  /**
   * Empty if it has no signature of these formats, or the header is invalid.
   *
   * @param head the first bytes
   * @param in all bytes
   * @param size how many there are
   */
  static Optional<ImageFacts> read(byte[] head, InputStream in, long size) throws IOException {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    try {
      if (text.startsWith("BM")) {
        return Optional.of(bitmap(head));
      }
      if (text.startsWith("II*\0") || text.startsWith("MM\0*")) {
        return Optional.of(tiff(head, new DataInputStream(in)));
      }
      if (text.startsWith("ftyp", 4) && text.length() >= BRAND_END) {
        String format = BRANDS.get(text.substring(8, BRAND_END));
        return format == null
            ? Optional.empty()
            : Optional.of(boxes(format, new DataInputStream(in), size));
      }
      return text.startsWith(JPEG_XL)
          ? Optional.of(new ImageFacts("image/jxl", "jxl", null, null))
          : Optional.empty();
    } catch (EOFException | Nonsense e) {
      return Optional.empty();
    }
  }

  private static ImageFacts facts(String format, int width, int height) throws Nonsense {
    require(width > 0 && height > 0);
    return new ImageFacts("image/" + format, format, width, height);
  }

  private static void require(boolean makesSense) throws Nonsense {
    if (!makesSense) {
      throw new Nonsense();
    }
  }

  private static ImageFacts bitmap(byte[] head) throws Nonsense {
    require(head.length >= BITMAP_HEAD);
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int header = bytes.getInt(14);
    boolean isOld = header == 12;
    require(BITMAP_HEADERS.contains(header));
    require(Integer.compareUnsigned(bytes.getInt(10), 14 + header) >= 0);
    require(bytes.getShort(isOld ? 22 : 26) == 1);
    require(BITMAP_DEPTHS.contains((int) bytes.getShort(isOld ? 24 : 28)));
    return isOld
        ? facts("bmp", bytes.getShort(18) & 0xffff, bytes.getShort(20) & 0xffff)
        // a negative height: the rows are stored from the top
        : facts("bmp", bytes.getInt(18), Math.abs(bytes.getInt(22)));
  }

  /** The size is in the first directory, which may be at the end of the file. */
  private static ImageFacts tiff(byte[] head, DataInputStream in) throws IOException {
    ByteOrder order = head[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    require(head.length >= 8);
    long directory = ByteBuffer.wrap(head).order(order).getInt(4) & 0xffff_ffffL;
    require(directory >= 8);
    in.skipNBytes(directory);
    int entries = ByteBuffer.wrap(bytes(in, 2)).order(order).getShort() & 0xffff;
    int width = 0;
    int height = 0;
    for (int i = 0; i < entries; i++) {
      ByteBuffer entry = ByteBuffer.wrap(bytes(in, 12)).order(order);
      int tag = entry.getShort(0) & 0xffff;
      int type = entry.getShort(2);
      if (tag == TIFF_WIDTH || tag == TIFF_HEIGHT) {
        require(type == TIFF_SHORT || type == TIFF_LONG);
        int value = type == TIFF_SHORT ? entry.getShort(8) & 0xffff : entry.getInt(8);
        width = tag == TIFF_WIDTH ? value : width;
        height = tag == TIFF_HEIGHT ? value : height;
      }
    }
    return facts("tiff", width, height);
  }

  private static byte[] bytes(DataInputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return bytes;
  }

  /**
   * Walks through the boxes up to the end of the meta box, which holds the sizes of the image and,
   * in a grid, of its tiles.
   */
  private static ImageFacts boxes(String format, DataInputStream in, long size) throws IOException {
    long at = 0;
    long end = size;
    int width = 0;
    int height = 0;
    for (int i = 0; i < MOST_BOXES && at < end; i++) {
      long length = in.readInt() & 0xffff_ffffL;
      int type = in.readInt();
      int header = 8;
      if (length == 1) {
        length = in.readLong();
        header = 16;
      } else if (length == 0) {
        length = size - at;
      }
      require(length >= header && length <= size - at);
      if (type == META) {
        in.skipNBytes(4);
        end = at + length;
        at += header + 4;
      } else if (type == IPRP || type == IPCO) {
        at += header;
      } else if (type == ISPE) {
        require(length >= header + 12);
        in.skipNBytes(4);
        int itsWidth = in.readInt();
        int itsHeight = in.readInt();
        boolean isLarger = (long) itsWidth * itsHeight > (long) width * height;
        width = isLarger ? itsWidth : width;
        height = isLarger ? itsHeight : height;
        in.skipNBytes(length - header - 12);
        at += length;
      } else {
        in.skipNBytes(length - header);
        at += length;
      }
    }
    return facts(format, width, height);
  }

  private RareFormats() {}
}

package org.imagesgenerate.connector.image;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.imagesgenerate.connector.support.ImageFile;

/**
 * What an image's own bytes say about it. Formats by their specifications: PNG (W3C, third
 * edition), JPEG (ITU T.81), WebP (RFC 9649), GIF (89a), SVG by its root element, and a few that
 * compatible servers may send.
 *
 * @param mimeType such as {@code image/png}
 * @param extension file extension without a dot
 * @param width in pixels, or null if unknown
 * @param height in pixels, or null if unknown
 * @param hazards active content, such as scripts; never null
 */
public record ImageFacts(
    String mimeType, String extension, Integer width, Integer height, List<String> hazards) {

  private static final int HEAD = 30;
  private static final String PNG = "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR";
  private static final int START_OF_FRAME = 0xC0;
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  public ImageFacts {
    hazards = hazards == null ? List.of() : List.copyOf(hazards);
  }

  /** Without active content. */
  public ImageFacts(String mimeType, String extension, Integer width, Integer height) {
    this(mimeType, extension, width, height, List.of());
  }

  /** The format without {@code image/}, such as {@code jpeg}. */
  public String format() {
    return mimeType.substring(mimeType.indexOf('/') + 1);
  }

  /** Empty if these are not the bytes of a known image format. */
  public static Optional<ImageFacts> of(ImageFile file) throws IOException {
    try (InputStream in = new BufferedInputStream(file.open())) {
      in.mark(HEAD);
      byte[] head = in.readNBytes(HEAD);
      in.reset();
      if (startsWith(head, 0, PNG)) {
        return facts(
            "image/png", "png", head, 24, it -> bigEndian(it, 16), it -> bigEndian(it, 20));
      }
      if (startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a")) {
        return facts(
            "image/gif",
            "gif",
            head,
            10,
            it -> littleEndian(it, 6, 2),
            it -> littleEndian(it, 8, 2));
      }
      if (startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP")) {
        return webp(head);
      }
      if (startsWith(head, 0, "\u00ff\u00d8\u00ff")) {
        return jpeg(new DataInputStream(in));
      }
      Optional<ImageFacts> rare = RareFormats.read(head, in, file.size());
      return rare.isPresent() ? rare : svg(file);
    }
  }

  private static Optional<ImageFacts> svg(ImageFile file) throws IOException {
    Optional<SvgRoot> root;
    try (InputStream in = file.open()) {
      root = SvgRoot.read(in);
    }
    if (root.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = file.open()) {
      return Optional.of(
          new ImageFacts(
              "image/svg+xml",
              "svg",
              root.get().width(),
              root.get().height(),
              SvgContent.hazards(in)));
    }
  }

  /** Empty if the head is too short, or width or height is not above zero. */
  private static Optional<ImageFacts> facts(
      String mimeType,
      String extension,
      byte[] head,
      int needed,
      ToIntFunction<byte[]> width,
      ToIntFunction<byte[]> height) {
    if (head.length < needed || width.applyAsInt(head) <= 0 || height.applyAsInt(head) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new ImageFacts(mimeType, extension, width.applyAsInt(head), height.applyAsInt(head)));
  }

  /** The three WebP variants have their size in different places. */
  private static Optional<ImageFacts> webp(byte[] head) {
    if (startsWith(head, 12, "VP8 ")) {
      return webp(
          head, 30, it -> littleEndian(it, 26, 2) & 0x3fff, it -> littleEndian(it, 28, 2) & 0x3fff);
    }
    if (startsWith(head, 12, "VP8L")) {
      return webp(
          head,
          25,
          it -> (littleEndian(it, 21, 4) & 0x3fff) + 1,
          it -> (littleEndian(it, 21, 4) >>> 14 & 0x3fff) + 1);
    }
    if (startsWith(head, 12, "VP8X")) {
      return webp(head, 30, it -> littleEndian(it, 24, 3) + 1, it -> littleEndian(it, 27, 3) + 1);
    }
    return Optional.empty();
  }

  private static Optional<ImageFacts> webp(
      byte[] head, int needed, ToIntFunction<byte[]> width, ToIntFunction<byte[]> height) {
    return facts("image/webp", "webp", head, needed, width, height);
  }

  /** Walks the segments up to the frame header, which holds height and width. */
  private static Optional<ImageFacts> jpeg(DataInputStream in) throws IOException {
    try {
      in.readUnsignedShort();
      while (true) {
        if (in.readUnsignedByte() != 0xff) {
          return Optional.empty();
        }
        int marker = in.readUnsignedByte();
        while (marker == 0xff) {
          marker = in.readUnsignedByte();
        }
        if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
          return Optional.empty();
        }
        int length = in.readUnsignedShort();
        if (isFrame(marker)) {
          in.readUnsignedByte();
          int height = in.readUnsignedShort();
          int width = in.readUnsignedShort();
          return Optional.of(new ImageFacts("image/jpeg", "jpg", width, height));
        }
        in.skipNBytes(length - 2L);
      }
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  /** C0 to CF are frame headers, but for tables (C4, C8, CC). */
  private static boolean isFrame(int marker) {
    return marker >= START_OF_FRAME
        && marker <= 0xCF
        && marker != 0xC4
        && marker != 0xC8
        && marker != 0xCC;
  }

  private static boolean startsWith(byte[] bytes, int at, String beginning) {
    byte[] expected = beginning.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length >= at + expected.length
        && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
  }

  private static int bigEndian(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getInt(at);
  }

  private static int littleEndian(byte[] bytes, int at, int length) {
    int number = 0;
    for (int i = length - 1; i >= 0; i--) {
      number = number << 8 | bytes[at + i] & 0xff;
    }
    return number;
  }
}

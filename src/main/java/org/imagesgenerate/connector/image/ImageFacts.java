package org.imagesgenerate.connector.image;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.imagesgenerate.connector.http.Spool;

/**
 * What an image's own bytes say about it. Formats by their specifications: PNG (W3C, third
 * edition), JPEG (ITU T.81), WebP (RFC 9649), GIF89a, SVG by its root element.
 *
 * @param mimeType such as {@code image/png}
 * @param extension file ending without a dot
 * @param width in pixels, or null where an SVG does not say
 * @param height in pixels, or null where an SVG does not say
 */
public record ImageFacts(String mimeType, String extension, Integer width, Integer height) {

  private static final int HEAD = 30;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int START_OF_FRAME = 0xC0;
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  /** The facts; empty if these are not the bytes of an image that we know. */
  public static Optional<ImageFacts> of(Spool spool) throws IOException {
    try (InputStream in = new BufferedInputStream(spool.open())) {
      in.mark(HEAD);
      byte[] head = in.readNBytes(HEAD);
      in.reset();
      if (startsWith(head, 0, PNG) && head.length >= 24) {
        return Optional.of(
            new ImageFacts("image/png", "png", bigEndian(head, 16, 4), bigEndian(head, 20, 4)));
      }
      if (startsWith(head, 0, "GIF8") && head.length >= 10) {
        return Optional.of(
            new ImageFacts("image/gif", "gif", littleEndian(head, 6, 2), littleEndian(head, 8, 2)));
      }
      if (startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP")) {
        return webp(head);
      }
      if (head.length > 3 && (head[0] & 0xff) == 0xff && (head[1] & 0xff) == 0xd8) {
        return jpeg(new DataInputStream(in));
      }
      return SvgRoot.read(in)
          .map(root -> new ImageFacts("image/svg+xml", "svg", root.width(), root.height()));
    }
  }

  /** The three forms of WebP carry their size in three places. */
  private static Optional<ImageFacts> webp(byte[] head) {
    if (head.length < HEAD) {
      return Optional.empty();
    }
    return switch (new String(head, 12, 4, StandardCharsets.US_ASCII)) {
      case "VP8 " ->
          Optional.of(webp(littleEndian(head, 26, 2) & 0x3fff, littleEndian(head, 28, 2) & 0x3fff));
      case "VP8L" -> {
        long bits = littleEndian(head, 21, 4) & 0xffffffffL;
        yield Optional.of(webp((int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1));
      }
      case "VP8X" ->
          Optional.of(webp(littleEndian(head, 24, 3) + 1, littleEndian(head, 27, 3) + 1));
      default -> Optional.empty();
    };
  }

  private static ImageFacts webp(int width, int height) {
    return new ImageFacts("image/webp", "webp", width, height);
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
    } catch (java.io.EOFException | IllegalArgumentException e) {
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

  private static boolean startsWith(byte[] bytes, int at, String ascii) {
    return startsWith(bytes, at, ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] beginning) {
    return bytes.length >= at + beginning.length
        && Arrays.equals(bytes, at, at + beginning.length, beginning, 0, beginning.length);
  }

  private static int bigEndian(byte[] bytes, int at, int length) {
    int number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | bytes[at + i] & 0xff;
    }
    return number;
  }

  private static int littleEndian(byte[] bytes, int at, int length) {
    int number = 0;
    for (int i = length - 1; i >= 0; i--) {
      number = number << 8 | bytes[at + i] & 0xff;
    }
    return number;
  }
}

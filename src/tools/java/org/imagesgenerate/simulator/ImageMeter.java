package org.imagesgenerate.simulator;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Takes an image of any length and keeps its checksum, its length and its beginning, which tells
 * type and dimensions. Written from the formats' specifications, not from the connector.
 */
final class ImageMeter extends OutputStream {

  /** A JPEG may have its dimensions behind a preview and a colour profile. */
  private static final int BEGINNING = 1 << 20;

  private static final int SAMPLES = 256;
  private static final int GREY = 16;

  private final MessageDigest digest = sha256();
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
  private long size;

  @Override
  public void write(int single) {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    digest.update(bytes, from, length);
    size += length;
    beginning.write(bytes, from, Math.min(length, BEGINNING - beginning.size()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static ReceivedImage of(byte[] bytes) {
    ImageMeter meter = new ImageMeter();
    meter.write(bytes, 0, bytes.length);
    return meter.image();
  }

  /** What was written, as an image; to be called once. */
  ReceivedImage image() {
    byte[] head = beginning.toByteArray();
    String sha256 = HexFormat.of().formatHex(digest.digest());
    try {
      return describe(head, sha256);
    } catch (IOException | RuntimeException cutOff) {
      return image(sha256, "", 0, 0, false, false);
    }
  }

  /** Bytes that are not what they claim to be, such as broken base64. */
  ReceivedImage broken() {
    return image(HexFormat.of().formatHex(digest.digest()), "", 0, 0, false, false);
  }

  private ReceivedImage image(
      String sha256, String type, int width, int height, boolean alpha, boolean coloured) {
    return new ReceivedImage("", "", "", "", type, size, sha256, width, height, alpha, coloured);
  }

  private ReceivedImage describe(byte[] head, String sha256) throws IOException {
    ByteBuffer big = ByteBuffer.wrap(head);
    ByteBuffer little = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (text(head, 0, 8).equals("\u0089PNG\r\n\u001a\n")) {
      int width = big.getInt(16);
      int height = big.getInt(20);
      return image(sha256, "image/png", width, height, pngAlpha(big), isColoured(head));
    }
    if (text(head, 0, 3).equals("\u00ff\u00d8\u00ff")) {
      try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(head))) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        reader.setInput(in, true, true);
        int width = reader.getWidth(0);
        return image(sha256, "image/jpeg", width, reader.getHeight(0), false, isColoured(head));
      }
    }
    if (text(head, 0, 4).equals("GIF8")) {
      int height = little.getShort(8);
      return image(sha256, "image/gif", little.getShort(6), height, false, false);
    }
    if (text(head, 0, 4).equals("RIFF") && text(head, 8, 4).equals("WEBP")) {
      return webp(text(head, 12, 4), little, sha256);
    }
    return image(sha256, "", 0, 0, false, false);
  }

  /** Lossy, lossless and extended WebP: RFC 9649. */
  private ReceivedImage webp(String variant, ByteBuffer head, String sha256) {
    int bits = head.getInt(21);
    return switch (variant) {
      case "VP8 " -> webp(sha256, head.getShort(26) & 0x3fff, head.getShort(28) & 0x3fff, false);
      case "VP8L" ->
          webp(sha256, (bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1, (bits >>> 28 & 1) == 1);
      case "VP8X" ->
          webp(
              sha256,
              (head.getInt(24) & 0xffffff) + 1,
              (head.getInt(26) >>> 8) + 1,
              (head.get(20) & 0x10) != 0);
      default -> image(sha256, "", 0, 0, false, false);
    };
  }

  private ReceivedImage webp(String sha256, int width, int height, boolean alpha) {
    return image(sha256, "image/webp", width, height, alpha, false);
  }

  /** Colour types 4 and 6 have alpha; for the others a chunk before the pixels may say so. */
  private static boolean pngAlpha(ByteBuffer head) {
    if ((head.get(25) & 4) != 0) {
      return true;
    }
    for (long at = 33; at + 8 <= head.limit(); at += 12L + head.getInt((int) at)) {
      String chunk = text(head.array(), (int) at + 4, 4);
      if (chunk.equals("tRNS") || chunk.equals("IDAT") || head.getInt((int) at) < 0) {
        return chunk.equals("tRNS");
      }
    }
    return false;
  }

  /** Of an image that is here as a whole; others are taken for grey. */
  private boolean isColoured(byte[] head) {
    if (head.length < size) {
      return false;
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(head))) {
      ImageReader reader = ImageIO.getImageReaders(in).next();
      reader.setInput(in, true, true);
      ImageReadParam few = reader.getDefaultReadParam();
      int step = 1 + Math.max(reader.getWidth(0), reader.getHeight(0)) / SAMPLES;
      few.setSourceSubsampling(step, step, 0, 0);
      return isColoured(reader.read(0, few));
    } catch (IOException | RuntimeException noPixels) {
      return false;
    }
  }

  private static boolean isColoured(BufferedImage image) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        int red = rgb >> 16 & 0xff;
        int green = rgb >> 8 & 0xff;
        int blue = rgb & 0xff;
        if (Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)) > GREY) {
          return true;
        }
      }
    }
    return false;
  }

  private static String text(byte[] bytes, int at, int length) {
    return at + length > bytes.length
        ? ""
        : new String(bytes, at, length, StandardCharsets.ISO_8859_1);
  }
}

package org.imagesgenerate.simulator;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.imageio.ImageIO;

/** Small real images. */
public final class TestImages {

  private TestImages() {}

  public static byte[] png(int width, int height) {
    return encode(width, height, BufferedImage.TYPE_INT_RGB, Color.ORANGE, "png");
  }

  public static byte[] jpeg(int width, int height) {
    return encode(width, height, BufferedImage.TYPE_INT_RGB, Color.ORANGE, "jpeg");
  }

  public static byte[] gif(int width, int height) {
    return encode(width, height, BufferedImage.TYPE_INT_RGB, Color.ORANGE, "gif");
  }

  static byte[] webp(int width, int height) {
    return WebpEncoder.encode(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED));
  }

  /** A PNG with an alpha channel. */
  public static byte[] transparent(int width, int height) {
    return encode(width, height, BufferedImage.TYPE_INT_ARGB, new Color(0, true), "png");
  }

  /** A PNG in black and white. */
  static byte[] white(int width, int height) {
    return encode(width, height, BufferedImage.TYPE_BYTE_GRAY, Color.WHITE, "png");
  }

  private static byte[] encode(int width, int height, int type, Color color, String format) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static String dataUri(String type, byte[] image) {
    return "data:" + type + ";base64," + base64(image);
  }

  static String base64(byte[] image) {
    return Base64.getEncoder().encodeToString(image);
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

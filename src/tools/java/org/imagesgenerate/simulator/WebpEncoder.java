package org.imagesgenerate.simulator;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Lossless WebP of a picture with a palette, in the plainest form that the format allows: a palette
 * of colours, then one byte per pixel, nothing compressed. The JDK has no WebP.
 *
 * <p>After "WebP Lossless Bitstream Specification" (RFC 9649, section 3).
 */
final class WebpEncoder {

  private static final int EDGE_BITS = 14;
  private static final int PALETTE_TRANSFORM = 3;

  /** Literals of a byte, and behind them the lengths of copies, which are not used. */
  private static final int GREEN_ALPHABET = 256 + 24;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int held;
  private int heldBits;

  private WebpEncoder() {}

  static byte[] encode(BufferedImage image) {
    WebpEncoder encoder = new WebpEncoder();
    encoder.write(image, (IndexColorModel) image.getColorModel());
    return container(encoder.out.toByteArray());
  }

  private void write(BufferedImage image, IndexColorModel colours) {
    int width = image.getWidth();
    int height = image.getHeight();
    bits(0x2F, 8);
    bits(width - 1, EDGE_BITS);
    bits(height - 1, EDGE_BITS);
    bits(colours.hasAlpha() ? 1 : 0, 1);
    bits(0, 3); // version

    bits(1, 1); // a transform follows
    bits(PALETTE_TRANSFORM, 2);
    writePalette(colours);
    bits(0, 1); // no other transform

    bits(0, 1); // no cache of colours
    bits(0, 1); // one group of codes for the whole picture
    byteCode(GREEN_ALPHABET);
    for (int unused = 0; unused < 4; unused++) {
      emptyCode();
    }
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRaster().getSamples(0, y, width, 1, 0, row);
      for (int index : row) {
        code(index);
      }
    }
    bits(0, 7); // up to a whole byte
  }

  /** The palette is a picture one pixel high, each pixel the difference to the one before. */
  private void writePalette(IndexColorModel colours) {
    int size = 256; // fewer than 17 colours would pack several pixels into one byte
    bits(size - 1, 8);
    bits(0, 1); // no cache of colours
    byteCode(GREEN_ALPHABET);
    byteCode(256);
    byteCode(256);
    byteCode(256);
    emptyCode();
    int before = 0;
    for (int i = 0; i < size; i++) {
      int colour = i < colours.getMapSize() ? colours.getRGB(i) : before;
      for (int shift : new int[] {8, 16, 0, 24}) {
        code((colour >> shift & 0xFF) - (before >> shift & 0xFF) & 0xFF);
      }
      before = colour;
    }
  }

  /** A prefix code that gives each byte its own eight bits. */
  private void byteCode(int alphabet) {
    bits(0, 1); // the long form
    // lengths are themselves coded: of the lengths in the order 17 18 0 1 2 3 4 5 16 6 7 8 only 0
    // and 8 occur, with one bit each
    bits(12 - 4, 4);
    for (int length : new int[] {0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1}) {
      bits(length, 3);
    }
    bits(0, 1); // a length for every symbol of the alphabet
    for (int symbol = 0; symbol < alphabet; symbol++) {
      bits(symbol < 256 ? 1 : 0, 1);
    }
  }

  /** A prefix code of nothing but the symbol 0, which then takes no bit. */
  private void emptyCode() {
    bits(1, 1); // the short form
    bits(0, 1); // one symbol
    bits(0, 1); // of one bit
    bits(0, 1);
  }

  /** Codes go out with their highest bit first, all else with the lowest. */
  private void code(int value) {
    bits(Integer.reverse(value) >>> 24, 8);
  }

  private void bits(int value, int count) {
    held |= value << heldBits;
    heldBits += count;
    while (heldBits >= 8) {
      out.write(held);
      held >>>= 8;
      heldBits -= 8;
    }
  }

  private static byte[] container(byte[] stream) {
    int padded = stream.length + stream.length % 2;
    return ByteBuffer.allocate(20 + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(12 + padded)
        .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
        .putInt(stream.length)
        .put(stream)
        .array();
  }
}

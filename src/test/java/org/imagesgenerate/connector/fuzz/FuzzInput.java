package org.imagesgenerate.connector.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.imagesgenerate.simulator.TestImages;

/**
 * The content of a document to edit, which may be corrupt.
 *
 * @param isWrong whether it is certainly none of the accepted formats
 */
record FuzzInput(byte[] content, boolean isWrong) {

  private static final List<byte[]> VALID =
      List.of(TestImages.png(16, 16), TestImages.jpeg(16, 16), webp());
  private static final byte[] GIF = TestImages.gif(16, 16);

  /** Over the size that stays in memory. */
  private static final int LARGE = 20_000;

  static FuzzInput of(Random random, Mutations mutations) {
    byte[] valid = mutations.pick(VALID);
    return switch (random.nextInt(10)) {
      case 0 -> new FuzzInput(noise(random), true);
      case 1 -> new FuzzInput(mutations.oneIn(2) ? GIF : new byte[0], true);
      case 2 -> new FuzzInput(Arrays.copyOf(valid, random.nextInt(40)), false);
      case 3 -> new FuzzInput(mutations.corrupt(mutations.corrupt(valid)), false);
      case 4 -> new FuzzInput(huge(random), false);
      case 5 -> new FuzzInput(Arrays.copyOf(valid, LARGE), false);
      default -> new FuzzInput(valid, false);
    };
  }

  /** The first byte is that of no image. */
  private static byte[] noise(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(LARGE)];
    random.nextBytes(bytes);
    bytes[0] = 0x11;
    return bytes;
  }

  /** A PNG that says it has any size at all. */
  private static byte[] huge(Random random) {
    byte[] png = VALID.getFirst().clone();
    ByteBuffer.wrap(png).putInt(16, random.nextInt()).putInt(20, Integer.MAX_VALUE);
    return png;
  }

  /** The head of a lossy WebP. */
  private static byte[] webp() {
    byte[] webp = "RIFF....WEBPVP8 ..........    ".getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.wrap(webp).put(26, (byte) 16).put(27, (byte) 0).put(28, (byte) 16).array();
  }
}

package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class WebpEncoderTest {

  @Test
  void theContainerTellsItsLengthsAndTheStreamItsSize() {
    byte[] webp = WebpEncoder.encode(picture(300, 7));
    ByteBuffer bytes = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(new String(webp, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
    assertThat(bytes.getInt(4)).isEqualTo(webp.length - 8);
    assertThat(new String(webp, 8, 8, StandardCharsets.US_ASCII)).isEqualTo("WEBPVP8L");
    assertThat(bytes.getInt(16)).isBetween(webp.length - 21, webp.length - 20);
    assertThat(webp[20]).isEqualTo((byte) 0x2F);
    assertThat((bytes.getInt(21) & 0x3FFF) + 1).isEqualTo(300);
    assertThat((bytes.getInt(21) >> 14 & 0x3FFF) + 1).isEqualTo(7);
  }

  /** These bytes were decoded with libwebp 1.2.4, and every pixel was right. */
  @Test
  void thePixelsAreThoseThatADecoderWasSeenToRead() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(WebpEncoder.encode(picture(3, 2)));

    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo("c44145abcc2cf32778d09b61847f5ff312f7d9c0178cf6545a6c6468a1edc38a");
  }

  private static BufferedImage picture(int width, int height) {
    int[] palette = {0x00FFFFFF, 0xFF112233, 0xFFC0FFEE, 0x80FF8000};
    IndexColorModel colours =
        new IndexColorModel(8, palette.length, palette, 0, true, -1, DataBuffer.TYPE_BYTE);
    BufferedImage picture =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
    for (int i = 0; i < width * height; i++) {
      picture.getRaster().setSample(i % width, i / width, 0, i % palette.length);
    }
    return picture;
  }
}

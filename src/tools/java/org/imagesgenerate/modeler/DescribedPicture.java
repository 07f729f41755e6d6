package org.imagesgenerate.modeler;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A PNG that says in itself what can be read in it, as PNG's own text {@code Description} (PNG
 * specification, 11.3.3.4). So a test can tell whether it is still true, whatever processor or
 * browser draws it anew.
 */
final class DescribedPicture {

  private static final int SIGNATURE = 8;
  // keyword, its end, not compressed, compression method, no language, no translated keyword
  private static final byte[] HEAD = "Description\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  /** The same picture with a description, written before its last chunk. */
  static byte[] describe(byte[] png, String description) {
    byte[] text = description.getBytes(StandardCharsets.UTF_8);
    byte[] content = ByteBuffer.allocate(HEAD.length + text.length).put(HEAD).put(text).array();
    byte[] type = "iTXt".getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(type);
    checksum.update(content);
    ByteArrayOutputStream described = new ByteArrayOutputStream();
    int end = png.length - 12;
    try (DataOutputStream out = new DataOutputStream(described)) {
      out.write(png, 0, end);
      out.writeInt(content.length);
      out.write(type);
      out.write(content);
      out.writeInt((int) checksum.getValue());
      out.write(png, end, 12);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return described.toByteArray();
  }

  /** What the picture says of itself. */
  static Optional<String> description(byte[] png) {
    ByteBuffer chunks = ByteBuffer.wrap(png).position(SIGNATURE);
    while (chunks.remaining() >= 12) {
      byte[] content = new byte[chunks.getInt()];
      byte[] type = new byte[4];
      chunks.get(type).get(content).getInt();
      if (new String(type, StandardCharsets.ISO_8859_1).equals("iTXt")) {
        int start = HEAD.length;
        return Optional.of(
            new String(content, start, content.length - start, StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  private DescribedPicture() {}
}

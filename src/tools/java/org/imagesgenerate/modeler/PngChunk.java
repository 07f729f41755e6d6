package org.imagesgenerate.modeler;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** A part of a PNG file (PNG specification, 5.3): a length, a type, the content and a checksum. */
record PngChunk(String type, byte[] content) {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  static List<PngChunk> read(byte[] png) {
    List<PngChunk> chunks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(png).position(SIGNATURE.length);
    while (in.hasRemaining()) {
      byte[] content = new byte[in.getInt()];
      byte[] type = new byte[4];
      in.get(type).get(content).getInt();
      chunks.add(new PngChunk(new String(type, StandardCharsets.ISO_8859_1), content));
    }
    return chunks;
  }

  static byte[] write(List<PngChunk> chunks) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    chunks.forEach(chunk -> png.writeBytes(chunk.bytes()));
    return png.toByteArray();
  }

  private byte[] bytes() {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(name)
        .put(content)
        .putInt((int) checksum.getValue())
        .array();
  }
}

package org.imagesgenerate.modeler;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A PNG that says in itself what can be read in it, as PNG's own text {@code Description} (PNG
 * specification, 11.3.3.4). So a test can tell whether it is still true, whatever processor or
 * browser draws it anew.
 */
final class DescribedPicture {

  // keyword, its end, not compressed, compression method, no language, no translated keyword
  private static final byte[] HEAD = "Description\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  /** The same picture with a description, written before its last chunk. */
  static byte[] describe(byte[] png, String description) {
    byte[] text = description.getBytes(StandardCharsets.UTF_8);
    byte[] content = ByteBuffer.allocate(HEAD.length + text.length).put(HEAD).put(text).array();
    List<PngChunk> chunks = PngChunk.read(png);
    chunks.add(chunks.size() - 1, new PngChunk("iTXt", content));
    return PngChunk.write(chunks);
  }

  /** What the picture says of itself. */
  static Optional<String> description(byte[] png) {
    return PngChunk.read(png).stream()
        .filter(chunk -> chunk.type().equals("iTXt"))
        .map(PngChunk::content)
        .map(it -> new String(it, HEAD.length, it.length - HEAD.length, StandardCharsets.UTF_8))
        .findFirst();
  }

  private DescribedPicture() {}
}

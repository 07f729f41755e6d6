package org.imagesgenerate.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;

/** A picture that a process generated, as a file that a person can open. */
record Picture(Path file, String mimeType, int width, int height, long bytes) {

  private static final Set<String> READABLE = Set.of("image/png", "image/jpeg", "image/gif");

  /**
   * Copies a picture from the document store and checks it against the result.
   *
   * @param image one of the result's {@code images}
   * @param folder where the file goes, under the document's own name
   * @throws IOException if the file does not match
   */
  static Picture save(JsonNode image, FolderDocumentStore documents, Path folder)
      throws IOException {
    JsonNode document = image.path("document");
    String name = document.path("metadata").path("fileName").asText();
    Path file = folder.resolve(Path.of(name).getFileName());
    Files.copy(
        documents.file(document.path("documentId").asText()),
        file,
        StandardCopyOption.REPLACE_EXISTING);
    Picture picture =
        new Picture(
            file,
            image.path("mimeType").asText(),
            image.path("width").asInt(),
            image.path("height").asInt(),
            Files.size(file));
    picture.check(image.path("sha256").asText());
    return picture;
  }

  private void check(String sha256) throws IOException {
    if (!sha256.equals(sha256(file))) {
      throw new IOException(file + " differs from what the connector delivered");
    }
    if (READABLE.contains(mimeType)) {
      BufferedImage pixels = ImageIO.read(file.toFile());
      if (pixels == null || pixels.getWidth() != width || pixels.getHeight() != height) {
        throw new IOException(
            "%s is not %s of %d x %d pixels".formatted(file, mimeType, width, height));
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Dimensions, type and size, for a person. */
  String facts() {
    return String.format(Locale.ROOT, "%d x %d, %s, %,d bytes", width, height, mimeType, bytes);
  }
}

package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.imagesgenerate.connector.image.InputImage;

/**
 * A {@code multipart/form-data} body (RFC 7578) whose files are read while it is sent. The names of
 * files are our own: those of the process may be private.
 */
public final class MultipartBody implements RequestBody {

  /**
   * One part.
   *
   * @param head everything before its content
   * @param text the content, or null for an image
   * @param image the content, or null for a text
   */
  private record Part(byte[] head, byte[] text, InputImage image) {

    long length() {
      return head.length + (image == null ? text.length : image.size()) + END_OF_PART.length;
    }

    void writeTo(OutputStream out) throws IOException {
      out.write(head);
      if (image == null) {
        out.write(text);
      } else {
        try (InputStream in = image.open()) {
          in.transferTo(out);
        }
      }
      out.write(END_OF_PART);
    }
  }

  private static final byte[] END_OF_PART = utf8("\r\n");

  private final String boundary = "images-" + UUID.randomUUID();
  private final List<Part> parts = new ArrayList<>();

  /** Adds a text field. */
  public MultipartBody text(String name, String value) {
    parts.add(new Part(head(name, ""), utf8(value), null));
    return this;
  }

  /** Adds a file. */
  public MultipartBody image(String name, InputImage image) {
    String more =
        "; filename=\"%s\"\r\nContent-Type: %s"
            .formatted(image.fileName(), image.facts().mimeType());
    parts.add(new Part(head(name, more), null, image));
    return this;
  }

  private byte[] head(String name, String more) {
    return utf8(
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
            .formatted(boundary, escaped(name), more));
  }

  /** As browsers do, so that no name ends the header (HTML Standard, 2026). */
  private static String escaped(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  @Override
  public String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  @Override
  public long length() {
    return parts.stream().mapToLong(Part::length).sum() + end().length;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    for (Part part : parts) {
      part.writeTo(out);
    }
    out.write(end());
  }

  private byte[] end() {
    return utf8("--" + boundary + "--\r\n");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

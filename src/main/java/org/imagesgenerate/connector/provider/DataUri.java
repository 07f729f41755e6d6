package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.imagesgenerate.connector.image.InputImage;

/**
 * An input image inside JSON, as a data URI in base64 (RFC 2397). It is encoded while it is
 * written, so it is never whole in memory.
 *
 * @param image its content
 */
public record DataUri(InputImage image) implements JsonSerializable {

  /** Set on a writer that only measures the rest of the document. */
  static final String LEFT_OUT = DataUri.class.getName();

  private static final int CHUNK = 48 * 1024;

  private String head() {
    return "data:%s;base64,".formatted(image.facts().mimeType());
  }

  /** In characters, which are bytes too. */
  long length() {
    return head().length() + (image.size() + 2) / 3 * 4;
  }

  @Override
  public void serialize(JsonGenerator json, SerializerProvider provider) throws IOException {
    if (provider.getAttribute(LEFT_OUT) != null) {
      json.writeString("");
      return;
    }
    try (InputStream in = image.open()) {
      json.writeString(new Base64Reader(head(), in), -1);
    }
  }

  @Override
  public void serializeWithType(
      JsonGenerator json, SerializerProvider provider, TypeSerializer type) throws IOException {
    serialize(json, provider);
  }

  /** Reads bytes as base64. */
  private static final class Base64Reader extends Reader {

    private final InputStream in;
    private byte[] ready;
    private int next;

    Base64Reader(String head, InputStream in) {
      this.in = in;
      this.ready = head.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
      if (next == ready.length) {
        byte[] bytes = in.readNBytes(CHUNK);
        if (bytes.length == 0) {
          return -1;
        }
        ready = Base64.getEncoder().encode(bytes);
        next = 0;
      }
      int count = Math.min(length, ready.length - next);
      for (int i = 0; i < count; i++) {
        target[offset + i] = (char) ready[next + i];
      }
      next += count;
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}

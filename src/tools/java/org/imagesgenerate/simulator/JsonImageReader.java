package org.imagesgenerate.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Copies JSON while it arrives, with a checksum in the place of each image in base64: as a data
 * URI, or naked if it begins as an image does. So requests of any size fit into a small heap.
 */
final class JsonImageReader {

  private static final Pattern DATA_URI = Pattern.compile("data:([^;,\"\\\\]*);base64,");

  /** PNG, JPEG, WebP and GIF in base64. */
  private static final Pattern NAKED = Pattern.compile("iVBORw0K|/9j/|UklGR|R0lGOD");

  private static final int LONGEST_START = 100;
  private static final int CHUNK = 4 << 12;

  private final InputStream in;
  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private final Map<String, ReceivedImage> images = new LinkedHashMap<>();
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int end;

  private JsonImageReader(InputStream in) {
    this.in = in;
  }

  /**
   * What was read.
   *
   * @param images by the text that stands for them
   */
  record Result(byte[] text, Map<String, ReceivedImage> images) {}

  /** Reads to the end; text that is not JSON is copied as it is. */
  static Result read(InputStream in) throws IOException {
    JsonImageReader reader = new JsonImageReader(in);
    for (int single = reader.next(); single >= 0; single = reader.next()) {
      reader.copy.write(single);
      if (single == '"') {
        reader.string();
      }
    }
    return new Result(reader.copy.toByteArray(), Map.copyOf(reader.images));
  }

  /** The rest of a string, after its quote. */
  private void string() throws IOException {
    StringBuilder start = new StringBuilder();
    for (int single = unescapedSlash(next()); ; single = unescapedSlash(next())) {
      if (single < 0 || single == '"' || single == '\\') {
        copy.write(bytes(start.toString()));
        plain(single);
        return;
      }
      start.append((char) single);
      Matcher dataUri = DATA_URI.matcher(start);
      if (dataUri.matches()) {
        image("data:" + dataUri.group(1) + ";", dataUri.group(1), "");
        return;
      }
      Matcher naked = NAKED.matcher(start);
      if (naked.matches()) {
        image("", "", start.toString());
        return;
      }
      boolean couldBeImage = dataUri.hitEnd() || naked.hitEnd();
      if (!couldBeImage || start.length() == LONGEST_START) {
        copy.write(bytes(start.toString()));
        plain(next());
        return;
      }
    }
  }

  /** Copies up to the closing quote. */
  private void plain(int first) throws IOException {
    for (int single = first; single >= 0; single = next()) {
      copy.write(single);
      if (single == '"') {
        return;
      }
      if (single == '\\') {
        int escaped = next();
        if (escaped >= 0) {
          copy.write(escaped);
        }
      }
    }
  }

  /** Decodes up to the closing quote. */
  private void image(String prefix, String mediaType, String start) throws IOException {
    ImageMeter meter = new ImageMeter();
    byte[] chunk = Arrays.copyOf(bytes(start), CHUNK);
    int length = start.length();
    boolean whole = true;
    int single = unescapedSlash(next());
    while (single >= 0 && single != '"') {
      if (length == CHUNK) {
        whole &= decode(chunk, length, meter) == CHUNK / 4 * 3;
        length = 0;
      }
      chunk[length++] = (byte) single;
      single = unescapedSlash(next());
    }
    whole &= length % 4 == 0 && decode(chunk, length, meter) >= 0;
    ReceivedImage image = (whole ? meter.image() : meter.broken()).declared("", mediaType);
    String stand = prefix + (whole ? "" : "broken;") + "sha256=" + image.sha256();
    images.put(stand, image);
    copy.write(bytes(stand));
    if (single == '"') {
      copy.write('"');
    }
  }

  private static int decode(byte[] chunk, int length, ImageMeter meter) {
    try {
      byte[] decoded = Base64.getDecoder().decode(Arrays.copyOf(chunk, length));
      meter.write(decoded, 0, decoded.length);
      return decoded.length;
    } catch (IllegalArgumentException notBase64) {
      return -1;
    }
  }

  /** JSON may write a slash, which base64 is full of, as {@code \/}. */
  private int unescapedSlash(int single) throws IOException {
    if (single != '\\' || !more() || buffer[next] != '/') {
      return single;
    }
    return next();
  }

  private int next() throws IOException {
    return more() ? buffer[next++] & 0xff : -1;
  }

  private boolean more() throws IOException {
    if (next == end) {
      next = 0;
      end = Math.max(0, in.read(buffer));
    }
    return next < end;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}

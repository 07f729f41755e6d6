package org.imagesgenerate.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code multipart/form-data} (RFC 7578) while it arrives, as strictly as the standard
 * allows: no text before, between or after the parts, and none of the forms that it advises
 * against.
 */
final class MultipartReader {

  private static final Pattern BOUNDARY =
      Pattern.compile("(?i)multipart/form-data; *boundary=(\"?)([\\w'()+,./:=?-]{1,70})\\1");
  private static final Pattern DISPOSITION =
      Pattern.compile("form-data; name=\"([^\"]+)\"(?:; filename=\"([^\"]+)\")?");
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_HEAD = 1 << 13;
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int MOST_PARTS = 100;

  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  private final InputStream in;
  private final OutputStream files;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final byte[] buffer;
  private int next;
  private int end;

  private MultipartReader(InputStream in, OutputStream files, int buffer) {
    this.in = in;
    this.files = files;
    this.buffer = new byte[buffer];
  }

  /** What was read, and a text of it that has a checksum in the place of each file. */
  record Result(MultipartForm form, byte[] text) {}

  /**
   * Reads to the end of the body, or up to an error.
   *
   * @param files gets the bytes of all files too
   */
  static Result read(InputStream in, String contentType, OutputStream files) throws IOException {
    return read(in, contentType, files, BUFFER);
  }

  static Result read(InputStream in, String contentType, OutputStream files, int buffer)
      throws IOException {
    MultipartReader reader = new MultipartReader(in, files, buffer);
    List<MultipartForm.Field> fields = new ArrayList<>();
    Optional<String> error = Optional.empty();
    try {
      Matcher boundary = BOUNDARY.matcher(contentType);
      if (!boundary.matches()) {
        throw new Malformed("the content type has no valid boundary");
      }
      reader.form(boundary.group(2), fields);
    } catch (Malformed e) {
      error = Optional.of(e.getMessage());
    }
    return new Result(new MultipartForm(List.copyOf(fields), error), reader.kept.toByteArray());
  }

  private void form(String boundary, List<MultipartForm.Field> fields)
      throws IOException, Malformed {
    byte[] delimiter = ascii("\r\n--" + boundary);
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    for (int i = 2; i < delimiter.length; i++) {
      first.write(read());
    }
    if (!first.toString(StandardCharsets.ISO_8859_1).equals("--" + boundary)) {
      throw new Malformed("the body does not begin with the boundary");
    }
    first.writeTo(kept);
    while (hasPart()) {
      if (fields.size() == MOST_PARTS) {
        throw new Malformed("more than " + MOST_PARTS + " parts");
      }
      fields.add(part(delimiter));
      kept.write(delimiter);
    }
  }

  /** A boundary goes on with a line break, or with two dashes and the end. */
  private boolean hasPart() throws IOException, Malformed {
    int one = read();
    int two = read();
    kept.write(one);
    kept.write(two);
    if (one == '\r' && two == '\n') {
      return true;
    }
    if (one != '-' || two != '-') {
      throw new Malformed("a boundary that does not end its line");
    }
    if (more() && !(read() == '\r' && read() == '\n' && !more())) {
      throw new Malformed("bytes after the last boundary");
    }
    return false;
  }

  private MultipartForm.Field part(byte[] delimiter) throws IOException, Malformed {
    Map<String, String> headers = headers();
    Matcher disposition =
        DISPOSITION.matcher(headers.getOrDefault("content-disposition", "missing"));
    if (!disposition.matches()) {
      throw new Malformed("Content-Disposition of a part: " + headers.get("content-disposition"));
    }
    String name = unescaped(disposition.group(1));
    if (disposition.group(2) == null) {
      String text = text(delimiter, name);
      kept.write(text.getBytes(StandardCharsets.UTF_8));
      return new MultipartForm.Field(name, text, Optional.empty());
    }
    ImageMeter meter = new ImageMeter();
    content(
        delimiter,
        (bytes, from, length) -> {
          meter.write(bytes, from, length);
          files.write(bytes, from, length);
        });
    ReceivedImage image =
        meter
            .image()
            .at(name)
            .declared(unescaped(disposition.group(2)), headers.getOrDefault("content-type", ""));
    kept.write(ascii("sha256=" + image.sha256()));
    return new MultipartForm.Field(name, "", Optional.of(image));
  }

  private static String unescaped(String name) {
    return name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
  }

  private Map<String, String> headers() throws IOException, Malformed {
    Map<String, String> headers = new LinkedHashMap<>();
    int limit = kept.size() + LONGEST_HEAD;
    while (true) {
      String line = line(limit);
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon < 1
          || headers.put(
                  line.substring(0, colon).toLowerCase(Locale.ROOT),
                  line.substring(colon + 1).strip())
              != null) {
        throw new Malformed("header of a part: " + line);
      }
    }
  }

  private String line(int limit) throws IOException, Malformed {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int single = read(); single != '\r'; single = read()) {
      if (single == '\n' || kept.size() + line.size() > limit) {
        throw new Malformed("a header that does not end");
      }
      line.write(single);
    }
    if (read() != '\n') {
      throw new Malformed("a header that ends in half a line break");
    }
    line.writeTo(kept);
    kept.write(ascii("\r\n"));
    return utf8(line.toByteArray(), "header");
  }

  private String text(byte[] delimiter, String name) throws IOException, Malformed {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    content(
        delimiter,
        (bytes, from, length) -> {
          if (text.size() + length > LONGEST_TEXT) {
            throw new Malformed("the text " + name + " is too long");
          }
          text.write(bytes, from, length);
        });
    return utf8(text.toByteArray(), name);
  }

  private static String utf8(byte[] bytes, String name) throws Malformed {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed(name + " is not UTF-8");
    }
  }

  private interface Target {
    void write(byte[] bytes, int from, int length) throws IOException, Malformed;
  }

  /** Passes on everything before the next delimiter, which may arrive in pieces. */
  private void content(byte[] delimiter, Target target) throws IOException, Malformed {
    while (true) {
      int found = indexOf(delimiter);
      if (found >= 0) {
        target.write(buffer, next, found - next);
        next = found + delimiter.length;
        return;
      }
      int safe = Math.max(0, end - next - delimiter.length + 1);
      target.write(buffer, next, safe);
      next += safe;
      if (!fill()) {
        throw new Malformed("the body ends within a part");
      }
    }
  }

  private int indexOf(byte[] delimiter) {
    for (int at = next; at <= end - delimiter.length; at++) {
      if (buffer[at] == '\r' && matches(delimiter, at)) {
        return at;
      }
    }
    return -1;
  }

  private boolean matches(byte[] delimiter, int at) {
    for (int i = 1; i < delimiter.length; i++) {
      if (buffer[at + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean more() throws IOException {
    return next < end || fill();
  }

  private int read() throws IOException, Malformed {
    if (!more()) {
      throw new Malformed("the body ends within a part");
    }
    return buffer[next++] & 0xff;
  }

  /** Adds at least one byte, unless the body is over. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, next, buffer, 0, end - next);
    end -= next;
    next = 0;
    int count = in.read(buffer, end, buffer.length - end);
    end += Math.max(0, count);
    return count > 0;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}

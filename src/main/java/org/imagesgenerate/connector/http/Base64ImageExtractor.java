package org.imagesgenerate.connector.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.http.Base64Decoder.NotBase64;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.imagesgenerate.connector.support.TooLargeException;

/**
 * Takes the images out of a JSON text while it arrives. A long string that is base64, or a data URI
 * of base64, is decoded straight into a {@link ImageFile}; in its place the text gets a short name
 * that nobody can guess. So one reader serves every provider, whatever its fields are called, and
 * what remains is small enough for an ordinary parser.
 */
final class Base64ImageExtractor {

  /** Shorter strings stay in the text, unless they begin as an image does. */
  static final int HEAD = 4096;

  /** Shorter than any image in base64: a GIF of one pixel has 35 bytes. */
  private static final int SMALLEST_IMAGE = 40;

  /** How PNG, JPEG, GIF, WebP and SVG begin in base64; JSON may write a slash with a backslash. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "(data:image/[a-z.+-]+;base64,)?"
              + "(iVBORw0KGgo|\\\\?/9j\\\\?/|R0lGODlh|R0lGODdh|UklGR|PHN2Z|PD94bWwg)");

  /** Lines of base64 are longer than words: more blanks than one in so many bytes are prose. */
  private static final int SHORTEST_LINE = 40;

  private static final int BUFFER = 32 * 1024;
  private static final int LONGEST_MEDIA_TYPE = 200;
  private static final int DIGITS = 4;
  private static final char NO_BASE64 = '!';

  private enum State {
    OUTSIDE,
    HEAD,
    TEXT,
    IMAGE
  }

  private final TempImageFolder folder;
  private final Limits limits;
  private final String name = "image:" + UUID.randomUUID() + ":";

  /** Stands in place of every image beyond the most; short, because there may be many. */
  private final String leftOutName = Long.toString(ThreadLocalRandom.current().nextLong(), 36);

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final List<ExtractedImage> found = new ArrayList<>();
  private State state = State.OUTSIDE;
  private boolean escaped;
  private final StringBuilder unicode = new StringBuilder();
  private ImageFile.Writer writer;
  private Base64Decoder decoder;
  private String broken;
  private int complete;
  private int leftOut;
  private TooLargeException tooLarge;

  /**
   * An image that stood in the text.
   *
   * @param name what stands there now
   * @param spool the bytes, or null
   * @param problem why there are no bytes, or null
   */
  record ExtractedImage(String name, ImageFile spool, String problem) {}

  Base64ImageExtractor(TempImageFolder folder, Limits limits) {
    this.folder = folder;
    this.limits = limits;
  }

  /**
   * Reads all of it. On failure the images that were complete by then are still in {@link #found};
   * an incomplete one leaves nothing behind. An image over the limit is passed over, so that the
   * others are not lost with it.
   *
   * @throws TooLargeException if the body is over its limit, or if there is no other image than
   *     those over theirs
   */
  void read(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    try {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        total += length;
        if (total > limits.bodyBytes()) {
          throw new TooLargeException("the answer", limits.bodyBytes(), Limits.BODY_SETTING);
        }
        consume(buffer, length);
      }
      text.write(head.toByteArray());
      if (tooLarge != null && !hasImages()) {
        throw tooLarge;
      }
    } finally {
      if (writer != null) {
        writer.close();
      }
    }
  }

  /** The text without the images. */
  byte[] text() {
    return text.toByteArray();
  }

  List<ExtractedImage> found() {
    return found;
  }

  /** How many images came after the most that are kept; nothing of them was written anywhere. */
  int leftOut() {
    return leftOut;
  }

  /** What stands in the text in place of each of them. */
  String leftOutName() {
    return leftOutName;
  }

  /** Whether at least one image was read to its end. */
  boolean hasImages() {
    return complete > 0;
  }

  /** Deletes what was taken out. */
  void discard() {
    found.stream().map(ExtractedImage::spool).filter(Objects::nonNull).forEach(ImageFile::close);
  }

  private void consume(byte[] buffer, int length) throws IOException {
    int at = 0;
    while (at < length) {
      at =
          switch (state) {
            case OUTSIDE -> outside(buffer, at, length);
            case HEAD -> inHead(buffer, at, length);
            case TEXT -> inText(buffer, at, length);
            case IMAGE -> inImage(buffer, at, length);
          };
    }
  }

  private int outside(byte[] buffer, int from, int to) throws IOException {
    int at = from;
    while (at < to && buffer[at] != '"') {
      at++;
    }
    boolean quote = at < to;
    keep(buffer, from, quote ? at + 1 : at);
    if (quote) {
      state = State.HEAD;
      return at + 1;
    }
    return at;
  }

  private int inHead(byte[] buffer, int from, int to) throws IOException {
    int room = Math.min(to, from + HEAD - head.size());
    int at = endOfString(buffer, from, room);
    head.write(buffer, from, at - from);
    if (at < room) {
      if (isSmallImage()) {
        decide();
        endImage();
        return at + 1;
      }
      moveHeadToText();
      state = State.OUTSIDE;
      keep(buffer, at, at + 1);
      return at + 1;
    }
    if (head.size() == HEAD) {
      decide();
    }
    return at;
  }

  /** Where the string's closing quote stands, or {@code to}. */
  private int endOfString(byte[] buffer, int from, int to) {
    int at = from;
    while (at < to) {
      if (escaped) {
        escaped = false;
      } else if (buffer[at] == '\\') {
        escaped = true;
      } else if (buffer[at] == '"') {
        return at;
      }
      at++;
    }
    return at;
  }

  /** Whether a string that ended within the head is an image all the same. */
  private boolean isSmallImage() {
    return head.size() >= SMALLEST_IMAGE
        && BEGINNING.matcher(head.toString(StandardCharsets.ISO_8859_1)).lookingAt()
        && startOfBase64(head.toByteArray()) >= 0;
  }

  /** The head is full, or holds a small image: is it one? */
  private void decide() throws IOException {
    byte[] bytes = head.toByteArray();
    int start = startOfBase64(bytes);
    if (start < 0) {
      moveHeadToText();
      state = State.TEXT;
      return;
    }
    head.reset();
    escaped = false;
    broken = null;
    state = State.IMAGE;
    if (complete < Limits.MOST_IMAGES) {
      writer = new ImageFile.Writer(folder, limits);
      decoder = new Base64Decoder(writer);
    }
    inImage(bytes, start, bytes.length);
  }

  /** Where the base64 text begins, or -1 if this is no base64 text. */
  private static int startOfBase64(byte[] bytes) {
    int start = 0;
    if (bytes[0] == 'd') {
      String beginning =
          new String(
              bytes, 0, Math.min(bytes.length, LONGEST_MEDIA_TYPE), StandardCharsets.ISO_8859_1);
      int comma = beginning.startsWith("data:") ? beginning.indexOf(";base64,") : -1;
      start = comma < 0 ? 0 : comma + ";base64,".length();
    }
    int blanks = 0;
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] != '\\' && !Base64Decoder.accepts(bytes[i])) {
        return -1;
      }
      blanks += bytes[i] == ' ' ? 1 : 0;
    }
    return blanks > HEAD / SHORTEST_LINE ? -1 : start;
  }

  private void moveHeadToText() throws IOException {
    byte[] bytes = head.toByteArray();
    head.reset();
    keep(bytes, 0, bytes.length);
  }

  private int inText(byte[] buffer, int from, int to) throws IOException {
    int at = endOfString(buffer, from, to);
    if (at < to) {
      at++;
      state = State.OUTSIDE;
    }
    keep(buffer, from, at);
    return at;
  }

  private int inImage(byte[] buffer, int from, int to) throws IOException {
    int at = from;
    while (at < to) {
      if (escaped) {
        unescape(buffer[at++]);
        continue;
      }
      int run = at;
      while (run < to && buffer[run] != '"' && buffer[run] != '\\') {
        run++;
      }
      decode(buffer, at, run);
      if (run == to) {
        return to;
      }
      if (buffer[run] == '"') {
        endImage();
        return run + 1;
      }
      escaped = true;
      at = run + 1;
    }
    return at;
  }

  /** One character after a backslash; four more after {@code u}. */
  private void unescape(byte character) throws IOException {
    if (unicode.isEmpty()) {
      if (character == 'u') {
        unicode.append('u');
        return;
      }
      decode(
          switch (character) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '/' -> '/';
            default -> NO_BASE64;
          });
    } else {
      unicode.append((char) character);
      if (unicode.length() <= DIGITS) {
        return;
      }
      decode(hex(unicode.substring(1)));
      unicode.setLength(0);
    }
    escaped = false;
  }

  /** The character, or one that is no base64 if it is none. */
  private static char hex(String digits) {
    try {
      char character = (char) HexFormat.fromHexDigits(digits);
      return character < 128 ? character : NO_BASE64;
    } catch (NumberFormatException e) {
      return NO_BASE64;
    }
  }

  private void decode(char character) throws IOException {
    decode(new byte[] {(byte) character}, 0, 1);
  }

  private void decode(byte[] buffer, int from, int to) throws IOException {
    if (broken == null && writer != null) {
      broken = problem(() -> decoder.decode(buffer, from, to));
    }
  }

  private interface Step {
    void run() throws IOException, NotBase64;
  }

  /** Why this image is lost, or null. What it left on disk is deleted at once. */
  private String problem(Step step) throws IOException {
    try {
      step.run();
      return null;
    } catch (NotBase64 e) {
      writer.close();
      return e.getMessage();
    } catch (TooLargeException e) {
      tooLarge = e;
      writer.close();
      return e.getMessage();
    }
  }

  private void endImage() throws IOException {
    String placeholder = writer == null ? leftOutName : name + found.size();
    if (writer == null) {
      leftOut++;
    } else {
      if (broken == null) {
        broken = problem(decoder::finish);
      }
      found.add(new ExtractedImage(placeholder, broken == null ? writer.finish() : null, broken));
      complete += broken == null ? 1 : 0;
      writer = null;
    }
    byte[] replacement = (placeholder + '"').getBytes(StandardCharsets.US_ASCII);
    keep(replacement, 0, replacement.length);
    state = State.OUTSIDE;
  }

  private void keep(byte[] buffer, int from, int to) throws IOException {
    text.write(buffer, from, to - from);
    if (text.size() > Limits.TEXT_BYTES) {
      throw new TooLargeException("the answer's text without images", Limits.TEXT_BYTES, "nothing");
    }
  }
}

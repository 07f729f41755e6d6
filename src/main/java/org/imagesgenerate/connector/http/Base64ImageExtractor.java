package org.imagesgenerate.connector.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.imagesgenerate.connector.support.TooLargeException;

/**
 * Extracts the images from a JSON text while it arrives. A long string that is base64, or a data
 * URI of base64, is decoded straight into an {@link ImageFile} and replaced by a short placeholder
 * that cannot be guessed. So one reader serves every provider, whatever its fields are called, and
 * the remaining text is small enough for an ordinary parser.
 */
final class Base64ImageExtractor {

  /** Shorter strings stay in the text, unless they begin like an image. */
  static final int HEAD = 4096;

  /** Shorter than any image in base64: a GIF of one pixel has 35 bytes. */
  private static final int SMALLEST_IMAGE = 40;

  /** How PNG, JPEG, GIF, WebP and SVG begin in base64; JSON may write a slash with a backslash. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "(data:image/[a-z.+-]+;base64,)?"
              + "(iVBORw0KGgo|\\\\?/9j\\\\?/|R0lGODlh|R0lGODdh|UklGR|PHN2Z|PD94bWwg)");

  /** Lines of base64 are longer than words: a text with more spaces than this is prose. */
  private static final int SHORTEST_LINE = 40;

  private static final int LONGEST_MEDIA_TYPE = 200;

  private final TempImageFolder folder;
  private final Limits limits;
  private final BodyInput in;
  private final Base64Decoder decoder;
  private final String name = "image:" + UUID.randomUUID() + ":";

  /** The placeholder of every image beyond the limit; short, because there may be many. */
  private final String leftOutPlaceholder =
      Long.toString(ThreadLocalRandom.current().nextLong(), 36);

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final List<ExtractedImage> images = new ArrayList<>();
  private int complete;
  private int leftOut;

  /**
   * An image of the text.
   *
   * @param placeholder its replacement in the text
   * @param file the bytes, or null
   * @param problem why there are no bytes, or null
   */
  record ExtractedImage(String placeholder, ImageFile file, String problem) {}

  Base64ImageExtractor(InputStream body, TempImageFolder folder, Limits limits) {
    this.folder = folder;
    this.limits = limits;
    this.in = new BodyInput(body, limits.bodyBytes());
    this.decoder = new Base64Decoder(in);
  }

  /**
   * Reads all of it. On failure the images that were complete by then are still in {@link
   * #images()}; an incomplete one leaves nothing behind. An image over the limit is skipped, so
   * that the others are not lost with it.
   *
   * @throws TooLargeException if the body is over its limit, or if all images are over theirs
   */
  void read() throws IOException {
    while (in.require(1)) {
      if (copyToQuote()) {
        readString();
      }
    }
    in.throwFailure();
    if (decoder.tooLarge() != null && !hasImages()) {
      throw decoder.tooLarge();
    }
  }

  /** The text without the images. */
  byte[] text() {
    return text.toByteArray();
  }

  List<ExtractedImage> images() {
    return images;
  }

  /** How many images were left out because there were too many. */
  int leftOut() {
    return leftOut;
  }

  /** The placeholder of each of them. */
  String leftOutPlaceholder() {
    return leftOutPlaceholder;
  }

  /** Whether at least one image was read to its end. */
  boolean hasImages() {
    return complete > 0;
  }

  /** Deletes the images. */
  void discard() {
    images.stream().map(ExtractedImage::file).filter(Objects::nonNull).forEach(ImageFile::close);
  }

  /** Copies up to and including the next quote; false if there is none yet. */
  private boolean copyToQuote() throws IOException {
    int at = in.position;
    while (at < in.limit && in.bytes[at] != '"') {
      at++;
    }
    boolean found = at < in.limit;
    copy(found ? at + 1 : at);
    return found;
  }

  private void readString() throws IOException {
    in.require(HEAD);
    int most = Math.min(in.limit, in.position + HEAD);
    int end = endOfString(most);
    boolean couldBeImage = end < most ? isSmallImage(end) : end - in.position == HEAD;
    int start = couldBeImage ? startOfBase64(end) : -1;
    if (start < 0) {
      copyString();
    } else {
      in.position = start;
      extract();
    }
  }

  /** Where the closing quote stands, or {@code most}. */
  private int endOfString(int most) {
    int at = in.position;
    while (at < most && in.bytes[at] != '"') {
      at += in.bytes[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, most);
  }

  /** Whether a string that is shorter than the head is an image all the same. */
  private boolean isSmallImage(int end) {
    return end - in.position >= SMALLEST_IMAGE && BEGINNING.matcher(head(end)).lookingAt();
  }

  private String head(int end) {
    return new String(in.bytes, in.position, end - in.position, StandardCharsets.ISO_8859_1);
  }

  /** Where the base64 text begins, or -1 if this is not base64 text. */
  private int startOfBase64(int end) {
    int start = in.position;
    if (in.bytes[start] == 'd') {
      String head = head(Math.min(end, start + LONGEST_MEDIA_TYPE));
      int comma = head.startsWith("data:") ? head.indexOf(";base64,") : -1;
      start += comma < 0 ? 0 : comma + ";base64,".length();
    }
    int spaces = 0;
    for (int at = start; at < end; at++) {
      if (!Base64Decoder.accepts(in.bytes[at])) {
        return -1;
      }
      spaces += in.bytes[at] == ' ' ? 1 : 0;
    }
    return spaces > HEAD / SHORTEST_LINE ? -1 : start;
  }

  private void copyString() throws IOException {
    boolean escaped = false;
    while (in.require(1)) {
      int at = in.position;
      boolean closed = false;
      while (at < in.limit && !closed) {
        byte next = in.bytes[at++];
        closed = next == '"' && !escaped;
        escaped = next == '\\' && !escaped;
      }
      copy(at);
      if (closed) {
        return;
      }
    }
  }

  private void extract() throws IOException {
    if (complete == Limits.MOST_IMAGES) {
      if (decoder.decode(OutputStream.nullOutputStream())) {
        leftOut++;
        copy(leftOutPlaceholder);
      }
      return;
    }
    try (ImageFile.Writer writer = new ImageFile.Writer(folder, limits)) {
      if (!decoder.decode(writer)) {
        return; // the body ended within the image
      }
      String problem = decoder.problem();
      String placeholder = name + images.size();
      images.add(
          new ExtractedImage(placeholder, problem == null ? writer.finish() : null, problem));
      complete += problem == null ? 1 : 0;
      copy(placeholder);
    }
  }

  private void copy(String placeholder) throws IOException {
    byte[] bytes = (placeholder + '"').getBytes(StandardCharsets.US_ASCII);
    copy(bytes, 0, bytes.length);
  }

  /** Copies what is unread before {@code end}. */
  private void copy(int end) throws IOException {
    copy(in.bytes, in.position, end);
    in.position = end;
  }

  private void copy(byte[] bytes, int from, int to) throws IOException {
    text.write(bytes, from, to - from);
    if (text.size() > Limits.TEXT_BYTES) {
      throw new TooLargeException(
          "the text of the response, without its images, is larger than %,d bytes"
              .formatted(Limits.TEXT_BYTES));
    }
  }
}

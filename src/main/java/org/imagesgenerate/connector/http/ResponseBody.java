package org.imagesgenerate.connector.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.http.Base64Decoder.NotBase64;
import org.imagesgenerate.connector.http.Base64ImageExtractor.ExtractedImage;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFolder;

/**
 * The body of an answer: what it says, and the images that were taken out of it. Whoever takes an
 * image closes it; {@link #close()} closes those that nobody took.
 */
public final class ResponseBody implements AutoCloseable {

  /** A JSON parser for what a stranger sent: bounded depth, numbers and names. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .build())
          .build();

  private static final int LONGEST_QUOTE = 300;

  private final byte[] text;
  private final JsonNode json;
  private final List<ExtractedImage> images;
  private final Map<String, ExtractedImage> places;
  private final int leftOut;
  private final String leftOutName;
  private final TempImageFolder folder;
  private final Limits limits;
  private final String interruption;
  private final Set<ImageFile> taken = new HashSet<>();

  private ResponseBody(
      Base64ImageExtractor strings, TempImageFolder folder, Limits limits, String interruption) {
    this.text = strings.text();
    this.images = strings.found();
    this.places = images.stream().collect(Collectors.toMap(ExtractedImage::name, it -> it));
    this.leftOut = strings.leftOut();
    this.leftOutName = strings.leftOutName();
    this.folder = folder;
    this.limits = limits;
    this.json = parse(text);
    this.interruption =
        interruption == null && strings.hasImages() && isCutJson()
            ? "its JSON is not complete"
            : interruption;
  }

  static ResponseBody whole(Base64ImageExtractor strings, TempImageFolder folder, Limits limits) {
    return new ResponseBody(strings, folder, limits, null);
  }

  /**
   * @param interruption why no more can be read
   */
  static ResponseBody part(
      Base64ImageExtractor strings, TempImageFolder folder, Limits limits, String interruption) {
    return new ResponseBody(strings, folder, limits, interruption);
  }

  private static JsonNode parse(byte[] text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** The JSON value with names in place of the images; missing if this is no JSON. */
  public JsonNode json() {
    return json;
  }

  /** Whether the body is JSON, and an object or a list. */
  public boolean isJson() {
    return json.isContainerNode();
  }

  /** Whether nothing at all was sent. */
  public boolean isEmpty() {
    return new String(text, StandardCharsets.UTF_8).isBlank();
  }

  /** A page of a proxy may hold pictures too, but it does not begin as JSON does. */
  private boolean isCutJson() {
    String beginning = new String(text, 0, Math.min(text.length, 100), StandardCharsets.UTF_8);
    return !isJson() && beginning.stripLeading().matches("(?s)[\\[{].*");
  }

  /** Whether the body ended too soon, but not before the end of its first image. */
  public boolean brokenOff() {
    return interruption != null;
  }

  /** Why the body ended too soon, or null. */
  public String interruption() {
    return interruption;
  }

  /** The beginning of the text, in one line, for messages. */
  public String quote() {
    String line = new String(text, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
    return line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line;
  }

  /**
   * The image that stands in a string: taken out while reading, or still there because it is short.
   * Plain base64 and data URIs are both read. {@link ImageFile#LEFT_OUT} if there were too many.
   *
   * @throws UnreadableImage if the string is no base64
   */
  public ImageFile image(String string) throws UnreadableImage {
    if (string.equals(leftOutName)) {
      return ImageFile.LEFT_OUT;
    }
    ExtractedImage place = places.get(string);
    if (place == null) {
      return take(decode(string));
    }
    if (place.spool() == null) {
      throw new UnreadableImage(place.problem());
    }
    return take(place.spool());
  }

  /**
   * The images that were complete, in their order, when a body breaks off; {@link
   * ImageFile#LEFT_OUT} for each one beyond the most that are kept.
   */
  public List<ImageFile> completeImages() {
    Stream<ImageFile> complete =
        images.stream().map(ExtractedImage::spool).filter(it -> it != null).map(this::take);
    return Stream.concat(complete, Stream.generate(() -> ImageFile.LEFT_OUT).limit(leftOut))
        .toList();
  }

  private ImageFile take(ImageFile spool) {
    taken.add(spool);
    return spool;
  }

  private ImageFile decode(String string) throws UnreadableImage {
    int comma = string.startsWith("data:") ? string.indexOf(";base64,") : -1;
    byte[] base64 =
        string
            .substring(comma < 0 ? 0 : comma + ";base64,".length())
            .getBytes(StandardCharsets.UTF_8);
    try (ImageFile.Writer writer = new ImageFile.Writer(folder, limits)) {
      Base64Decoder decoder = new Base64Decoder(writer);
      decoder.decode(base64, 0, base64.length);
      decoder.finish();
      return writer.finish();
    } catch (NotBase64 | IOException e) {
      throw new UnreadableImage(e.getMessage());
    }
  }

  @Override
  public void close() {
    images.stream()
        .map(ExtractedImage::spool)
        .filter(spool -> spool != null && !taken.contains(spool))
        .forEach(ImageFile::close);
  }

  /** A string that should hold an image, but does not. */
  public static final class UnreadableImage extends Exception {
    UnreadableImage(String message) {
      super(message);
    }
  }
}

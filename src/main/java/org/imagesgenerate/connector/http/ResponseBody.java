package org.imagesgenerate.connector.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.imagesgenerate.connector.http.Base64ImageExtractor.ExtractedImage;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFolder;

/**
 * The body of a response: its text, and the images that were extracted from it. The caller of
 * {@link #image} closes that image; {@link #close()} closes all others.
 */
public final class ResponseBody implements AutoCloseable {

  /** A JSON parser for untrusted text: bounded depth, numbers and names. */
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
  private final Map<String, ExtractedImage> images;
  private final int leftOut;
  private final String leftOutPlaceholder;
  private final TempImageFolder folder;
  private final Limits limits;
  private final String interruption;
  private final Set<ImageFile> handedOut = new HashSet<>();

  /**
   * @param interruption why no more can be read, or null
   */
  ResponseBody(
      Base64ImageExtractor extractor, TempImageFolder folder, Limits limits, String interruption) {
    this.text = extractor.text();
    this.images = new LinkedHashMap<>();
    extractor.images().forEach(image -> images.put(image.placeholder(), image));
    this.leftOut = extractor.leftOut();
    this.leftOutPlaceholder = extractor.leftOutPlaceholder();
    this.folder = folder;
    this.limits = limits;
    this.json = parse(text);
    this.interruption =
        interruption == null && extractor.hasImages() && isCutJson()
            ? "its JSON is not complete"
            : interruption;
  }

  private static JsonNode parse(byte[] text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** The JSON value with placeholders for the images; missing if the text is not JSON. */
  public JsonNode json() {
    return json;
  }

  /** Whether the body is JSON, and an object or a list. */
  public boolean isJson() {
    return json.isContainerNode();
  }

  /** Whether there is nothing but whitespace. */
  public boolean isEmpty() {
    return new String(text, StandardCharsets.UTF_8).isBlank();
  }

  /** A page of a proxy may hold pictures too, but it does not begin as JSON does. */
  private boolean isCutJson() {
    String beginning = new String(text, 0, Math.min(text.length, 100), StandardCharsets.UTF_8);
    return !isJson() && beginning.stripLeading().matches("(?s)[\\[{].*");
  }

  /** Whether the body ended too soon, but after the end of its first image. */
  public boolean isInterrupted() {
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
   * The image in a string: extracted while reading, or still there because it is short. Plain
   * base64 and data URIs are both read. {@link ImageFile#LEFT_OUT} if there were too many images.
   *
   * @throws UnreadableImage if the string is not base64
   */
  public ImageFile image(String string) throws UnreadableImage {
    if (string.equals(leftOutPlaceholder)) {
      return ImageFile.LEFT_OUT;
    }
    ExtractedImage extracted = images.get(string);
    if (extracted == null) {
      return decode(string);
    }
    if (extracted.file() == null) {
      throw new UnreadableImage(extracted.problem());
    }
    handedOut.add(extracted.file());
    return extracted.file();
  }

  /**
   * The images that were complete, in their order, when a body is interrupted; {@link
   * ImageFile#LEFT_OUT} for each one beyond the most that are kept.
   */
  public List<ImageFile> completeImages() {
    List<ImageFile> complete =
        new ArrayList<>(
            images.values().stream().map(ExtractedImage::file).filter(Objects::nonNull).toList());
    handedOut.addAll(complete);
    complete.addAll(Collections.nCopies(leftOut, ImageFile.LEFT_OUT));
    return complete;
  }

  /** A short string: a longer one that is base64 was extracted. */
  private ImageFile decode(String string) throws UnreadableImage {
    int comma = string.startsWith("data:") ? string.indexOf(";base64,") : -1;
    String base64 =
        string
            .substring(comma < 0 ? 0 : comma + ";base64,".length())
            .replaceAll("\\s", "")
            .replaceFirst("={1,2}$", "")
            .replace('-', '+')
            .replace('_', '/');
    try (ImageFile.Writer writer = new ImageFile.Writer(folder, limits)) {
      writer.write(Base64.getDecoder().decode(base64));
      return writer.finish();
    } catch (IllegalArgumentException | IOException e) {
      throw new UnreadableImage(
          e instanceof IOException ? e.getMessage() : "a text that is not base64");
    }
  }

  @Override
  public void close() {
    images.values().stream()
        .map(ExtractedImage::file)
        .filter(file -> file != null && !handedOut.contains(file))
        .forEach(ImageFile::close);
  }

  /** A string that is not an image although it should be. */
  public static final class UnreadableImage extends Exception {
    UnreadableImage(String message) {
      super(message);
    }
  }
}

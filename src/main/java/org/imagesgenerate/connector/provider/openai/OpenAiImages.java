package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.http.ResponseBody;
import org.imagesgenerate.connector.http.ResponseBody.UnreadableImage;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * The images of a success response. Every image that can be read is kept, whatever else is wrong
 * with the response: it was paid for.
 *
 * @param images in the server's order
 * @param warnings why others are missing
 * @param expiresAt when URLs expire, or null if the server does not state it
 */
record OpenAiImages(List<Image> images, List<String> warnings, Instant expiresAt) {

  /** Characters that some servers put into URLs unencoded: spaces, brackets, umlauts. */
  private static final Pattern NOT_IN_A_URL =
      Pattern.compile("%(?![0-9A-Fa-f]{2})|[^!-~]|[\"<>\\\\^`{|}]");

  private static final String NSFW = "has_nsfw_concepts";

  private static final HexFormat HEX = HexFormat.of().withUpperCase().withPrefix("%");

  /**
   * @param uri of the request, to which URLs may be relative
   * @param now when the response arrived
   */
  static OpenAiImages read(HttpResponse response, OpenAiDialect dialect, URI uri, Instant now) {
    Duration lifetime = dialect.urlLifetime();
    OpenAiImages result =
        new OpenAiImages(
            new ArrayList<>(), new ArrayList<>(), lifetime == null ? null : now.plus(lifetime));
    ResponseBody body = response.body();
    if (body.isInterrupted()) {
      result.addAll(
          body, "the response ended early; its complete images were kept: " + body.interruption());
      return result;
    }
    if (body.isJson()) {
      int index = 0;
      for (JsonNode item : dialect.images(body.json())) {
        result.add(item, index++, body, uri);
      }
    }
    if (result.images.isEmpty() && body.isJson()) {
      result.addAll(body, "the images were in a field that this API does not have");
    }
    return result;
  }

  private void addAll(ResponseBody body, String warning) {
    body.completeImages().forEach(file -> images.add(Image.of(new Source.Bytes(file))));
    if (!images.isEmpty()) {
      warnings.add(warning);
    }
  }

  private void add(JsonNode item, int index, ResponseBody body, URI uri) {
    String base64 = JsonBodies.text(item, "b64_json");
    String url = JsonBodies.text(item, "url");
    Source source = base64 == null ? null : bytes(base64, body);
    if (source == null && url != null) {
      boolean inline = url.startsWith("data:") || url.startsWith("image:");
      source = inline ? bytes(url, body) : remote(url, uri);
    }
    if (source != null) {
      Instant end = source instanceof Source.RemoteUrl ? expiresAt : null;
      JsonNode json = body.json();
      images.add(
          new Image(
              source,
              JsonBodies.text(item, "revised_prompt"),
              seed(item.path("seed"), json.path("seed")),
              nsfw(item.path(NSFW), json.path(NSFW).path(index)),
              end));
    }
  }

  /** Models of AI/ML API state it for each image, or once for all. */
  private static Long seed(JsonNode ofImage, JsonNode ofAll) {
    JsonNode seed = ofImage.isMissingNode() ? ofAll : ofImage;
    return seed.isIntegralNumber() && seed.canConvertToLong() ? seed.asLong() : null;
  }

  /** A flag of the image, or the image's place in the list for all. */
  private static Boolean nsfw(JsonNode ofImage, JsonNode inList) {
    JsonNode flag = ofImage.isArray() ? ofImage.path(0) : ofImage;
    JsonNode stated = flag.isBoolean() ? flag : inList;
    return stated.isBoolean() ? stated.asBoolean() : null;
  }

  private Source bytes(String text, ResponseBody body) {
    try {
      return new Source.Bytes(body.image(text));
    } catch (UnreadableImage e) {
      warnings.add("an image cannot be read: " + e.getMessage());
      return null;
    }
  }

  private Source remote(String url, URI uri) {
    try {
      return new Source.RemoteUrl(
          uri.resolve(NOT_IN_A_URL.matcher(url.strip()).replaceAll(OpenAiImages::encode)));
    } catch (IllegalArgumentException e) {
      warnings.add("the URL of an image is invalid: " + url);
      return null;
    }
  }

  private static String encode(MatchResult character) {
    return HEX.formatHex(character.group().getBytes(StandardCharsets.UTF_8));
  }
}

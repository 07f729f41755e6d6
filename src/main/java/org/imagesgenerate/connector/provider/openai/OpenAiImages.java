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
 * The images in the answer of a success. All that can be had are taken, whatever else is wrong with
 * the answer: they were paid for.
 *
 * @param images in the server's order
 * @param warnings what is wrong with the others
 * @param expiresAt when addresses end, or null if nobody says
 */
record OpenAiImages(List<Image> images, List<String> warnings, Instant expiresAt) {

  /**
   * What may not stand in an address, but does in some: blanks, brackets, letters of no alphabet.
   */
  private static final Pattern NOT_IN_AN_ADDRESS =
      Pattern.compile("%(?![0-9A-Fa-f]{2})|[^!-~]|[\"<>\\\\^`{|}]");

  private static final HexFormat HEX = HexFormat.of().withUpperCase().withPrefix("%");

  /**
   * @param uri of the request, to which addresses may be relative
   * @param now when the answer came
   */
  static OpenAiImages in(HttpResponse answer, OpenAiDialect dialect, URI uri, Instant now) {
    Duration life = dialect.addressesLive();
    OpenAiImages found =
        new OpenAiImages(
            new ArrayList<>(), new ArrayList<>(), life == null ? null : now.plus(life));
    ResponseBody body = answer.body();
    if (body.brokenOff()) {
      found.takeAll(
          body,
          "the answer broke off, but the images that had come by then were kept: "
              + body.interruption());
      return found;
    }
    if (body.isJson()) {
      dialect.images(body.json()).forEach(item -> found.take(item, body, uri));
    }
    if (found.images.isEmpty() && body.isJson()) {
      found.takeAll(body, "the images stood in a field that this API does not have");
    }
    String message = OpenAiError.of(body).message();
    if (!found.images.isEmpty() && message != null && !message.isBlank()) {
      found.warnings.add("beside the images came an error: " + message);
    }
    return found;
  }

  private void takeAll(ResponseBody body, String warning) {
    body.completeImages().forEach(spool -> images.add(Image.of(new Source.Bytes(spool))));
    if (!images.isEmpty()) {
      warnings.add(warning);
    }
  }

  private void take(JsonNode item, ResponseBody body, URI uri) {
    String base64 = JsonBodies.text(item, "b64_json");
    String url = JsonBodies.text(item, "url");
    Source source = base64 == null ? null : bytes(base64, body);
    if (source == null && url != null) {
      boolean here = url.startsWith("data:") || url.startsWith("image:");
      source = here ? bytes(url, body) : address(url, uri);
    }
    if (source != null) {
      Instant end = source instanceof Source.RemoteUrl ? expiresAt : null;
      images.add(new Image(source, JsonBodies.text(item, "revised_prompt"), null, null, end));
    }
  }

  private Source bytes(String string, ResponseBody body) {
    try {
      return new Source.Bytes(body.image(string));
    } catch (UnreadableImage e) {
      warnings.add("an image cannot be read: " + e.getMessage());
      return null;
    }
  }

  private Source address(String url, URI uri) {
    try {
      return new Source.RemoteUrl(
          uri.resolve(NOT_IN_AN_ADDRESS.matcher(url.strip()).replaceAll(OpenAiImages::encode)));
    } catch (IllegalArgumentException e) {
      warnings.add("the address of an image cannot be read: " + url);
      return null;
    }
  }

  private static String encode(MatchResult character) {
    return HEX.formatHex(character.group().getBytes(StandardCharsets.UTF_8));
  }
}

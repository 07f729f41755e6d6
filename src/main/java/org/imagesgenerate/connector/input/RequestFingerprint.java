package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.support.Json;

/**
 * A hash of everything that a job requests of a provider. The API key is not part of it: another
 * key buys the same images. It is made of the input, not of the request that the catalog makes of
 * it: a job that is running while the connector is updated stays the same purchase.
 */
public final class RequestFingerprint {

  private static final ObjectWriter WRITER =
      Json.MAPPER.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  public static String of(ImagesGenerateInput input) {
    return hash(requested(input));
  }

  /**
   * The same for Images Edit. An image counts by its content, wherever it is stored.
   *
   * @param images as the process passed them
   */
  public static String of(ImagesGenerateInput input, ImagesEditInput edit, InputImages images) {
    List<Object> requested = new ArrayList<>(requested(input));
    requested.add(images.images().stream().map(it -> it.file().sha256()).toList());
    requested.add(images.mask().map(it -> it.file().sha256()).orElse(null));
    requested.add(edit.inputFidelity());
    return hash(requested);
  }

  private static List<Object> requested(ImagesGenerateInput input) {
    return Arrays.asList(
        input.provider().type(),
        input.provider().baseUrl(),
        input.model(),
        input.prompt(),
        input.count(),
        input.size(),
        input.aspectRatio(),
        input.resolution(),
        input.seed(),
        input.negativePrompt(),
        input.quality(),
        input.style(),
        input.background(),
        input.outputFormat(),
        input.outputCompression(),
        input.moderation(),
        input.user(),
        input.safetyIdentifier(),
        input.responseFormat(),
        input.extraBody(),
        input.providerOptions(),
        input.delivery());
  }

  private static String hash(List<Object> requested) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(WRITER.writeValueAsBytes(requested)));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("texts and maps are always writable", e);
    }
  }

  private RequestFingerprint() {}
}

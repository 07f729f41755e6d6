package org.imagesgenerate.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.imagesgenerate.connector.input.ImagesGenerateInput;

/**
 * A short text that is the same for the same request to the same provider, and another for any
 * other. The key is no part of it: a changed key buys the same images. It is made of the input and
 * not of the request that the catalog makes of it: a job that was under way when the connector was
 * updated stays the same purchase.
 */
final class Fingerprint {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  static String of(ImagesGenerateInput input) {
    Object[] requested = {
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
      input.delivery()
    };
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(MAPPER.writeValueAsBytes(Arrays.asList(requested))));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("texts and maps are always writable", e);
    }
  }

  private Fingerprint() {}
}

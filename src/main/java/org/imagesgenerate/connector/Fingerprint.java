package org.imagesgenerate.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.input.Provider;

/**
 * A short text that is the same for the same request to the same provider, and another for any
 * other. The key is no part of it: a changed key buys the same images.
 */
final class Fingerprint {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  static String of(Provider provider, ImageRequest request) {
    Object[] asked = {
      provider.type(),
      provider.baseUrl(),
      request.model(),
      request.prompt(),
      request.count(),
      request.size(),
      request.quality(),
      request.style(),
      request.background(),
      request.outputFormat(),
      request.outputCompression(),
      request.moderation(),
      request.user(),
      request.safetyIdentifier(),
      request.responseFormat().text(),
      request.extraBody(),
      request.providerOptions(),
      request.submit()
    };
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(MAPPER.writeValueAsBytes(Arrays.asList(asked))));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("texts and maps are always writable", e);
    }
  }

  private Fingerprint() {}
}

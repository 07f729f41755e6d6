package org.imagesgenerate.connector.error;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes secrets out of everything that leaves the connector. */
public final class Redaction {

  private static final String MASK = "***";
  private static final String CUT = "…";

  /**
   * A failure's variables are inputs of the next attempt, and the runtime replaces secrets in every
   * input: it would look for a secret of this name, find none, and fail.
   */
  private static final Pattern SECRET_NAME = Pattern.compile("secrets\\.(?=\\S)");

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

  /** Shorter texts are no secrets, and would tear holes into every sentence. */
  private static final int SHORTEST_SECRET = 4;

  /** The base64 of something shorter may stand in any picture. */
  private static final int SHORTEST_BASE64 = 12;

  private final List<String> secrets;

  /**
   * @param secrets texts that must never be seen
   */
  public Redaction(List<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> secret != null && secret.strip().length() >= SHORTEST_SECRET)
            .map(String::strip)
            .flatMap(Redaction::forms)
            .distinct()
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
  }

  /** A secret as it stands in text, in an address, in JSON, and in base64. */
  private static Stream<String> forms(String secret) {
    String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    Stream<String> base64 =
        secret.length() < SHORTEST_BASE64
            ? Stream.empty()
            : Stream.of(
                base64(secret, Base64.getEncoder()),
                base64(secret, Base64.getUrlEncoder().withoutPadding()));
    return Stream.concat(
        base64,
        Stream.of(
            secret,
            encoded,
            encoded.replace("+", "%20"),
            ESCAPE.matcher(encoded).replaceAll(found -> found.group().toLowerCase(Locale.ROOT)),
            secret.replace("/", "\\/"),
            secret.replace("\\", "\\\\").replace("\"", "\\\"")));
  }

  /** Without its end, which depends on what follows. */
  private static String base64(String secret, Base64.Encoder encoder) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return encoder.encodeToString(Arrays.copyOf(bytes, bytes.length - bytes.length % 3));
  }

  /** Whether the text, or any text inside a list or map, holds a secret. */
  public boolean finds(Object value) {
    return switch (value) {
      case null -> false;
      case Map<?, ?> map ->
          map.entrySet().stream().anyMatch(it -> finds(it.getKey()) || finds(it.getValue()));
      case Iterable<?> list -> {
        for (Object item : list) {
          if (finds(item)) {
            yield true;
          }
        }
        yield false;
      }
      default -> secrets.stream().anyMatch(value.toString()::contains);
    };
  }

  /**
   * The text with every secret masked, also one of which only the beginning is quoted; and without
   * anything that the runtime would take for the name of a secret.
   */
  public String text(String text) {
    if (text == null) {
      return null;
    }
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
      for (int end = secret.length() - 1; end >= SHORTEST_SECRET && masked.contains(CUT); end--) {
        masked = masked.replace(secret.substring(0, end) + CUT, MASK + CUT);
      }
    }
    return SECRET_NAME.matcher(masked).replaceAll("secrets .");
  }

  /** The value with every text inside it masked; lists and maps are copied. */
  public Object value(Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text(text);
      case Map<?, ?> map -> {
        Map<String, Object> masked = new LinkedHashMap<>();
        map.forEach((key, item) -> masked.put(text(String.valueOf(key)), value(item)));
        yield masked;
      }
      case List<?> list -> {
        List<Object> masked = new ArrayList<>();
        list.forEach(item -> masked.add(value(item)));
        yield masked;
      }
      default -> finds(value) ? text(value.toString()) : value;
    };
  }
}

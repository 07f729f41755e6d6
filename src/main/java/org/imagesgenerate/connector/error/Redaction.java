package org.imagesgenerate.connector.error;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes secrets out of everything that leaves the connector. */
public final class Redaction {

  private static final String MASK = "***";

  /**
   * A failure's variables are inputs of the next attempt, and the runtime replaces secrets in every
   * input: it would look for a secret of this name, find none, and fail.
   */
  private static final Pattern SECRET_NAME = Pattern.compile("secrets\\.(?=\\S)");

  /** Shorter texts are not secrets, and masking them would make messages unreadable. */
  private static final int SHORTEST_SECRET = 4;

  /**
   * A shorter secret is masked, but may stand in a prompt: a dummy key such as {@code none} would
   * otherwise reject every prompt with that word.
   */
  private static final int SHORTEST_SOUGHT = 6;

  /** The encoding of something shorter may stand anywhere. */
  private static final int SHORTEST_ENCODED = 6;

  private final List<SecretForm> forms;

  /** For each ASCII character, whether a form can begin with it; any other character always can. */
  private final boolean[] beginnings = new boolean[128];

  /**
   * @param secrets texts that must never be seen
   */
  public Redaction(List<String> secrets) {
    this.forms =
        secrets.stream()
            .filter(secret -> secret != null && secret.strip().length() >= SHORTEST_SECRET)
            .map(String::strip)
            .distinct()
            .flatMap(Redaction::forms)
            .sorted(Comparator.comparing(SecretForm::length).reversed())
            .toList();
    forms.forEach(form -> form.markBeginnings(beginnings));
  }

  /** A secret as it stands in text, in hex, and in base64, whatever stands before it there. */
  private static Stream<SecretForm> forms(String secret) {
    boolean sought = secret.length() >= SHORTEST_SOUGHT;
    Stream<SecretForm> plain = Stream.of(new SecretForm(secret, false, sought));
    if (secret.length() < SHORTEST_ENCODED) {
      return plain;
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    Stream<SecretForm> base64 =
        Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
            .flatMap(
                encoder ->
                    Stream.of(0, 1, 2).flatMap(before -> base64(bytes, before, encoder).stream()))
            .distinct()
            .map(text -> new SecretForm(text, false, sought));
    SecretForm hex = new SecretForm(HexFormat.of().formatHex(bytes), true, sought);
    return Stream.of(plain, Stream.of(hex), base64).flatMap(it -> it);
  }

  /**
   * The characters that depend on nothing but the secret, and the same without an end that may have
   * been cut.
   *
   * @param before how many bytes stand before it in its group of three
   */
  private static List<String> base64(byte[] secret, int before, Base64.Encoder encoder) {
    byte[] bytes = new byte[before + secret.length];
    System.arraycopy(secret, 0, bytes, before, secret.length);
    String text = encoder.encodeToString(bytes);
    int first = (before * 8 + 5) / 6;
    return List.of(
        text.substring(first, bytes.length * 8 / 6), text.substring(first, bytes.length / 3 * 4));
  }

  /** Whether the text, or any text inside a list or map, holds a secret. */
  public boolean finds(Object value) {
    return switch (value) {
      case null -> false;
      case JsonNode json -> finds(json.toString());
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
      default -> finds(value.toString());
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
    StringBuilder masked = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); ) {
      int end = endOfSecret(text, at);
      if (end > at) {
        masked.append(MASK);
        at = end;
      } else {
        masked.append(text.charAt(at++));
      }
    }
    return SECRET_NAME.matcher(masked).replaceAll("secrets .");
  }

  /** Where the longest secret ends that begins here, or -1. */
  private int endOfSecret(String text, int from) {
    if (canBegin(text.charAt(from))) {
      for (SecretForm form : forms) {
        int end = form.end(text, from, SHORTEST_SECRET);
        if (end > from) {
          return end;
        }
      }
    }
    return -1;
  }

  private boolean canBegin(char character) {
    return character >= beginnings.length || beginnings[character];
  }

  private boolean finds(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (canBegin(text.charAt(at))) {
        for (SecretForm form : forms) {
          if (form.isSought() && form.end(text, at, Integer.MAX_VALUE) > at) {
            return true;
          }
        }
      }
    }
    return false;
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
